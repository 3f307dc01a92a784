package signin

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/signin/directory"
	"github.com/sachant/sachant/api/signin/oidc"
	"github.com/sachant/sachant/api/signin/session"
	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/api/signin/throttle"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Config is how people sign in to a server.
type Config struct {
	// Store keeps the sessions.
	Store   store.Store
	Session session.Config
	// Buckets count attempts that failed.
	Buckets throttle.Buckets
	Roles   Roles
	People  *PersonLookup
	// Passwords checks names and passwords; nil where people do not sign in by one.
	Passwords *directory.Directory
	// Provider signs people in with OpenID Connect; nil where there is none. ProviderName is what people call it.
	Provider     *oidc.Provider
	ProviderName string
	// Proxies are the addresses whose header X-Forwarded-For is trusted.
	Proxies []netip.Prefix
	Now     func() time.Time
}

// SignIn signs people in and identifies them by their sessions. Its methods may be called by several goroutines.
type SignIn struct {
	config   Config
	sessions *session.Sessions
	throttle *throttle.Throttle
}

var (
	// ErrRefused means that a sign-in failed. The reason is in the log and not in the response.
	ErrRefused = errors.New("the sign-in is refused")
	// ErrSignedOut means that the browser has no session.
	ErrSignedOut = errors.New("nobody is signed in")
	// ErrEnded means that the session of the browser has ended.
	ErrEnded = errors.New("the session has ended")
	// ErrUnavailable means that the directory or the provider cannot be reached.
	ErrUnavailable = errors.New("sign-in is not possible just now")
)

// ErrThrottled means that there were too many attempts.
type ErrThrottled struct{ Wait time.Duration }

func (e ErrThrottled) Error() string {
	return fmt.Sprintf("too many attempts: another one in %v", e.Wait.Round(time.Second))
}

// New makes a sign-in.
func New(config Config) *SignIn {
	account, address := throttle.Limits{Burst: 5, Every: 3 * time.Minute}, throttle.Limits{Burst: 50, Every: 10 * time.Second}
	return &SignIn{config, session.New(config.Store, config.Session), throttle.New(config.Buckets, account, address, config.Now)}
}

// Handler reads the session of each request; it must wrap every handler that calls [SignIn.Identify].
func (s *SignIn) Handler(next http.Handler) http.Handler { return s.sessions.Handler(next) }

// ByPassword reports whether people sign in by a name and a password.
func (s *SignIn) ByPassword() bool { return s.config.Passwords != nil }

// ProviderName returns what people call the OpenID Connect provider; false where there is none.
func (s *SignIn) ProviderName() (string, bool) {
	return s.config.ProviderName, s.config.Provider != nil
}

// Identify returns the viewer of a session. A person who has left the directory is signed out everywhere.
func (s *SignIn) Identify(r *http.Request) (access.Viewer, error) {
	who, is := s.sessions.Of(r.Context())
	switch {
	case !is && s.sessions.HasEnded(r):
		return access.Viewer{}, errors.Join(ErrUnidentified, ErrSignedOut, ErrEnded)
	case !is:
		return access.Viewer{}, errors.Join(ErrUnidentified, ErrSignedOut)
	}
	person, err := s.config.People.Find(r.Context(), string(who.Person))
	if errors.Is(err, graph.ErrNotFound) {
		return access.Viewer{}, errors.Join(ErrUnidentified, ErrSignedOut, ErrEnded, s.config.Store.Forget(r.Context(), who.Person))
	}
	if err != nil {
		return access.Viewer{}, fmt.Errorf("find who is asking: %w", err)
	}
	return s.config.Roles.Viewer(person, who.Groups), nil
}

// WithPassword signs in who has a name and a password. Its error is [ErrRefused], an [ErrThrottled], [ErrUnavailable], or wraps
// [ErrStranger] where the directory knows the person and the graph does not.
func (s *SignIn) WithPassword(w http.ResponseWriter, r *http.Request, name, password string) error {
	attempt, err := s.attempt(r, name)
	if err != nil {
		return err
	}
	identity, err := s.config.Passwords.Authenticate(r.Context(), name, password)
	switch {
	case errors.Is(err, directory.ErrRefused):
		return s.refuse(r, err)
	case err != nil:
		s.giveBack(r, attempt) // nobody was told anything
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("the directory cannot be asked who signs in")
		return ErrUnavailable
	}
	s.giveBack(r, attempt)
	person, err := s.config.People.FindByAccount(r.Context(), identity.Accounts...)
	return s.begin(w, r, person, err, session.Session{Groups: identity.Groups})
}

// StartAtProvider returns the address at the provider where a sign-in begins that leads to a page.
func (s *SignIn) StartAtProvider(w http.ResponseWriter, r *http.Request, back string) (address string, err error) {
	if address, err = s.config.Provider.Start(r.Context(), w, back); err != nil {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("a sign-in with the provider cannot begin")
		return "", ErrUnavailable
	}
	return address, nil
}

// FinishAtProvider signs in who comes back from the provider, and returns the page where that began. Its error is as that of
// [SignIn.WithPassword]; it wraps [ErrAmbiguous] where the provider's name is of several people.
func (s *SignIn) FinishAtProvider(w http.ResponseWriter, r *http.Request) (back string, err error) {
	attempt, err := s.attempt(r, "")
	if err != nil {
		return "", err
	}
	identity, err := s.config.Provider.Finish(w, r)
	switch {
	case errors.Is(err, oidc.ErrRefused):
		return identity.Back, s.refuse(r, err)
	case err != nil:
		s.giveBack(r, attempt)
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("the provider cannot be asked who signs in")
		return identity.Back, ErrUnavailable
	}
	s.giveBack(r, attempt)
	person, err := s.config.People.Find(r.Context(), identity.Name)
	return identity.Back, s.begin(w, r, person, err, session.Session{Groups: identity.Groups, IDToken: identity.IDToken, Provider: identity.Session})
}

// attempt counts an attempt to sign in.
func (s *SignIn) attempt(r *http.Request, name string) (throttle.Attempt, error) {
	attempt, wait, err := s.throttle.Begin(r.Context(), name, s.addressOf(r))
	switch {
	case err != nil:
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("attempts to sign in cannot be counted")
		return attempt, ErrUnavailable
	case wait > 0:
		err := ErrThrottled{wait}
		return attempt, errors.Join(err, s.refuse(r, err))
	}
	return attempt, nil
}

// giveBack lets an attempt that did not fail count for nothing.
func (s *SignIn) giveBack(r *http.Request, attempt throttle.Attempt) {
	if err := attempt.Succeeded(r.Context()); err != nil {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("an attempt to sign in that did not fail counts as one that did")
	}
}

// refuse logs why somebody is not signed in.
func (s *SignIn) refuse(r *http.Request, reason error) error {
	zerolog.Ctx(r.Context()).Warn().Str("reason", reason.Error()).Msg("a sign-in is refused")
	return ErrRefused
}

// begin signs a person in, unless finding them failed.
func (s *SignIn) begin(w http.ResponseWriter, r *http.Request, person graph.Key, failure error, who session.Session) error {
	switch {
	case errors.Is(failure, graph.ErrNotFound):
		_ = s.refuse(r, ErrStranger)
		return ErrStranger
	case failure != nil:
		return failure
	}
	who.Person, who.Groups = person, s.config.Roles.Relevant(who.Groups)
	return s.sessions.Begin(r.Context(), w, who)
}

// End signs out of this browser, or everywhere. It returns the address at the provider that signs out there as well; "" where
// there is nothing to sign out of.
func (s *SignIn) End(w http.ResponseWriter, r *http.Request, everywhere bool) (address string, err error) {
	who, is := s.sessions.Of(r.Context())
	if is && everywhere {
		if err := s.sessions.EndAll(r.Context(), who.Person); err != nil {
			return "", err
		}
	}
	if err := s.sessions.End(r.Context(), w); err != nil {
		return "", err
	}
	if s.config.Provider == nil || who.IDToken == "" {
		return "", nil
	}
	if address, err = s.config.Provider.LogoutURL(r.Context(), who.IDToken); err != nil {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("who signed out is not signed out at the provider")
	}
	return address, nil
}

// addressOf returns the address that a request comes from: of those that trusted proxies name, the last one that is none of them.
func (s *SignIn) addressOf(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	address := from.Addr()
	if err != nil || !trusted(s.config.Proxies, address) {
		return address
	}
	named := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(named) {
		next, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			return address
		}
		if address = next; !trusted(s.config.Proxies, address) {
			return address
		}
	}
	return address
}
