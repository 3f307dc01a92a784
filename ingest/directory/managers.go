package directory

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// managers keeps the reporting lines until every entry was read, because the entry of a manager may come
// after the entries that name it.
type managers struct {
	byDN    map[string]int    // index in staff, by normal DN
	aliases map[string]string // the normal DNs that aliases stand for
	staff   []employee
}

type employee struct {
	dn, manager string // normal DNs; manager is empty where there is none
	account     graph.Key
	line        int
	shownDN     string
	// shownManager is the DN of the manager as it is written; unchanged: the entry was read only as a manager of others.
	shownManager string
	unchanged    bool
}

func newManagers() managers {
	return managers{byDN: map[string]int{}, aliases: map[string]string{}}
}

// alias notes that an entry is another name of another one.
func (m *managers) alias(e entry) { m.aliases[normalDN(e.dn)] = normalDN(e.text("aliasedObjectName")) }

func (m *managers) add(e entry, account graph.Key, manager string) {
	one := employee{dn: normalDN(e.dn), account: account, line: e.line, shownDN: e.dn, shownManager: manager}
	if manager != "" {
		one.manager = normalDN(manager)
	}
	m.byDN[one.dn] = len(m.staff)
	m.staff = append(m.staff, one)
}

// emitManagers emits the managers. For a person whose manager was not read, a whole run states that there is
// none; a cut one states nothing.
func (l *list) emitManagers(whole bool) error {
	broken := l.managers.cycles()
	outside := 0
	for i, one := range l.managers.staff {
		if one.manager == "" || one.unchanged {
			continue
		}
		statement := l.reports(i)
		_, read := l.managers.managerOf(i)
		switch {
		case broken[i] != "":
			l.sink.Warn(fmt.Sprintf("%s: %s; this line of report was left out", statement.Where, broken[i]))
			statement.Facts = nil
		case !read && !whole:
			continue
		case !read:
			outside++
		}
		if err := l.sink.Emit(statement); err != nil {
			return err
		}
	}
	if outside > 0 {
		l.sink.Warn(fmt.Sprintf("people whose manager is not among those read, and who are imported without: %d", outside))
	}
	return nil
}

// reports returns the statement of who a person reports to, or that it is nobody who was read.
func (l *list) reports(i int) ingest.Statement {
	one := l.managers.staff[i]
	owner := ownerOf(one.account)
	statement := ingest.Statement{
		Where:  ingest.Where{File: l.file, Line: one.line, DN: one.shownDN},
		People: []graph.Key{owner}, Replaces: []graph.Kind{graph.KindReportsTo}, Lenient: true,
	}
	if i, read := l.managers.managerOf(i); read {
		manager := ownerOf(l.managers.staff[i].account)
		statement.Facts = []graph.Fact{graph.Edge(owner, "", manager, "", graph.ReportsTo{})}
	}
	return statement
}

// cycles returns the employees whose manager is left out so that nobody manages themselves, directly or not,
// with the reason: in each cycle the one whose DN comes first.
func (m *managers) cycles() map[int]string {
	broken := map[int]string{}
	state := make([]int, len(m.staff)) // 0 not visited, else by which walk
	for i := range m.staff {
		at, ok := i, true
		for ok && state[at] == 0 {
			state[at] = i + 1
			at, ok = m.managerOf(at)
		}
		if ok && state[at] == i+1 {
			first, text := m.cycle(at)
			broken[first] = text
		}
	}
	return broken
}

func (m *managers) managerOf(i int) (int, bool) {
	name := m.staff[i].manager
	if aliased, ok := m.aliases[name]; ok {
		name = aliased
	}
	manager, ok := m.byDN[name]
	return manager, ok && name != ""
}

// cycle returns where a cycle of managers is cut, and its description.
func (m *managers) cycle(at int) (cut int, text string) {
	members := []int{at}
	for next, _ := m.managerOf(at); next != at; next, _ = m.managerOf(next) {
		members = append(members, next)
	}
	if len(members) == 1 {
		return at, "names itself as its manager"
	}
	cut = slices.MinFunc(members, func(a, b int) int { return cmp.Compare(m.staff[a].dn, m.staff[b].dn) })
	return cut, fmt.Sprintf("is among %d people who manage each other in a circle", len(members))
}
