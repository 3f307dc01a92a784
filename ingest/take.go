package ingest

import (
	"errors"
	"slices"

	"github.com/sachant/sachant/graph"
)

// stager decides, statement by statement, what is taken of what a source says.
type stager struct {
	resolver
	facts *factDigests
	// descriptions is how units, sites, skills and communities were first described in this run, be
	// it by a statement that waits or is rejected: so what waits changes nothing about it.
	descriptions map[graph.Key]graph.Value
	// exists are nodes other than persons that were looked up in the store.
	exists map[graph.Key]bool
	// replaces: of which kinds of edges this run said all there is, by person.
	replaces map[graph.Key][]graph.Kind
	lookUp   func(nodes ...graph.Key)
}

func newStager(r resolver, lookUp func(nodes ...graph.Key)) stager {
	return stager{
		resolver: r, lookUp: lookUp, facts: newFactDigests(), exists: map[graph.Key]bool{},
		descriptions: map[graph.Key]graph.Value{}, replaces: map[graph.Key][]graph.Kind{},
	}
}

// sequenced is one that was said, with its place in the order of things.
type sequenced struct {
	Statement
	order int
	// cause says why the whole of it waits; nil where it is but the rest of a lenient one.
	cause error
}

// stagedFact is a fact as it can be stored, with its encoding.
type stagedFact struct {
	graph.Fact
	record graph.Record
	// unchanged: it is known to be stored just so.
	unchanged bool
}

// staging is what came of a statement: facts to compare with the store, and the rest, whose
// references may yet be described.
type staging struct {
	facts   []stagedFact
	rest    []graph.Fact
	dropped []graph.Kind
}

// noteDescriptions notes how a statement describes nodes that many others describe too.
func (t *stager) noteDescriptions(s Statement) {
	for _, fact := range s.Facts {
		if fact.Value == nil || !isShared(fact.Value.Kind()) || fact.Key.Kind() != fact.Value.Kind() {
			continue
		}
		if fact.Value.Kind() == graph.KindSkill {
			t.skills.noteLabel(fact)
		}
		if _, spelt := t.descriptions[fact.Key]; !spelt && !IsReference(fact.Key) {
			t.descriptions[fact.Key] = fact.Value
		}
	}
}

// stage decides about a statement. An error that is errUnknown may be cured by a later one.
func (t *stager) stage(s Statement) (staging, error) {
	in := &scope{}
	if err := t.identifyAll(s, in); err != nil {
		return staging{}, err
	}
	out, err := t.partition(s, in)
	if err != nil {
		return staging{}, err
	}
	owners, err := t.replacedPeople(s, in)
	if err != nil {
		return staging{}, err
	}
	t.accept(owners, s, in)
	news := out.facts[:0]
	for _, fact := range out.facts {
		if t.merge(&fact, s) {
			news = append(news, fact)
		}
	}
	out.facts = news
	return out, nil
}

// partition tells the facts that can be stored from those that wait and those that are left out.
func (t *stager) partition(s Statement, in *scope) (out staging, err error) {
	nodes := make(map[graph.Key]bool, min(len(s.Facts), 8))
	out.facts = make([]stagedFact, 0, len(s.Facts))
	for _, fact := range nodesFirst(s.Facts) {
		if t.isBareAccount(fact, s) {
			continue
		}
		resolved, err := t.stageFact(fact, nodes, in)
		switch {
		case err == nil:
			out.facts = append(out.facts, resolved)
		case errors.Is(err, errRepeated):
		case errors.Is(err, errRefused) || !s.Lenient:
			return staging{}, err
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
func (t *stager) identifyAll(s Statement, in *scope) error {
	for _, fact := range s.Facts {
		if fact.Key.Kind() != graph.KindAccount {
			continue
		}
		said, described := describedPerson(s, fact.Key)
		if !described {
			continue
		}
		decided, err := t.identify(fact.Key, said, s.Lenient, in)
		switch {
		case err == nil:
			in.decide(fact.Key, decided)
		case errors.Is(err, errUnresolved) && s.Lenient:
			t.people.account(fact.Key).dropped = true
		default:
			return err
		}
	}
	return nil
}

// isBareAccount reports whether a statement only says that an account exists which is nobody's:
// that of an entry that was rejected.
func (t *stager) isBareAccount(fact graph.Fact, s Statement) bool {
	if fact.Key.Kind() != graph.KindAccount || t.nodeExists(fact.Key) {
		return false
	}
	_, described := describedPerson(s, fact.Key)
	return !described
}

// describedPerson is how a statement describes the person of an account.
func describedPerson(s Statement, account graph.Key) (graph.Person, bool) {
	reference := Reference(graph.KindPerson, "account", account.ID())
	for _, fact := range s.Facts {
		if fact.Key == reference {
			return graph.As[graph.Person](fact), true
		}
	}
	return graph.Person{}, false
}

// stageFact resolves and checks one fact; nodes are those of its statement so far.
func (t *stager) stageFact(fact graph.Fact, nodes map[graph.Key]bool, in *scope) (stagedFact, error) {
	key, err := t.key(fact.Key, in)
	if err == nil && key.Kind() == graph.KindAccount {
		_, err = t.owner(key, in)
	}
	if err != nil {
		return stagedFact{}, err
	}
	if first, spelt := t.descriptions[key]; spelt {
		if t.facts.has(key) { // in just these words
			nodes[key] = true
			return stagedFact{}, errRepeated
		}
		fact.Value = first
	}
	fact.Key, fact.Origin = key, t.source
	record, err := encode(fact)
	if err != nil {
		return stagedFact{}, err
	}
	from, to := key.Ends()
	if from == "" {
		nodes[key] = true
		return stagedFact{Fact: fact, record: record}, nil
	}
	for _, end := range []graph.Key{from, to} {
		if !nodes[end] && !t.nodeExists(end) {
			return stagedFact{}, unresolved("nothing describes %s", end)
		}
	}
	return stagedFact{Fact: fact, record: record}, nil
}

// encode checks a fact by itself, so that one bad fact costs its statement and not the commit.
func encode(fact graph.Fact) (graph.Record, error) {
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

func (t *stager) nodeExists(node graph.Key) bool {
	switch node.Kind() {
	case graph.KindPerson:
		_, known := t.people.persons[node]
		return known
	case graph.KindSkill:
		return t.skills.exists[node]
	case graph.KindAccount:
		known, ok := t.people.accounts[node]
		return ok && known.person != ""
	}
	if t.facts.exists(node) {
		return true
	}
	if _, asked := t.exists[node]; !asked {
		t.lookUp(node)
	}
	return t.exists[node]
}

// replacedPeople are the persons of whose edges the statement says all.
func (t *stager) replacedPeople(s Statement, in *scope) ([]graph.Key, error) {
	var owners []graph.Key
	if len(s.Replaces) == 0 {
		return nil, nil
	}
	for _, key := range peopleOf(s) {
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

// peopleOf are the persons that a statement is about, still as it names them.
func peopleOf(s Statement) []graph.Key {
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

// accept makes what was decided about a statement hold for those that follow.
func (t *stager) accept(owners []graph.Key, s Statement, in *scope) {
	for key, owner := range in.accounts {
		t.people.link(key, owner)
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

// merge makes a fact known to the statements that follow. It reports false for what was said
// before in this run, where the first word stands, and for what this source may not say.
func (t *stager) merge(fact *stagedFact, s Statement) bool {
	switch value := fact.Value.(type) {
	case graph.Person:
		if !t.people.mayDescribe(fact.Key, t.source, isFromRoster(s)) || !t.facts.add(fact) {
			return false
		}
		t.people.describe(fact.Key, t.source, value)
		return true
	case graph.Skill:
		onlyNamed := t.skills.exists[fact.Key] && isByLabel(s, fact)
		t.skills.exists[fact.Key] = true
		return !onlyNamed && t.facts.add(fact)
	}
	return t.facts.add(fact)
}

// isFromRoster reports whether a statement is an entry of a source that lists all who work here.
func isFromRoster(s Statement) bool {
	return slices.ContainsFunc(s.Facts, func(fact graph.Fact) bool { return graph.As[graph.Account](fact).Roster })
}

// isByLabel reports whether a statement only names the skill, so that it does not describe
// one that has a code and a definition already.
func isByLabel(s Statement, skill *stagedFact) bool {
	return !slices.ContainsFunc(s.Facts, func(fact graph.Fact) bool { return fact.Key == skill.Key })
}
