package schema

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph/access"
)

// resolver answers one field. It returns a value, or a later to be called once all its
// siblings have said what they need.
type resolver func(*session, graphql.ResolveParams) (any, error)

// later is a value that is read together with others.
type later = func() (any, error)

// session is one request being answered, by one goroutine.
type session struct {
	schema *Schema
	ctx    context.Context
	view   *access.View
	load   *loader
	fields int
	bytes  int
	// stopped is why the answer was given up.
	stopped *failure
}

// sessionKey finds the session in the context that the library hands to resolvers.
type sessionKey struct{}

// resolve makes of a resolver what the library calls for each field: it counts, stops when a
// limit or the time is exceeded, and lets neither a panic nor an unknown error through.
func (s *Schema) resolve(answer resolver, mutation bool) graphql.FieldResolveFn {
	return func(p graphql.ResolveParams) (any, error) {
		session := p.Context.Value(sessionKey{}).(*session)
		session.step(p.Info.Path)
		value, err := session.safely(func() (any, error) { return answer(session, p) })
		if err != nil {
			return nil, session.told(err)
		}
		if call, ok := value.(later); ok {
			return session.afterwards(call, mutation)
		}
		session.weigh(value)
		return value, nil
	}
}

// afterwards is called for a field that is read with others. Mutations follow one another only
// where they leave nothing for later, so theirs is called at once.
func (s *session) afterwards(call later, now bool) (any, error) {
	answer := func() (any, error) {
		s.stopIfLate()
		value, err := s.safely(call)
		if err != nil {
			return nil, s.told(err)
		}
		s.weigh(value)
		return value, nil
	}
	if now {
		return answer()
	}
	return answer, nil
}

// safely turns a panic into an error, which then goes to the log and not to the client.
func (s *session) safely(call func() (any, error)) (value any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			value, err = nil, fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return call()
}

// told stops the whole answer where time is over, and otherwise says what is wrong with a field.
func (s *session) told(err error) error {
	failure := s.schema.failed(err)
	if failure.code == codeTimeout || failure.code == codeRefused {
		s.stop(failure)
	}
	return failure
}

// step counts a field, and its name in the answer.
func (s *session) step(path *graphql.ResponsePath) {
	s.stopIfLate()
	if s.fields++; s.fields > s.schema.limits.Fields {
		s.stop(refuse("the answer has more than %d fields: ask for less", s.schema.limits.Fields))
	}
	if name, ok := path.Key.(string); ok {
		s.bytes += len(name) + 4
	}
}

// weigh counts the text that a field adds to the answer.
func (s *session) weigh(value any) {
	switch x := value.(type) {
	case string:
		s.bytes += len(x)
	case []string:
		for _, text := range x {
			s.bytes += len(text) + 3
		}
	}
	if s.bytes > s.schema.limits.Answer {
		s.stop(tooLong(s.schema.limits))
	}
}

func tooLong(limits Limits) *failure {
	return refuse("the answer is longer than %d bytes: ask for less", limits.Answer)
}

func (s *session) stopIfLate() {
	if err := s.ctx.Err(); err != nil {
		s.stop(s.schema.failed(err))
	}
}

// stop ends the goroutine that the library answers in: an error would be noted for each field
// that is left, and there may be a hundred thousand.
func (s *session) stop(why *failure) {
	s.stopped = why
	runtime.Goexit()
}
