package signin_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

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
