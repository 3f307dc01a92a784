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
	"github.com/sachant/sachant/ingest/directory/changes"
)

// directoryOptions are the flags of import directory.
type directoryOptions struct {
	*importOptions
	ldif, url, base, bindDN, passwordFile, caFile string
	identity                                      string
	hideIf, showIf, exclude, communities          []string
	others, referrals                             []string
	groupBase                                     string
	plaintext, changes                            bool
	changesBy                                     string
	timeout, fullEvery                            time.Duration
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
that follows its other entries, or with fewer entries than it says, is incomplete.

With --changes, the server is asked what changed since the last run (OpenLDAP by syncrepl, Active
Directory by DirSync or by update sequence numbers), and is read whole once a week, where it cannot
tell, and where what is read is no longer the same. Where more than 20 % (and more than 5) of the
known people would be described differently, nothing is applied; --confirm-removals insists.`,
		Example: `  sachant import directory --ldif people.ldif --dry-run
  sachant import directory --ldap ldaps://ldap.example.com --base ou=people,dc=example,dc=com \
      --bind-dn cn=reader,dc=example,dc=com --bind-password-file reader.password
  sachant import directory --ldap ldaps://dc1.example.com --bind-dn reader@example.com \
      --bind-password-file reader.password --changes`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if (d.ldif == "") == (d.url == "") {
				return errors.New("import directory wants one of --ldif or --ldap")
			}
			if d.changes && d.url == "" {
				return errors.New("--changes wants --ldap: a file does not tell what changed")
			}
			d.createPeople, d.limitChanges = true, true
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
	flags.BoolVar(&d.changes, "changes", false, "read what changed since the last run, where the server can tell")
	flags.DurationVar(&d.fullEvery, "full-every", changes.Week, "with --changes, read everything again after this long")
	flags.StringVar(&d.changesBy, "changes-by", "", "with --changes, the `way` to ask: syncrepl, dirsync or usn (what the server offers where not given)")
	flags.StringVar(&d.identity, "identity", "", "the `attribute` that identifies an account for ever (objectGUID, entryUUID, nsUniqueId, ... where not given)")
	flags.StringSliceVar(&d.hideIf, "hide-if", nil, "also hide people with `ATTRIBUTE=VALUE`, such as employeeType=stagiaire")
	flags.StringSliceVar(&d.showIf, "show-if", nil, "show hidden people again who have `ATTRIBUTE=VALUE` and no attribute that hides them")
	flags.StringSliceVar(&d.exclude, "exclude", nil, "also leave out entries with `ATTRIBUTE=PATTERN`, such as uid=svc-*")
	flags.StringArrayVar(&d.others, "other-ldap", nil, "another server of the same source, as `URL`/BASE, such as ldaps://dc.emea.example.com/DC=emea,DC=example,DC=com (repeatable)")
	flags.StringSliceVar(&d.referrals, "follow-referrals", nil, "a `host` to which the server may refer, or HOST=ADDRESS to ask it elsewhere; no other is asked or sent the password (repeatable)")
	flags.StringSliceVar(&d.communities, "community-if", nil, "make communities of groups with `ATTRIBUTE=PATTERN`, such as cn=communaute-* (repeatable)")
	flags.StringVar(&d.groupBase, "group-base", "", "search groups below this `DN` (below the base where not given)")
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
		HideIf: d.hideIf, ShowIf: d.showIf, Exclude: d.exclude, Communities: d.communities, Now: d.Now,
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
	server := directory.Server{
		Options: options, URL: d.url, Base: d.base, BindDN: d.bindDN, BindPassword: password,
		CAFile: d.caFile, Plaintext: d.plaintext, Timeout: d.timeout,
		Others: d.others, FollowReferrals: d.referrals, GroupBase: d.groupBase,
	}
	if !d.changes {
		return server, nil
	}
	return &changes.Reader{
		Server: server, Folder: string(d.Journals()), Now: d.Now, FullEvery: d.fullEvery, Way: changes.Way(d.changesBy),
	}, nil
}
