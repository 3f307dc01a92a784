package api_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

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

// proxiedLocally believes this machine, where tests run.
func proxiedLocally(t *testing.T, lookup *signin.PersonLookup) signin.Identify {
	t.Helper()
	identify, err := signin.Proxy(signin.ProxyConfig{
		Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, UserHeader: "X-Remote-User", Find: lookup.Find,
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

func TestDemoIdentity(t *testing.T) {
	identify := signin.DemoIdentity([]signin.DemoPerson{{ID: "person/ana", Role: "employee"}, {ID: "person/zoe", Role: "hr"}})
	chosen := httptest.NewRecorder()
	signin.ChooseDemoPerson(chosen, "person/zoe")
	cookie := chosen.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
		t.Errorf("cookie %+v", cookie)
	}
	local := func(host, address string, cookies ...string) *http.Request {
		request := from(address)
		request.Host = host
		for _, value := range cookies {
			request.AddCookie(&http.Cookie{Name: cookie.Name, Value: value})
		}
		return request
	}
	for name, test := range map[string]struct {
		request *http.Request
		want    graph.Key
	}{
		"the first at first":    {local("localhost:8080", "127.0.0.1:1"), "person/ana"},
		"the person chosen":     {local("127.0.0.1:8080", "[::1]:1", "person/zoe"), "person/zoe"},
		"nobody else":           {local("[::1]:8080", "127.0.0.1:1", "person/eve"), "person/ana"},
		"not from elsewhere":    {local("localhost:8080", "192.0.2.1:1"), ""},
		"not by another's name": {local("evil.example:8080", "127.0.0.1:1"), ""},
	} {
		viewer, err := identify(test.request)
		if viewer.Person != test.want || (test.want == "") != errors.Is(err, signin.ErrUnidentified) {
			t.Errorf("%s: %+v, %v", name, viewer, err)
		}
	}
	viewer, _ := identify(local("localhost", "127.0.0.1:1", "person/zoe"))
	if !viewer.Is(access.HRRole) || !viewer.Is(access.Employee) {
		t.Errorf("zoe is %v", viewer.Roles)
	}
}
