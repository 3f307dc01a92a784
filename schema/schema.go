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

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/guard"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/due"
)

//go:embed schema.graphql
var sdl string

// Finder finds experts among what a view shows. A search.Finder is one.
type Finder interface {
	FindExperts(ctx context.Context, view *access.View, query search.Query) (search.Answer, error)
}

// Limits bound what one request may cost.
type Limits = guard.Limits

// Config is what a Schema needs of others.
type Config struct {
	Finder Finder
	// Suggest returns concepts that begin with what is typed, the best first; none where nil. The whole company may see
	// concepts.
	Suggest func(typed string, first int) []Suggestion
	// Similar returns the skills of a reader, and then the concepts, that may be meant by a label which no skill has; none
	// where nil.
	Similar func(ctx context.Context, reader graph.Reader, label string) ([]Suggestion, error)
	// Review returns the skills of a reader of which it is doubtful whether they are a concept; none where nil.
	Review func(ctx context.Context, reader graph.Reader) ([]SkillQuestion, error)
	// Same plans what makes a skill the same as a concept, in place of another one of its scheme only where replace says so.
	Same func(ctx context.Context, reader graph.Reader, skill, concept graph.Key, replace bool) (graph.Tx, error)
	// LinkNamed links a skill that somebody named here to the concepts that its label names for certain; none where nil.
	LinkNamed func(ctx context.Context, skill graph.Key)
	// Merge plans what makes one skill of two, as far as a reader shows it; Split what undoes that.
	Merge func(ctx context.Context, reader graph.Reader, merged, into graph.Key) (graph.Tx, error)
	Split func(ctx context.Context, reader graph.Reader, merged graph.Key) (graph.Tx, error)
	// Now is the clock that dates what people do; time.Now where nil.
	Now    func() time.Time
	Limits Limits
	// Interviews are the periods after which interviews are due; the zero value is those of the law.
	Interviews due.Rules
	// Audit notes what human resources and recruiters are shown; nothing is noted where nil.
	Audit Auditor
	// Report receives the cause of an internal error and the id that the client is given for
	// it. It must not keep or send the client's query. Nothing is reported where nil.
	Report func(id string, cause error)
	// NewID makes the ids of reports; random text where nil.
	NewID func() string
}

// Schema answers GraphQL requests. Its methods may be called by several goroutines.
type Schema struct {
	config     Config
	executable graphql.Schema
	guard      *guard.Guard
	running    chan struct{}
}

// New reads schema.graphql and finds the resolver of each of its fields. It fails where a field
// has none, or a resolver has no field.
func New(config Config) (*Schema, error) {
	source, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: sdl})
	if err != nil {
		return nil, fmt.Errorf("read schema.graphql: %w", err)
	}
	resolve, err := resolvers(source)
	if err != nil {
		return nil, err
	}
	config = config.orDefault()
	s := &Schema{config: config, running: make(chan struct{}, config.Limits.Concurrent)}
	s.executable, err = build(source, func(typeName, fieldName string) graphql.FieldResolveFn {
		key := typeName + "." + fieldName
		if resolve[key] == nil { // of an interface, which is never called
			return nil
		}
		return s.resolve(resolve[key], typeName == "Mutation")
	})
	if err != nil {
		return nil, err
	}
	s.guard, err = guard.New(source, s.executable, s.config.Limits)
	return s, err
}

// orDefault returns the config with what it leaves out.
func (c Config) orDefault() Config {
	c.Limits = c.Limits.OrDefault()
	if c.Suggest == nil {
		c.Suggest = func(string, int) []Suggestion { return nil }
	}
	if c.Similar == nil {
		c.Similar = func(context.Context, graph.Reader, string) ([]Suggestion, error) { return nil, nil }
	}
	if c.LinkNamed == nil {
		c.LinkNamed = func(context.Context, graph.Key) {}
	}
	if c.Review == nil {
		c.Review = func(context.Context, graph.Reader) ([]SkillQuestion, error) { return nil, nil }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Report == nil {
		c.Report = func(string, error) {}
	}
	if c.NewID == nil {
		c.NewID = func() string { return strings.ToLower(rand.Text()[:12]) }
	}
	return c
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
		return s.reject(&clientError{message: "too many requests at once: ask again later", code: codeBusy})
	}
	document, err := s.guard.Document(request.Query)
	if err == nil {
		err = s.guard.Admit(document, request.OperationName, request.Variables)
	}
	if err != nil {
		return s.reject(err)
	}
	return s.run(ctx, view, document, request)
}

// run executes an operation. The library is given a context that never ends: with one that
// does, it would return at the end of it and leave its goroutine behind. Resolvers check the real
// one, and end the goroutine themselves.
func (s *Schema) run(ctx context.Context, view *access.View, document *guard.Document, request Request) Response {
	state := &requestState{schema: s, ctx: ctx, view: view, load: newLoader(view, s.config.Limits.Facts)}
	result := graphql.Execute(graphql.ExecuteParams{
		Schema: s.executable, AST: document.AST, OperationName: request.OperationName, Args: request.Variables,
		Context: context.WithValue(context.WithoutCancel(ctx), stateKey{}, state),
	})
	if state.stopped != nil {
		return s.reject(state.stopped)
	}
	if err := state.writeAudit(document.AST, request); err != nil {
		return s.reject(err)
	}
	return s.response(result)
}
