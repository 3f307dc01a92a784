package schema

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/gqlerrors"

	"github.com/sachant/sachant/graph/access"
)

// Request is one question, as GraphQL over HTTP has it.
type Request struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
}

// Response is its answer: an HTTP status and JSON.
type Response struct {
	Status int
	Body   []byte
}

// Execute answers a request as seen through a view, which is used for this request only. It
// returns when all its work is done, within the time that the limits allow.
func (s *Schema) Execute(ctx context.Context, view *access.View, request Request) Response {
	ctx, cancel := context.WithTimeout(ctx, s.limits.Timeout)
	defer cancel()
	if busy := s.enter(ctx); busy != nil {
		return rejected(busy).response()
	}
	defer s.leave()
	prepared, rejection := s.prepare(request.Query)
	if rejection != nil {
		return rejection.response()
	}
	if refusal := s.affords(prepared, request); refusal != nil {
		return rejected(refusal).response()
	}
	return s.answer(ctx, view, prepared, request)
}

// enter waits until few enough requests run.
func (s *Schema) enter(ctx context.Context) *failure {
	select {
	case s.running <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &failure{message: "too many requests at once: ask again later", code: codeBusy}
	}
}

func (s *Schema) leave() { <-s.running }

// affords checks what a request brings along with its document.
func (s *Schema) affords(prepared *document, request Request) *failure {
	if refusal := checkVariables(request.Variables, s.limits); refusal != nil {
		return refusal
	}
	operation, refusal := prepared.operation(request.OperationName)
	if refusal != nil {
		return refusal
	}
	return s.costOf(prepared.ast, operation, request.Variables)
}

// answer runs an operation. The library is given a context that never ends: with one that
// does, it would return at the end of time and leave its goroutine behind. Resolvers look at
// the real one, and end the goroutine themselves.
func (s *Schema) answer(ctx context.Context, view *access.View, prepared *document, request Request) Response {
	running := &session{schema: s, ctx: ctx, view: view, load: newLoader(view, s.limits.Facts)}
	result := graphql.Execute(graphql.ExecuteParams{
		Schema: s.executable, AST: prepared.ast, OperationName: request.OperationName, Args: request.Variables,
		Context: context.WithValue(context.WithoutCancel(ctx), sessionKey{}, running),
	})
	if running.stopped != nil {
		return rejected(running.stopped).response()
	}
	return s.write(result)
}

func (s *Schema) write(result *graphql.Result) Response {
	answered := body{Data: result.Data}
	if result.Data == nil {
		answered.Data = nothing{}
	}
	problems := s.problems(result.Errors)
	byPath(problems)
	answered.Errors = reports(problems)
	encoded := encode(answered)
	if len(encoded) > s.limits.Answer {
		return rejected(tooLong(s.limits)).response()
	}
	return Response{Status: statusOf(result, problems), Body: encoded}
}

// statusOf is that of a request which was run: what is wrong with single fields is told beside
// the others.
func statusOf(result *graphql.Result, problems []problem) int {
	if result.Data == nil && len(problems) > 0 && len(problems[0].path) == 0 {
		return (&rejection{problems}).status()
	}
	return http.StatusOK
}

// problems tells the client of errors: ours by their own words; the library's where they are
// about the request (those have no path), and by an id alone where they are about an answer.
func (s *Schema) problems(failures []gqlerrors.FormattedError) []problem {
	var problems []problem
	for _, err := range failures {
		told := failureIn(err)
		switch {
		case told != nil:
		case len(err.Path) == 0:
			told = &failure{message: short(err.Message), code: codeInvalid}
		default:
			told = s.internal(fmt.Errorf("at %v: %w", err.Path, errors.New(err.Message)))
		}
		problems = append(problems, problem{failure: told, path: err.Path})
	}
	return problems
}
