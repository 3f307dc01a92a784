package identity_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	"github.com/sachant/sachant/fixtures/live/provider"
)

// logout is a logout token as the provider's library makes it, changed and signed by the provider.
func (s *site) logout(from *provider.Provider, id string, change func(claims map[string]any)) string {
	s.t.Helper()
	made := oidc.NewLogoutTokenClaims(from.URL, "id0", oidc.Audience{provider.ClientID}, s.clock().Add(2*time.Minute), id, "", 0)
	text, err := json.Marshal(made)
	claims := map[string]any{}
	if err == nil {
		err = json.Unmarshal(text, &claims)
	}
	claims["iat"] = s.clock().Unix()
	if change != nil {
		change(claims)
	}
	signed, failure := from.Sign(claims)
	if err != nil || failure != nil {
		s.t.Fatal(err, failure)
	}
	return signed
}

// sends is the provider, which sends a token to where it says that a session has ended.
func (s *site) sends(token string) answer {
	s.t.Helper()
	return s.visitor().post("/signin/backchannel-logout", url.Values{"logout_token": {token}})
}

// withSession gives the tokens of who signs in from now on a session at the provider.
func withSession(t *testing.T, from *provider.Provider, id string) {
	from.Change(func(token string) string {
		claims, err := provider.Claims(token)
		if err != nil {
			t.Error(err)
		}
		claims["sid"] = id
		signed, err := from.Sign(claims)
		if err != nil {
			t.Error(err)
		}
		return signed
	})
}

// Who signs out at the provider, or is signed out there, is signed out here, without a browser: of one session, or of all.
func TestSignedOutByTheProvider(t *testing.T) {
	s, from := providerSite(t)
	signIn := func(session, name string) visitor {
		withSession(t, from, session)
		v := s.visitor()
		v.signInAt(from, name)
		v.ask().expect(t, "signed in", http.StatusOK, "", "displayName")
		return v
	}
	office, home, odile := signIn("office", "ada"), signIn("home", "ada"), signIn("odile", "odile")
	said := s.sends(s.logout(from, "1", func(claims map[string]any) { claims["sid"] = "office" }))
	said.expect(t, "one session", http.StatusOK, "", "")
	if said.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the response may be kept: %v", said.header)
	}
	office.ask().expect(t, "the session that ended", http.StatusUnauthorized, "", "sign in first")
	home.ask().expect(t, "another session", http.StatusOK, "", "Ada Lamy")
	s.sends(s.logout(from, "2", nil)).expect(t, "all sessions", http.StatusOK, "", "")
	home.ask().expect(t, "the other session", http.StatusUnauthorized, "", "sign in first")
	odile.ask().expect(t, "somebody else", http.StatusOK, "", "Odile Vasseur")
	if text := s.logged(); strings.Contains(strings.ToLower(text), "ada") || strings.Contains(text, "logout_token") {
		t.Errorf("the log names people, or holds a token: %s", text)
	}
}

// TestForgedLogouts: each ends nothing, with its reason in the log and none in the response.
func TestForgedLogouts(t *testing.T) {
	s, from := providerSite(t)
	withSession(t, from, "office")
	ada := s.visitor()
	ada.signInAt(from, "ada")
	is := func(name string, value any) func(map[string]any) {
		return func(claims map[string]any) {
			if claims[name] = value; value == nil {
				delete(claims, name)
			}
		}
	}
	const event = "http://schemas.openid.net/event/backchannel-logout"
	for what, test := range map[string]struct {
		change func(map[string]any)
		reason string
	}{
		"no event":          {is("events", nil), "of no logout"},
		"another event":     {is("events", map[string]any{"https://schemas.example/other": map[string]any{}}), "of no logout"},
		"an event of text":  {is("events", map[string]any{event: "yes"}), "of no logout"},
		"a nonce":           {is("nonce", "n"), "nonce"},
		"an empty nonce":    {is("nonce", ""), "nonce"},
		"no id":             {is("jti", nil), "no id"},
		"an id of a number": {is("jti", 7), "no id"},
		"nobody":            {is("sub", nil), "no person and no session"},
		"another audience":  {is("aud", "another-application"), "audience"},
		"another issuer":    {is("iss", "https://evil.example"), "different provider"},
		"old":               {is("iat", s.clock().Add(-6*time.Minute).Unix()), "not of now"},
		"of tomorrow":       {is("iat", s.clock().Add(24*time.Hour).Unix()), "not of now"},
		"no time":           {is("iat", nil), "not of now"},
		"expired":           {is("exp", s.clock().Add(-time.Minute).Unix()), "expired"},
	} {
		refused := s.sends(s.logout(from, "of "+what, test.change))
		refused.expect(t, what, http.StatusBadRequest, "", "invalid_request")
		if text := s.logged(); !strings.Contains(text, "a logout by the provider is refused") || !strings.Contains(text, test.reason) {
			t.Errorf("%s: the log lacks %q: %s", what, test.reason, text)
		}
		if strings.Contains(refused.body, test.reason) {
			t.Errorf("%s: the response tells the reason: %s", what, refused.body)
		}
	}
	for what, forgery := range forged(t, from) {
		if what == "another key" || strings.HasPrefix(what, "alg ") || what == "no token" || what == "cut off" {
			s.sends(forgery.change(s.logout(from, "forged", nil))).expect(t, what, http.StatusBadRequest, "", "invalid_request")
			s.wait(10 * time.Second)
		}
	}
	ada.ask().expect(t, "after all that", http.StatusOK, "", "Ada Lamy")
	good := s.logout(from, "once", is("sid", "elsewhere"))
	s.sends(good).expect(t, "the first time", http.StatusOK, "", "")
	s.logged()
	s.sends(good).expect(t, "the second time", http.StatusBadRequest, "", "invalid_request")
	if text := s.logged(); !strings.Contains(text, "sent before") {
		t.Errorf("the log is %s", text)
	}
	s.visitor().get("/signin/backchannel-logout").expect(t, "a browser", http.StatusNotFound, "", "")
}

// Guesses are throttled by address, and logouts of the provider are not.
func TestLogoutsAreThrottled(t *testing.T) {
	s, from := providerSite(t)
	for i := range 60 {
		s.sends(s.logout(from, fmt.Sprint(i), nil)).expect(t, "the provider", http.StatusOK, "", "")
	}
	for range 50 {
		s.sends("a guess").expect(t, "a guess", http.StatusBadRequest, "", "")
	}
	if said := s.sends("a guess"); said.status != http.StatusTooManyRequests || said.header.Get("Retry-After") == "" {
		t.Errorf("after 50 guesses: %d %v", said.status, said.header)
	}
}
