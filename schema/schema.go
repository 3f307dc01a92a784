package schema

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/graphql-go/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/guard"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/due"
)

//go:embed schema.graphql
var sdl string

// Schema answers GraphQL requests. Its methods may be called by several goroutines.
type Schema struct {
	config     resolve.Config
	executable graphql.Schema
	guard      *guard.Guard
	running    chan struct{}
}

// New reads schema.graphql and finds the resolver of each of its fields. It fails where a field
// has none, or a resolver has no field.
func New(config resolve.Config) (*Schema, error) {
	source, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: sdl})
	if err != nil {
		return nil, fmt.Errorf("read schema.graphql: %w", err)
	}
	fields, err := resolvers(source)
	if err != nil {
		return nil, err
	}
	config = config.OrDefault()
	s := &Schema{config: config, running: make(chan struct{}, config.Limits.Concurrent)}
	s.executable, err = build(source, func(typeName, fieldName string) graphql.FieldResolveFn {
		key := typeName + "." + fieldName
		if fields[key] == nil { // of an interface, which is never called
			return nil
		}
		return resolve.Adapt(fields[key], typeName == "Mutation")
	})
	if err != nil {
		return nil, err
	}
	s.guard, err = guard.New(source, s.executable, s.config.Limits)
	return s, err
}

// SDL returns the schema as text.
func (s *Schema) SDL() string { return sdl }

// Validate returns what is wrong with a document, without executing it.
func (s *Schema) Validate(query string) error {
	_, err := s.guard.Document(query)
	return err
}

// Request is one operation, as GraphQL over HTTP has it.
type Request struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
}

// Execute answers a request with what a view shows; the view must not be used for another one.
// It returns when all its work is done, within the time that the limits allow.
func (s *Schema) Execute(ctx context.Context, view *access.View, request Request) Response {
	ctx, cancel := context.WithTimeout(ctx, s.config.Limits.Timeout)
	defer cancel()
	select {
	case s.running <- struct{}{}:
		defer func() { <-s.running }()
	case <-ctx.Done():
		return s.reject(ctx, &resolve.Error{Message: "too many requests at once: ask again later", Code: resolve.CodeBusy})
	}
	document, err := s.guard.Document(request.Query)
	if err == nil {
		err = s.guard.Admit(document, request.OperationName, request.Variables)
	}
	if err != nil {
		return s.reject(ctx, err)
	}
	return s.run(ctx, view, document, request)
}

func (s *Schema) run(ctx context.Context, view *access.View, document *guard.Document, request Request) Response {
	state := resolve.NewRequest(ctx, &s.config, view)
	result := graphql.Execute(graphql.ExecuteParams{
		Schema: s.executable, AST: document.AST, OperationName: request.OperationName, Args: request.Variables, Context: state.Attach(),
	})
	if state.Stopped != nil {
		return s.reject(ctx, state.Stopped)
	}
	if err := state.WriteAudit(document.AST, request.Query, request.OperationName, request.Variables); err != nil {
		return s.reject(ctx, err)
	}
	return s.response(ctx, result)
}

// InterviewRules returns the periods after which interviews are due.
func (s *Schema) InterviewRules() due.Rules { return s.config.Interviews }
