package schema

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/guard"
)

// requestState is one request that is being answered, by one goroutine.
type requestState struct {
	schema *Schema
	ctx    context.Context
	view   *access.View
	load   *loader
	fields int
	bytes  int
	// stopped is why the answer was given up.
	stopped *clientError
}

// stateKey finds the state in the context that the library hands to resolvers.
type stateKey struct{}

// resolver answers one field. It returns a value, or a thunk to be called once all its siblings
// have asked for what they need.
type resolver func(*requestState, graphql.ResolveParams) (any, error)

// thunk returns a value that is read together with others. The library calls it.
type thunk = func() (any, error)

// resolve makes of a resolver what the library calls for each field. Mutations follow one
// another only where they leave nothing to be called later, so their thunks are called at once.
func (s *Schema) resolve(resolve resolver, mutation bool) graphql.FieldResolveFn {
	return func(p graphql.ResolveParams) (any, error) {
		r := p.Context.Value(stateKey{}).(*requestState)
		if r.fields++; r.fields > s.limits.Fields {
			r.stop(guard.Refuse("the answer has more than %d fields: ask for less", s.limits.Fields))
		}
		if name, ok := p.Info.Path.Key.(string); ok {
			r.bytes += len(name) + 4
		}
		value, err := r.call(func() (any, error) { return resolve(r, p) })
		deferred, ok := value.(thunk)
		switch {
		case !ok:
			return value, err
		case mutation:
			return r.call(deferred)
		}
		return func() (any, error) { return r.call(deferred) }, nil
	}
}

// call runs a resolver or its thunk. It stops the whole answer where the time or a limit is
// exceeded, and lets neither a panic nor an unknown error through to the client.
func (r *requestState) call(resolve thunk) (value any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			value, err = nil, r.schema.internal(fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
		}
	}()
	if err := r.ctx.Err(); err != nil {
		r.stop(err)
	}
	if value, err = resolve(); err != nil {
		failure := r.schema.clientError(err)
		if failure.code == codeTimeout || failure.code == guard.Refused {
			r.stop(failure)
		}
		return nil, failure
	}
	switch x := value.(type) {
	case string:
		r.bytes += len(x)
	case []string:
		for _, text := range x {
			r.bytes += len(text) + 3
		}
	}
	if r.bytes > r.schema.limits.Answer {
		r.stop(tooLong(r.schema.limits))
	}
	return value, nil
}

func tooLong(limits Limits) error {
	return guard.Refuse("the answer is longer than %d bytes: ask for less", limits.Answer)
}

// stop ends the goroutine that the library answers in: an error would be noted for each field
// that is left, and there may be a hundred thousand.
func (r *requestState) stop(cause error) {
	r.stopped = r.schema.clientError(cause)
	runtime.Goexit()
}
