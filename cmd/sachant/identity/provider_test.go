package identity_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/sachant/sachant/fixtures/live/provider"
	source "github.com/sachant/sachant/ingest/directory"
)

// providerSite is a site whose people sign in with a real OpenID Connect provider.
func providerSite(t *testing.T, flags ...string) (*site, *provider.Provider) {
	t.Helper()
	const password = "of the provider"
	made := provider.Start(t,
		provider.User{Name: "ada", Password: password, Mail: "ada@exemple.fr", MailVerified: true},
		provider.User{Name: "odile", Password: password, Mail: "Odile@exemple.fr", MailVerified: true, Groups: []string{"everybody", "sachant-hr"}},
		provider.User{Name: "eve", Password: password, Mail: "ada@exemple.fr"},
		provider.User{Name: "nils", Password: password, Mail: "nils@exemple.fr", MailVerified: true})
	file := source.File{Options: source.Options{Source: "directory", Namer: namer(), Identity: "uid"}, Path: file(t, "people.ldif", people+"\n")}
	s := newSite(t, file, append([]string{"--oidc-issuer", made.URL, "--oidc-client-id", provider.ClientID, "--oidc-client-secret-file", secretFile(t),
		"--oidc-group-claim", "/realm_access/roles", "--hr-group", "sachant-hr", "--oidc-name", "Compte Exemple"}, flags...)...)
	made.SetApplication(s.server.URL)
	return s, made
}

func secretFile(t *testing.T) string { return file(t, "secret", provider.ClientSecret+"\n") }

// atProvider goes to the provider, where the browser is asked for a name and a password.
func (v visitor) atProvider(from *provider.Provider, name string) (form url.Values) {
	v.t.Helper()
	page := v.get("/signin/oidc?back=/units")
	page.expect(v.t, "the provider", http.StatusOK, "", "Username:")
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(page.body)
	if id == nil {
		v.t.Fatalf("the provider shows %s", page.body)
	}
	return url.Values{"id": {id[1]}, "username": {name}, "password": {"of the provider"}}
}

// signInAt signs in at the provider, and comes back.
func (v visitor) signInAt(from *provider.Provider, name string) answer {
	v.t.Helper()
	return v.post(from.URL+"/login/username", v.atProvider(from, name))
}

// People go to the provider and come back signed in, to where they wanted to be and with their roles; signing out leads to the
// provider too.
func TestSigningInWithAProvider(t *testing.T) {
	s, from := providerSite(t)
	ada, odile := s.visitor(), s.visitor()
	ada.get("/units").expect(t, "before", http.StatusOK, "/signin?back=%2Funits", `href="/signin/oidc?back=%2Funits">Sign in with Compte Exemple`)
	ada.signInAt(from, "ada").expect(t, "signing in", http.StatusOK, "/units", "Ada Lamy")
	ada.ask().expect(t, "GraphQL", http.StatusOK, "", `{"person":{"displayName":"Ada Lamy"},"roles":["employee"]}`)
	odile.signInAt(from, "odile")
	odile.ask().expect(t, "human resources", http.StatusOK, "", `"roles":["employee","hr"]`)
	if text := s.logged(); strings.Contains(strings.ToLower(text), "ada") || strings.Contains(text, "code=") {
		t.Errorf("the log names people, or holds a code: %s", text)
	}

	out := ada.post("/signout", nil)
	out.expect(t, "signing out", http.StatusOK, "/signout", "You are signed out")
	_, address, _ := strings.Cut(out.header.Get("Refresh"), "url=")
	ada.get(address).expect(t, "signing out at the provider", http.StatusOK, "/signin", "Sign in with Compte Exemple")
	ada.ask().expect(t, "GraphQL after", http.StatusUnauthorized, "", "sign in first")
}

func TestWhoDoesNotComeFromTheProvider(t *testing.T) {
	s, from := providerSite(t)
	s.visitor().signInAt(from, "eve").expect(t, "an address that is not verified", http.StatusUnauthorized, "", "did not work")
	s.visitor().signInAt(from, "nils").expect(t, "who is not imported", http.StatusForbidden, "", "does not know you yet")
	ada := s.visitor()
	form := ada.atProvider(from, "ada")
	form.Set("password", "a guess")
	ada.post(from.URL+"/login/username", form).expect(t, "a wrong password", http.StatusOK, "", "username or password wrong")
	ada.get("/how").expect(t, "after it", http.StatusOK, "/signin?back=%2Fhow", "")
	from.Close()
	s.visitor().signIn("ada", "x").expect(t, "a password where there are none", http.StatusNotFound, "", "")
}

// forged are the tokens that are refused, each as the provider's own but for one thing; reason is what the log says.
func forged(t *testing.T, from *provider.Provider) map[string]struct {
	change func(token string) string
	reason string
} {
	t.Helper()
	with := func(name string, value any) func(string) string {
		return func(token string) string {
			claims, err := provider.Claims(token)
			if err != nil {
				t.Error(err)
			}
			claims[name] = value
			signed, err := from.Sign(claims)
			if err != nil {
				t.Error(err)
			}
			return signed
		}
	}
	signedBy := func(algorithm jose.SignatureAlgorithm, key any) func(string) string {
		return func(token string) string {
			claims, _ := provider.Claims(token)
			signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, nil)
			if err != nil {
				t.Error(err)
			}
			signed, err := provider.SignBy(signer, claims)
			if err != nil {
				t.Error(err)
			}
			return signed
		}
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := func(token string) string {
		claims, _ := provider.Claims(token)
		text, _ := json.Marshal(claims)
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(text) + "."
	}
	type forgery = struct {
		change func(token string) string
		reason string
	}
	return map[string]forgery{
		"wrong nonce":                {with("nonce", "of-another-sign-in"), "nonce"},
		"no nonce":                   {with("nonce", nil), "nonce"},
		"alg none":                   {unsigned, "algorithm"},
		"alg HS256, with our secret": {signedBy(jose.HS256, []byte(strings.Repeat(provider.ClientSecret, 2))), "algorithm"},
		"another key":                {signedBy(jose.RS256, other), "signature"},
		"wrong audience":             {with("aud", "another-application"), "audience"},
		"made for another party":     {with("azp", "another-application"), "another application"},
		"two audiences, no party": {func(token string) string {
			claims, _ := provider.Claims(with("aud", []string{provider.ClientID, "another"})(token))
			delete(claims, "azp")
			signed, _ := from.Sign(claims)
			return signed
		}, "another application"},
		"wrong issuer":               {with("iss", "https://evil.example"), "different provider"},
		"expired token":              {with("exp", time.Now().Add(-time.Hour).Unix()), "expired"},
		"not yet valid":              {with("nbf", time.Now().Add(time.Hour).Unix()), "not before"},
		"of somebody else than told": {with("sub", "id1"), "somebody else"},
		"no token":                   {func(string) string { return "" }, "malformed"},
		"cut off":                    {func(token string) string { return token[:len(token)/2] }, "malformed"},
	}
}

// TestForgedTokens: each is refused, with its reason in the log and none on the page.
func TestForgedTokens(t *testing.T) {
	s, from := providerSite(t)
	for what, forgery := range forged(t, from) {
		t.Run(what, func(t *testing.T) {
			from.Change(forgery.change)
			eve := s.visitor()
			answer := eve.signInAt(from, "ada")
			answer.expect(t, what, http.StatusUnauthorized, "", "did not work")
			text := s.logged()
			if !strings.Contains(text, "a sign-in is refused") || !strings.Contains(text, forgery.reason) {
				t.Errorf("the log lacks %q: %s", forgery.reason, text)
			}
			if strings.Contains(answer.body, forgery.reason) {
				t.Errorf("the page tells the reason: %s", answer.body)
			}
			eve.ask().expect(t, what, http.StatusUnauthorized, "", "")
			s.wait(10 * time.Second)
		})
	}
}

// returning is the address with which the provider sends a browser back, which does not follow it.
func (v visitor) returning(from *provider.Provider) string {
	v.t.Helper()
	form, returned := v.atProvider(from, "ada"), ""
	v.client.CheckRedirect = func(request *http.Request, _ []*http.Request) error {
		if request.URL.Path == "/signin/callback" {
			returned = request.URL.RequestURI()
			return http.ErrUseLastResponse
		}
		return nil
	}
	v.post(from.URL+"/login/username", form)
	v.client.CheckRedirect = nil
	if returned == "" {
		v.t.Fatal("the provider does not send the browser back")
	}
	return returned
}

// TestForgedReturns: a browser comes back once, with what its own sign-in began.
func TestForgedReturns(t *testing.T) {
	s, from := providerSite(t)
	for what, test := range map[string]struct {
		comeBack func(ada visitor) answer
		reason   string
	}{
		"replayed code": {func(ada visitor) answer {
			address := ada.returning(from)
			ada.get(address).expect(t, "the first time", http.StatusOK, "/units", "Ada Lamy")
			ada.post("/signout", nil)
			return ada.get(address)
		}, "no sign-in that is under way"},
		"replayed code in a sign-in of one's own": {func(ada visitor) answer {
			first := ada.returning(from)
			ada.get(first)
			ada.post("/signout", nil)
			second, _ := url.Parse(ada.returning(from))
			used, _ := url.Parse(first)
			query := second.Query()
			query.Set("code", used.Query().Get("code"))
			return ada.get(second.Path + "?" + query.Encode())
		}, "the provider refuses the code"},
		"somebody else's return": {func(ada visitor) answer { return s.visitor().get(ada.returning(from)) }, "another browser"},
		"somebody else's return, in the middle of one's own": {func(ada visitor) answer {
			eve := s.visitor()
			eve.returning(from)
			return eve.get(ada.returning(from))
		}, "another browser"},
		"no state":        {func(ada visitor) answer { return ada.get("/signin/callback?code=x") }, "no sign-in that is under way"},
		"a made-up state": {func(ada visitor) answer { return ada.get("/signin/callback?code=x&state=y") }, "no sign-in that is under way"},
		"two codes":       {func(ada visitor) answer { return ada.get(ada.returning(from) + "&code=x") }, "several values"},
		"another issuer":  {func(ada visitor) answer { return ada.get(ada.returning(from) + "&iss=https://evil.example") }, "another provider"},
		"no code": {func(ada visitor) answer {
			return ada.get(regexp.MustCompile(`code=[^&]*&?`).ReplaceAllString(ada.returning(from), ""))
		}, "no code"},
		"an error": {func(ada visitor) answer { return ada.get(ada.returning(from) + "&error=access_denied") }, "access_denied"},
		"much later": {func(ada visitor) answer {
			address := ada.returning(from)
			s.wait(11 * time.Minute)
			return ada.get(address)
		}, "no sign-in that is under way"},
	} {
		t.Run(what, func(t *testing.T) {
			s.logged()
			answer := test.comeBack(s.visitor())
			answer.expect(t, what, http.StatusUnauthorized, "", "did not work")
			if text := s.logged(); !strings.Contains(text, test.reason) {
				t.Errorf("the log lacks %q: %s", test.reason, text)
			}
			if strings.Contains(answer.body, test.reason) {
				t.Errorf("the page tells the reason: %s", answer.body)
			}
		})
	}
}

// TestOpenRedirectByTheProvider: coming back leads to a page of this site, whatever the address of the beginning says.
func TestOpenRedirectByTheProvider(t *testing.T) {
	s, from := providerSite(t)
	for _, back := range []string{"https://evil.example/", "//evil.example", `/\evil.example`} {
		ada := s.visitor()
		page := ada.get("/signin/oidc?" + url.Values{"back": {back}}.Encode())
		id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(page.body)
		ada.post(from.URL+"/login/username", url.Values{"id": {id[1]}, "username": {"ada"}, "password": {"of the provider"}}).
			expect(t, back, http.StatusOK, "/", "Ada Lamy")
	}
}
