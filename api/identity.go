package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Identify says who is asking. Its errors wrap [ErrUnidentified] or [ErrStranger] where the
// request is why, and are otherwise failures of ours.
type Identify func(*http.Request) (access.Viewer, error)

var (
	// ErrUnidentified: nobody whom we trust says who is asking.
	ErrUnidentified = errors.New("nobody says who is asking")
	// ErrStranger: who is asking is known to the proxy, and not to the directory here.
	ErrStranger = errors.New("whoever is asking is not in the directory")
)

// Status is the HTTP status for an error of [Identify].
func Status(err error) int {
	switch {
	case errors.Is(err, ErrUnidentified):
		return http.StatusUnauthorized
	case errors.Is(err, ErrStranger):
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}

// ViewOf is what whoever is asking may see, for one request.
func ViewOf(identify Identify, gate *access.Gate) func(*http.Request) (*access.View, error) {
	return func(r *http.Request) (*access.View, error) {
		viewer, err := identify(r)
		if err != nil {
			return nil, err
		}
		return gate.View(viewer), nil
	}
}

// ProxyConfig says whom to believe. Everything but GroupsHeader and the groups is needed.
type ProxyConfig struct {
	// Proxies are the addresses from which the headers count.
	Proxies []netip.Prefix
	// UserHeader holds a person's e-mail, employee number or key.
	UserHeader string
	// GroupsHeader holds names of groups, separated by commas; empty where there are no roles.
	GroupsHeader string
	// HRGroup and RecruiterGroup are the groups that make a viewer more than an employee.
	HRGroup, RecruiterGroup string
	// Find finds the person of a name in UserHeader; its error wraps graph.ErrNotFound where
	// there is none, or more than one. [Roster.Find] is one.
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
		return access.Viewer{Person: person, Roles: config.roles(r)}, nil
	}, nil
}

func (c ProxyConfig) name(r *http.Request) (string, error) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !trusted(c.Proxies, from.Addr()) {
		return "", fmt.Errorf("%w: the request does not come from a trusted proxy", ErrUnidentified)
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

func (c ProxyConfig) roles(r *http.Request) []access.Role {
	roles := []access.Role{access.Employee}
	if c.GroupsHeader == "" {
		return roles
	}
	for _, value := range r.Header.Values(c.GroupsHeader) {
		for group := range strings.SplitSeq(value, ",") {
			roles = append(roles, c.role(strings.TrimSpace(group))...)
		}
	}
	slices.Sort(roles[1:])
	return slices.Compact(roles)
}

func (c ProxyConfig) role(group string) []access.Role {
	switch {
	case group == "":
		return nil
	case strings.EqualFold(group, c.HRGroup):
		return []access.Role{access.HRRole}
	case strings.EqualFold(group, c.RecruiterGroup):
		return []access.Role{access.Recruiter}
	}
	return nil
}
