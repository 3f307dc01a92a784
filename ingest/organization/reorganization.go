package organization

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// Reorganization reads what became of units: a unit, with its parts, takes the place of the new one, or joins it. Nobody
// changes their unit for that, see the package.
type Reorganization struct {
	Path    string
	Sheet   string
	Mapping table.Mapping
	Store   graph.Reader
	// Now is the clock by which a change has happened: later ones are left for a later import.
	Now func() time.Time
	// Moved receives each change, in the order in which they are made; it may be nil.
	Moved      func(Move)
	Understood func(table.Understanding)
}

// Move is a unit that takes another path.
type Move struct {
	Old, New string
	// People are in the unit and its parts, Together in the new unit and its parts once it is done: those who were there
	// before, and these.
	People, Before, Together int
}

// change is a row of the file.
type change struct {
	where    ingest.Where
	old, new string
	on       graph.Date
}

// Read implements [ingest.Reader].
func (r Reorganization) Read(ctx context.Context, sink ingest.Sink) error {
	known, err := readStored(ctx, r.Store)
	if err != nil {
		return err
	}
	members, err := readMembers(ctx, r.Store, known)
	if err != nil {
		return err
	}
	list := table.OpenList(ctx, r.Path, table.ListOptions{Sheet: r.Sheet, Words: r.vocabulary(), Lacks: lacksChange,
		Layout: LayoutReorganization, Understood: r.Understood}, sink)
	if list == nil {
		return ctx.Err()
	}
	moving := moving{sink: sink, units: known, members: members, moved: map[string]int{}, told: r.Moved}
	for _, one := range r.changes(list, sink) {
		moving.apply(one)
	}
	return moving.emit()
}

func (r Reorganization) vocabulary() *table.Vocabulary {
	return table.NewVocabulary(ReorganizationColumns(), r.Mapping)
}

// WriteRejects writes the rows that were rejected, with a last column that says why: as CSV that spreadsheets open. Explain
// translates a cause.
func (r Reorganization) WriteRejects(ctx context.Context, rejected []ingest.Rejection, why string, explain func(string) string, out io.Writer) error {
	return table.WriteRejectsOfList(ctx, r.Path, table.ListOptions{Sheet: r.Sheet, Words: r.vocabulary()}, table.Causes(rejected, explain), why, out)
}

func lacksChange(columns table.Columns) error {
	if !columns.Has(fieldOld) || !columns.Has(fieldNew) {
		return errors.New(`lacks the columns "Ancien" and "Nouveau"`)
	}
	return nil
}

// changes returns the rows that have happened, by their days.
func (r Reorganization) changes(list *table.List, sink ingest.Sink) (changes []change) {
	today := graph.DateOf(r.Now()) // also of a change whose day is not said
	for _, record := range list.Records {
		if record.IsBlank() {
			continue
		}
		sink.Read("change of a unit", 1)
		one := change{where: list.Where(record, ""), old: list.Get(record, fieldOld), new: list.Get(record, fieldNew)}
		on, err := table.ParseDate(list.Get(record, fieldDate))
		one.on = cmp.Or(on, today)
		switch {
		case err != nil:
			sink.Reject(list.Where(record, fieldDate), err.Error())
		case one.old == "":
			sink.Reject(list.Where(record, fieldOld), "is empty: it is not said which unit changes")
		case one.new == "":
			sink.Reject(list.Where(record, fieldNew), "is empty: it is not said what becomes of the unit")
		case slices.Contains(strings.Split(graph.FoldPath(one.new), "/"), ""):
			sink.Reject(list.Where(record, fieldNew), fmt.Sprintf("%q is no path of units: a name in it is empty", one.new))
		case strings.ContainsRune(one.old+one.new, utf8.RuneError) || graph.IsLongLabel(one.new):
			sink.Reject(one.where, "holds bytes that are no text in the encoding of the file, or too many")
		case on > today:
			sink.HoldBack("change of a unit", 1)
			sink.Warn(fmt.Sprintf("changes of %s and later are not made yet: import the file again from that day on", on))
		default:
			changes = append(changes, one)
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(a.on, b.on) })
	return changes
}

// moving is a reorganisation in progress.
type moving struct {
	sink    ingest.Sink
	units   stored
	members map[graph.Key][]graph.Key // the people of each unit
	moved   map[string]int            // the line that moved what it calls so, folded
	changed []moved
	told    func(Move)
}

// moved is a unit that has another path, and why.
type moved struct {
	where ingest.Where
	key   graph.Key
}

// apply gives the units of a change their new paths, or rejects the change.
func (m *moving) apply(one change) {
	old, line := m.units.path(one.old), m.moved[graph.FoldPath(one.old)]
	switch {
	case old == "" && line > 0:
		m.sink.Reject(one.where, fmt.Sprintf("the unit %s was already moved by line %d: who of a unit that is divided goes where, the directory says", one.old, line))
		return
	case old == "" && m.units.isFormer(one.old): // an earlier import has made the change
		return
	case old == "":
		m.sink.Reject(one.where, fmt.Sprintf("%q is no unit that is known", one.old))
		return
	}
	to := m.target(old, one.new)
	if folded := graph.FoldPath(to); folded == graph.FoldPath(old) || strings.HasPrefix(folded, graph.FoldPath(old)+"/") {
		if folded != graph.FoldPath(old) {
			m.sink.Reject(one.where, fmt.Sprintf("%s would be a part of itself", to))
		}
		return
	}
	m.move(one, old, to)
}

// target returns the path of a new unit: that of a unit that is known, else as it is written. A name alone takes the place
// of the last name of the old path.
func (m *moving) target(old, text string) string {
	if path := m.units.path(text); path != "" {
		return path
	}
	if above := strings.LastIndexByte(old, '/'); above > 0 && !strings.Contains(text, "/") {
		return old[:above+1] + text
	}
	return text
}

func (m *moving) move(one change, old, to string) {
	within := m.units.below(graph.FoldPath(old))
	done := Move{Old: old, New: to, People: m.people(within), Before: m.people(m.units.below(graph.FoldPath(to)))}
	m.moved[graph.FoldPath(one.old)] = one.where.Line
	names := strings.Count(old, "/") + 1
	for i, fact := range m.units {
		if !slices.ContainsFunc(within, func(moved graph.Fact) bool { return moved.Key == fact.Key }) {
			continue
		}
		unit := unitOf(fact)
		path := strings.Join(append([]string{to}, strings.Split(unit.Name, "/")[names:]...), "/")
		m.units[i].Value = unit.Moved(path, one.on)
		m.changed = append(m.changed, moved{one.where, fact.Key})
	}
	done.Together = m.people(m.units.below(graph.FoldPath(to)))
	if m.told != nil {
		m.told(done)
	}
}

// people counts the people of units, each once.
func (m *moving) people(units stored) int {
	met := map[graph.Key]bool{}
	for _, fact := range units {
		for _, person := range m.members[fact.Key] {
			met[person] = true
		}
	}
	return len(met)
}

// emit states the units as they are after all changes.
func (m *moving) emit() error {
	done := map[graph.Key]bool{}
	for _, one := range m.changed {
		if done[one.key] {
			continue
		}
		done[one.key] = true
		for _, fact := range m.units {
			if fact.Key != one.key {
				continue
			}
			if err := m.sink.Emit(ingest.Statement{Where: one.where, Facts: []graph.Fact{{Key: fact.Key, Value: fact.Value}}}); err != nil {
				return err
			}
		}
	}
	return nil
}

// readMembers returns the people of units who have not left.
func readMembers(ctx context.Context, reader graph.Reader, units stored) (map[graph.Key][]graph.Key, error) {
	members := map[graph.Key][]graph.Key{}
	if len(units) == 0 {
		return members, nil
	}
	keys := make([]graph.Key, len(units))
	for i, unit := range units {
		keys[i] = unit.Key
	}
	edges, err := reader.Edges(ctx, keys, graph.Into, graph.KindInUnit)
	if err != nil {
		return nil, fmt.Errorf("read who is in which unit: %w", err)
	}
	people := make([]graph.Key, len(edges))
	for i, edge := range edges {
		people[i] = edge.From()
	}
	facts, err := reader.Facts(ctx, graph.Brief, people...)
	if err != nil {
		return nil, fmt.Errorf("read who is in which unit: %w", err)
	}
	present := graph.ByKey(facts)
	for _, edge := range edges {
		if person, is := present[edge.From()].Value.(graph.Person); is && !person.Absent {
			members[edge.To()] = append(members[edge.To()], edge.From())
		}
	}
	return members, nil
}
