package directory

import (
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// list emits the people of a directory, entry by entry.
type list struct {
	Options
	sink      ingest.Sink
	attribute string // that identifies an entry
	file      string
	managers  managers
	members   members
	entries   map[graph.Key]ingest.Where // by account
	names     map[string]ingest.Where    // by normal DN
	addresses addresses
	lost      lostValues
	// isSeveral: the list is of several servers, so that one person may come twice; principals are their names there.
	isSeveral  bool
	principals map[string]ingest.Where
	// nameless counts people whose identity could not be read, services the service accounts left out.
	nameless, services int
	service            []string // the first of them
}

func newList(o Options, sink ingest.Sink, file, attribute string) *list {
	return &list{Options: o, sink: sink, file: file, attribute: attribute,
		managers: newManagers(), members: newMembers(), entries: map[graph.Key]ingest.Where{}, names: map[string]ingest.Where{},
		addresses: addresses{}, lost: lostValues{}, principals: map[string]ingest.Where{}}
}

func (l *list) where(e entry) ingest.Where { return ingest.Where{File: l.file, Line: e.line, DN: e.dn} }

// add emits an entry, or rejects it where invalid says why.
func (l *list) add(e entry, invalid error) error {
	e.loseWhatIsNoText(l.attribute)
	switch kind := kindOf(e, l.Options); {
	case kind == disabled:
		l.sink.Read("other", 1)
		return l.close(e)
	case invalid != nil:
		return l.reject(e, invalid)
	case kind == person:
		return l.person(e)
	case kind == service:
		l.skip(e)
	case e.is("objectClass", "alias"):
		l.managers.alias(e)
	}
	l.sink.Read("other", 1)
	return nil
}

// close emits that an account is closed, so that its person has left.
func (l *list) close(e entry) error {
	identity := identityOf(e, l.attribute)
	if identity == "" {
		return nil
	}
	account := l.account(l.attribute, identity)
	return l.sink.Emit(expires(e, ingest.Statement{Where: l.where(e), Closes: []graph.Key{account.Key}, Lenient: true}))
}

// expires adds to a statement when the account of its entry ends.
func expires(e entry, statement ingest.Statement) ingest.Statement {
	on, attribute := expiryOf(e)
	if on != "" {
		statement.Expires, statement.Columns = on, map[string]string{"expires": attribute}
	}
	return statement
}

func (l *list) skip(e entry) {
	if l.services++; l.services <= shown {
		l.service = append(l.service, e.dn)
	}
}

func (l *list) person(e entry) error {
	l.sink.Read("person", 1)
	identity := identityOf(e, l.attribute)
	if identity == "" {
		return l.reject(e, fmt.Errorf("no %s, by which the people of this source are identified", l.attribute))
	}
	person, err := personOf(e, l.Options)
	if err != nil {
		return l.reject(e, err)
	}
	account := l.account(l.attribute, identity)
	if first, twice := l.entries[account.Key]; twice && l.isSeveral {
		l.sink.Warn(fmt.Sprintf("people who came from several servers, and were read once, such as %s", first))
		return nil
	} else if twice {
		l.sink.Reject(l.where(e), fmt.Sprintf("the %s %s is already that of %s", l.attribute, identity, first))
		return nil
	}
	if first, twice := l.principals[fold(e.text("userPrincipalName"))]; twice {
		l.sink.Warn(fmt.Sprintf("accounts whose userPrincipalName is that of another one, and which were left out, such as %s, which has that of %s", l.where(e), first))
		return l.keep(e, account)
	}
	name := normalDN(e.dn)
	if first, twice := l.names[name]; twice && name != "" {
		return l.reject(e, fmt.Errorf("its DN is already that of %s, which has another %s: one of the two is out of date", first, l.attribute))
	}
	l.entries[account.Key], l.names[name] = l.where(e), l.where(e)
	if principal := fold(e.text("userPrincipalName")); principal != "" && l.isSeveral {
		l.principals[principal] = l.where(e)
	}
	l.addresses.add(person, l.where(e))
	l.members.add(e, account.Key)
	l.lost.add(e.lost, l.where(e))
	statement := ingest.Statement{
		Where: l.where(e), Facts: l.facts(e, account, person), Shows: shows(e, l.Options), HiddenBy: person.HiddenBy,
		Replaces: []graph.Kind{graph.KindInUnit, graph.KindAtSite},
	}
	manager := e.text("manager")
	if manager == "" {
		statement.Replaces = append(statement.Replaces, graph.KindReportsTo)
	}
	l.managers.add(e, account.Key, manager)
	return l.sink.Emit(expires(e, statement))
}

// reject rejects an entry. Where its identity can be read, its account is emitted alone, so that the person
// is not marked as absent, and hidden where the entry says so.
func (l *list) reject(e entry, cause error) error {
	l.sink.Reject(l.where(e), cause.Error())
	identity := identityOf(e, l.attribute)
	if identity == "" {
		if kindOf(e, l.Options) != other || len(e.texts("objectClass")) == 0 {
			l.nameless++
		}
		return nil
	}
	return l.keep(e, l.account(l.attribute, identity))
}

// keep emits the account of an entry that is left out, so that the person it belongs to, if there is one, has not left.
func (l *list) keep(e entry, account graph.Fact) error {
	return l.sink.Emit(ingest.Statement{
		Where: l.where(e), Facts: []graph.Fact{account}, HiddenBy: hiddenBy(e, l.Options), Lenient: true})
}

// end ends a list of everybody. cut is why the directory was not read to its end, or nil.
func (l *list) end(cut error) error {
	if err := l.endEntries(cut); err != nil {
		return err
	}
	l.sink.Complete()
	return nil
}

// endEntries emits the managers, and reports what was left out. cut is why not everything was read, or nil.
func (l *list) endEntries(cut error) error {
	if cut != nil {
		l.sink.Incomplete(cut.Error())
	}
	if l.nameless > 0 {
		l.sink.Incomplete(fmt.Sprintf("%d entries were rejected before it was known whose they are", l.nameless))
	}
	if l.services > 0 {
		l.sink.Warn(fmt.Sprintf("%d entries were left out as service accounts or shared mailboxes: %s",
			l.services, strings.Join(l.service, "; ")+more(l.services-len(l.service))))
	}
	l.addresses.warn(l.sink)
	l.lost.warn(l.sink)
	return l.emitManagers(cut == nil)
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; and %d more", n)
}
