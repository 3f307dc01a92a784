package schema

import (
	"time"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"

	"github.com/sachant/sachant/graph"
)

// date is the scalar Date. The library lets a scalar that panics end the process, so each
// function of a scalar turns whatever goes wrong into null.
func date() *graphql.Scalar {
	read := func(value any) any {
		text, ok := value.(string)
		if !ok {
			return nil
		}
		day, err := graph.ParseDate(text)
		if err != nil {
			return nil
		}
		return day
	}
	return scalar("Date", "A day, as 2026-01-14.", read, func(value any) any {
		if day, ok := value.(graph.Date); ok && day != "" {
			return string(day)
		}
		return nil
	})
}

// dateTime is the scalar DateTime.
func dateTime() *graphql.Scalar {
	read := func(value any) any {
		text, ok := value.(string)
		if !ok {
			return nil
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return nil
		}
		return at.UTC()
	}
	return scalar("DateTime", "A moment in UTC, as 2026-01-14T09:30:00Z.", read, func(value any) any {
		if at, ok := value.(time.Time); ok && !at.IsZero() {
			return at.UTC().Format(time.RFC3339)
		}
		return nil
	})
}

func scalar(name, description string, read, write func(any) any) *graphql.Scalar {
	read, write = orNull(read), orNull(write)
	return graphql.NewScalar(graphql.ScalarConfig{
		Name: name, Description: description, Serialize: write, ParseValue: read,
		ParseLiteral: func(value ast.Value) any {
			text, ok := value.(*ast.StringValue)
			if !ok {
				return nil
			}
			return read(text.Value)
		},
	})
}

func orNull(convert func(any) any) func(any) any {
	return func(value any) (converted any) {
		defer func() {
			if recover() != nil {
				converted = nil
			}
		}()
		return convert(value)
	}
}
