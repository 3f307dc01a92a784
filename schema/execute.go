package schema

import (
	"context"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/guard"
)

// Request is one question, as GraphQL over HTTP has it.
type Request struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
}

// Execute answers a request as seen through a view, which is used for this request only. It
// returns when all its work is done, within the time that the limits allow.
func (s *Schema) Execute(ctx context.Context, view *access.View, request Request) Response {
	ctx, cancel := context.WithTimeout(ctx, s.limits.Timeout)
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
// does, it would return at the end of time and leave its goroutine behind. Resolvers look at
// the real one, and end the goroutine themselves.
func (s *Schema) run(ctx context.Context, view *access.View, document *guard.Document, request Request) Response {
	state := &requestState{schema: s, ctx: ctx, view: view, load: newLoader(view, s.limits.Facts)}
	result := graphql.Execute(graphql.ExecuteParams{
		Schema: s.executable, AST: document.AST, OperationName: request.OperationName, Args: request.Variables,
		Context: context.WithValue(context.WithoutCancel(ctx), stateKey{}, state),
	})
	if state.stopped != nil {
		return s.reject(state.stopped)
	}
	return s.response(result)
}
