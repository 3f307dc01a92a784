// Package syncrepl asks an LDAP server what changed below an entry since an earlier poll, by the content
// synchronization operation of RFC 4533, which OpenLDAP offers where the overlay syncprov is set up.
//
// A server tells of deletions in one of two ways, and chooses: it names what was deleted, or it names all that is
// there, so that what it does not name was deleted. Entries are named by their entryUUID.
package syncrepl

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-ldap/ldap/v3"
)

// ErrRefreshRequired says that the server cannot tell what changed since the cookie, so that everything has to be read.
var ErrRefreshRequired = errors.New("the server no longer knows what changed since the last run")

// Visitor receives what a poll finds. An error ends the poll and is returned.
type Visitor interface {
	// Changed receives an entry that is new or was changed.
	Changed(entry *ldap.Entry) error
	// Deleted receives the entryUUID of an entry that is no longer in the content.
	Deleted(entryUUID string) error
	// Present receives the entryUUID of an entry that did not change.
	Present(entryUUID string) error
}

// Result is the end of a poll.
type Result struct {
	// Cookie continues from here; it is the given one where the server sent none.
	Cookie []byte
	// Listed: all that was there was visited, as changed or as present, so that what was not visited was deleted.
	Listed bool
}

// Poll visits what changed since a cookie; without one it visits everything. The request has no controls.
//
// A poll is whole only once the server has sent its SyncDone: an interrupted one ends in an error, though the library
// reports none.
func Poll(ctx context.Context, conn *ldap.Conn, request *ldap.SearchRequest, cookie []byte, visitor Visitor) (Result, error) {
	const buffered = 64
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	p := &poll{visitor: visitor, result: Result{Cookie: cookie}}
	response := conn.Syncrepl(ctx, request, buffered, ldap.SyncRequestModeRefreshOnly, cookie, false)
	for response.Next() {
		if err := p.message(response); err != nil {
			return Result{}, err
		}
	}
	err := response.Err()
	switch {
	case ldap.IsErrorWithCode(err, ldap.LDAPResultSyncRefreshRequired):
		return Result{}, fmt.Errorf("%w: %w", ErrRefreshRequired, err)
	case err != nil:
		return Result{}, err
	case ctx.Err() != nil:
		return Result{}, context.Cause(ctx)
	case !p.done:
		return Result{}, ldap.NewError(ldap.ErrorNetwork, errors.New("the answer ended without its SyncDone"))
	}
	return p.result, nil
}

type poll struct {
	visitor Visitor
	result  Result
	done    bool
}

// message takes one message of the server: an entry with its state, or a control that stands alone.
func (p *poll) message(response ldap.Response) error {
	var state *ldap.ControlSyncState
	for _, control := range response.Controls() {
		switch control := control.(type) {
		case *ldap.ControlSyncState:
			state = control
			p.keep(control.Cookie)
		case *ldap.ControlSyncInfo:
			if err := p.info(control); err != nil {
				return err
			}
		case *ldap.ControlSyncDone:
			p.done = true
			p.keep(control.Cookie)
			p.result.Listed = p.result.Listed || !control.RefreshDeletes
		}
	}
	entry := response.Entry()
	switch {
	case entry == nil || state == nil:
		return nil
	case state.State == ldap.SyncStateDelete:
		return p.visitor.Deleted(state.EntryUUID.String())
	case state.State == ldap.SyncStatePresent:
		return p.visitor.Present(state.EntryUUID.String())
	}
	return p.visitor.Changed(entry)
}

func (p *poll) info(info *ldap.ControlSyncInfo) error {
	switch {
	case info.NewCookie != nil:
		p.keep(info.NewCookie.Cookie)
	case info.RefreshDelete != nil:
		p.keep(info.RefreshDelete.Cookie)
	case info.RefreshPresent != nil:
		p.keep(info.RefreshPresent.Cookie)
		p.result.Listed = true
	case info.SyncIdSet != nil:
		return p.set(info.SyncIdSet)
	}
	return nil
}

func (p *poll) set(set *ldap.ControlSyncInfoSyncIdSet) error {
	p.keep(set.Cookie)
	visit := p.visitor.Present
	if set.RefreshDeletes {
		visit = p.visitor.Deleted
	}
	for _, id := range set.SyncUUIDs {
		if err := visit(id.String()); err != nil {
			return err
		}
	}
	return nil
}

// keep notes a cookie. A server sends none where nothing changed, and the one before still holds then.
func (p *poll) keep(cookie []byte) {
	if len(cookie) > 0 {
		p.result.Cookie = cookie
	}
}
