package ingest

import (
	"errors"
	"slices"

	"github.com/sachant/sachant/graph"
)

// taker decides, statement by statement, what is taken of what a source says.
type taker struct {
	resolver
	said *memory
	// spelling is how units, sites, skills and communities were first described in this run, be
	// it by a statement that waits or is rejected: so what waits changes nothing about it.
	spelling map[graph.Key]graph.Value
	// exists are nodes other than persons that were looked up in the store.
	exists map[graph.Key]bool
	// replaces: of which kinds of edges this run said all there is, by person.
	replaces map[graph.Key][]graph.Kind
	lookUp   func(nodes ...graph.Key)
}

func newTaker(r resolver, lookUp func(nodes ...graph.Key)) taker {
	return taker{
		resolver: r, lookUp: lookUp, said: newMemory(), exists: map[graph.Key]bool{},
		spelling: map[graph.Key]graph.Value{}, replaces: map[graph.Key][]graph.Kind{},
	}
}

// statement is one that was said, with its place in the order of things.
type statement struct {
	Statement
	order int
	// unknown says why the whole of it waits; nil where it is but the rest of a lenient one.
	unknown error
}

// stated is a fact as it can be stored, with its encoding.
type stated struct {
	graph.Fact
	record graph.Record
	// unchanged: it is known to be stored just so.
	unchanged bool
}

// taken is what came of a statement: facts to compare with the store, and the rest, whose
// references may yet be described.
type taken struct {
	facts   []stated
	rest    []graph.Fact
	dropped []graph.Kind
}

// spell notes how a statement describes nodes that many others describe too.
func (t *taker) spell(s Statement) {
	for _, fact := range s.Facts {
		if fact.Value == nil || !isShared(fact.Value.Kind()) || fact.Key.Kind() != fact.Value.Kind() {
			continue
		}
		if fact.Value.Kind() == graph.KindSkill {
			t.skills.mention(fact)
		}
		if _, spelt := t.spelling[fact.Key]; !spelt && !IsReference(fact.Key) {
			t.spelling[fact.Key] = fact.Value
		}
	}
}

// take decides about a statement. An error that is errUnknown may be cured by a later one.
func (t *taker) take(s Statement) (taken, error) {
	in := &scope{}
	if err := t.identifyAll(s, in); err != nil {
		return taken{}, err
	}
	out, err := t.sort(s, in)
	if err != nil {
		return taken{}, err
	}
	owners, err := t.replaced(s, in)
	if err != nil {
		return taken{}, err
	}
	t.settle(owners, s, in)
	news := out.facts[:0]
	for _, fact := range out.facts {
		if t.isNews(&fact, s) {
			news = append(news, fact)
		}
	}
	out.facts = news
	return out, nil
}

// sort tells the facts that can be stored from those that wait and those that are left out.
func (t *taker) sort(s Statement, in *scope) (out taken, err error) {
	nodes := make(map[graph.Key]bool, min(len(s.Facts), 8))
	out.facts = make([]stated, 0, len(s.Facts))
	for _, fact := range nodesFirst(s.Facts) {
		if t.isOnlySeen(fact, s) {
			continue
		}
		resolved, err := t.fact(fact, nodes, in)
		switch {
		case err == nil:
			out.facts = append(out.facts, resolved)
		case errors.Is(err, errSaid):
		case errors.Is(err, errRefused) || !s.Lenient:
			return taken{}, err
		case errors.Is(err, errDropped):
			out.dropped = append(out.dropped, fact.Key.Kind())
		default:
			out.rest = append(out.rest, fact)
		}
	}
	return out, nil
}

// nodesFirst puts the nodes of a statement before its edges, so that edges find their ends.
func nodesFirst(facts []graph.Fact) []graph.Fact {
	edge := func(f graph.Fact) int {
		if f.Key.IsEdge() {
			return 1
		}
		return 0
	}
	byEdge := func(a, b graph.Fact) int { return edge(a) - edge(b) }
	if slices.IsSortedFunc(facts, byEdge) {
		return facts
	}
	ordered := slices.Clone(facts)
	slices.SortStableFunc(ordered, byEdge)
	return ordered
}

// identifyAll decides whose the statement's accounts are.
func (t *taker) identifyAll(s Statement, in *scope) error {
	for _, fact := range s.Facts {
		if fact.Key.Kind() != graph.KindAccount {
			continue
		}
		said, described := personOf(s, fact.Key)
		if !described {
			continue
		}
		decided, err := t.identify(fact.Key, said, s.Lenient, in)
		switch {
		case err == nil:
			in.decide(fact.Key, decided)
		case errors.Is(err, errUnknown) && s.Lenient:
			t.people.account(fact.Key).dropped = true
		default:
			return err
		}
	}
	return nil
}

// isOnlySeen reports whether a statement only says that an account exists which is nobody's:
// that of an entry that was rejected.
func (t *taker) isOnlySeen(fact graph.Fact, s Statement) bool {
	if fact.Key.Kind() != graph.KindAccount || t.isKnown(fact.Key) {
		return false
	}
	_, described := personOf(s, fact.Key)
	return !described
}

// personOf is how a statement describes the person of an account.
func personOf(s Statement, account graph.Key) (graph.Person, bool) {
	reference := Reference(graph.KindPerson, "account", account.ID())
	for _, fact := range s.Facts {
		if fact.Key == reference {
			return graph.As[graph.Person](fact), true
		}
	}
	return graph.Person{}, false
}

// fact resolves and checks one fact; nodes are those of its statement so far.
func (t *taker) fact(fact graph.Fact, nodes map[graph.Key]bool, in *scope) (stated, error) {
	key, err := t.key(fact.Key, in)
	if err == nil && key.Kind() == graph.KindAccount {
		_, err = t.owner(key, in)
	}
	if err != nil {
		return stated{}, err
	}
	if first, spelt := t.spelling[key]; spelt {
		if t.said.has(key) { // in just these words
			nodes[key] = true
			return stated{}, errSaid
		}
		fact.Value = first
	}
	fact.Key, fact.Origin = key, t.source
	record, err := recordOf(fact)
	if err != nil {
		return stated{}, err
	}
	from, to := key.Ends()
	if from == "" {
		nodes[key] = true
		return stated{Fact: fact, record: record}, nil
	}
	for _, end := range []graph.Key{from, to} {
		if !nodes[end] && !t.isKnown(end) {
			return stated{}, unknown("nothing describes %s", end)
		}
	}
	return stated{Fact: fact, record: record}, nil
}

// recordOf checks a fact by itself, so that one bad fact costs its statement and not the commit.
func recordOf(fact graph.Fact) (graph.Record, error) {
	if err := fact.Key.Check(); err != nil {
		return graph.Record{}, refused("%v", err)
	}
	if fact.Value == nil || fact.Value.Kind() != fact.Key.Kind() {
		return graph.Record{}, refused("%q does not hold a %s", fact.Key, fact.Key.Kind())
	}
	record, err := fact.Record()
	if err != nil {
		return graph.Record{}, refused("%v", err)
	}
	return record, nil
}

func (t *taker) isKnown(node graph.Key) bool {
	switch node.Kind() {
	case graph.KindPerson:
		_, known := t.people.persons[node]
		return known
	case graph.KindSkill:
		return t.skills.known[node]
	case graph.KindAccount:
		known, ok := t.people.accounts[node]
		return ok && known.person != ""
	}
	if t.said.exists(node) {
		return true
	}
	if _, asked := t.exists[node]; !asked {
		t.lookUp(node)
	}
	return t.exists[node]
}

// replaced are the persons of whose edges the statement says all.
func (t *taker) replaced(s Statement, in *scope) ([]graph.Key, error) {
	var owners []graph.Key
	if len(s.Replaces) == 0 {
		return nil, nil
	}
	for _, key := range peopleIn(s) {
		owner, err := t.node(key, in)
		if err != nil && !s.Lenient {
			return nil, err
		}
		if err == nil {
			owners = append(owners, owner)
		}
	}
	return owners, nil
}

// peopleIn are the persons that a statement is about, still as it names them.
func peopleIn(s Statement) []graph.Key {
	keys := slices.Clone(s.People)
	for _, fact := range s.Facts {
		about := fact.Key
		if from, _ := about.Ends(); from != "" {
			about = from
		}
		if about.Kind() == graph.KindPerson {
			keys = append(keys, about)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// settle makes what was decided about a statement hold for those that follow.
func (t *taker) settle(owners []graph.Key, s Statement, in *scope) {
	for key, owner := range in.accounts {
		t.people.join(key, owner)
	}
	for _, owner := range owners {
		for _, kind := range s.Replaces {
			if !slices.Contains(t.replaces[owner], kind) {
				t.replaces[owner] = append(slices.Clip(t.replaces[owner]), kind)
			}
		}
	}
	for _, text := range in.warnings {
		t.warn(text)
	}
}

// isNews makes a fact known to the statements that follow. It reports false for what was said
// before in this run, where the first word stands, and for what this source may not say.
func (t *taker) isNews(fact *stated, s Statement) bool {
	switch value := fact.Value.(type) {
	case graph.Person:
		if !t.people.mayState(fact.Key, t.source, speaksForRoster(s)) || !t.said.add(fact) {
			return false
		}
		t.people.describe(fact.Key, t.source, value)
		return true
	case graph.Skill:
		onlyNamed := t.skills.known[fact.Key] && namesByLabel(s, fact)
		t.skills.known[fact.Key] = true
		return !onlyNamed && t.said.add(fact)
	}
	return t.said.add(fact)
}

// speaksForRoster reports whether a statement is an entry of a source that lists all who work here.
func speaksForRoster(s Statement) bool {
	return slices.ContainsFunc(s.Facts, func(fact graph.Fact) bool { return graph.As[graph.Account](fact).Roster })
}

// namesByLabel reports whether a statement only names the skill, so that it does not describe
// one that has a code and a definition already.
func namesByLabel(s Statement, skill *stated) bool {
	return !slices.ContainsFunc(s.Facts, func(fact graph.Fact) bool { return fact.Key == skill.Key })
}
