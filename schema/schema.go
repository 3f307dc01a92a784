package schema

import (
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/graphql-go/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/guard"
	"github.com/sachant/sachant/search"
)

//go:embed schema.graphql
var sdl string

// Finder finds experts, as far as the viewer may see. A search.Finder is one.
type Finder interface {
	FindExperts(ctx context.Context, view *access.View, query search.Query) (search.Answer, error)
}

// Limits bound what one request may cost.
type Limits = guard.Limits

// Config is what a Schema needs of others.
type Config struct {
	Finder Finder
	// Now dates what people do; time.Now where nil.
	Now    func() time.Time
	Limits Limits
	// Report is told what went wrong within, under the id that the client is given. It must
	// not keep or send what the client asked. Nothing is reported where nil.
	Report func(id string, cause error)
	// NewID makes the ids of reports; random text where nil.
	NewID func() string
}

// Schema answers GraphQL requests. Its methods may be called by several goroutines.
type Schema struct {
	executable graphql.Schema
	limits     Limits
	finder     Finder
	now        func() time.Time
	report     func(id string, cause error)
	newID      func() string
	guard      *guard.Guard
	running    chan struct{}
}

// New reads schema.graphql and finds what answers each of its fields; it fails where nothing
// does, or where something answers a field that is not there.
func New(config Config) (*Schema, error) {
	source, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: sdl})
	if err != nil {
		return nil, fmt.Errorf("read schema.graphql: %w", err)
	}
	answers, err := resolvers(source)
	if err != nil {
		return nil, err
	}
	s := newSchema(config)
	s.executable, err = build(source, func(typeName, fieldName string) graphql.FieldResolveFn {
		key := typeName + "." + fieldName
		if answers[key] == nil { // an interface's, which nobody calls
			return nil
		}
		return s.resolve(answers[key], typeName == "Mutation")
	})
	if err != nil {
		return nil, err
	}
	s.guard, err = guard.New(source, s.executable, s.limits)
	return s, err
}

func newSchema(config Config) *Schema {
	limits := config.Limits.OrDefault()
	s := &Schema{
		limits: limits, finder: config.Finder, now: config.Now, report: config.Report, newID: config.NewID,
		running: make(chan struct{}, limits.Running),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.report == nil {
		s.report = func(string, error) {}
	}
	if s.newID == nil {
		s.newID = func() string { return strings.ToLower(rand.Text()[:12]) }
	}
	return s
}

// SDL is the schema as text.
func (s *Schema) SDL() string { return sdl }

// Validate returns what is wrong with a document, before anybody asks it.
func (s *Schema) Validate(query string) error {
	_, err := s.guard.Document(query)
	return err
}
