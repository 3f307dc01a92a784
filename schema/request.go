package schema

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/guard"
	"github.com/sachant/sachant/search/organization"
)

// requestState is the state of one request while it is executed, by one goroutine.
type requestState struct {
	schema *Schema
	ctx    context.Context
	view   *access.View
	load   *loader
	fields int
	bytes  int
	shown  shownByOffice
	// tree is the organisation; nil until a field asks for it.
	tree *organization.Tree
	// stopped is why the request was stopped.
	stopped *clientError
}

// stateKey finds the state in the context that the library hands to resolvers.
type stateKey struct{}

// resolver returns the value of a field, or a thunk that is called once all siblings have said
// what they need to read.
type resolver func(*requestState, graphql.ResolveParams) (any, error)

// thunk returns a value that is read together with others. The library calls it.
type thunk = func() (any, error)

// resolve adapts a resolver to the library. The thunk of a mutation is called at once, for the library
// would otherwise begin the next mutation before it.
func (s *Schema) resolve(resolve resolver, mutation bool) graphql.FieldResolveFn {
	return func(p graphql.ResolveParams) (any, error) {
		r := p.Context.Value(stateKey{}).(*requestState)
		if r.fields++; r.fields > s.config.Limits.Fields {
			r.stop(guard.Refuse("the answer has more than %d fields: ask for less", s.config.Limits.Fields))
		}
		if name, ok := p.Info.Path.Key.(string); ok {
			r.bytes += len(name) + 4
		}
		r.noteFact(p.Source)
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

// call runs a resolver or its thunk. It stops the request where the time or a limit is exceeded, and
// turns panics and unexpected errors into internal ones.
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
	if r.bytes > r.schema.config.Limits.Response {
		r.stop(tooLong(r.schema.config.Limits))
	}
	return value, nil
}

func tooLong(limits Limits) error {
	return guard.Refuse("the answer is longer than %d bytes: ask for less", limits.Response)
}

// stop ends the goroutine that the library runs in. Returning an error would note one for each field
// that is left, of which there may be a hundred thousand.
func (r *requestState) stop(cause error) {
	r.stopped = r.schema.clientError(cause)
	runtime.Goexit()
}
