// Package guard stands between a stranger's GraphQL document and the library that executes it.
//
// A request comes from somebody who may mean harm, and graphql-go cannot bear that: a fragment
// that spreads itself ends the process, two kilobytes of brackets cost it a minute, and it does
// not know null. So a document is parsed by gqlparser, which stops at a number of tokens; its
// size, depth and repetitions are counted before anything compares fields with each other; it
// is validated; and only then is it handed on, as a tree of graphql-go's. What a request asks
// for is counted as well, with its variables, before anything is read.
package guard

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/graphql-go/graphql"
	executable "github.com/graphql-go/graphql/language/ast"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// The codes of an [Error].
const (
	Invalid = "INVALID" // not a document of the schema
	Refused = "REFUSED" // more than a limit allows
)

// Error is why a request is refused, in words for the client.
type Error struct {
	Message, Code string
	Locations     []Location
}

func (e *Error) Error() string { return e.Message }

// Location is a place in a document, lines and columns (of characters) counted from 1.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Errors are all that is wrong with a document, or the first few of it.
type Errors []*Error

func (e Errors) Error() string {
	var texts []string
	for _, err := range e {
		texts = append(texts, err.Message)
	}
	return strings.Join(texts, "; ")
}

// mostErrors is how many errors, and places of each, a client is told.
const mostErrors = 10

// Refuse returns an error that says that a request asks for more than a limit allows.
func Refuse(format string, arguments ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, arguments...), Code: Refused}
}

func invalid(format string, arguments ...any) *Error {
	return &Error{Message: Short(fmt.Sprintf(format, arguments...)), Code: Invalid}
}

// Short cuts a message that may quote its request, so that it does not repeat all of it.
func Short(message string) string {
	const limit = 300
	if runes := []rune(message); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return message
}

// Guard checks documents and requests. Its methods may be called by several goroutines.
type Guard struct {
	limits  Limits
	schema  *ast.Schema
	library graphql.Schema
	checked *lru.Cache[[sha256.Size]byte, *Document]
}

// Document is one that was found valid. It is shared by requests and never changed.
type Document struct {
	// AST is what graphql-go executes.
	AST    *executable.Document
	parsed *ast.QueryDocument
}

// New guards a schema, given as gqlparser and as graphql-go have it; the former is then its own.
func New(schema *ast.Schema, library graphql.Schema, limits Limits) (*Guard, error) {
	limits = limits.OrDefault()
	checked, err := lru.New[[sha256.Size]byte, *Document](limits.Remembered)
	if err != nil {
		return nil, fmt.Errorf("remember documents: %w", err)
	}
	g := &Guard{limits: limits, schema: schema, library: library, checked: checked}
	g.alignIntrospection()
	return g, nil
}

// alignIntrospection makes gqlparser allow what the library answers about the schema and which
// directives it follows: an older edition of the specification, with three fields more.
func (g *Guard) alignIntrospection() {
	for name, definition := range g.schema.Types {
		known := fieldsOf(g.library.Type(name))
		if !definition.BuiltIn || known == nil {
			continue
		}
		definition.Fields = slices.DeleteFunc(definition.Fields, func(field *ast.FieldDefinition) bool { return known[field.Name] == nil })
		for _, field := range known {
			if scalar, ok := graphql.GetNamed(field.Type).(*graphql.Scalar); ok && definition.Fields.ForName(field.Name) == nil {
				definition.Fields = append(definition.Fields, &ast.FieldDefinition{Name: field.Name, Type: ast.NamedType(scalar.Name(), nil)})
			}
		}
	}
	for name := range g.schema.Directives {
		if g.library.Directive(name) == nil {
			delete(g.schema.Directives, name)
		}
	}
}

// Document parses and checks a document, or finds it among those checked before. What is wrong
// with it is returned as [Errors]; any other error is a fault within.
func (g *Guard) Document(query string) (document *Document, err error) {
	if len(query) > g.limits.Document {
		return nil, Errors{Refuse("the document has %d bytes, %d are allowed", len(query), g.limits.Document)}
	}
	key := sha256.Sum256([]byte(query))
	if known, ok := g.checked.Get(key); ok {
		return known, nil
	}
	defer func() {
		if cause := recover(); cause != nil {
			document, err = nil, fmt.Errorf("panic in the document: %v", cause)
		}
	}()
	parsed, err := g.parse(query)
	if err != nil {
		return nil, err
	}
	if refusal := walk(parsed, g.limits); refusal != nil {
		return nil, Errors{refusal}
	}
	document = &Document{AST: convert(parsed), parsed: parsed}
	if errors := g.validate(document, []rune(query)); len(errors) > 0 {
		return nil, errors
	}
	g.checked.Add(key, document)
	return document, nil
}

func (g *Guard) parse(query string) (*ast.QueryDocument, error) {
	if !utf8.ValidString(query) {
		return nil, Errors{invalid("the document is not UTF-8")}
	}
	parsed, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, g.limits.Tokens)
	var syntax *gqlerror.Error
	switch {
	case err == nil:
		return parsed, nil
	case !errors.As(err, &syntax):
		return nil, err
	case len(syntax.Locations) == 0:
		return nil, Errors{Refuse("the document has more than %d words and signs", g.limits.Tokens)}
	}
	return nil, reported(gqlerror.List{{Message: "syntax error: " + syntax.Message, Locations: syntax.Locations}})
}

// validate checks whether fields of one name can be merged only once everything else holds, for
// that costs most. Values are checked by the library, whose scalars know them.
func (g *Guard) validate(document *Document, text []rune) Errors {
	found := reported(validator.ValidateWithRules(g.schema, document.parsed, rules.NewRules(
		rules.FieldsOnCorrectTypeRule, rules.FragmentsOnCompositeTypesRule, rules.KnownArgumentNamesRule,
		rules.KnownDirectivesRule, rules.KnownFragmentNamesRule, rules.KnownRootTypeRule, rules.KnownTypeNamesRule,
		rules.LoneAnonymousOperationRule, rules.NoUndefinedVariablesRule, rules.NoUnusedFragmentsRule,
		rules.NoUnusedVariablesRule, rules.PossibleFragmentSpreadsRule, rules.ScalarLeafsRule,
		rules.UniqueArgumentNamesRule, rules.UniqueDirectivesPerLocationRule, rules.UniqueFragmentNamesRule,
		rules.UniqueInputFieldNamesRule, rules.UniqueOperationNamesRule, rules.UniqueVariableNamesRule,
		rules.VariablesAreInputTypesRule, rules.VariablesInAllowedPositionRule,
	)))
	library := g.library
	values := graphql.ValidateDocument(&library, document.AST, []graphql.ValidationRuleFn{
		graphql.ArgumentsOfCorrectTypeRule, graphql.DefaultValuesOfCorrectTypeRule, graphql.ProvidedNonNullArgumentsRule,
	})
	for _, err := range values.Errors[:min(len(values.Errors), mostErrors)] {
		told := invalid("%s", err.Message)
		for _, location := range err.Locations[:min(len(err.Locations), mostErrors)] {
			told.Locations = append(told.Locations, locate(text, location.Column-1))
		}
		found = append(found, told)
	}
	if len(found) > 0 {
		return found[:min(len(found), mostErrors)]
	}
	return reported(validator.ValidateWithRules(g.schema, document.parsed, rules.NewRules(rules.OverlappingFieldsCanBeMergedRule)))
}

// reported keeps the first few of what may be thousands of errors.
func reported(list gqlerror.List) Errors {
	var errors Errors
	for _, err := range list[:min(len(list), mostErrors)] {
		told := invalid("%s", err.Message)
		for _, at := range err.Locations[:min(len(err.Locations), mostErrors)] {
			told.Locations = append(told.Locations, Location{at.Line, at.Column})
		}
		errors = append(errors, told)
	}
	return errors
}

// locate finds the line and column of a character.
func locate(text []rune, at int) Location {
	place := Location{Line: 1, Column: 1}
	for _, r := range text[:min(max(at, 0), len(text))] {
		if place.Column++; r == '\n' {
			place = Location{place.Line + 1, 1}
		}
	}
	return place
}

// Admit checks what a request brings along with its document: its variables, the operation that
// it names, and how much that one asks for. The name may be empty where there is only one.
func (g *Guard) Admit(document *Document, name string, variables map[string]any) error {
	check := variableCheck{limits: g.limits}
	if refusal := check.value(variables, 0); refusal != nil {
		return Errors{refusal}
	}
	var found ast.OperationList
	for _, operation := range document.parsed.Operations {
		if name == "" || operation.Name == name {
			found = append(found, operation)
		}
	}
	switch {
	case len(found) == 1:
		if _, refusal := g.cost(found[0], variables); refusal != nil {
			return Errors{refusal}
		}
		return nil
	case name != "":
		return Errors{invalid("the document has no operation named %q", Short(name))}
	case len(found) == 0:
		return Errors{invalid("the document has no operation")}
	}
	return Errors{invalid("the document has several operations: say operationName")}
}
