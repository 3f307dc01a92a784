package resolve

import (
	"context"
	"errors"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/guard"
)

// The codes that a client finds in extensions.code, besides those of package guard.
const (
	CodeNotFound    = "NOT_FOUND"
	CodeConflict    = "CONFLICT"
	CodeTimeout     = "TIMEOUT"
	CodeBusy        = "BUSY"
	CodeUnavailable = "UNAVAILABLE"
	CodeUncertain   = "UNCERTAIN"
	CodeInternal    = "INTERNAL"
)

// Error is an error as a client sees it: a message for people and a code for programs.
type Error struct {
	Message string
	Code    string
	// id finds the cause in the log; the client does not see it.
	id string
}

func (e *Error) Error() string { return e.Message }

// Extensions is for [gqlerrors.ExtendedError].
func (e *Error) Extensions() map[string]any {
	extensions := map[string]any{"code": e.Code}
	if e.id != "" {
		extensions["id"] = e.id
	}
	return extensions
}

// Error returns what a client may see of an error. Nothing else decides that.
func (c *Config) Error(ctx context.Context, err error) *Error {
	var made *Error
	var refused *guard.Error
	switch {
	case errors.As(err, &made):
		return made
	case errors.As(err, &refused):
		return &Error{Message: refused.Message, Code: refused.Code}
	case errors.Is(err, graph.ErrNotFound):
		return &Error{Message: "not found", Code: CodeNotFound}
	case errors.Is(err, graph.ErrConflict):
		return &Error{Message: "changed in the meantime: read it again", Code: CodeConflict}
	case errors.Is(err, graph.ErrUncertain):
		c.Report(ctx, c.NewID(), err)
		return &Error{Message: "the store went away, and it is not known whether the change was made: look, or try again", Code: CodeUncertain}
	case errors.Is(err, graph.ErrUnavailable):
		c.Report(ctx, c.NewID(), err)
		return &Error{Message: "the store cannot be reached just now, and nothing was changed: try again later", Code: CodeUnavailable}
	case errors.Is(err, graph.ErrFull):
		c.Report(ctx, c.NewID(), err)
		return &Error{Message: "the store has no room left, and nothing was changed: tell the people who run Sachant", Code: CodeUnavailable}
	case errors.Is(err, graph.ErrInvalid):
		return &Error{Message: guard.Short(withoutPath(err.Error())), Code: guard.Invalid}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Message: "the request took too long: ask for less", Code: CodeTimeout}
	case errors.Is(err, context.Canceled):
		return &Error{Message: "the request was given up", Code: CodeTimeout}
	}
	return c.Internal(ctx, err)
}

// withoutPath returns what is invalid, without where in the program that was found.
func withoutPath(message string) string {
	if _, after, found := strings.Cut(message, graph.ErrInvalid.Error()+": "); found {
		return after
	}
	return message
}

// Internal reports a cause to the log, and returns an error that names it by an id alone.
func (c *Config) Internal(ctx context.Context, cause error) *Error {
	id := c.NewID()
	c.Report(ctx, id, cause)
	return &Error{Message: "internal error", Code: CodeInternal, id: id}
}
