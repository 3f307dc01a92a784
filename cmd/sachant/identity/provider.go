package identity

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin/oidc"
)

// providerOptions are an OpenID Connect provider that people sign in with.
type providerOptions struct {
	issuer, clientID, secretFile, name, personClaim, caFile string
	scopes, groupClaims                                     []string
	trustEmail                                              bool
}

func (p *providerOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&p.issuer, "oidc-issuer", "", "the `address` of the OpenID Connect provider that people sign in with, as it calls itself")
	flags.StringVar(&p.clientID, "oidc-client-id", "", "the `id` by which the provider knows Sachant")
	flags.StringVar(&p.secretFile, "oidc-client-secret-file", "", "a `file` that holds the secret that the provider gave Sachant")
	flags.StringVar(&p.name, "oidc-name", "", "what people call the provider")
	flags.StringVar(&p.caFile, "oidc-ca-file", "", "a `file` of certificates to trust besides the system's, PEM")
	flags.StringSliceVar(&p.scopes, "oidc-scope", []string{"profile", "email"}, "a `scope` to ask for besides openid (repeatable)")
	flags.StringVar(&p.personClaim, "oidc-person-claim", "email", "the `claim` that holds a person's e-mail address, login name or employee number: its name, or a JSON pointer such as /employee/number")
	flags.BoolVar(&p.trustEmail, "oidc-trust-email", false, "believe addresses that the provider does not say it verified: only where nobody can give themselves one there")
	flags.StringSliceVar(&p.groupClaims, "oidc-group-claim", []string{"groups"}, "a `claim` that holds a person's groups or roles: its name, or a JSON pointer such as /realm_access/roles (repeatable)")
}

// check returns what is wrong with the values.
func (p *providerOptions) check() error {
	if p.issuer == "" {
		return nil
	}
	issuer, err := url.Parse(p.issuer)
	switch {
	case err != nil || issuer.Hostname() == "" || issuer.Scheme != "https" && (issuer.Scheme != "http" || !isLoopback(issuer.Hostname())):
		return fmt.Errorf("--oidc-issuer %q is not like https://login.example.com/realms/company", p.issuer)
	case p.clientID == "":
		return errors.New("--oidc-issuer wants --oidc-client-id, the id by which the provider knows Sachant")
	case p.secretFile == "":
		return errors.New("--oidc-issuer wants --oidc-client-secret-file, a file that holds the secret that the provider gave Sachant")
	}
	for _, path := range append([]string{p.personClaim}, p.groupClaims...) {
		if path == "" || path == "/" {
			return errors.New("--oidc-person-claim and --oidc-group-claim want names of claims")
		}
	}
	return nil
}

// open returns the provider for a site at an address; nil where there is none. Its store is still to be set.
func (p *providerOptions) open(public string) (*oidc.Config, error) {
	if err := p.check(); err != nil || p.issuer == "" {
		return nil, err
	}
	text, err := secret("--oidc-client-secret-file", p.secretFile)
	if err != nil {
		return nil, err
	}
	client, err := clientOf(p.caFile)
	if err != nil {
		return nil, fmt.Errorf("--oidc-ca-file: %w", err)
	}
	public = strings.TrimSuffix(public, "/")
	return &oidc.Config{
		Issuer: p.issuer, ClientID: p.clientID, ClientSecret: text, Client: client,
		RedirectURL: public + page.CallbackPath, LogoutURL: public + page.SignInPath,
		Scopes: p.scopes, PersonClaim: p.personClaim, GroupClaims: p.groupClaims, TrustEmail: p.trustEmail,
	}, nil
}

// clientOf returns a client that waits ten seconds, and trusts the certificates in a file besides the system's.
func clientOf(caFile string) (*http.Client, error) {
	client := &http.Client{Timeout: 10 * time.Second}
	if caFile == "" {
		return client, nil
	}
	text, err := os.ReadFile(filepath.Clean(caFile))
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", caFile)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	client.Transport = transport
	return client, nil
}
