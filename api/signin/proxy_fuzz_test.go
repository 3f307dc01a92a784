package signin_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// FuzzProxyIdentity: whatever headers come from wherever, nobody is somebody but by the trusted
// proxy's word, and nobody has a role but by the name of its group.
func FuzzProxyIdentity(f *testing.F) {
	f.Add("10.1.2.3:999", "ana@exemple.fr", "rh, tous")
	f.Add("[::ffff:10.1.2.3%eth0]:1", " 0002 ", ",,RH\t,mobilite,")
	f.Add("11.1.2.3:999", "person/ana", "mobilite")
	f.Add("10.1.2.3", "person/é", "r\u017f")
	f.Add("@", "", "")
	store := storeOf(f, graph.Node("ana", "rh", graph.Person{Mail: "Ana@exemple.fr", EmployeeNumber: "0002"}))
	identify, err := signin.Proxy(signin.ProxyConfig{
		Proxies:    []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		UserHeader: "X-Remote-User", GroupsHeader: "X-Remote-Groups", Roles: signin.Roles{HR: "rh", Recruiter: "mobilite"},
		Find: signin.NewPersonLookup(store, func() int64 { return 1 }).Find,
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, address, user, groups string) {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.RemoteAddr = address
		request.Header.Set("X-Remote-User", user)
		request.Header.Set("X-Remote-Groups", groups)
		viewer, err := identify(request)
		if err != nil {
			if !errors.Is(err, signin.ErrUnidentified) && !errors.Is(err, signin.ErrStranger) && !errors.Is(err, signin.ErrAmbiguous) {
				t.Errorf("from %q, %q is %v", address, user, err)
			}
			return
		}
		from, err := netip.ParseAddrPort(address)
		if err != nil || !strings.HasPrefix(from.Addr().Unmap().String(), "10.") || viewer.Person != "person/ana" {
			t.Errorf("from %q, %q is %q", address, user, viewer.Person)
		}
		for role, group := range map[access.Role]string{access.HRRole: "rh", access.Recruiter: "mobilite"} {
			if viewer.Is(role) && !slices.ContainsFunc(strings.Split(groups, ","), func(name string) bool { return strings.EqualFold(strings.TrimSpace(name), group) }) {
				t.Errorf("the groups %q make %q", groups, role)
			}
		}
	})
}
