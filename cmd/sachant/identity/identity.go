// Package identity configures who is asking: how people sign in to a server, and which roles their groups give them.
package identity

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/api/signin/oidc"
	"github.com/sachant/sachant/api/signin/session"
	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/api/signin/throttle"
	"github.com/sachant/sachant/api/signin/token"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Options are the flags that say who is asking.
type Options struct {
	proxies, realms                           []string
	userHeader, groupsHeader, groupsSeparator string
	publicURL                                 string
	idle, lifetime                            time.Duration
	provider                                  providerOptions
	directory                                 directoryOptions
	roles                                     roleOptions
}

// AddFlags adds the flags to those of a command.
func (o *Options) AddFlags(flags *pflag.FlagSet) {
	flags.StringSliceVar(&o.proxies, "trusted-proxy", nil, "an `address` or CIDR of a proxy: its header says who somebody is, or, where people sign in here, for whom it asks (repeatable)")
	flags.StringVar(&o.userHeader, "user-header", "X-Remote-User", "the `header` that names the person")
	flags.StringSliceVar(&o.realms, "user-realm", nil, "a Kerberos `realm` or Windows domain: ada@REALM and REALM\\ada in the header are the account ada of the directory (repeatable)")
	flags.StringVar(&o.groupsHeader, "groups-header", "", "the `header` that lists the person's groups, by name or DN")
	flags.StringVar(&o.groupsSeparator, "groups-separator", ",", "what stands between the groups in the header; ; for DNs")
	flags.StringVar(&o.publicURL, "public-url", "", "the `address` that people type to come here, such as https://sachant.example.com; needed where they sign in here, and for mails")
	flags.DurationVar(&o.idle, "session-idle", 30*time.Minute, "after how long without a request somebody has to sign in again")
	flags.DurationVar(&o.lifetime, "session-lifetime", 10*time.Hour, "after how long everybody has to sign in again")
	o.provider.addFlags(flags)
	o.directory.addFlags(flags)
	o.roles.addFlags(flags)
}

// PublicURL returns the address that people type to come here; "" where it is not said.
func (o *Options) PublicURL() string { return o.publicURL }

// Check returns what is wrong with the values, and with the files that they name.
func (o *Options) Check() error {
	if _, err := prefixes(o.proxies); err != nil {
		return err
	}
	roles, err := o.roles.roles()
	if err != nil {
		return err
	}
	if !o.signsIn() {
		if len(o.proxies) == 0 || o.userHeader == "" {
			return errors.New("serve does not know who is asking: give --oidc-issuer, the OpenID Connect provider that people sign in with, --directory-url, a directory that they do, or --trusted-proxy, the address of a proxy that signs them in, with --user-header (to look around on your own, use sachant demo)")
		}
		if roles.Any() && o.groupsHeader == "" {
			return errors.New("nobody would have the roles of the groups: give --groups-header, the header in which the proxy lists a person's groups")
		}
		return nil
	}
	if _, err := o.isSecure(); err != nil {
		return err
	}
	if o.idle < time.Minute || o.lifetime < o.idle {
		return errors.New("--session-idle wants a minute at least, and --session-lifetime no less than that")
	}
	if _, err := o.provider.open(o.publicURL); err != nil {
		return err
	}
	_, err = o.directory.open(graph.Namer{}, true)
	return err
}

// Reach returns why what people sign in with cannot be asked.
func (o *Options) Reach(ctx context.Context) error {
	provider, err := o.provider.open(o.publicURL)
	if err != nil {
		return err
	}
	if provider != nil {
		if err := oidc.New(*provider).Check(ctx); err != nil {
			return fmt.Errorf("--oidc-issuer: %w", err)
		}
	}
	passwords, err := o.directory.open(graph.Namer{}, true)
	if err != nil || passwords == nil {
		return err
	}
	if err := passwords.Check(ctx); err != nil {
		return fmt.Errorf("--directory-url: %w", err)
	}
	return nil
}

// signsIn reports whether people sign in here, and not at a proxy.
func (o *Options) signsIn() bool { return o.directory.url != "" || o.provider.issuer != "" }

// isSecure reports whether people come over TLS. They come otherwise only on the machine itself.
func (o *Options) isSecure() (bool, error) {
	if o.publicURL == "" {
		return false, errors.New("people sign in here, so give --public-url, the address that they type, such as https://sachant.example.com")
	}
	parsed, err := url.Parse(o.publicURL)
	switch {
	case err != nil || parsed.Hostname() == "" || strings.Trim(parsed.Path, "/") != "" || parsed.RawQuery != "" || parsed.User != nil:
		return false, fmt.Errorf("--public-url %q is not like https://sachant.example.com", o.publicURL)
	case parsed.Scheme == "https":
		return true, nil
	case parsed.Scheme == "http" && isLoopback(parsed.Hostname()):
		return false, nil
	}
	return false, fmt.Errorf("--public-url %q has to begin with https://: what people type to sign in must not be read on the way", o.publicURL)
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// Server is what a server knows of people.
type Server struct {
	// People are those of the directory; Revision returns a number that differs where any of them has changed.
	People   signin.People
	Revision func() int64
	Namer    graph.Namer
	// Store keeps sessions and tokens; the identity closes it.
	Store store.Store
	// Buckets count attempts to sign in; where they are nil, this server counts its own.
	Buckets throttle.Buckets
	Now     func() time.Time
}

// Identity says who is asking.
type Identity struct {
	// Identify says who asks for a page, and IdentifyProgram who asks over the API.
	Identify, IdentifyProgram func(*http.Request) (access.Viewer, error)
	// SignIn is nil where a proxy signs people in.
	SignIn *signin.SignIn
	// Tokens are the API tokens; nil where there are none.
	Tokens *token.Tokens
	people *signin.PersonLookup
	store  store.Store
}

// Of is an identity without sessions and tokens.
func Of(identify func(*http.Request) (access.Viewer, error)) Identity {
	return Identity{Identify: identify, IdentifyProgram: identify}
}

// With returns the identity with another answer to who asks for a page. An API token counts as before: only a person who was let
// in can make one.
func (i Identity) With(identify func(*http.Request) (access.Viewer, error)) Identity {
	i.Identify, i.IdentifyProgram = identify, signin.WithTokens(i.Tokens, identify)
	return i
}

// Find returns the person of an address, number or key; its error is as that of [signin.PersonLookup.Find].
func (i Identity) Find(ctx context.Context, name string) (graph.Key, error) {
	return i.people.Find(ctx, name)
}

// Claim is that of [store.Pending].
func (i Identity) Claim(ctx context.Context, id string, lifetime time.Duration) (first bool, err error) {
	return i.store.Claim(ctx, id, lifetime)
}

// Close closes what is kept of sessions and tokens.
func (i Identity) Close() error { return i.store.Close() }

// Sessions returns how many people are signed in here.
func (i Identity) Sessions(ctx context.Context) (int, error) { return i.store.CountSignedIn(ctx) }

// Sweep deletes what is kept of sessions and tokens that have expired, and of people who left.
func (i Identity) Sweep(ctx context.Context) error { return signin.Sweep(ctx, i.store, i.people) }

// Open returns who is asking, for a server.
func (o *Options) Open(server Server) (Identity, error) {
	kept := server.Store
	made := Identity{people: signin.NewPersonLookup(server.People, server.Revision), store: kept}
	made.Tokens = token.New(kept, made.people.Find, server.Now)
	var err error
	if o.signsIn() {
		if made.SignIn, err = o.signIn(server, made.people); err == nil {
			made.Identify = made.SignIn.Identify
		}
	} else {
		made.Identify, err = o.believe(made.people)
	}
	if err != nil {
		return Identity{}, errors.Join(err, kept.Close())
	}
	return made.With(made.Identify), nil
}

// believe returns who a proxy says is asking.
func (o *Options) believe(people *signin.PersonLookup) (func(*http.Request) (access.Viewer, error), error) {
	config, err := o.Proxy()
	if err != nil {
		return nil, err
	}
	config.Find = people.Find
	return signin.Proxy(config)
}

// Proxy returns how a proxy says who is asking.
func (o *Options) Proxy() (config signin.ProxyConfig, err error) {
	config.UserHeader, config.Realms, config.GroupsHeader, config.GroupsSeparator = o.userHeader, o.realms, o.groupsHeader, o.groupsSeparator
	if config.Proxies, err = prefixes(o.proxies); err != nil {
		return config, err
	}
	config.Roles, err = o.roles.roles()
	return config, err
}

func (o *Options) signIn(server Server, people *signin.PersonLookup) (*signin.SignIn, error) {
	config := signin.Config{Store: server.Store, Buckets: server.Buckets, People: people, Now: server.Now}
	secure, err := o.isSecure()
	if err != nil {
		return nil, err
	}
	provider, err := o.provider.open(o.publicURL)
	if err != nil {
		return nil, err
	}
	if provider != nil {
		provider.Store, provider.Secure, provider.Now = server.Store, secure, server.Now
		config.Provider, config.ProviderName = oidc.New(*provider), o.provider.name
	}
	config.Session = session.Config{Idle: o.idle, Lifetime: o.lifetime, Secure: secure}
	if config.Proxies, err = prefixes(o.proxies); err != nil {
		return nil, err
	}
	if config.Roles, err = o.roles.roles(); err != nil {
		return nil, err
	}
	if config.Passwords, err = o.directory.open(server.Namer, config.Roles.Any()); err != nil {
		return nil, err
	}
	if config.Buckets == nil {
		if config.Buckets, err = throttle.NewMemory(); err != nil {
			return nil, err
		}
	}
	return signin.New(config), nil
}

// prefixes reads addresses and CIDRs.
func prefixes(texts []string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			address, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fmt.Errorf("--trusted-proxy %q is neither an address nor a CIDR such as 10.0.0.0/8", text)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		if prefix.Bits() == 0 {
			return nil, fmt.Errorf("--trusted-proxy %q is every address: anybody could be anybody", text)
		}
		list = append(list, prefix)
	}
	return list, nil
}

// secret reads the file of a secret; one line break at its end is not part of it.
func secret(flag, path string) (string, error) {
	content, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return "", fmt.Errorf("%s: cannot read the secret: %w", flag, err)
	}
	text := strings.TrimRight(string(content), "\r\n")
	if text == "" {
		return "", fmt.Errorf("%s: %s is empty", flag, path)
	}
	return text, nil
}
