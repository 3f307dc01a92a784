package identity_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
	source "github.com/sachant/sachant/ingest/directory"
)

const people = `dn: dc=exemple,dc=fr
objectClass: dcObject
objectClass: organization
dc: exemple
o: Exemple

dn: uid=ada,dc=exemple,dc=fr
objectClass: inetOrgPerson
uid: ada
cn: Ada Lamy
sn: Lamy
mail: ada@exemple.fr
employeeNumber: 0001
userPassword: password of ada

dn: uid=odile,dc=exemple,dc=fr
objectClass: inetOrgPerson
uid: odile
cn: Odile Vasseur
sn: Vasseur
mail: odile@exemple.fr
employeeNumber: 0002
userPassword: password of odile

dn: cn=rh,dc=exemple,dc=fr
objectClass: groupOfNames
cn: rh
member: uid=odile,dc=exemple,dc=fr
`

const newcomer = `
dn: uid=nils,dc=exemple,dc=fr
objectClass: inetOrgPerson
uid: nils
cn: Nils
sn: Nils
employeeNumber: 0003
userPassword: password of nils
`

// directorySite is a site whose people sign in with a real directory; who is new there is not imported yet.
func directorySite(t *testing.T) (*site, *live.Server, source.Server) {
	t.Helper()
	slapd := live.Slapd(t, "dc=exemple,dc=fr", file(t, "people.ldif", people+newcomer))
	server := source.Server{
		Options: source.Options{Source: "directory", Namer: namer(), Exclude: []string{"uid=nils"}},
		URL:     slapd.URL, BindDN: slapd.Admin, BindPassword: slapd.Password,
	}
	s := newSite(t, server, "--directory-url", slapd.URL, "--directory-bind-dn", slapd.Admin,
		"--directory-bind-password-file", file(t, "secret", slapd.Password+"\n"), "--hr-group", "rh", "--trusted-proxy", "127.0.0.1")
	return s, slapd, server
}

// People sign in with their name or address, go where they wanted to, have their roles, and sign out.
func TestSigningInWithADirectory(t *testing.T) {
	s, _, _ := directorySite(t)
	ada := s.visitor()
	ada.get("/units?within=x").expect(t, "before", http.StatusOK, "/signin?back=%2Funits%3Fwithin%3Dx", "Account name")
	ada.ask().expect(t, "GraphQL before", http.StatusUnauthorized, "", "sign in first")
	ada.signIn("ada", "password of ada").expect(t, "signing in", http.StatusOK, "/units", "Ada Lamy")
	ada.ask().expect(t, "GraphQL", http.StatusOK, "", `{"person":{"displayName":"Ada Lamy"},"roles":["employee"]}`)
	ada.get("/signin?back=/how").expect(t, "signing in again", http.StatusOK, "/how", "Ada Lamy")

	odile := s.visitor()
	odile.signIn("odile@EXEMPLE.fr", "password of odile")
	odile.ask().expect(t, "human resources", http.StatusOK, "", `"roles":["employee","hr"]`)

	ada.post("/signout", nil).expect(t, "signing out", http.StatusOK, "/signin", "Account name")
	ada.ask().expect(t, "GraphQL after", http.StatusUnauthorized, "", "sign in first")
	if text := s.logged(); strings.Contains(strings.ToLower(text), "ada") || strings.Contains(text, "odile") {
		t.Errorf("the log names people: %s", text)
	}
}

func TestSigningOutEverywhere(t *testing.T) {
	s, _, _ := directorySite(t)
	here, elsewhere := s.visitor(), s.visitor()
	here.signIn("ada", "password of ada")
	elsewhere.signIn("ada", "password of ada")
	here.post("/signout", url.Values{"everywhere": {"yes"}}).expect(t, "signing out", http.StatusOK, "/signin", "")
	elsewhere.get("/how").expect(t, "elsewhere", http.StatusOK, "/signin?back=%2Fhow", "Your session has ended")
}

// A wrong password, a name of nobody and an empty password look the same, down to what is asked of the directory.
func TestWrongPasswords(t *testing.T) {
	s, _, _ := directorySite(t)
	var bodies []string
	for what, typed := range map[string][2]string{
		"a wrong password": {"ada", "password of odile"}, "a name of nobody": {"eve", "password of odile"}, "an empty LDAP password": {"ada", ""},
	} {
		answer := s.visitor().signIn(typed[0], typed[1])
		answer.expect(t, what, http.StatusUnauthorized, "/signin", "The sign-in was refused")
		bodies = append(bodies, strings.ReplaceAll(answer.body, `value="`+typed[0]+`"`, ""))
		if text := s.logged(); !strings.Contains(text, "a sign-in is refused") || strings.Contains(text, typed[0]+`"`) || typed[1] != "" && strings.Contains(text, typed[1]) {
			t.Errorf("%s: the log is %s", what, text)
		}
	}
	if bodies[0] != bodies[1] || bodies[1] != bodies[2] {
		t.Error("the pages differ")
	}
}

// TestThrottling: after some attempts that failed, a name and an address wait, told for how long; its own password does not help
// before that.
func TestThrottling(t *testing.T) {
	s, _, _ := directorySite(t)
	for i := range 5 {
		s.visitor().signIn("ada", "guess", "X-Forwarded-For", "198.51.100."+strconv.Itoa(i)).expect(t, "a guess", http.StatusUnauthorized, "", "refused")
	}
	answer := s.visitor().signIn("ADA ", "password of ada", "X-Forwarded-For", "203.0.113.9")
	answer.expect(t, "the sixth attempt", http.StatusTooManyRequests, "/signin", "Try again in 3 minutes")
	if answer.header.Get("Retry-After") != "180" {
		t.Errorf("Retry-After is %q", answer.header.Get("Retry-After"))
	}
	if text := s.logged(); !strings.Contains(text, "too many attempts") {
		t.Errorf("the log is %s", text)
	}
	s.visitor().signIn("odile", "password of odile").expect(t, "somebody else", http.StatusOK, "/units", "")
	s.wait(3 * time.Minute)
	s.visitor().signIn("ada", "password of ada").expect(t, "after that", http.StatusOK, "/units", "Ada Lamy")

	for i := range 50 {
		s.visitor().signIn("nobody-"+strconv.Itoa(i), "guess", "X-Forwarded-For", "203.0.113.7, 192.0.2.1").expect(t, "a guess", http.StatusUnauthorized, "", "")
	}
	s.visitor().signIn("odile", "password of odile", "X-Forwarded-For", "203.0.113.8, 192.0.2.1").expect(t, "the address", http.StatusTooManyRequests, "", "Try again")
}

// A session ends when nobody uses it, when it is old, and when the person leaves the directory.
func TestSessionsEnd(t *testing.T) {
	s, slapd, server := directorySite(t)
	ada, odile := s.visitor(), s.visitor()
	ada.signIn("ada", "password of ada")
	s.wait(31 * time.Minute)
	ada.get("/how").expect(t, "expired", http.StatusOK, "/signin?back=%2Fhow", "Your session has ended")
	ada.post("/follow", url.Values{"person": {"person/x"}, "follow": {"yes"}, "back": {"/how"}}).
		expect(t, "a form that was open", http.StatusUnauthorized, "/follow", `name="back" value="/how"`)

	ada.signIn("ada", "password of ada")
	odile.signIn("odile", "password of odile")
	slapd.Delete("uid=ada,dc=exemple,dc=fr")
	s.read(server)
	ada.get("/how").expect(t, "who left", http.StatusOK, "/signin?back=%2Fhow", "Your session has ended")
	odile.ask().expect(t, "who stayed", http.StatusOK, "", "Odile")
	if err := s.identity.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	odile.ask().expect(t, "who stayed, after the sweep", http.StatusOK, "", "Odile")
}

func TestWhoIsNotImportedYet(t *testing.T) {
	s, slapd, _ := directorySite(t)
	s.visitor().signIn("nils", "password of nils").expect(t, "who is new", http.StatusForbidden, "", "does not know you yet")
	slapd.Stop()
	s.visitor().signIn("ada", "password of ada").expect(t, "a directory that is away", http.StatusServiceUnavailable, "", "does not work just now")
}

// TestOpenRedirect: signing in leads to a page of this site, whatever the form says.
func TestOpenRedirect(t *testing.T) {
	s, _, _ := directorySite(t)
	for _, back := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)", "evil.example", ""} {
		ada := s.visitor()
		ada.post("/signin", url.Values{"username": {"ada"}, "password": {"password of ada"}, "back": {back}}).expect(t, back, http.StatusOK, "/", "Ada Lamy")
		ada.get("/signin?"+url.Values{"back": {back}}.Encode()).expect(t, back, http.StatusOK, "/", "Ada Lamy")
	}
}
