package oidc

import (
	"context"
	"fmt"
	"time"

	"github.com/sachant/sachant/api/signin/store"
)

// logoutEvent is the event of OpenID Connect Back-Channel Logout 1.0.
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// LogoutWindow is how old a logout token may be, and how far the provider's clock may be ahead.
const LogoutWindow = 5 * time.Minute

// Logout is what a provider says has ended.
type Logout struct {
	Session store.ProviderSession
	// ID is that of the token, by which it counts once.
	ID string
}

// VerifyLogout returns what has ended, from a token that the provider sends without a browser. The error wraps [ErrRefused] where the
// token does not hold. Whether it was sent before is for the caller to find out.
func (p *Provider) VerifyLogout(ctx context.Context, raw string) (Logout, error) {
	known, err := p.metadata(ctx)
	if err != nil {
		return Logout{}, err
	}
	verified, err := known.logout.Verify(ctx, raw)
	if err != nil {
		return Logout{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	claims, err := claimsOf(verified)
	if err != nil {
		return Logout{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	session, _ := claims["sid"].(string)
	id, _ := claims["jti"].(string)
	said := Logout{store.ProviderSession{Subject: verified.Subject, ID: session}, id}
	return said, p.checkLogout(said, claims, verified.IssuedAt, verified.Expiry)
}

// checkLogout returns what is wrong with a logout token that the provider signed; expiry is zero where it has none.
func (p *Provider) checkLogout(said Logout, claims claims, issued, expiry time.Time) error {
	events, _ := claims["events"].(map[string]any)
	_, isLogout := events[logoutEvent].(map[string]any)
	_, hasNonce := claims["nonce"]
	now := p.config.Now()
	switch {
	case !isLogout:
		return fmt.Errorf("%w: the token is of no logout", ErrRefused)
	case hasNonce:
		return fmt.Errorf("%w: the token has a nonce, as one that signs in", ErrRefused)
	case said.ID == "":
		return fmt.Errorf("%w: the token has no id", ErrRefused)
	case said.Session == (store.ProviderSession{}):
		return fmt.Errorf("%w: the token names no person and no session", ErrRefused)
	case issued.Before(now.Add(-LogoutWindow)) || issued.After(now.Add(LogoutWindow)):
		return fmt.Errorf("%w: the token is not of now", ErrRefused)
	case !expiry.IsZero() && expiry.Before(now):
		return fmt.Errorf("%w: the token has expired", ErrRefused)
	}
	return nil
}
