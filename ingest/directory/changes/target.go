package changes

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/directory/activedirectory"
	"github.com/sachant/sachant/ingest/directory/syncrepl"
)

// Way is how a server is asked for changes.
type Way string

// The ways.
const (
	Syncrepl Way = "syncrepl" // OpenLDAP and others with RFC 4533
	DirSync  Way = "dirsync"  // Active Directory, from any controller of the domain
	USN      Way = "usn"      // Active Directory, from one controller
)

// Ways returns the names of the ways.
func Ways() []string { return []string{string(Syncrepl), string(DirSync), string(USN)} }

func (w Way) isKnown() bool { return slices.Contains(Ways(), string(w)) }

// target is a server that is asked for changes.
type target struct {
	conn       *ldap.Conn
	server     directory.Server
	base       string
	way        Way // empty where the server offers none
	controller activedirectory.Controller
}

// target asks the server what it is.
func (r *Reader) target(conn *ldap.Conn) (target, error) {
	base, err := r.Server.BaseDN(conn)
	if err != nil {
		return target{}, err
	}
	out := target{conn: conn, server: r.Server, base: base, way: r.Way}
	answer, err := conn.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", activedirectory.RootAttributes(), nil))
	if err != nil || len(answer.Entries) != 1 {
		return out, nil // it says nothing of itself
	}
	root, isController := answer.Entries[0], false
	out.controller, isController = activedirectory.ControllerOf(root)
	offersSync := slices.Contains(root.GetEqualFoldAttributeValues("supportedControl"), ldap.ControlTypeSyncRequest)
	switch {
	case r.Way != "":
	case isController && out.controller.DirSync:
		out.way = DirSync
	case isController:
		out.way = USN
	case offersSync:
		out.way = Syncrepl
	}
	return out, nil
}

// identity returns the attribute by which the server names entries that are no longer there.
func (t target) identity() string {
	if t.way == Syncrepl {
		return "entryUUID"
	}
	return "objectGUID"
}

// position asks the server where it is in its changes.
func (t target) position(ctx context.Context) (position, error) {
	switch t.way {
	case Syncrepl:
		request := t.request()
		request.Attributes = []string{"1.1"} // none
		result, err := syncrepl.Poll(ctx, t.conn, request, nil, ignored{})
		if err == nil && len(result.Cookie) == 0 {
			err = errors.New("the server sent no cookie")
		}
		return position{Cookie: result.Cookie}, err
	case DirSync:
		cookie, err := t.query().Cookie(ctx)
		return position{Cookie: cookie}, err
	case USN:
		invocation, err := t.controller.Invocation(t.conn)
		if err == nil && t.controller.HighestUSN == 0 {
			err = errors.New("the server does not show its highestCommittedUSN")
		}
		return position{Invocation: invocation, USN: t.controller.HighestUSN}, err
	}
	return position{}, errors.New("the server offers no way to ask what changed (syncrepl, DirSync)")
}

// since emits what changed since a position, and returns the next one; listed says that everybody was visited.
func (t target) since(ctx context.Context, at position, to *directory.Difference) (next position, listed bool, err error) {
	switch t.way {
	case Syncrepl:
		result, err := syncrepl.Poll(ctx, t.conn, t.request(), at.Cookie, to)
		return position{Cookie: result.Cookie}, result.Listed, wholeIf(err, syncrepl.ErrRefreshRequired)
	case DirSync:
		cookie, err := t.query().SinceCookie(ctx, at.Cookie, to.Changed)
		return position{Cookie: cookie}, false, wholeIf(err, activedirectory.ErrRefreshRequired)
	}
	invocation, err := t.controller.Invocation(t.conn)
	switch {
	case err != nil:
		return position{}, false, err
	case invocation != at.Invocation || t.controller.HighestUSN < at.USN:
		return position{}, false, fmt.Errorf("%w: another domain controller answers than the last time, or it was restored", errReadWhole)
	}
	err = t.query().SinceUSN(ctx, at.USN, to.Changed)
	return position{Invocation: invocation, USN: t.controller.HighestUSN}, false, err
}

// wholeIf returns an error that says to read everything, where it is the one that says that the server cannot tell.
func wholeIf(err, cannot error) error {
	if errors.Is(err, cannot) {
		return fmt.Errorf("%w: %w", errReadWhole, err)
	}
	return err
}

func (t target) request() *ldap.SearchRequest {
	return ldap.NewSearchRequest(t.base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		directory.PeopleFilter, t.server.Attributes(), nil)
}

func (t target) query() activedirectory.Query {
	const page = 500
	return activedirectory.Query{Conn: t.conn, Context: t.controller.NamingContext, Filter: directory.PeopleFilter,
		Attributes: t.server.Attributes(), PageSize: page}
}

// ignored is a visitor that takes nothing.
type ignored struct{}

func (ignored) Changed(*ldap.Entry) error { return nil }
func (ignored) Deleted(string) error      { return nil }
func (ignored) Present(string) error      { return nil }
