package identity

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/signin/directory"
	"github.com/sachant/sachant/graph"
	source "github.com/sachant/sachant/ingest/directory"
)

// directoryOptions are a directory that people sign in with, by name and password.
type directoryOptions struct {
	url, base, bindDN, passwordFile, caFile, source, identity string
	plaintext                                                 bool
	logins                                                    []string
}

func (d *directoryOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&d.url, "directory-url", "", "the directory that people sign in with, by name and password: ldaps://host, or ldap://host for StartTLS")
	flags.StringVar(&d.base, "directory-base", "", "search people below this `DN` (the server's naming context where not given)")
	flags.StringVar(&d.bindDN, "directory-bind-dn", "", "the `DN` of the account that searches (anonymous where not given)")
	flags.StringVar(&d.passwordFile, "directory-bind-password-file", "", "a `file` that holds its password")
	flags.StringVar(&d.caFile, "directory-ca-file", "", "a `file` of certificates to trust, PEM")
	flags.BoolVar(&d.plaintext, "directory-plaintext", false, "speak without encryption to a directory on another machine")
	flags.StringVar(&d.source, "directory-source", "directory", "the `name` of the source that import directory gave these people (its --source)")
	flags.StringVar(&d.identity, "directory-identity", "", "the `attribute` that identifies an account, where import directory was told one (its --identity)")
	flags.StringSliceVar(&d.logins, "directory-login-attribute", directory.Logins(), "an `attribute` by whose value people sign in (repeatable)")
}

// open returns the directory, nil where there is none.
func (d *directoryOptions) open(namer graph.Namer, groups bool) (*directory.Directory, error) {
	if d.url == "" {
		return nil, nil
	}
	server := source.Server{
		Options: source.Options{Source: d.source, Namer: namer, Identity: d.identity},
		URL:     d.url, Base: d.base, BindDN: d.bindDN, CAFile: d.caFile, Plaintext: d.plaintext, Timeout: 10 * time.Second,
	}
	address, err := url.Parse(d.url)
	switch {
	case err != nil || address.Hostname() == "" || address.Scheme != "ldaps" && address.Scheme != "ldap":
		return nil, fmt.Errorf("--directory-url %q is not like ldaps://ldap.example.com", d.url)
	case d.bindDN != "" && d.passwordFile == "":
		return nil, errors.New("--directory-bind-dn wants --directory-bind-password-file as well")
	case d.passwordFile != "":
		if server.BindPassword, err = secret("--directory-bind-password-file", d.passwordFile); err != nil {
			return nil, err
		}
	}
	if err := server.Check(); err != nil {
		return nil, fmt.Errorf("--directory-url: %w", err)
	}
	made, err := directory.New(directory.Config{Server: server, Logins: d.logins, Groups: groups})
	if err != nil {
		return nil, fmt.Errorf("--directory-login-attribute: %w", err)
	}
	return made, nil
}
