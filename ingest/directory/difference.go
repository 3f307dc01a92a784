package directory

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Difference emits what changed on a server since an earlier run, entry by entry.
type Difference struct {
	server Server
	conn   *ldap.Conn
	base   string // in normal form
	// shownBase is the base as it was given.
	shownBase string
	names     func(string) (string, bool)
	list      *list
}

// Difference begins to emit what changed below a base. The accounts are identified by the attribute, as in earlier
// runs. The connection is used again at the end, for the managers of the people that changed.
func (s Server) Difference(conn *ldap.Conn, base, attribute string, sink ingest.Sink) *Difference {
	sink.Differences()
	return &Difference{
		server: s, conn: conn, base: normalDN(base), shownBase: base, names: s.names(),
		list: newList(s.Options, sink, s.shownURL(), attribute),
	}
}

// Attributes returns the closed list of what is read of an entry.
func (s Server) Attributes() []string { return s.attributes() }

// Changed emits an entry that is new or was changed. One that was deleted, was moved out of the base, or stands for no
// person, is emitted as deleted: for an account that is not known that changes nothing.
func (d *Difference) Changed(found *ldap.Entry) error {
	one := fromLDAP(found, d.names)
	if one.isSet("isDeleted") || one.isSet("isRecycled") || !d.holds(one.dn) {
		return d.delete(one)
	}
	if kind := kindOf(one, d.server.Options); kind == other || kind == service {
		if err := d.delete(one); err != nil {
			return err
		}
	}
	return d.list.add(one, nil)
}

func (d *Difference) holds(dn string) bool {
	normal := normalDN(dn)
	return d.base == "" || normal == d.base || strings.HasSuffix(normal, rdnSeparator+d.base)
}

func (d *Difference) delete(one entry) error {
	return d.deleted(identityOf(one, d.list.attribute), d.list.where(one))
}

// Deleted emits that the entry with an identity is no longer there.
func (d *Difference) Deleted(identity string) error {
	return d.deleted(identity, ingest.Where{File: d.list.file})
}

func (d *Difference) deleted(identity string, where ingest.Where) error {
	if identity == "" {
		return nil
	}
	account := d.list.account(d.list.attribute, identity)
	return d.list.sink.Emit(ingest.Statement{Where: where, Deletes: []graph.Key{account.Key}, Lenient: true})
}

// Present emits that the entry with an identity is there and did not change.
func (d *Difference) Present(identity string) error {
	account := d.list.account(d.list.attribute, identity)
	return d.list.sink.Emit(ingest.Statement{Facts: []graph.Fact{account}, Where: ingest.Where{File: d.list.file}, Lenient: true})
}

// End emits the managers and the communities. cut is why not everything was told, or nil; listed says that everybody was visited, so that
// who was not has left.
func (d *Difference) End(ctx context.Context, cut error, listed bool) error {
	if cut == nil {
		cut = d.readManagers(ctx)
	}
	if cut == nil && len(d.server.Communities) > 0 {
		cut = d.readCommunities(ctx)
	}
	if cut != nil {
		cut = fmt.Errorf("%s: %s", d.server.shownURL(), explain(cut))
	}
	if err := d.list.endEntries(cut); err != nil {
		return err
	}
	if listed && cut == nil {
		d.list.sink.Complete()
	}
	return nil
}

// mostManagers bounds how many entries are read as managers in one run.
const mostManagers = 20_000

// readManagers reads the managers of the people that changed, and their managers, so that circles are seen.
func (d *Difference) readManagers(ctx context.Context) error {
	known := &d.list.managers
	tried := map[string]bool{}
	for i := 0; i < len(known.staff) && len(tried) < mostManagers; i++ {
		one := known.staff[i]
		if _, read := known.managerOf(i); read || one.manager == "" || tried[one.manager] {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		tried[one.manager] = true
		if err := d.readManager(one.shownManager); err != nil {
			return err
		}
	}
	return nil
}

// readManager reads one entry as a manager. One that is not there, or stands for nobody present, is none.
func (d *Difference) readManager(dn string) error {
	if !d.holds(dn) {
		return nil
	}
	found, err := d.conn.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 1, 0, false,
		PeopleFilter, d.server.attributes(), nil))
	switch {
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultNoSuchObject, ldap.LDAPResultInvalidDNSyntax):
		return nil
	case err != nil:
		return err
	case len(found.Entries) == 0:
		return nil
	}
	one := fromLDAP(found.Entries[0], d.names)
	identity := identityOf(one, d.list.attribute)
	if kindOf(one, d.server.Options) != person || identity == "" {
		return nil
	}
	known := &d.list.managers
	known.add(one, d.list.account(d.list.attribute, identity).Key, one.text("manager"))
	known.staff[len(known.staff)-1].unchanged = true
	return nil
}
