package schema

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/graphql-go/graphql/gqlerrors"

	"github.com/sachant/sachant/graph"
)

// The codes that a client finds in extensions.code.
const (
	codeInvalid   = "INVALID"
	codeNotFound  = "NOT_FOUND"
	codeConflict  = "CONFLICT"
	codeRefused   = "REFUSED"
	codeTimeout   = "TIMEOUT"
	codeBusy      = "BUSY"
	codeAway      = "UNAVAILABLE"
	codeUncertain = "UNCERTAIN"
	codeInternal  = "INTERNAL"
)

// failure is what a client is told: a message made for them, and a code made for programs.
type failure struct {
	message string
	code    string
	// id finds the cause in the log, which the client is not told.
	id string
}

func (f *failure) Error() string { return f.message }

// Extensions is how the library asks for more than a message.
func (f *failure) Extensions() map[string]any {
	extensions := map[string]any{"code": f.code}
	if f.id != "" {
		extensions["id"] = f.id
	}
	return extensions
}

// refuse says that a request asks for more than a limit allows.
func refuse(format string, arguments ...any) *failure {
	return &failure{message: fmt.Sprintf(format, arguments...), code: codeRefused}
}

// failed turns an error into what a client may be told. It is the one place that does.
func (s *Schema) failed(err error) *failure {
	var told *failure
	switch {
	case errors.As(err, &told):
		return told
	case errors.Is(err, graph.ErrNotFound):
		return &failure{message: "not found", code: codeNotFound}
	case errors.Is(err, graph.ErrConflict):
		return &failure{message: "changed in the meantime: read it again", code: codeConflict}
	case errors.Is(err, graph.ErrUncertain):
		s.report(s.newID(), err)
		return &failure{message: "the store went away, and it is not known whether the change was made: look, or try again", code: codeUncertain}
	case errors.Is(err, graph.ErrUnavailable):
		s.report(s.newID(), err)
		return &failure{message: "the store cannot be reached just now, and nothing was changed: try again later", code: codeAway}
	case errors.Is(err, graph.ErrFull):
		s.report(s.newID(), err)
		return &failure{message: "the store has no room left, and nothing was changed: tell whoever keeps it", code: codeAway}
	case errors.Is(err, graph.ErrInvalid):
		return &failure{message: short(strings.TrimPrefix(err.Error(), graph.ErrInvalid.Error()+": ")), code: codeInvalid}
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{message: "the request took too long: ask for less", code: codeTimeout}
	case errors.Is(err, context.Canceled):
		return &failure{message: "the request was given up", code: codeTimeout}
	}
	return s.internal(err)
}

// internal reports a cause to the log, and names it to the client by an id alone.
func (s *Schema) internal(cause error) *failure {
	id := s.newID()
	s.report(id, cause)
	return &failure{message: "internal error", code: codeInternal, id: id}
}

// failureIn digs our own failure out of the library's errors, which wrap without Unwrap.
func failureIn(err error) *failure {
	for err != nil {
		switch wrapper := err.(type) {
		case *failure:
			return wrapper
		case gqlerrors.FormattedError:
			err = wrapper.OriginalError()
		case *gqlerrors.Error:
			err = wrapper.OriginalError
		default:
			return nil
		}
	}
	return nil
}

// short keeps a message that may quote its request from repeating all of it.
func short(message string) string {
	const limit = 300
	runes := []rune(message)
	if len(runes) <= limit {
		return message
	}
	return string(runes[:limit]) + "…"
}
