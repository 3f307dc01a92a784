// Package oidc signs people in with an OpenID Connect provider, by the authorization code flow with PKCE, state and nonce.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	coreos "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/sachant/sachant/api/signin/store"
)

// Config is a provider, and what its claims mean.
type Config struct {
	// Issuer is the provider's address, ClientID and ClientSecret what it calls us by.
	Issuer, ClientID, ClientSecret string
	// RedirectURL is where a browser comes back to, LogoutURL where it comes back to from signing out.
	RedirectURL, LogoutURL string
	// Scopes are asked for besides openid.
	Scopes []string
	// PersonClaim is the claim that names the person, GroupClaims those that hold their groups: the name of a claim, or a JSON
	// pointer (RFC 6901) such as /resource_access/sachant/roles.
	PersonClaim string
	GroupClaims []string
	// TrustEmail takes the claim email for the person's own address, where the provider does not say that it verified it.
	TrustEmail bool
	// Client sends requests to the provider.
	Client *http.Client
	// Store keeps what a sign-in that is under way has to know.
	Store store.Pending
	// Secure sends cookies over TLS only.
	Secure bool
	Now    func() time.Time
}

// Identity is who a provider says has signed in.
type Identity struct {
	// Name is the value of the person claim.
	Name   string
	Groups []string
	// IDToken is shown to the provider when the person signs out, and Session is what the provider calls them and their session.
	IDToken string
	Session store.ProviderSession
	// Back is the page where the sign-in began.
	Back string
}

// ErrRefused is that a sign-in does not hold; what it wraps says why.
var ErrRefused = errors.New("the sign-in with the provider is refused")

// Provider signs people in with a provider. It asks where things are when they are first needed, and again until the provider
// answers. Its methods may be called by several goroutines.
type Provider struct {
	config Config
	mutex  sync.Mutex
	known  *metadata
}

// metadata is what a provider says of itself.
type metadata struct {
	provider   *coreos.Provider
	verifier   *coreos.IDTokenVerifier
	logout     *coreos.IDTokenVerifier // of logout tokens, whose age is checked apart
	oauth      *oauth2.Config
	endSession string
}

// New makes a provider.
func New(config Config) *Provider { return &Provider{config: config} }

// Check returns why the provider cannot be asked, or is not the one that is configured.
func (p *Provider) Check(ctx context.Context) error {
	_, err := p.metadata(ctx)
	return err
}

// metadata returns what the provider says of itself. Several may ask at once: what the first one learns is kept.
func (p *Provider) metadata(ctx context.Context) (*metadata, error) {
	p.mutex.Lock()
	known := p.known
	p.mutex.Unlock()
	if known != nil {
		return known, nil
	}
	provider, err := coreos.NewProvider(coreos.ClientContext(ctx, p.config.Client), p.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask the OpenID Connect provider %s: %w", p.config.Issuer, err)
	}
	var more struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, fmt.Errorf("read what the OpenID Connect provider %s says of itself: %w", p.config.Issuer, err)
	}
	known = &metadata{
		provider: provider, endSession: more.EndSession,
		verifier: provider.Verifier(&coreos.Config{ClientID: p.config.ClientID, Now: p.config.Now}),
		logout:   provider.Verifier(&coreos.Config{ClientID: p.config.ClientID, SkipExpiryCheck: true}),
		oauth: &oauth2.Config{
			ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, RedirectURL: p.config.RedirectURL,
			Endpoint: provider.Endpoint(), Scopes: append([]string{coreos.ScopeOpenID}, p.config.Scopes...),
		},
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.known = known
	return known, nil
}

// pending is what has to be known of a sign-in when its browser comes back.
type pending struct {
	Nonce, Verifier, Back string
	// Browser is the hash of what the browser's cookie holds.
	Browser []byte
}

// lifetime is how long somebody may take at the provider.
const lifetime = 10 * time.Minute

// Start begins a sign-in that returns to a page, and returns the address at the provider to send the browser to.
func (p *Provider) Start(ctx context.Context, w http.ResponseWriter, back string) (address string, err error) {
	known, err := p.metadata(ctx)
	if err != nil {
		return "", err
	}
	state, browser := rand.Text(), rand.Text()
	hash := sha256.Sum256([]byte(browser))
	begun := pending{rand.Text(), oauth2.GenerateVerifier(), back, hash[:]}
	data, err := json.Marshal(begun)
	if err == nil {
		err = p.config.Store.PutPending(ctx, state, data, lifetime)
	}
	if err != nil {
		return "", fmt.Errorf("begin a sign-in: %w", err)
	}
	http.SetCookie(w, p.cookie(browser, int(lifetime.Seconds())))
	return known.oauth.AuthCodeURL(state, coreos.Nonce(begun.Nonce), oauth2.S256ChallengeOption(begun.Verifier)), nil
}

// cookie ties a sign-in to its browser, so that nobody can be made to finish somebody else's.
func (p *Provider) cookie(value string, seconds int) *http.Cookie {
	name := "signin"
	if p.config.Secure {
		name = "__Host-signin"
	}
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: p.config.Secure, SameSite: http.SameSiteLaxMode}
}

// Finish returns the identity of the person, from the request with which the browser comes back.
func (p *Provider) Finish(w http.ResponseWriter, r *http.Request) (Identity, error) {
	http.SetCookie(w, p.cookie("", -1))
	begun, code, err := p.returned(r)
	if err != nil {
		return Identity{}, err
	}
	known, err := p.metadata(r.Context())
	if err != nil {
		return Identity{}, err
	}
	ctx := coreos.ClientContext(r.Context(), p.config.Client)
	token, err := known.oauth.Exchange(ctx, code, oauth2.VerifierOption(begun.Verifier))
	var answer *oauth2.RetrieveError
	switch {
	case errors.As(err, &answer) && answer.ErrorCode != "":
		return Identity{}, fmt.Errorf("%w: the provider refuses the code: %q", ErrRefused, answer.ErrorCode)
	case err != nil:
		return Identity{}, fmt.Errorf("exchange the code at the provider: %w", err)
	}
	identity, err := p.identity(ctx, known, token, begun.Nonce)
	identity.Back = begun.Back
	return identity, err
}

// returned returns the sign-in that a request belongs to, and the code that the provider gave.
func (p *Provider) returned(r *http.Request) (begun pending, code string, err error) {
	query := r.URL.Query()
	for _, name := range []string{"state", "code", "error", "iss"} {
		if len(query[name]) > 1 {
			return begun, "", fmt.Errorf("%w: several values of %s", ErrRefused, name)
		}
	}
	data, found, err := p.config.Store.TakePending(r.Context(), query.Get("state"))
	if err != nil {
		return begun, "", fmt.Errorf("look for the sign-in that is under way: %w", err)
	}
	if !found {
		return begun, "", fmt.Errorf("%w: its state is of no sign-in that is under way", ErrRefused)
	}
	if err := json.Unmarshal(data, &begun); err != nil {
		return begun, "", fmt.Errorf("read the sign-in that is under way: %w", err)
	}
	cookie, err := r.Cookie(p.cookie("", 0).Name)
	if err != nil {
		return begun, "", fmt.Errorf("%w: it was begun in another browser", ErrRefused)
	}
	browser := sha256.Sum256([]byte(cookie.Value))
	switch {
	case subtle.ConstantTimeCompare(browser[:], begun.Browser) != 1:
		return begun, "", fmt.Errorf("%w: it was begun in another browser", ErrRefused)
	case query.Has("iss") && query.Get("iss") != p.config.Issuer:
		return begun, "", fmt.Errorf("%w: another provider answers", ErrRefused)
	case query.Has("error"):
		return begun, "", fmt.Errorf("%w: the provider says %.40q", ErrRefused, query.Get("error"))
	case query.Get("code") == "":
		return begun, "", fmt.Errorf("%w: the provider gave no code", ErrRefused)
	}
	return begun, query.Get("code"), nil
}

// identity returns the identity in a token, after it checked signature, issuer, audience, expiry and nonce.
func (p *Provider) identity(ctx context.Context, known *metadata, token *oauth2.Token, nonce string) (Identity, error) {
	raw, _ := token.Extra("id_token").(string)
	verified, err := known.verifier.Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(verified.Nonce), []byte(nonce)) != 1 {
		return Identity{}, fmt.Errorf("%w: the nonce of the token is of another sign-in", ErrRefused)
	}
	claims, err := claimsOf(verified)
	if err != nil {
		return Identity{}, err
	}
	if party, _ := claims["azp"].(string); party != "" && party != p.config.ClientID || party == "" && len(verified.Audience) > 1 {
		return Identity{}, fmt.Errorf("%w: the token was made for another application", ErrRefused)
	}
	session, _ := claims["sid"].(string)
	if p.lacks(claims) && known.provider.UserInfoEndpoint() != "" {
		if claims, err = withUserInfo(ctx, known, token, verified.Subject, claims); err != nil {
			return Identity{}, err
		}
	}
	identity, err := p.read(claims)
	identity.IDToken, identity.Session = raw, store.ProviderSession{Subject: verified.Subject, ID: session}
	return identity, err
}

// withUserInfo returns claims with those that the provider gives on a second request. It must give them of the same person.
func withUserInfo(ctx context.Context, known *metadata, token *oauth2.Token, subject string, claims claims) (claims, error) {
	info, err := known.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, fmt.Errorf("ask the provider for more of who signs in: %w", err)
	}
	if info.Subject != subject {
		return nil, fmt.Errorf("%w: the provider tells of somebody else", ErrRefused)
	}
	more, err := claimsOf(info)
	for name, value := range more {
		if _, has := claims[name]; !has {
			claims[name] = value
		}
	}
	return claims, err
}

// LogoutURL returns the address at the provider that signs out there too; "" where it has none.
func (p *Provider) LogoutURL(ctx context.Context, idToken string) (string, error) {
	known, err := p.metadata(ctx)
	if err != nil || known.endSession == "" {
		return "", err
	}
	address, err := url.Parse(known.endSession)
	if err != nil {
		return "", fmt.Errorf("where to sign out at the provider: %w", err)
	}
	query := address.Query()
	query.Set("client_id", p.config.ClientID)
	query.Set("id_token_hint", idToken)
	query.Set("post_logout_redirect_uri", p.config.LogoutURL)
	address.RawQuery = query.Encode()
	return address.String(), nil
}
