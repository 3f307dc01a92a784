package identity_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/api/signin/token"
	"github.com/sachant/sachant/graph"
	source "github.com/sachant/sachant/ingest/directory"
)

// proxySite is a site behind a proxy that signs people in.
func proxySite(t *testing.T) *site {
	t.Helper()
	file := source.File{Options: source.Options{Source: "directory", Namer: namer(), Identity: "uid"}, Path: file(t, "people.ldif", people+"\n")}
	return newSite(t, file, "--trusted-proxy", "127.0.0.1", "--groups-header", "X-Remote-Groups", "--hr-group", "rh")
}

// makeToken makes a token on the page of somebody of human resources.
func (v visitor) makeToken(name, scope string) string {
	v.t.Helper()
	page := v.post("/me/tokens", url.Values{"name": {name}, "scope": {scope}, "days": {"30"}}, "X-Remote-User", "odile@exemple.fr", "X-Remote-Groups", "rh")
	secret := regexp.MustCompile(`sachant_[A-Z2-7]+`).FindString(page.body)
	if page.status != http.StatusOK || secret == "" {
		v.t.Fatalf("%d: %s", page.status, page.body)
	}
	return secret
}

func bearer(secret string) []string { return []string{"Authorization", "Bearer " + secret} }

// A token asks over GraphQL in the name of who made it, without what their role shows them, until it is revoked.
func TestAToken(t *testing.T) {
	s := proxySite(t)
	odile := s.visitor()
	as := []string{"X-Remote-User", "odile@exemple.fr"}
	secret := odile.makeToken("dashboard", "read")
	s.visitor().ask(bearer(secret)...).expect(t, "a token", http.StatusOK, "", `{"person":{"displayName":"Odile Vasseur"},"roles":["employee"]}`)
	page := odile.send(http.MethodGet, "/me/tokens", nil, as...)
	page.expect(t, "the page", http.StatusOK, "", "dashboard")
	if strings.Contains(page.body, secret) {
		t.Error("the secret is shown again")
	}
	s.visitor().send(http.MethodGet, "/units", nil, bearer(secret)...).expect(t, "a page by a token", http.StatusUnauthorized, "", "")

	id := regexp.MustCompile(`name="token" value="([a-z2-7]+)"`).FindStringSubmatch(page.body)[1]
	s.visitor().post("/me/tokens/revoke", url.Values{"token": {id}}, "X-Remote-User", "ada@exemple.fr").expect(t, "somebody else's", http.StatusNotFound, "", "")
	s.visitor().ask(bearer(secret)...).expect(t, "after that", http.StatusOK, "", "Odile")
	odile.post("/me/tokens/revoke", url.Values{"token": {id}}, as...).expect(t, "one's own", http.StatusOK, "/me/tokens", "")
	s.visitor().ask(bearer(secret)...).expect(t, "revoked", http.StatusUnauthorized, "", "of nobody, has expired or was revoked")
	if text := s.logged(); !strings.Contains(text, "a token is refused") || strings.Contains(text, secret) {
		t.Errorf("the log is %s", text)
	}
}

// A token changes something only where it may write, and a service's never does.
func TestWhatATokenMayDo(t *testing.T) {
	s := proxySite(t)
	const change = `{"query":"mutation { declareSkill(input: {skill: \"Go\", level: 2}) { declaration { id } } }"}`
	try := func(secret string) answer {
		return s.visitor().send(http.MethodPost, "/graphql", strings.NewReader(change), append(bearer(secret), "Content-Type", "application/json")...)
	}
	odile := s.visitor()
	try(odile.makeToken("reads", token.Read)).expect(t, "a token that reads", http.StatusOK, "", "this token may read, and change nothing")
	try(odile.makeToken("writes", token.Write)).expect(t, "a token that writes", http.StatusOK, "", `"declaration":{"id":`)
	secret, _, err := s.identity.Tokens.Create(t.Context(), token.Request{Name: "intranet", Scope: token.Read, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	s.visitor().ask(bearer(secret)...).expect(t, "a service", http.StatusOK, "", `{"person":null,"roles":["employee","service"]}`)
	try(secret).expect(t, "a change by a service", http.StatusOK, "", "only people with a page here can change something")
	s.wait(25 * time.Hour)
	s.visitor().ask(bearer(secret)...).expect(t, "an expired token", http.StatusUnauthorized, "", "has expired")
}

// The list of tokens that are refused: nobody is somebody by one, not even who is signed in otherwise.
func TestForgedAccessTokens(t *testing.T) {
	s := proxySite(t)
	secret := s.visitor().makeToken("dashboard", "read")
	for what, headers := range map[string][]string{
		"made up":          bearer("sachant_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
		"cut off":          bearer(secret[:len(secret)-1]),
		"in small letters": bearer(strings.ToLower(secret)),
		"another scheme":   {"Authorization", "Basic " + secret},
		"twice":            append(bearer(secret), bearer(secret)...),
		"empty":            {"Authorization", ""},
		"SQL":              bearer("sachant_' OR '1'='1"),
	} {
		s.visitor().ask(append(headers, "X-Remote-User", "ada@exemple.fr")...).expect(t, what, http.StatusUnauthorized, "", "the token is of nobody")
	}
	leaves := source.File{Options: source.Options{Source: "directory", Namer: namer(), Identity: "uid", Exclude: []string{"uid=odile"}}, Path: file(t, "people.ldif", people+"\n")}
	s.read(leaves)
	s.visitor().ask(bearer(secret)...).expect(t, "of who left", http.StatusUnauthorized, "", "the token is of nobody")
	if err := s.identity.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all, err := s.identity.Tokens.All(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("tokens of who left: %v, %v", all, err)
	}
}

// What is wrong with a token is said beside the form, which keeps what was typed.
func TestATokenThatCannotBeMade(t *testing.T) {
	s := proxySite(t)
	s.visitor().post("/me/tokens", url.Values{"name": {"dashboard"}, "scope": {"admin"}, "days": {"30"}}, "X-Remote-User", "ada@exemple.fr").
		expect(t, "another scope", http.StatusUnprocessableEntity, "", `value="dashboard"`)
	s.visitor().post("/me/tokens", url.Values{"name": {" "}, "scope": {"read"}, "days": {"30"}}, "X-Remote-User", "ada@exemple.fr").
		expect(t, "no name", http.StatusUnprocessableEntity, "", "a token has a name")
	s.visitor().get("/me/tokens").expect(t, "nobody", http.StatusUnauthorized, "", "")
}

// A token that provisions is for SCIM alone, and only a service's is one.
func TestATokenThatProvisions(t *testing.T) {
	s := proxySite(t)
	tokens := s.identity.Tokens
	secret, made, err := tokens.Create(t.Context(), token.Request{Name: "provider", Scope: token.Provision, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	s.visitor().ask(bearer(secret)...).expect(t, "GraphQL", http.StatusUnauthorized, "", "")
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/scim/v2/Users", nil)
	request.Header.Set("Authorization", "bearer "+secret)
	if id, is, err := tokens.Provisioner(request); id != made.ID || !is || err != nil {
		t.Errorf("%q provisions: %v, %v", id, is, err)
	}
	reader, _, err := tokens.Create(t.Context(), token.Request{Name: "intranet", Scope: token.Read, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+reader)
	if _, is, err := tokens.Provisioner(request); is || err != nil {
		t.Errorf("a token that reads provisions: %v, %v", is, err)
	}
	for _, sent := range []string{"", "Bearer sachant_", "Basic " + secret, "Bearer " + secret + "x"} {
		request.Header.Set("Authorization", sent)
		if _, is, err := tokens.Provisioner(request); is || !errors.Is(err, token.ErrUnknown) {
			t.Errorf("%.20q provisions: %v, %v", sent, is, err)
		}
	}
	if _, _, err := tokens.Create(t.Context(), token.Request{Person: "person/x", Name: "mine", Scope: token.Provision, Days: 1}); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("a person's token provisions: %v", err)
	}
}
