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
			if diff := cmp.Diff(test.want, got); diff != "" {
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
