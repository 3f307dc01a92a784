package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Identify returns who sends a request. Its errors wrap [ErrUnidentified], [ErrStranger] or [ErrAmbiguous] where
// the request is why, and are internal errors otherwise.
type Identify func(*http.Request) (access.Viewer, error)

var (
	// ErrUnidentified is that no trusted source says who is asking.
	ErrUnidentified = errors.New("nobody says who is asking")
	// ErrStranger is that the proxy knows the person who is asking, and the directory does not.
	ErrStranger = errors.New("the person who is asking is not in the directory")
	// ErrAmbiguous is that several people in the directory have the name by which the proxy knows the person.
	ErrAmbiguous = errors.New("several people in the directory have this address or number: ask those who keep the directory to correct it")
)

// errOutside is that somebody came past the proxy.
var errOutside = errors.New("the request does not come from a trusted proxy")

// Status returns the HTTP status for an error of [Identify].
func Status(err error) int {
	switch {
	case errors.Is(err, ErrUnidentified):
		return http.StatusUnauthorized
	case errors.Is(err, ErrStranger), errors.Is(err, ErrAmbiguous):
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

// ProxyConfig is what to trust in requests. Everything but GroupsHeader and the groups is needed.
type ProxyConfig struct {
	// Proxies are the addresses whose headers are trusted.
	Proxies []netip.Prefix
	// UserHeader holds a person's e-mail, employee number or key.
	UserHeader string
	// GroupsHeader holds names of groups, separated by commas. Where it is empty there are no roles.
	GroupsHeader string
	// HRGroup, RecruiterGroup, VocabularyGroup and DPOGroup are the groups whose members have these roles.
	HRGroup, RecruiterGroup, VocabularyGroup, DPOGroup string
	// HRPerimeters are the units and sites that members of a group have as their perimeter as human resources, by group.
	HRPerimeters map[string][]string
	// Find finds the person of a name in UserHeader; its error wraps graph.ErrNotFound where
	// there is none, and [ErrAmbiguous] where there are more than one. [PersonLookup.Find] is one.
	Find func(ctx context.Context, name string) (graph.Key, error)
}

// ProxyIdentity believes a proxy that signs people in and says in a header who they are. A
// header from anywhere else is not looked at.
func ProxyIdentity(config ProxyConfig) (Identify, error) {
	if len(config.Proxies) == 0 || config.UserHeader == "" || config.Find == nil {
		return nil, errors.New("identity by proxy needs the proxy's addresses, the header that names the person, and a way to find them")
	}
	return func(r *http.Request) (access.Viewer, error) {
		name, err := config.name(r)
		if err != nil {
			return access.Viewer{}, err
		}
		person, err := config.Find(r.Context(), name)
		if errors.Is(err, graph.ErrNotFound) {
			return access.Viewer{}, fmt.Errorf("%w: %w", ErrStranger, err)
		}
		if err != nil {
			return access.Viewer{}, fmt.Errorf("find who is asking: %w", err)
		}
		return config.viewer(person, config.groups(r)), nil
	}, nil
}

func (c ProxyConfig) name(r *http.Request) (string, error) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !trusted(c.Proxies, from.Addr()) {
		return "", fmt.Errorf("%w: %w", ErrUnidentified, errOutside)
	}
	names := r.Header.Values(c.UserHeader)
	if len(names) != 1 || strings.TrimSpace(names[0]) == "" {
		return "", fmt.Errorf("%w: the proxy sent %d times the header %s", ErrUnidentified, len(names), c.UserHeader)
	}
	return strings.TrimSpace(names[0]), nil
}

func trusted(proxies []netip.Prefix, address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(proxies, func(prefix netip.Prefix) bool { return prefix.Contains(address) })
}

// groups returns the groups that the proxy says the person is in.
func (c ProxyConfig) groups(r *http.Request) []string {
	var groups []string
	if c.GroupsHeader == "" {
		return nil
	}
	for _, value := range r.Header.Values(c.GroupsHeader) {
		for group := range strings.SplitSeq(value, ",") {
			if group = strings.TrimSpace(group); group != "" {
				groups = append(groups, group)
			}
		}
	}
	return groups
}

// viewer returns a person with the roles of their groups. Who is in human resources of the whole company is so whatever
// else they are of.
func (c ProxyConfig) viewer(person graph.Key, groups []string) access.Viewer {
	viewer := access.Viewer{Person: person, Roles: []access.Role{access.Employee}}
	for _, group := range groups {
		viewer.Roles = append(viewer.Roles, c.role(group)...)
	}
	if !viewer.Is(access.HRRole) {
		viewer.Perimeter = c.perimeter(groups)
	}
	if len(viewer.Perimeter) > 0 {
		viewer.Roles = append(viewer.Roles, access.HRRole)
	}
	slices.Sort(viewer.Roles[1:])
	viewer.Roles = slices.Compact(viewer.Roles)
	return viewer
}

// perimeter returns, in order, the places of the perimeters of the groups.
func (c ProxyConfig) perimeter(groups []string) []string {
	var places []string
	for _, group := range groups {
		for name, of := range c.HRPerimeters {
			if strings.EqualFold(group, name) {
				places = append(places, of...)
			}
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

func (c ProxyConfig) role(group string) []access.Role {
	switch {
	case strings.EqualFold(group, c.HRGroup):
		return []access.Role{access.HRRole}
	case strings.EqualFold(group, c.RecruiterGroup):
		return []access.Role{access.Recruiter}
	case strings.EqualFold(group, c.VocabularyGroup):
		return []access.Role{access.Vocabulary}
	case strings.EqualFold(group, c.DPOGroup):
		return []access.Role{access.DPO}
	}
	return nil
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
