package signin

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/signin/token"
	"github.com/sachant/sachant/graph/access"
)

// WithTokens identifies requests with a token by it alone, and others as before.
func WithTokens(tokens *token.Tokens, others func(*http.Request) (access.Viewer, error)) func(*http.Request) (access.Viewer, error) {
	return func(r *http.Request) (access.Viewer, error) {
		if !token.IsSent(r) {
			return others(r)
		}
		viewer, err := tokens.Identify(r)
		if errors.Is(err, token.ErrUnknown) {
			zerolog.Ctx(r.Context()).Warn().Str("reason", err.Error()).Msg("a token is refused")
			return access.Viewer{}, fmt.Errorf("%w: %w", ErrUnidentified, ErrToken)
		}
		return viewer, err
	}
}

// Provisioner returns the id of the token of a request, and whether it provisions users and groups. Its error wraps
// [ErrUnidentified] where the token is of nobody.
func Provisioner(tokens *token.Tokens) func(*http.Request) (id string, is bool, err error) {
	return func(r *http.Request) (string, bool, error) {
		id, is, err := tokens.Provisioner(r)
		if errors.Is(err, token.ErrUnknown) {
			zerolog.Ctx(r.Context()).Warn().Str("reason", err.Error()).Msg("a token is refused")
			err = fmt.Errorf("%w: %w", ErrUnidentified, ErrToken)
		}
		return id, is, err
	}
}
