// Package guard stands between a stranger's GraphQL document and the library that executes it.
//
// graphql-go is not safe for hostile documents: a fragment that spreads itself ends the process, two
// kilobytes of brackets cost it a minute, and it has no null. So gqlparser parses a document, up to a
// number of tokens; the guard limits its size, depth and repetitions, which bounds the cost of
// validation; the document is validated; and only then is it converted to the syntax tree of
// graphql-go. Before anything is read, the guard also estimates how many fields the response has.
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
	Invalid = "INVALID" // not valid for the schema
	Refused = "REFUSED" // more than a limit allows
)

// Error is why a request is refused, with a message for the client.
type Error struct {
	Message, Code string
	Locations     []Location
}

func (e *Error) Error() string { return e.Message }

// Location is a position in a document; lines and columns (of characters) count from 1.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Errors are the first few errors of a document.
type Errors []*Error

func (e Errors) Error() string {
	var texts []string
	for _, err := range e {
		texts = append(texts, err.Message)
	}
	return strings.Join(texts, "; ")
}

// maxErrors is the number of errors, and of locations of each, that are reported.
const maxErrors = 10

// Refuse returns the error of a request that exceeds a limit.
func Refuse(format string, arguments ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, arguments...), Code: Refused}
}

func invalid(format string, arguments ...any) *Error {
	return &Error{Message: Short(fmt.Sprintf(format, arguments...)), Code: Invalid}
}

// Short cuts a message that may quote the request, to 300 characters.
func Short(message string) string {
	if runes := []rune(message); len(runes) > 300 {
		return string(runes[:300]) + "…"
	}
	return message
}

// Guard checks documents and requests. Its methods may be called by several goroutines.
type Guard struct {
	limits           Limits
	schema           *ast.Schema
	executableSchema graphql.Schema
	valid            *lru.Cache[[sha256.Size]byte, *Document]
}

// Document is a valid document. It is shared by requests and must not be changed.
type Document struct {
	// AST is the syntax tree for graphql-go.
	AST    *executable.Document
	parsed *ast.QueryDocument
}

// New makes a guard of a schema, given both as gqlparser and as graphql-go represent it. It changes the
// former.
func New(schema *ast.Schema, executableSchema graphql.Schema, limits Limits) (*Guard, error) {
	limits = limits.OrDefault()
	checked, err := lru.New[[sha256.Size]byte, *Document](limits.Cached)
	if err != nil {
		return nil, fmt.Errorf("remember documents: %w", err)
	}
	g := &Guard{limits: limits, schema: schema, executableSchema: executableSchema, valid: checked}
	g.alignIntrospection()
	return g, nil
}

// alignIntrospection gives the parsed schema the introspection fields and directives of the library,
// which implements an older edition of the specification, with three fields more.
func (g *Guard) alignIntrospection() {
	for name, definition := range g.schema.Types {
		known := fieldsOf(g.executableSchema.Type(name))
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
		if g.executableSchema.Directive(name) == nil {
			delete(g.schema.Directives, name)
		}
	}
}

// Document parses and validates a document, or returns it from the cache of valid ones. The errors of
// a document are [Errors]; any other error is an internal one.
func (g *Guard) Document(query string) (document *Document, err error) {
	if len(query) > g.limits.Document {
		return nil, Errors{Refuse("the document has %d bytes, %d are allowed", len(query), g.limits.Document)}
	}
	key := sha256.Sum256([]byte(query))
	if known, ok := g.valid.Get(key); ok {
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
	g.valid.Add(key, document)
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

// validate applies the rules of the specification. Values are validated by the library, which has the
// scalars. Whether fields can be merged costs most, and is checked only where all else is valid.
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
	executableSchema := g.executableSchema
	values := graphql.ValidateDocument(&executableSchema, document.AST, []graphql.ValidationRuleFn{
		graphql.ArgumentsOfCorrectTypeRule, graphql.DefaultValuesOfCorrectTypeRule, graphql.ProvidedNonNullArgumentsRule,
	})
	for _, err := range values.Errors[:min(len(values.Errors), maxErrors)] {
		converted := invalid("%s", err.Message)
		for _, location := range err.Locations[:min(len(err.Locations), maxErrors)] {
			converted.Locations = append(converted.Locations, locate(text, location.Column-1))
		}
		found = append(found, converted)
	}
	if len(found) > 0 {
		return found[:min(len(found), maxErrors)]
	}
	return reported(validator.ValidateWithRules(g.schema, document.parsed, rules.NewRules(rules.OverlappingFieldsCanBeMergedRule)))
}

// reported converts the first few of what may be thousands of errors.
func reported(list gqlerror.List) Errors {
	var errors Errors
	for _, err := range list[:min(len(list), maxErrors)] {
		converted := invalid("%s", err.Message)
		for _, at := range err.Locations[:min(len(err.Locations), maxErrors)] {
			converted.Locations = append(converted.Locations, Location{at.Line, at.Column})
		}
		errors = append(errors, converted)
	}
	return errors
}

// locate returns the line and column of a character.
func locate(text []rune, at int) Location {
	found := Location{Line: 1, Column: 1}
	for _, r := range text[:min(max(at, 0), len(text))] {
		if found.Column++; r == '\n' {
			found = Location{found.Line + 1, 1}
		}
	}
	return found
}

// Admit checks what a request has besides its document: the variables, the name of the operation
// (optional where there is only one), and the cost of that with these variables.
func (g *Guard) Admit(document *Document, name string, variables map[string]any) error {
	check := variableCheck{limits: g.limits}
	if refusal := check.value(variables, "", 0); refusal != nil {
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
		if refusal := g.coerceAll(found[0], variables); refusal != nil {
			return Errors{refusal}
		}
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
