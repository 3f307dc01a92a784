package imports

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
)

// directoryOptions are the flags of import directory.
type directoryOptions struct {
	*importOptions
	ldif, url, base, bindDN, passwordFile, caFile string
	identity                                      string
	hideIf, showIf, exclude                       []string
	plaintext                                     bool
	timeout                                       time.Duration
}

func newImportDirectory(i *importOptions) *cobra.Command {
	d := &directoryOptions{importOptions: i}
	command := &cobra.Command{
		Use:   "directory (--ldif FILE | --ldap URL)",
		Short: "Import people, managers, units and sites from a directory",
		Long: `Imports people, their managers, units and sites from an LDIF file or an LDAP server
(OpenLDAP, 389, Active Directory). What is read is the new state of the source: who is missing
from a complete run has left, and is hidden at once. A run that is incomplete, or that would
see more than 10 % (and more than 5) of the known people leave, lets nobody leave and says so;
--confirm-removals insists.

The connection is LDAPS or StartTLS, with the certificate checked, unless the server is on this
machine or --plaintext is said. People with supannListeRouge or msExchHideFromAddressLists are
kept, but shown to nobody but themselves, until the attribute says FALSE or --show-if applies: an
attribute that is missing or cannot be understood shows nobody. Who has a closed or expired
account has left. A file that ends without a line end, without the empty line
that follows its other entries, or with fewer entries than it says, is incomplete.`,
		Example: `  sachant import directory --ldif people.ldif --dry-run
  sachant import directory --ldap ldaps://ldap.example.com --base ou=people,dc=example,dc=com \
      --bind-dn cn=reader,dc=example,dc=com --bind-password-file reader.password`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if (d.ldif == "") == (d.url == "") {
				return errors.New("import directory wants one of --ldif or --ldap")
			}
			d.createPeople = true
			return d.run(command.Context(), d.sourceOr("directory"), d.reader)
		},
	}
	d.flags(command)
	return command
}

func (d *directoryOptions) flags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&d.ldif, "ldif", "", "an LDIF `file`")
	flags.StringVar(&d.url, "ldap", "", "the `URL` of a server: ldaps://host, or ldap://host for StartTLS")
	flags.StringVar(&d.base, "base", "", "search below this `DN` (the server's naming context where not given)")
	flags.StringVar(&d.bindDN, "bind-dn", "", "sign in as this `DN` (anonymous where not given)")
	flags.StringVar(&d.passwordFile, "bind-password-file", "", "a `file` that holds the password")
	flags.StringVar(&d.caFile, "ca-file", "", "a `file` of certificates to trust, PEM")
	flags.BoolVar(&d.plaintext, "plaintext", false, "speak without encryption to a server on another machine")
	flags.DurationVar(&d.timeout, "timeout", time.Minute, "give up where the server is silent for this long")
	flags.StringVar(&d.identity, "identity", "", "the `attribute` that identifies an account for ever (objectGUID, entryUUID, nsUniqueId, ... where not given)")
	flags.StringSliceVar(&d.hideIf, "hide-if", nil, "also hide people with `ATTRIBUTE=VALUE`, such as employeeType=stagiaire")
	flags.StringSliceVar(&d.showIf, "show-if", nil, "show hidden people again who have `ATTRIBUTE=VALUE` and no attribute that hides them")
	flags.StringSliceVar(&d.exclude, "exclude", nil, "also leave out entries with `ATTRIBUTE=PATTERN`, such as uid=svc-*")
	flags.BoolVar(&d.confirmRemovals, "confirm-removals", false, "let people leave, however many they are")
	flags.BoolVar(&d.trustEmail, "trust-email", false, "let people of several sources meet by e-mail")
}

// password reads the file of --bind-password-file; one line break at its end is not part of it.
func (d *directoryOptions) password() (string, error) {
	if d.passwordFile == "" {
		if d.bindDN != "" {
			return "", errors.New("--bind-dn wants --bind-password-file as well")
		}
		return "", nil
	}
	content, err := os.ReadFile(d.passwordFile)
	if err != nil {
		return "", fmt.Errorf("cannot read the password: %w", err)
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

// reader reads the file or the server that the flags name.
func (d *directoryOptions) reader(namer graph.Namer, _ graph.Reader) (ingest.Reader, error) {
	options := directory.Options{
		Source: d.sourceOr("directory"), Namer: namer, Identity: d.identity,
		HideIf: d.hideIf, ShowIf: d.showIf, Exclude: d.exclude, Now: d.Now,
	}
	if err := options.Check(); err != nil {
		return nil, err
	}
	if d.ldif != "" {
		return directory.File{Options: options, Path: d.ldif}, cli.Readable([]string{d.ldif})
	}
	return d.ldap(options)
}

func (d *directoryOptions) ldap(options directory.Options) (ingest.Reader, error) {
	password, err := d.password()
	if err != nil {
		return nil, err
	}
	return directory.Server{
		Options: options, URL: d.url, Base: d.base, BindDN: d.bindDN, BindPassword: password,
		CAFile: d.caFile, Plaintext: d.plaintext, Timeout: d.timeout,
	}, nil
}
