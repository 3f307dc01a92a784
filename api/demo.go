package api

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// demoCookie keeps whom somebody chose to be.
const demoCookie = "demo_person"

// DemoIdentity lets whoever sits at this machine be any of the people, the first at first. It
// knows nobody who asks from elsewhere, nor by a name that is not this machine's, by which a
// page on the internet could ask through the browser here.
func DemoIdentity(people []DemoPerson) Identify {
	return func(r *http.Request) (access.Viewer, error) {
		if !local(r) {
			return access.Viewer{}, fmt.Errorf("%w: the demonstration answers this machine only", ErrUnidentified)
		}
		chosen, ok := demoPerson(people, r)
		if !ok {
			return access.Viewer{}, fmt.Errorf("%w: the demonstration has no people", ErrStranger)
		}
		viewer := access.Viewer{Person: graph.Key(chosen.ID), Roles: []access.Role{access.Employee}}
		if role := access.Role(chosen.Role); role != "" && role != access.Employee {
			viewer.Roles = append(viewer.Roles, role)
		}
		return viewer, nil
	}
}

func demoPerson(people []DemoPerson, r *http.Request) (DemoPerson, bool) {
	if cookie, err := r.Cookie(demoCookie); err == nil {
		for _, person := range people {
			if person.ID == cookie.Value {
				return person, true
			}
		}
	}
	if len(people) == 0 {
		return DemoPerson{}, false
	}
	return people[0], true
}

// ChooseDemoPerson remembers, until the browser is closed, whom somebody chose to be.
func ChooseDemoPerson(w http.ResponseWriter, id string) {
	http.SetCookie(w, &http.Cookie{
		Name: demoCookie, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// local reports whether a request comes from this machine and was meant for it.
func local(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !from.Addr().Unmap().IsLoopback() {
		return false
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	address, err := netip.ParseAddr(host)
	return host == "localhost" || host == "[::1]" || err == nil && address.IsLoopback()
}
