// Package session keeps people signed in between requests, by a cookie that names a session on the server: so it can be ended
// there, in one browser or in all of a person's.
package session

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
)

// Config is how long sessions last, and how their cookie is sent.
type Config struct {
	// Idle is after how long without a request a session ends, Lifetime after how long at most.
	Idle, Lifetime time.Duration
	// Secure sends the cookie over TLS only, and to this host alone.
	Secure bool
}

// Session names the person who is signed in.
type Session struct {
	Person graph.Key
	// Groups are those of the person's groups by which they may have a role.
	Groups []string
	// IDToken is what an OpenID Connect provider wants to be shown when the person signs out; else empty.
	IDToken string
	// Provider is the session at that provider.
	Provider store.ProviderSession
}

// The names of what is in a session.
const (
	personKey   = "person"
	groupsKey   = "groups"
	idTokenKey  = "id_token"
	subjectKey  = "subject"
	providerKey = "provider"
)

// Sessions keeps sessions in a store.
type Sessions struct {
	manager *scs.SessionManager
	store   store.Sessions
}

// New makes sessions. [Sessions.Handler] has to stand before all that uses them.
func New(kept store.Sessions, config Config) *Sessions {
	manager := scs.New()
	manager.Store, manager.Lifetime = sessionStore{kept, config}, config.Lifetime
	manager.Cookie.Persist = false // it ends with the browser, too
	manager.Cookie.SameSite = http.SameSiteLaxMode
	if manager.Cookie.Secure = config.Secure; config.Secure {
		manager.Cookie.Name = "__Host-session"
	}
	return &Sessions{manager, kept}
}

// Handler reads the session of each request.
func (s *Sessions) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, err := s.manager.Load(r.Context(), s.tokenOf(r))
		if err != nil {
			zerolog.Ctx(r.Context()).Error().Err(err).Msg("the session cannot be read")
			status := http.StatusInternalServerError
			if errors.Is(err, graph.ErrUnavailable) {
				status = http.StatusServiceUnavailable
			}
			http.Error(w, http.StatusText(status), status)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// tokenOf returns what the cookie of a request holds. With several cookies of the name, one was set by somebody else: none counts.
func (s *Sessions) tokenOf(r *http.Request) string {
	cookies := r.CookiesNamed(s.manager.Cookie.Name)
	if len(cookies) != 1 {
		return ""
	}
	return cookies[0].Value
}

// Of returns the session of a request; false where there is none.
func (s *Sessions) Of(ctx context.Context) (Session, bool) {
	person := s.manager.GetString(ctx, personKey)
	groups, _ := s.manager.Get(ctx, groupsKey).([]string)
	provider := store.ProviderSession{Subject: s.manager.GetString(ctx, subjectKey), ID: s.manager.GetString(ctx, providerKey)}
	return Session{graph.Key(person), groups, s.manager.GetString(ctx, idTokenKey), provider}, person != ""
}

// HasEnded reports whether a request names a session that is no longer there.
func (s *Sessions) HasEnded(r *http.Request) bool {
	_, is := s.Of(r.Context())
	return !is && s.tokenOf(r) != ""
}

// Begin signs somebody in. A session that the browser had before ends, so that nobody else knows the name of the new one.
func (s *Sessions) Begin(ctx context.Context, w http.ResponseWriter, session Session) error {
	err := s.manager.Clear(ctx)
	if err == nil {
		err = s.manager.RenewToken(ctx)
	}
	if err != nil {
		return err
	}
	s.manager.Put(ctx, personKey, string(session.Person))
	s.manager.Put(ctx, groupsKey, session.Groups)
	s.manager.Put(ctx, idTokenKey, session.IDToken)
	s.manager.Put(ctx, subjectKey, session.Provider.Subject)
	s.manager.Put(ctx, providerKey, session.Provider.ID)
	token, expiry, err := s.manager.Commit(ctx)
	if err == nil {
		s.manager.WriteSessionCookie(ctx, w, token, expiry)
	}
	return err
}

// End signs out of this browser.
func (s *Sessions) End(ctx context.Context, w http.ResponseWriter) error {
	err := s.manager.Destroy(ctx)
	s.manager.WriteSessionCookie(ctx, w, "", time.Time{})
	return err
}

// EndAll signs a person out everywhere.
func (s *Sessions) EndAll(ctx context.Context, person graph.Key) error {
	return s.store.EndSessions(ctx, person)
}

// EndAtProvider ends the sessions that were begun with one at the provider that has ended, or with any of its subject.
func (s *Sessions) EndAtProvider(ctx context.Context, at store.ProviderSession) error {
	return s.store.EndProviderSessions(ctx, at)
}

// sessionStore is a [store.Sessions] as the library wants it.
type sessionStore struct {
	store.Sessions
	config Config
}

var _ scs.CtxStore = sessionStore{}

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.FindSession(ctx, token, s.config.Idle)
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return err
	}
	person, _ := values[personKey].(string)
	if person == "" {
		return errors.New("a session without a person is not kept")
	}
	subject, _ := values[subjectKey].(string)
	provider, _ := values[providerKey].(string)
	return s.PutSession(ctx, token, store.Session{
		Person: graph.Key(person), Data: data, Provider: store.ProviderSession{Subject: subject, ID: provider},
		Idle: s.config.Idle, Lifetime: s.config.Lifetime,
	})
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.EndSession(ctx, token)
}

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
