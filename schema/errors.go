package schema

import (
	"context"
	"errors"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/guard"
)

// The codes that a client finds in extensions.code, besides those of package guard.
const (
	codeNotFound    = "NOT_FOUND"
	codeConflict    = "CONFLICT"
	codeTimeout     = "TIMEOUT"
	codeBusy        = "BUSY"
	codeUnavailable = "UNAVAILABLE"
	codeUncertain   = "UNCERTAIN"
	codeInternal    = "INTERNAL"
)

// clientError is an error as a client sees it: a message for people and a code for programs.
type clientError struct {
	message string
	code    string
	// id finds the cause in the log; the client does not see it.
	id string
}

func (e *clientError) Error() string { return e.message }

// Extensions is for [gqlerrors.ExtendedError].
func (e *clientError) Extensions() map[string]any {
	extensions := map[string]any{"code": e.code}
	if e.id != "" {
		extensions["id"] = e.id
	}
	return extensions
}

// clientError returns what a client may see of an error. Nothing else decides that.
func (s *Schema) clientError(err error) *clientError {
	var made *clientError
	var refused *guard.Error
	switch {
	case errors.As(err, &made):
		return made
	case errors.As(err, &refused):
		return &clientError{message: refused.Message, code: refused.Code}
	case errors.Is(err, graph.ErrNotFound):
		return &clientError{message: "not found", code: codeNotFound}
	case errors.Is(err, graph.ErrConflict):
		return &clientError{message: "changed in the meantime: read it again", code: codeConflict}
	case errors.Is(err, graph.ErrUncertain):
		s.config.Report(s.config.NewID(), err)
		return &clientError{message: "the store went away, and it is not known whether the change was made: look, or try again", code: codeUncertain}
	case errors.Is(err, graph.ErrUnavailable):
		s.config.Report(s.config.NewID(), err)
		return &clientError{message: "the store cannot be reached just now, and nothing was changed: try again later", code: codeUnavailable}
	case errors.Is(err, graph.ErrFull):
		s.config.Report(s.config.NewID(), err)
		return &clientError{message: "the store has no room left, and nothing was changed: tell the people who run Sachant", code: codeUnavailable}
	case errors.Is(err, graph.ErrInvalid):
		return &clientError{message: guard.Short(withoutPath(err.Error())), code: guard.Invalid}
	case errors.Is(err, context.DeadlineExceeded):
		return &clientError{message: "the request took too long: ask for less", code: codeTimeout}
	case errors.Is(err, context.Canceled):
		return &clientError{message: "the request was given up", code: codeTimeout}
	}
	return s.internal(err)
}

// withoutPath returns what is invalid, without where in the program that was found.
func withoutPath(message string) string {
	if _, after, found := strings.Cut(message, graph.ErrInvalid.Error()+": "); found {
		return after
	}
	return message
}

// internal reports a cause to the log, and returns an error that names it by an id alone.
func (s *Schema) internal(cause error) *clientError {
	id := s.config.NewID()
	s.config.Report(id, cause)
	return &clientError{message: "internal error", code: codeInternal, id: id}
}
