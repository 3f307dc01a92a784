package signin

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/signin/oidc"
)

// EndFromProvider ends the sessions that a logout token of the provider names, at every server; the person need not be there. Its error
// is [ErrRefused], an [ErrThrottled], or [ErrUnavailable], after which the provider may send the token again.
func (s *SignIn) EndFromProvider(r *http.Request, token string) error {
	attempt, err := s.attempt(r, "")
	if err != nil {
		return err
	}
	said, err := s.config.Provider.VerifyLogout(r.Context(), token)
	switch {
	case errors.Is(err, oidc.ErrRefused):
		return s.refuseLogout(r, err)
	case err != nil:
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("the provider cannot be asked whether a logout is its own")
		return ErrUnavailable
	}
	s.giveBack(r, attempt)
	id := "logout " + said.ID
	first, err := s.config.Store.Claim(r.Context(), id, 2*oidc.LogoutWindow)
	switch {
	case err == nil && !first:
		return s.refuseLogout(r, errors.New("the token was sent before"))
	case err == nil:
		if err = s.sessions.EndAtProvider(r.Context(), said.Session); err != nil {
			_, _, failure := s.config.Store.TakePending(r.Context(), id) // it may be sent again
			err = errors.Join(err, failure)
		}
	}
	if err != nil {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("sessions that the provider ended cannot be ended")
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return nil
}

// refuseLogout logs why a logout token ends nothing.
func (s *SignIn) refuseLogout(r *http.Request, reason error) error {
	zerolog.Ctx(r.Context()).Warn().Str("reason", reason.Error()).Msg("a logout by the provider is refused")
	return ErrRefused
}
