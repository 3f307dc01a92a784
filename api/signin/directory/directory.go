// Package directory checks a name and a password with the directory that people were imported from.
package directory

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/directory"
)

// Config is a directory, and how people are found in it.
type Config struct {
	// Server is the server, as for an import: its account searches for who signs in, and its source and identity say which
	// account of the graph an entry is.
	Server directory.Server
	// Logins are the attributes of which one holds what a person types as their name; empty are [Logins].
	Logins []string
	// Groups says whether the groups of people matter.
	Groups bool
}

// Logins returns the attributes by which people are found where the configuration names none: of OpenLDAP and 389, of Active
// Directory, and the address.
func Logins() []string { return []string{"uid", "sAMAccountName", "userPrincipalName", "mail"} }

// Identity is who a directory says has a name and a password.
type Identity struct {
	// Accounts are the keys of which one is that of the account, where it was imported.
	Accounts []graph.Key
	// Groups are the DNs of the groups that the entry is a member of.
	Groups []string
}

// ErrRefused means that the directory does not accept the name and the password. It does not say which of the two is wrong.
var ErrRefused = errors.New("the directory refuses the name and the password")

// Directory checks passwords. Its methods may be called by several goroutines.
type Directory struct{ config Config }

// New checks a configuration.
func New(config Config) (*Directory, error) {
	if err := config.Server.Options.Check(); err != nil {
		return nil, err
	}
	if len(config.Logins) == 0 {
		config.Logins = Logins()
	}
	for _, attribute := range config.Logins {
		if strings.Trim(strings.ToLower(attribute), "abcdefghijklmnopqrstuvwxyz0123456789.-;") != "" || attribute == "" {
			return nil, fmt.Errorf("%q is not the name of an attribute", attribute)
		}
	}
	return &Directory{config}, nil
}

// Check returns why the server cannot be asked.
func (d *Directory) Check(ctx context.Context) error {
	conn, _, err := d.open(ctx)
	if err != nil {
		return err
	}
	return conn.Close()
}

// longest is the greatest length of a name and of a password, in bytes.
const longest = 1024

// Authenticate returns who has a name and a password. Its error wraps [ErrRefused] where nobody has; it says why in words that
// hold neither. Every refusal of a name that is well-formed costs the same requests, so that nobody learns which names there are.
func (d *Directory) Authenticate(ctx context.Context, name, password string) (Identity, error) {
	name = strings.TrimSpace(name)
	switch {
	case password == "": // servers take it for a visitor without a name, and agree
		return Identity{}, fmt.Errorf("%w: the password is empty", ErrRefused)
	case name == "" || len(name) > longest || len(password) > longest:
		return Identity{}, fmt.Errorf("%w: the name or the password is empty or too long", ErrRefused)
	}
	conn, base, err := d.open(ctx)
	if err != nil {
		return Identity{}, err
	}
	defer func() { _ = conn.Close() }()
	entry, err := d.find(conn, base, name)
	if err != nil {
		return Identity{}, err
	}
	dn := "cn=" + strings.ToLower(rand.Text()) + "," + base // of nobody
	if entry != nil {
		dn = entry.DN
	}
	if err := d.bind(ctx, dn, password); err != nil {
		return Identity{}, err
	}
	if entry == nil {
		return Identity{}, fmt.Errorf("%w: nobody has the name, or several have", ErrRefused)
	}
	identity := Identity{Accounts: d.config.Server.Accounts(entry)}
	if d.config.Groups {
		identity.Groups, err = groupsOf(conn, base, entry)
		if err == nil {
			identity.Groups, err = groupsAbove(conn, base, identity.Groups)
		}
	}
	return identity, err
}

// open connects as the account that searches, and returns below which entry.
func (d *Directory) open(ctx context.Context) (*ldap.Conn, string, error) {
	conn, err := d.config.Server.Connect(ctx)
	if err != nil {
		return nil, "", err
	}
	base, err := d.config.Server.BaseDN(conn)
	if err != nil {
		return nil, "", errors.Join(err, conn.Close())
	}
	return conn, base, nil
}

// find returns the only entry of a name; nil where there is none or are several.
func (d *Directory) find(conn *ldap.Conn, base, name string) (*ldap.Entry, error) {
	var filter strings.Builder
	filter.WriteString("(&" + directory.PeopleFilter + "(|")
	for _, attribute := range d.config.Logins {
		filter.WriteString("(" + attribute + "=" + ldap.EscapeFilter(name) + ")")
	}
	filter.WriteString("))")
	wanted := append(d.config.Server.AccountAttributes(), "memberOf", "primaryGroupID", "objectSid")
	answer, err := conn.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 2, 0, false, filter.String(), wanted, nil))
	switch {
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultSizeLimitExceeded, ldap.LDAPResultNoSuchObject):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("search the directory: %w", err)
	case len(answer.Entries) != 1:
		return nil, nil
	}
	return answer.Entries[0], nil
}

// bind checks the password of an entry.
func (d *Directory) bind(ctx context.Context, dn, password string) error {
	server := d.config.Server
	server.BindDN, server.BindPassword = dn, password
	conn, err := server.Connect(ctx)
	var result *ldap.Error
	switch {
	case err == nil:
		return conn.Close()
	case errors.As(err, &result) && refuses(result):
		return fmt.Errorf("%w: %s", ErrRefused, ldap.LDAPResultCodeMap[result.ResultCode])
	case errors.As(err, &result): // its text names the entry
		return fmt.Errorf("ask the directory: result %d, %s", result.ResultCode, ldap.LDAPResultCodeMap[result.ResultCode])
	}
	return err
}

// refuses reports whether a result is about the name and the password, and not about the server.
func refuses(result *ldap.Error) bool {
	return ldap.IsErrorAnyOf(result, ldap.LDAPResultInvalidCredentials, ldap.LDAPResultNoSuchObject, ldap.LDAPResultInvalidDNSyntax,
		ldap.LDAPResultInappropriateAuthentication, ldap.LDAPResultUnwillingToPerform, ldap.LDAPResultConstraintViolation, ldap.LDAPResultInsufficientAccessRights)
}
