package activedirectory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// ErrRefreshRequired says that the controller cannot tell what changed since the last run, so that everything has to be
// read.
var ErrRefreshRequired = errors.New("the controller cannot tell what changed since the last run")

// Query is what to ask for, below the naming context of a controller.
type Query struct {
	Conn    *ldap.Conn
	Context string // the naming context
	// Filter finds the objects; deleted ones are found besides.
	Filter     string
	Attributes []string
	PageSize   uint32
}

// orDeleted returns a filter that finds deleted objects too: they lose the attributes by which others are found.
func (q Query) orDeleted() string { return "(|" + q.Filter + "(isDeleted=TRUE))" }

// SinceUSN visits the objects with a higher update sequence number than the last, as they are, deleted ones included.
// The number must come from the same database: see [Controller.Invocation].
func (q Query) SinceUSN(ctx context.Context, last int64, visit func(*ldap.Entry) error) error {
	paging := ldap.NewControlPaging(q.PageSize)
	request := ldap.NewSearchRequest(q.Context, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		fmt.Sprintf("(&(uSNChanged>=%d)%s)", last+1, q.orDeleted()), q.Attributes, append(showingDeleted(), paging))
	for {
		answer, err := q.Conn.Search(request)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if visited := visitAll(answer, visit); visited != nil || err != nil {
			return errors.Join(visited, err)
		}
		control, ok := ldap.FindControl(answer.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging)
		if !ok || len(control.Cookie) == 0 {
			return nil
		}
		paging.SetCookie(control.Cookie)
	}
}

// visitAll visits the entries of an answer; the library also returns entries that came before an error.
func visitAll(answer *ldap.SearchResult, visit func(*ldap.Entry) error) error {
	if answer == nil {
		return nil
	}
	for _, entry := range answer.Entries {
		if err := visit(entry); err != nil {
			return err
		}
	}
	return nil
}

// SinceCookie visits the objects that changed since a cookie of DirSync, which may come from another controller of the
// domain, and returns the next cookie. DirSync tells which objects changed, with no more than the attributes that did;
// the objects are then read whole.
func (q Query) SinceCookie(ctx context.Context, cookie []byte, visit func(*ldap.Entry) error) (next []byte, err error) {
	var changed [][]byte
	next, err = q.dirSync(ctx, cookie, func(entry *ldap.Entry) error {
		if strings.EqualFold(entry.GetEqualFoldAttributeValue("isDeleted"), "TRUE") {
			return visit(entry)
		}
		if id := entry.GetEqualFoldRawAttributeValue("objectGUID"); len(id) > 0 {
			changed = append(changed, id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return next, q.whole(ctx, changed, visit)
}

// Cookie returns the cookie of DirSync for what changes from here on.
func (q Query) Cookie(ctx context.Context) ([]byte, error) {
	return q.dirSync(ctx, nil, func(*ldap.Entry) error { return nil })
}

// dirSync visits what changed since a cookie, round by round until the controller has no more. An object that was renamed or
// moved is told of only where its name and its parent are asked for.
func (q Query) dirSync(ctx context.Context, cookie []byte, visit func(*ldap.Entry) error) (next []byte, err error) {
	request := ldap.NewSearchRequest(q.Context, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		q.orDeleted(), append(slices.Clip(q.Attributes), "name", "parentGUID"), nil)
	for first := len(cookie) > 0; ; first = false {
		request.Controls = []ldap.Control{ldap.NewRequestControlDirSync(ldap.DirSyncObjectSecurity, 0, cookie)}
		answer, err := q.Conn.Search(request)
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case first && isRefusal(err):
			return nil, fmt.Errorf("%w: %w", ErrRefreshRequired, err)
		case err != nil:
			return nil, err
		}
		if err := visitAll(answer, visit); err != nil {
			return nil, err
		}
		control, ok := ldap.FindControl(answer.Controls, ldap.ControlTypeDirSync).(*ldap.ControlDirSync)
		switch {
		case !ok || len(control.Cookie) == 0:
			return nil, fmt.Errorf("%w: it sent no cookie", ErrRefreshRequired)
		case control.Flags == 0:
			return control.Cookie, nil
		case string(control.Cookie) == string(cookie):
			return nil, errors.New("the controller sends the same changes again")
		}
		cookie = control.Cookie
	}
}

// isRefusal reports whether a server refused what was asked, rather than being unable to answer at the moment.
func isRefusal(err error) bool {
	var result *ldap.Error
	return errors.As(err, &result) && result.ResultCode < ldap.ErrorNetwork &&
		!ldap.IsErrorAnyOf(err, ldap.LDAPResultTimeLimitExceeded, ldap.LDAPResultSizeLimitExceeded,
			ldap.LDAPResultAdminLimitExceeded, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable)
}

// atOnce is how many objects one search reads by their identifiers.
const atOnce = 50

// whole visits objects as they are. One that is gone meanwhile is left to the next run.
func (q Query) whole(ctx context.Context, ids [][]byte, visit func(*ldap.Entry) error) error {
	for len(ids) > 0 {
		some := ids[:min(len(ids), atOnce)]
		ids = ids[len(some):]
		var filter strings.Builder
		for _, id := range some {
			filter.WriteString("(objectGUID=" + octets(id) + ")")
		}
		answer, err := q.Conn.Search(ldap.NewSearchRequest(q.Context, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
			"(|"+filter.String()+")", q.Attributes, nil))
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if visited := visitAll(answer, visit); visited != nil || err != nil {
			return errors.Join(visited, err)
		}
	}
	return nil
}

// octets returns bytes as a value in a filter (RFC 4515).
func octets(value []byte) string {
	var out strings.Builder
	for _, b := range value {
		fmt.Fprintf(&out, `\%02x`, b)
	}
	return out.String()
}
