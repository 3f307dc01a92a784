package directory

import (
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// list says the people of a directory, entry by entry, whatever it is read from.
type list struct {
	Options
	sink      ingest.Sink
	attribute string // that identifies an entry
	file      string
	managers  managers
	entries   map[graph.Key]ingest.Where // by account
	// nameless counts the people whose identity could not be read, services those left out.
	nameless, services int
	service            []string // the first of those left out
}

func newList(o Options, sink ingest.Sink, file, attribute string) *list {
	return &list{Options: o, sink: sink, file: file, attribute: attribute,
		managers: newManagers(), entries: map[graph.Key]ingest.Where{}}
}

func (l *list) where(e entry) ingest.Where { return ingest.Where{File: l.file, Line: e.line, DN: e.dn} }

// add says what an entry holds. wrong is what could not be read of it.
func (l *list) add(e entry, wrong error) error {
	switch sort := kindOf(e, l.Options); {
	case wrong != nil:
		return l.reject(e, wrong)
	case sort == person:
		return l.person(e)
	case sort == service:
		l.skip(e)
	}
	l.sink.Read("other", 1)
	return nil
}

func (l *list) skip(e entry) {
	const shown = 3
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
	if first, twice := l.entries[account.Key]; twice {
		l.sink.Reject(l.where(e), fmt.Sprintf("the %s %s is already that of %s", l.attribute, identity, first))
		return nil
	}
	l.entries[account.Key] = l.where(e)
	statement := ingest.Statement{
		Where: l.where(e), Facts: l.facts(e, account, person),
		Replaces: []graph.Kind{graph.KindInUnit, graph.KindAtSite},
	}
	manager := e.text("manager")
	if manager == "" {
		statement.Replaces = append(statement.Replaces, graph.KindReportsTo)
	}
	l.managers.add(e, account.Key, manager)
	return l.sink.Emit(statement)
}

// reject reports an entry. Where its identity can be read all the same, its account is said
// alone, so that the entry is not taken for a departure.
func (l *list) reject(e entry, cause error) error {
	l.sink.Reject(l.where(e), cause.Error())
	identity := identityOf(e, l.attribute)
	if identity == "" {
		if kindOf(e, l.Options) != other || len(e.texts("objectClass")) == 0 {
			l.nameless++
		}
		return nil
	}
	account := l.account(l.attribute, identity)
	return l.sink.Emit(ingest.Statement{Where: l.where(e), Facts: []graph.Fact{account}, Lenient: true})
}

// end says who manages whom, and whether the people who were not named have left. cut is why
// the directory was not read to its end, or nil.
func (l *list) end(cut error) error {
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
	if err := l.emitManagers(cut == nil); err != nil {
		return err
	}
	l.sink.Complete()
	return nil
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; and %d more", n)
}
