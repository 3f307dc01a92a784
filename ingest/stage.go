package ingest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// stager turns statements into facts that can be compared with the store: it identifies the accounts of a
// statement, resolves the keys of its facts, and merges them with what the run staged before.
type stager struct {
	resolver
	facts *factDigests
	// descriptions are how units, sites, skills and communities were first described in this run, even by a
	// statement that is deferred or rejected: so deferring one changes nothing for the others.
	descriptions map[graph.Key]graph.Value
	// exists holds nodes, other than persons, that were looked up in the store.
	exists map[graph.Key]bool
	// replaces holds, by person, the kinds of edges of which this run stated all.
	replaces map[graph.Key][]graph.Kind
	// placed holds what other sources than a fallback say of where people work.
	placed map[placed]bool
	// stillHidden counts hidden people about which the source no longer says anything.
	stillHidden int
	lookUp      func(nodes ...graph.Key)
}

func newStager(r resolver, lookUp func(nodes ...graph.Key)) stager {
	return stager{
		resolver: r, lookUp: lookUp, facts: newFactDigests(), exists: map[graph.Key]bool{},
		descriptions: map[graph.Key]graph.Value{}, replaces: map[graph.Key][]graph.Kind{},
		placed: map[placed]bool{},
	}
}

// stagedFact is a fact as it can be stored, with its encoding.
type stagedFact struct {
	graph.Fact
	record graph.Record
	// unchanged: the store is known to hold it like this.
	unchanged bool
}

// staging is the result of a statement: facts to compare with the store, and those that cannot be resolved yet.
type staging struct {
	facts   []stagedFact
	rest    []graph.Fact
	dropped []graph.Kind
}

// stage stages a statement. One that fails with errUnresolved may succeed after later ones.
func (t *stager) stage(s Statement) (staging, error) {
	in := &scope{}
	if err := t.identifyAll(s, in); err != nil {
		return staging{}, err
	}
	out, err := t.resolveAll(s, in)
	if err != nil {
		return staging{}, err
	}
	replaced, err := t.replacedPeople(s, in)
	if err != nil {
		return staging{}, err
	}
	t.accept(s, in, replaced)
	merged := out.facts[:0]
	for _, fact := range out.facts {
		if t.merge(&fact, s) {
			merged = append(merged, fact)
		}
	}
	out.facts = merged
	return out, nil
}

// identifyAll decides which persons own the statement's accounts.
func (t *stager) identifyAll(s Statement, in *scope) error {
	for _, fact := range s.Facts {
		if fact.Key.Kind() != graph.KindAccount {
			continue
		}
		person, described := describedPerson(s, fact.Key)
		if !described {
			continue
		}
		owner, err := t.identify(fact.Key, person, s.Lenient, in)
		switch {
		case err == nil:
			in.decide(fact.Key, owner)
		case errors.Is(err, errUnresolved) && s.Lenient:
			t.people.account(fact.Key).dropped = true
		default:
			return err
		}
	}
	return nil
}

// describedPerson returns how a statement describes the person of an account.
func describedPerson(s Statement, account graph.Key) (graph.Person, bool) {
	reference := Reference(graph.KindPerson, "account", account.ID())
	for _, fact := range s.Facts {
		if fact.Key == reference {
			return graph.As[graph.Person](fact), true
		}
	}
	return graph.Person{}, false
}

// resolveAll separates the facts that can be stored from those that have to wait and those that are dropped.
func (t *stager) resolveAll(s Statement, in *scope) (out staging, err error) {
	nodes := make(map[graph.Key]bool, min(len(s.Facts), 8))
	out.facts = make([]stagedFact, 0, len(s.Facts))
	for _, fact := range nodesFirst(s.Facts) {
		if t.isBareAccount(fact, s) {
			continue
		}
		resolved, err := t.resolve(fact, nodes, in)
		switch {
		case err == nil:
			out.facts = append(out.facts, resolved)
		case errors.Is(err, errRepeated):
		case errors.Is(err, errRefused) || !s.Lenient || limitsAudience(fact.Key.Kind()):
			return staging{}, err
		case errors.Is(err, errDropped):
			out.dropped = append(out.dropped, fact.Key.Kind())
		default:
			out.rest = append(out.rest, fact)
		}
	}
	return out, nil
}

// limitsAudience reports whether edges of a kind decide who may see a node: the node is not stored without them.
func limitsAudience(kind graph.Kind) bool { return kind == graph.KindIn }

// nodesFirst orders the nodes of a statement before its edges, so that edges find their ends.
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

// isBareAccount reports whether a fact only says that an account exists and belongs to nobody: that of an
// entry that was rejected.
func (t *stager) isBareAccount(fact graph.Fact, s Statement) bool {
	if fact.Key.Kind() != graph.KindAccount || t.nodeExists(fact.Key) {
		return false
	}
	_, described := describedPerson(s, fact.Key)
	return !described
}

// resolve resolves and checks one fact; nodes are those of its statement so far.
func (t *stager) resolve(fact graph.Fact, nodes map[graph.Key]bool, in *scope) (stagedFact, error) {
	key, err := t.key(fact.Key, in)
	if err == nil && key.Kind() == graph.KindAccount {
		_, err = t.owner(key, in)
	}
	if err != nil {
		return stagedFact{}, err
	}
	if first, ok := t.descriptions[key]; ok {
		if t.facts.isStaged(key) { // by this description
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

// encode checks a fact by itself, so that an invalid fact costs its statement and not the commit.
func encode(fact graph.Fact) (graph.Record, error) {
	if err := fact.Key.Check(); err != nil {
		return graph.Record{}, refused("%v", err)
	}
	if fact.Value == nil || fact.Value.Kind() != fact.Key.Kind() {
		return graph.Record{}, refused("%q does not hold a %s", fact.Key, fact.Key.Kind())
	}
	for _, name := range []string{nameOf(fact.Value), graph.LongLabel(fact.Value)} {
		if graph.IsLongLabel(name) {
			return graph.Record{}, refused("the name of the %s is longer than %d characters: %.40q...", fact.Key.Kind(), graph.MaxLabel, name)
		}
	}
	record, err := fact.Record()
	if err != nil {
		return graph.Record{}, refused("%v", err)
	}
	return record, nil
}

// nodeExists reports whether a node is stored or staged.
func (t *stager) nodeExists(node graph.Key) bool {
	switch node.Kind() {
	case graph.KindPerson:
		_, ok := t.people.persons[node]
		return ok
	case graph.KindSkill:
		return t.skills.exists[node]
	case graph.KindAccount:
		a, ok := t.people.accounts[node]
		return ok && a.person != ""
	}
	if t.facts.exists(node) {
		return true
	}
	if _, lookedUp := t.exists[node]; !lookedUp {
		t.lookUp(node)
	}
	return t.exists[node]
}

// replacedPeople returns the persons of whose edges the statement states all.
func (t *stager) replacedPeople(s Statement, in *scope) ([]graph.Key, error) {
	if len(s.Replaces) == 0 {
		return nil, nil
	}
	var people []graph.Key
	for _, reference := range peopleOf(s) {
		person, err := t.node(reference, in)
		if err != nil && !s.Lenient {
			return nil, err
		}
		if err == nil {
			people = append(people, person)
		}
	}
	return people, nil
}

// peopleOf returns the persons that a statement is about, as it names them.
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
func (t *stager) accept(s Statement, in *scope, replaced []graph.Key) {
	for key, owner := range in.accounts {
		t.people.link(key, owner)
	}
	for _, person := range replaced {
		for _, kind := range s.Replaces {
			if !slices.Contains(t.replaces[person], kind) {
				t.replaces[person] = append(slices.Clip(t.replaces[person]), kind)
			}
		}
	}
	for _, text := range in.warnings {
		t.warn(text)
	}
}

// merge adds a fact to those of the run. It reports false for a repetition, as the first statement counts,
// and for what this source may not state.
func (t *stager) merge(fact *stagedFact, s Statement) bool {
	switch value := fact.Value.(type) {
	case graph.Person:
		if !t.people.mayDescribe(fact.Key, t.source, isFromRoster(s)) {
			return false
		}
		left := stillHiding(t.people.hiddenBy(fact.Key), s)
		kept := !value.Hidden && len(left) > 0
		if len(left) > 0 {
			fact.Value = hide(value, left)
			fact.record, _ = encode(fact.Fact) // which succeeded before
			value = graph.As[graph.Person](fact.Fact)
		}
		if isClosed(s) && !t.people.keepsRoster(fact.Key) {
			value.Absent = true
			fact.Value = value
			fact.record, _ = encode(fact.Fact)
		}
		if !t.facts.add(fact) {
			return false
		}
		if kept {
			t.stillHidden++
		}
		t.people.describe(fact.Key, t.source, value)
		return true
	case graph.Skill:
		onlyNamed := t.skills.exists[fact.Key] && isByLabel(s, fact)
		t.skills.exists[fact.Key] = true
		return !onlyNamed && t.facts.add(fact)
	case graph.InUnit, graph.AtSite, graph.ReportsTo:
		if t.isPlaced(fact.Fact) {
			return false
		}
	}
	return t.facts.add(fact)
}

// isByLabel reports whether a statement only names the skill, so that it does not describe
// one that has a code and a definition already.
func isByLabel(s Statement, skill *stagedFact) bool {
	return !slices.ContainsFunc(s.Facts, func(fact graph.Fact) bool { return fact.Key == skill.Key })
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
		if _, described := t.descriptions[fact.Key]; !described && !IsReference(fact.Key) {
			t.descriptions[fact.Key] = fact.Value
		}
	}
}

// lookUpEndpoints asks the store, at once, which nodes exist that the statements' edges join.
func (r *run) lookUpEndpoints(statements []sequenced) {
	clear(r.stager.exists)
	var ends []graph.Key
	for _, s := range statements {
		for _, fact := range s.Facts {
			from, to := fact.Key.Ends()
			for _, end := range []graph.Key{from, to} {
				if end != "" && needsLookup(end) && !r.stager.facts.exists(end) {
					ends = append(ends, end)
				}
			}
		}
	}
	r.lookUp(ends...)
}

// needsLookup reports whether only the store knows if such a node exists.
func needsLookup(node graph.Key) bool {
	switch node.Kind() {
	case graph.KindPerson, graph.KindSkill, graph.KindAccount:
		return false
	}
	return !IsReference(node)
}

func (r *run) lookUp(nodes ...graph.Key) {
	if len(nodes) == 0 || r.err != nil {
		return
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	found, err := r.Store.Facts(r.ctx, graph.Brief, nodes...)
	if err != nil {
		_ = r.fail(fmt.Errorf("look up %d facts: %w", len(nodes), err))
		return
	}
	for _, node := range nodes {
		r.stager.exists[node] = false
	}
	for _, fact := range found {
		r.stager.exists[fact.Key] = true
	}
}
