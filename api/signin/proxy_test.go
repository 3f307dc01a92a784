package signin_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
)

func storeOf(t testing.TB, facts ...graph.Fact) *sqlite.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	commit(t, store, facts...)
	return store
}

func commit(t testing.TB, store *sqlite.Store, facts ...graph.Fact) int64 {
	t.Helper()
	receipt, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts})
	if err != nil {
		t.Fatal(err)
	}
	return receipt.Revision
}

func staff() []graph.Fact {
	return []graph.Fact{
		graph.Node("ana", "rh", graph.Person{DisplayName: "Ana", Mail: "Ana.Silva@exemple.fr", EmployeeNumber: "0002",
			MailAlternateAddress: []string{"ana@ventes.exemple.fr", "contact@exemple.fr"}}),
		graph.Node("ines", "rh", graph.Person{DisplayName: "Inès", Mail: "ines@exemple.fr", Hidden: true,
			MailAlternateAddress: []string{"Contact@exemple.fr"}}),
		graph.Node("luc", "rh", graph.Person{DisplayName: "Luc", Mail: "luc@exemple.fr", Absent: true}),
		graph.Node("zoe", "rh", graph.Person{DisplayName: "Zoé", EmployeeNumber: "0007", PreferredLanguage: "fr-CA"}),
		graph.Node("one", "rh", graph.Person{Mail: "accueil@exemple.fr"}),
		graph.Node("two", "rh", graph.Person{Mail: "accueil@exemple.fr"}),
	}
}

func proxied(t *testing.T, find func(context.Context, string) (graph.Key, error)) func(*http.Request) (access.Viewer, error) {
	t.Helper()
	identify, err := signin.Proxy(signin.ProxyConfig{
		Proxies:    []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")},
		UserHeader: "X-Remote-User", GroupsHeader: "X-Remote-Groups", Find: find,
		Roles: signin.Roles{HR: "rh", Recruiter: "mobilite", HRPerimeters: map[string][]string{"rh-lyon": {"Lyon"}, "rh-usine": {"Usine", "Lyon"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return identify
}

func from(address string, headers ...string) *http.Request {
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.RemoteAddr = address
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	return request
}

// People are who a trusted proxy says they are, and nobody else.
func TestProxyIdentity(t *testing.T) {
	store := storeOf(t, staff()...)
	identify := proxied(t, signin.NewPersonLookup(store, func() int64 { return 1 }).Find)
	employee := []access.Role{access.Employee}
	for name, test := range map[string]struct {
		request *http.Request
		want    access.Viewer
		err     error
	}{
		"by e-mail":          {from("10.1.2.3:999", "X-Remote-User", "ana.silva@EXEMPLE.fr"), access.Viewer{Person: "person/ana", Roles: employee}, nil},
		"by employee number": {from("[::1]:999", "X-Remote-User", "0002"), access.Viewer{Person: "person/ana", Roles: employee}, nil},
		"by key":             {from("10.1.2.3:999", "X-Remote-User", "person/ana"), access.Viewer{Person: "person/ana", Roles: employee}, nil},
		"mapped address":     {from("[::ffff:10.1.2.3]:999", "X-Remote-User", "0002"), access.Viewer{Person: "person/ana", Roles: employee}, nil},
		"hidden people too":  {from("10.1.2.3:999", "X-Remote-User", "ines@exemple.fr"), access.Viewer{Person: "person/ines", Roles: employee}, nil},
		"HR":                 {from("10.1.2.3:999", "X-Remote-User", "0002", "X-Remote-Groups", "tous, RH"), access.Viewer{Person: "person/ana", Roles: []access.Role{access.Employee, access.HRRole}}, nil},
		"HR of two places": {from("10.1.2.3:999", "X-Remote-User", "0002", "X-Remote-Groups", "RH-usine,rh-lyon"),
			access.Viewer{Person: "person/ana", Roles: []access.Role{access.Employee, access.HRRole}, Perimeter: []string{"Lyon", "Usine"}}, nil},
		"HR of all and of a place": {from("10.1.2.3:999", "X-Remote-User", "0002", "X-Remote-Groups", "rh-lyon,rh"),
			access.Viewer{Person: "person/ana", Roles: []access.Role{access.Employee, access.HRRole}}, nil},
		"recruiter":            {from("10.1.2.3:999", "X-Remote-User", "0002", "X-Remote-Groups", "mobilite,mobilite"), access.Viewer{Person: "person/ana", Roles: []access.Role{access.Employee, access.Recruiter}}, nil},
		"untrusted address":    {from("11.1.2.3:999", "X-Remote-User", "0002"), access.Viewer{}, signin.ErrUnidentified},
		"no header":            {from("10.1.2.3:999"), access.Viewer{}, signin.ErrUnidentified},
		"empty header":         {from("10.1.2.3:999", "X-Remote-User", " "), access.Viewer{}, signin.ErrUnidentified},
		"two headers":          {from("10.1.2.3:999", "X-Remote-User", "0002", "X-Remote-User", "0003"), access.Viewer{}, signin.ErrUnidentified},
		"unknown":              {from("10.1.2.3:999", "X-Remote-User", "eve@exemple.fr"), access.Viewer{}, signin.ErrStranger},
		"malformed key":        {from("10.1.2.3:999", "X-Remote-User", "person/é è"), access.Viewer{}, signin.ErrStranger},
		"somebody who left":    {from("10.1.2.3:999", "X-Remote-User", "luc@exemple.fr"), access.Viewer{}, signin.ErrStranger},
		"left, by key":         {from("10.1.2.3:999", "X-Remote-User", "person/luc"), access.Viewer{}, signin.ErrStranger},
		"a name of two people": {from("10.1.2.3:999", "X-Remote-User", "accueil@exemple.fr"), access.Viewer{}, signin.ErrAmbiguous},
		"another address":      {from("10.1.2.3:999", "X-Remote-User", "Ana@ventes.exemple.fr"), access.Viewer{Person: "person/ana", Roles: employee}, nil},
		"another of two":       {from("10.1.2.3:999", "X-Remote-User", "contact@exemple.fr"), access.Viewer{}, signin.ErrAmbiguous},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := identify(test.request)
			if !errors.Is(err, test.err) {
				t.Errorf("error %v, want %v", err, test.err)
			}
			if diff := cmp.Diff(test.want, got, cmpopts.IgnoreUnexported(access.Viewer{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestProxyIdentityNeedsToKnowWhomToBelieve(t *testing.T) {
	if _, err := signin.Proxy(signin.ProxyConfig{UserHeader: "X-Remote-User"}); err == nil {
		t.Error("a proxy without addresses was accepted")
	}
}

// TestASharedAddressSignsNobodyIn and the message names those who have it, as far as all may see them.
func TestASharedAddressSignsNobodyIn(t *testing.T) {
	lookup := signin.NewPersonLookup(storeOf(t, append(staff(), graph.Node("bea", "rh", graph.Person{DisplayName: "Béa", Mail: "ana.silva@exemple.fr"}))...),
		func() int64 { return 1 })
	for name, want := range map[string]string{"ana.silva@exemple.fr": "correct it: Ana, Béa", "contact@exemple.fr": "correct it: Ana, somebody who is not shown"} {
		if key, err := lookup.Find(t.Context(), name); key != "" || !errors.Is(err, signin.ErrAmbiguous) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v, want %q", name, key, err, want)
		}
	}
	if _, err := lookup.Find(t.Context(), "eve@exemple.fr"); !errors.Is(err, graph.ErrNotFound) || errors.Is(err, signin.ErrAmbiguous) {
		t.Errorf("a stranger: %v", err)
	}
}

// An address that passes to somebody else does not take its owner's identity along.
func TestRosterFollowsChanges(t *testing.T) {
	store := storeOf(t, staff()...)
	revision := int64(1)
	lookup := signin.NewPersonLookup(store, func() int64 { return revision })
	find := func(name string) graph.Key {
		key, err := lookup.Find(t.Context(), name)
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			t.Fatal(err)
		}
		return key
	}
	if got := find("ana.silva@exemple.fr"); got != "person/ana" {
		t.Fatalf("found %q", got)
	}
	revision = commit(t, store,
		graph.Node("ana", "rh", graph.Person{Mail: "ana.martin@exemple.fr"}),
		graph.Node("eva", "rh", graph.Person{Mail: "ana.silva@exemple.fr"}))
	revision = commit(t, store, graph.Node("bea", "rh", graph.Person{Mail: "bea@exemple.fr", MailAlternateAddress: []string{"Ana.Martin@exemple.fr"}}))
	if _, err := lookup.Find(t.Context(), "ana.martin@exemple.fr"); !errors.Is(err, signin.ErrAmbiguous) {
		t.Errorf("an address that somebody else has got too: %v", err)
	}
	revision = commit(t, store, graph.Node("bea", "rh", graph.Person{Mail: "bea@exemple.fr"}))
	for name, want := range map[string]graph.Key{"ana.silva@exemple.fr": "person/eva", "ana.martin@exemple.fr": "person/ana", "0002": ""} {
		if got := find(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// A proxy says who somebody is by the name of their account, their user principal name or their Kerberos principal too, where
// the realm is one of the directory's. Another realm's ada is not ours.
func TestAccountsByTheirNames(t *testing.T) {
	store := storeOf(t,
		graph.Node("ada", "rh", graph.Person{DisplayName: "Ada", UserName: []string{"ada", "ada@linux.example"}, MailAlternateAddress: []string{"ada.lamy@corp.example"}}),
		graph.Node("other", "rh", graph.Person{DisplayName: "Another Ada", Mail: "ada@corp.example"}))
	identify, err := signin.Proxy(signin.ProxyConfig{
		Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, UserHeader: "X-Remote-User", Realms: []string{"CORP.EXAMPLE", "CORP"},
		Find: signin.NewPersonLookup(store, func() int64 { return 1 }).Find,
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]graph.Key{
		"ada": "person/ada", "ADA@CORP.EXAMPLE": "person/ada", `CORP\Ada`: "person/ada", "ada@LINUX.EXAMPLE": "person/ada", "Ada.Lamy@corp.example": "",
		"ada@OTHER.EXAMPLE": "", `OTHER\ada`: "", "ada/admin@CORP.EXAMPLE": "", "@CORP.EXAMPLE": "", `CORP\`: "",
	} {
		viewer, err := identify(from("10.1.2.3:999", "X-Remote-User", name))
		if viewer.Person != want || (want == "") != errors.Is(err, signin.ErrStranger) {
			t.Errorf("%s is %q, %v; want %q", name, viewer.Person, err, want)
		}
	}
}

// TestHeaderSmuggling: what somebody outside sends never counts as the proxy's word.
func TestHeaderSmuggling(t *testing.T) {
	identify := proxied(t, signin.NewPersonLookup(storeOf(t, staff()...), func() int64 { return 1 }).Find)
	for what, request := range map[string]*http.Request{
		"X-Forwarded-User from outside":        from("11.1.2.3:999", "X-Forwarded-User", "0002"),
		"the header from outside":              from("11.1.2.3:999", "X-Remote-User", "0002", "X-Forwarded-For", "10.1.2.3"),
		"the header twice":                     from("10.1.2.3:999", "X-Remote-User", "0007", "X-Remote-User", "0002"),
		"an underscore beside":                 from("10.1.2.3:999", "X-Remote-User", "0007", "X_Remote_User", "0002"),
		"an underscore alone":                  from("10.1.2.3:999", "X_Remote_User", "0002"),
		"groups twice":                         from("10.1.2.3:999", "X-Remote-User", "0007", "X-Remote-Groups", "rh", "X-Remote-Groups", "tous"),
		"groups with an underscore":            from("10.1.2.3:999", "X-Remote-User", "0007", "X-Remote_Groups", "rh"),
		"two names in one":                     from("10.1.2.3:999", "X-Remote-User", "0007, 0002"),
		"a name that begins a line of its own": from("10.1.2.3:999", "X-Remote-User", "0007\r\nX-Remote-Groups: rh"),
	} {
		if viewer, err := identify(request); viewer.Person != "" || err == nil {
			t.Errorf("%s: %+v, %v", what, viewer, err)
		}
	}
}

// Groups are given by name or by DN; a group that the configuration names by its DN is that one alone.
func TestGroupsByNameAndByDN(t *testing.T) {
	byName, byDN := signin.Roles{HR: "rh"}, signin.Roles{HR: "CN=RH, OU=Groupes,DC=exemple,DC=fr"}
	for group, want := range map[string][2]bool{
		"rh": {true, false}, "RH": {true, false}, "cn=rh,ou=groupes,dc=exemple,dc=fr": {true, true}, "cn=rh,ou=others,dc=exemple,dc=fr": {true, false},
		"cn=rh2,ou=groupes,dc=exemple,dc=fr": {false, false}, "cn=x,ou=rh,dc=exemple,dc=fr": {false, false}, "ou=x\\,cn=rh,dc=fr": {false, false}, "": {false, false},
	} {
		if got := [2]bool{byName.Viewer("person/a", []string{group}).Is(access.HRRole), byDN.Viewer("person/a", []string{group}).Is(access.HRRole)}; got != want {
			t.Errorf("%q: %v, want %v", group, got, want)
		}
	}
}
