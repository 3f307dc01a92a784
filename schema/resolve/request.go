package resolve

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/guard"
	"github.com/sachant/sachant/search/due"
	"github.com/sachant/sachant/search/organization"
)

// Request is the state of one request while it is executed, by one goroutine.
type Request struct {
	Config  *Config
	Context context.Context
	View    *access.View
	Load    *Loader
	fields  int
	bytes   int
	shown   shownByOffice
	// tree is the organisation, and histories the interviews; nil until a field asks for them.
	tree      *organization.Tree
	histories due.Histories
	// Stopped is why the request was stopped.
	Stopped *Error
}

// stateKey finds the state in the context that the library hands to resolvers.
type stateKey struct{}

// Func returns the value of a field, or a thunk that is called once all siblings have said
// what they need to read.
type Func func(*Request, graphql.ResolveParams) (any, error)

// Thunk returns a value that is read together with others. The library calls it.
type Thunk = func() (any, error)

// NewRequest returns the state of a request of a viewer.
func NewRequest(ctx context.Context, config *Config, view *access.View) *Request {
	return &Request{Config: config, Context: ctx, View: view, Load: newLoader(view, config.Limits.Facts)}
}

// Attach returns a context from which the resolvers of an operation take the request. It never ends: with one that does, the
// library would return at the end of it and leave its goroutine behind. Resolvers check the real one, and end the goroutine
// themselves.
func (r *Request) Attach() context.Context {
	return context.WithValue(context.WithoutCancel(r.Context), stateKey{}, r)
}

// Adapt makes a resolver one of the library. The thunk of a mutation is called at once, for the library
// would otherwise begin the next mutation before it.
func Adapt(resolve Func, mutation bool) graphql.FieldResolveFn {
	return func(p graphql.ResolveParams) (any, error) {
		r := p.Context.Value(stateKey{}).(*Request)
		if r.fields++; r.fields > r.Config.Limits.Fields {
			r.stop(guard.Refuse("the answer has more than %d fields: ask for less", r.Config.Limits.Fields))
		}
		if name, ok := p.Info.Path.Key.(string); ok {
			r.bytes += len(name) + 4
		}
		r.noteFact(p.Source)
		value, err := r.call(func() (any, error) { return resolve(r, p) })
		deferred, ok := value.(Thunk)
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
func (r *Request) call(resolve Thunk) (value any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			value, err = nil, r.Config.Internal(r.Context, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
		}
	}()
	if err := r.Context.Err(); err != nil {
		r.stop(err)
	}
	if value, err = resolve(); err != nil {
		failure := r.Config.Error(r.Context, err)
		if failure.Code == CodeTimeout || failure.Code == guard.Refused {
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
	if r.bytes > r.Config.Limits.Response {
		r.stop(TooLong(r.Config.Limits))
	}
	return value, nil
}

// TooLong is the error of an answer that is longer than the limit.
func TooLong(limits Limits) error {
	return guard.Refuse("the answer is longer than %d bytes: ask for less", limits.Response)
}

// stop ends the goroutine that the library runs in. Returning an error would note one for each field
// that is left, of which there may be a hundred thousand.
func (r *Request) stop(cause error) {
	r.Stopped = r.Config.Error(r.Context, cause)
	runtime.Goexit()
}

// Today returns the day by the clock of the config.
func (r *Request) Today() graph.Date { return graph.DateOf(r.Config.Now()) }
