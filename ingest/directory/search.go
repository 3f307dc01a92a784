package directory

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/ingest"
)

// search reads the people of servers, page by page.
type search struct {
	Server
	asked  Server // the one that is read at the moment
	conn   *ldap.Conn
	sink   ingest.Sink
	people *list           // nil until a page showed what identifies people
	early  []entry         // of the pages before
	seen   map[string]bool // DNs, which come again where an alias leads to the entry
	read   int64
	// isSeveral: more than one server is read, so that one person may come twice.
	isSeveral bool
}

// PeopleFilter finds the entries that may stand for people.
const PeopleFilter = "(|(objectClass=person)(objectClass=organizationalPerson)(objectClass=inetOrgPerson)(objectClass=user))"

func (s Server) pageSize() uint32 {
	const usual = 500
	if s.PageSize > 0 {
		return s.PageSize
	}
	return usual
}

// below emits the people that a server holds below a base. It returns the other servers to which that one refers, and why it
// was not read to its end, or nil.
func (s *search) below(ctx context.Context, base string) (referrals []string, cut, err error) {
	paging := ldap.NewControlPaging(s.asked.pageSize())
	request := ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.DerefAlways, 0, 0, false,
		PeopleFilter, s.attributes(), []ldap.Control{paging})
	for first := true; ; first = false {
		answer, cut := s.conn.Search(request)
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		if first && len(request.Controls) > 0 && refusesPages(cut) {
			s.sink.Warn(fmt.Sprintf("%s: %s; it was asked without pages", s.asked.shownURL(), explain(cut)))
			request.Controls = nil
			continue
		}
		if err := s.page(answer); err != nil {
			return nil, nil, err
		}
		if answer != nil {
			referrals = append(referrals, answer.Referrals...)
		}
		cookie := cookieOf(answer)
		if cut != nil || len(cookie) == 0 {
			return referrals, cut, nil
		}
		paging.SetCookie(cookie)
	}
}

// refusesPages reports whether a server may have refused a search because of the request for pages.
func refusesPages(err error) bool {
	return ldap.IsErrorAnyOf(err, ldap.LDAPResultUnavailableCriticalExtension, ldap.LDAPResultUnwillingToPerform,
		ldap.LDAPResultProtocolError, ldap.LDAPResultInappropriateMatching, ldap.LDAPResultAdminLimitExceeded)
}

// cookieOf returns the cookie of the next page; empty after the last one.
func cookieOf(answer *ldap.SearchResult) []byte {
	if answer == nil {
		return nil
	}
	control, ok := ldap.FindControl(answer.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging)
	if !ok {
		return nil
	}
	return control.Cookie
}

// page emits one page of entries; the library also returns entries that came before an error.
func (s *search) page(answer *ldap.SearchResult) error {
	if answer == nil || len(answer.Entries) == 0 {
		return nil
	}
	names, entries := s.names(), make([]entry, 0, len(answer.Entries))
	for _, found := range answer.Entries {
		if name := normalDN(found.DN); !s.seen[name] {
			s.seen[name] = true
			entries = append(entries, fromLDAP(found, names))
		}
	}
	s.read += int64(len(entries))
	if s.people == nil {
		entries = append(s.early, entries...)
		attribute, err := s.identity(entries)
		if err != nil {
			return err
		}
		if attribute == "" { // nobody among them yet
			s.early = entries
			return nil
		}
		s.begin(attribute)
	}
	return s.emit(entries)
}

func (s *search) begin(attribute string) {
	s.people = newList(s.Options, s.sink, s.shownURL(), attribute)
	s.people.isSeveral = s.isSeveral
}

func (s *search) emit(entries []entry) error {
	for _, one := range entries {
		if err := s.people.add(one, nil); err != nil {
			return err
		}
	}
	s.sink.Progress(s.read, 0)
	return nil
}

// fromLDAP converts an entry, whose attributes are named by [Options.names].
func fromLDAP(found *ldap.Entry, names func(string) (string, bool)) entry {
	out := newEntry()
	out.dn = found.DN
	for _, attribute := range found.Attributes {
		if name, wanted := names(attribute.Name); wanted {
			out.values[name] = append(out.values[name], attribute.ByteValues...)
		}
	}
	return out
}

// identity returns the attribute that identifies the people of the first pages, or "" where there are none.
func (s *search) identity(entries []entry) (string, error) {
	if s.Identity != "" {
		return canonical(s.Identity), nil
	}
	people := newCensus()
	for _, one := range entries {
		if kindOf(one, s.Options) == person {
			people.add(one)
		}
	}
	attribute := people.choose(stableAttributes())
	if attribute == "" && people.people > 0 {
		return "", fmt.Errorf("%s shows %s none of %s: ask as somebody who may read one (--bind-dn), or give --identity uid "+
			"and accept that a person whose uid changes looks like a departure and an arrival",
			s.asked.shownURL(), s.asker(), strings.Join(stableAttributes(), ", "))
	}
	return attribute, nil
}

func (s *search) asker() string {
	if s.BindDN == "" {
		return "an unknown visitor"
	}
	return s.BindDN
}

// end ends the reading; cut is why not everything was read, or nil. What is read of groups is emitted where it is whole.
func (s *search) end(cut error, groups *communities) error {
	if s.people == nil {
		if cut != nil {
			return cut
		}
		s.begin(canonical(s.Identity))
		if err := s.emit(s.early); err != nil {
			return err
		}
	}
	if err := s.people.end(cut); err != nil || groups == nil || cut != nil {
		return err
	}
	return groups.emit(s.sink, s.people.members)
}

// explain describes why a search ended, in the server's words, and what can be done about it.
func explain(err error) string {
	var result *ldap.Error
	if !errors.As(err, &result) {
		return fmt.Sprintf("the connection broke off (%v)", err)
	}
	words := fmt.Sprintf("result %d, %s", result.ResultCode, ldap.LDAPResultCodeMap[result.ResultCode])
	if result.Err != nil && result.Err.Error() != "" {
		words += fmt.Sprintf(": %q", result.Err)
	}
	switch result.ResultCode {
	case ldap.ErrorNetwork:
		return fmt.Sprintf("the connection broke off (%v)", result.Err)
	case ldap.LDAPResultSizeLimitExceeded, ldap.LDAPResultAdminLimitExceeded:
		return fmt.Sprintf("the server gives no more entries (%s): ask as an account without that limit (--bind-dn)", words)
	case ldap.LDAPResultTimeLimitExceeded:
		return fmt.Sprintf("the server's time limit was reached (%s)", words)
	case ldap.LDAPResultReferral:
		return fmt.Sprintf("the server refers to another one for the rest (%s): ask that one, or give --base", words)
	}
	return fmt.Sprintf("the search failed (%s)", words)
}
