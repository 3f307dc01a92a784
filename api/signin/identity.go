package signin

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Identify returns who sends a request. Its errors wrap [ErrUnidentified], [ErrStranger], [ErrNotYet] or [ErrAmbiguous]
// where the request is why, and are internal errors otherwise.
type Identify func(*http.Request) (access.Viewer, error)

// Status returns the HTTP status for an error of [Identify].
func Status(err error) int {
	switch {
	case errors.Is(err, ErrUnidentified):
		return http.StatusUnauthorized
	case errors.Is(err, ErrStranger), errors.Is(err, ErrAmbiguous), errors.Is(err, ErrNotYet):
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}

// ViewOf returns what the person who sends a request may see.
func ViewOf(identify Identify, gate *access.Gate) func(*http.Request) (*access.View, error) {
	return func(r *http.Request) (*access.View, error) {
		viewer, err := identify(r)
		if err != nil {
			return nil, err
		}
		return gate.View(viewer), nil
	}
}

// demoCookie holds the id of the person chosen in a demonstration.
const demoCookie = "demo_person"

// DemoIdentity identifies a browser on this machine as the person chosen in it, the first of the people
// by default. It refuses requests from other machines, and those for another host name, by which a page
// on the internet could send requests through the browser here.
func DemoIdentity(people []DemoPerson) Identify {
	return func(r *http.Request) (access.Viewer, error) {
		if !isLocal(r) {
			return access.Viewer{}, fmt.Errorf("%w: the demonstration answers this machine only", ErrUnidentified)
		}
		if len(people) == 0 {
			return access.Viewer{}, fmt.Errorf("%w: the demonstration has no people", ErrStranger)
		}
		chosen := people[0]
		if cookie, err := r.Cookie(demoCookie); err == nil {
			for _, person := range people {
				if person.ID == cookie.Value {
					chosen = person
				}
			}
		}
		viewer := access.Viewer{Person: graph.Key(chosen.ID), Roles: []access.Role{access.Employee}}
		if role := access.Role(chosen.Role); role != "" && role != access.Employee {
			viewer.Roles = append(viewer.Roles, role)
		}
		return viewer, nil
	}
}

// ChooseDemoPerson stores the id of the chosen person in the browser, until that is closed.
func ChooseDemoPerson(w http.ResponseWriter, id string) {
	http.SetCookie(w, &http.Cookie{
		Name: demoCookie, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// isLocal reports whether a request comes from this machine and names it as the host.
func isLocal(r *http.Request) bool {
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

// DemoPerson is a person to choose. Role is an [access.Role]; Part, of the family "role" in the catalogue of messages,
// says how they differ from the others.
type DemoPerson struct{ ID, Name, Role, Part string }
