package signin

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

// ProxyConfig is what to trust in requests. Everything but the groups is needed.
type ProxyConfig struct {
	// Proxies are the addresses whose headers are trusted.
	Proxies []netip.Prefix
	// UserHeader holds a person's e-mail, user principal name, account name, employee number or key.
	UserHeader string
	// Realms are those of Kerberos and the domains of Windows whose accounts are those of the directory: ada@REALM and
	// REALM\ada are the account ada there, and not an address.
	Realms []string
	// GroupsHeader holds groups, separated by GroupsSeparator, a comma where empty. Where it is empty there are no roles.
	GroupsHeader, GroupsSeparator string
	Roles                         Roles
	// Find finds the person of a name in UserHeader; its error wraps graph.ErrNotFound where
	// there is none, and [ErrAmbiguous] where there are more than one. [PersonLookup.Find] is one.
	Find func(ctx context.Context, name string) (graph.Key, error)
}

// Proxy believes a proxy that signs people in and says in a header who they are. A header from anywhere else is not looked at.
func Proxy(config ProxyConfig) (func(*http.Request) (access.Viewer, error), error) {
	if len(config.Proxies) == 0 || config.UserHeader == "" || config.Find == nil {
		return nil, errors.New("identity by proxy needs the proxy's addresses, the header that names the person, and a way to find them")
	}
	return func(r *http.Request) (access.Viewer, error) {
		name, err := config.name(r)
		if err != nil {
			return access.Viewer{}, err
		}
		groups, err := config.groups(r)
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
		return config.Roles.Viewer(person, groups), nil
	}, nil
}

func (c ProxyConfig) name(r *http.Request) (string, error) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !trusted(c.Proxies, from.Addr()) {
		return "", fmt.Errorf("%w: %w", ErrUnidentified, ErrOutside)
	}
	name, err := only(r.Header, c.UserHeader)
	if err == nil && name == "" {
		err = fmt.Errorf("%w: the proxy sent no %s", ErrUnidentified, c.UserHeader)
	}
	return c.withoutRealm(name), err
}

// withoutRealm returns the name of an account in one of the realms, and other names as they are.
func (c ProxyConfig) withoutRealm(name string) string {
	isRealm := func(realm string) bool {
		return slices.ContainsFunc(c.Realms, func(one string) bool { return strings.EqualFold(one, realm) })
	}
	if account, realm, has := strings.Cut(name, "@"); has && isRealm(realm) {
		return account
	}
	if domain, account, has := strings.Cut(name, `\`); has && isRealm(domain) {
		return account
	}
	return name
}

// groups returns the groups that the proxy says the person is in.
func (c ProxyConfig) groups(r *http.Request) ([]string, error) {
	if c.GroupsHeader == "" {
		return nil, nil
	}
	list, err := only(r.Header, c.GroupsHeader)
	if err != nil {
		return nil, err
	}
	separator := ","
	if c.GroupsSeparator != "" {
		separator = c.GroupsSeparator
	}
	var groups []string
	for group := range strings.SplitSeq(list, separator) {
		if group = strings.TrimSpace(group); group != "" {
			groups = append(groups, group)
		}
	}
	return groups, nil
}

// only returns the value of a header, "" where it is not there. A header that comes twice, or that another spelling of comes
// beside, such as X_Remote_User, was not set by the proxy alone: it lets through what somebody outside sent.
func only(header http.Header, name string) (string, error) {
	for other := range header {
		if other != http.CanonicalHeaderKey(name) && strings.EqualFold(strings.ReplaceAll(other, "_", "-"), name) {
			return "", fmt.Errorf("%w: the proxy let %s through, which could be taken for %s", ErrUnidentified, other, name)
		}
	}
	switch values := header.Values(name); len(values) {
	case 0:
		return "", nil
	case 1:
		return strings.TrimSpace(values[0]), nil
	default:
		return "", fmt.Errorf("%w: the proxy sent %d times the header %s", ErrUnidentified, len(values), name)
	}
}

func trusted(proxies []netip.Prefix, address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(proxies, func(prefix netip.Prefix) bool { return prefix.Contains(address) })
}
