package erasure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// plan is what the erasure of a person changes.
type plan struct {
	traces     Traces
	shared     bool // somebody else bears the same name
	oneWord    bool // the name is a single word
	remove     []graph.Key
	put        []graph.Fact
	conditions []graph.Condition
	kept       int
	// provisioned are the accounts by which a client of SCIM would bring the person back.
	provisioned []graph.Key

	removed map[graph.Key]bool
	emptied map[graph.Key]bool // contributions that stay without a word
	own     map[graph.Key]bool // contributions that the person alone wrote and that stay
}

// belonging are the kinds of edges that lead from what belongs to one person to that person.
func belonging() []graph.Kind {
	return []graph.Kind{graph.KindIs, graph.KindConcerns, graph.KindWishedBy, graph.KindRequestedBy, graph.KindImposedOn}
}

func (e *Eraser) plan(ctx context.Context, person graph.Key, what Contributions) (*plan, error) {
	found, err := e.Store.Facts(ctx, graph.Whole, person)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || person.Kind() != graph.KindPerson {
		return nil, graph.ErrNotFound
	}
	holds, err := e.Store.Edges(ctx, []graph.Key{person}, graph.Out, graph.KindHold)
	if err != nil {
		return nil, err
	}
	if len(holds) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrHeld, graph.As[graph.Hold](holds[0]).Reason)
	}
	p := &plan{removed: map[graph.Key]bool{person: true}, emptied: map[graph.Key]bool{}, own: map[graph.Key]bool{}}
	p.conditions = append(p.conditions, graph.Condition{Key: person, Revision: found[0].Revision})
	accounts, err := p.removeOwned(ctx, e.Store, person)
	if err != nil {
		return nil, err
	}
	if err := p.removeTexts(ctx, e.Store, person, what); err != nil {
		return nil, err
	}
	names, err := otherNames(ctx, e.Store, person)
	if err != nil {
		return nil, err
	}
	of := graph.As[graph.Person](found[0])
	keys := []graph.Key{person}
	for key := range p.removed {
		if key != person {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	p.traces = newTraces(of, accounts, names, keys, e.As)
	p.shared = slices.ContainsFunc(namesOf(of, accounts), func(name string) bool { return names[fold(name).text] })
	p.oneWord = len(strings.Fields(of.DisplayName)) == 1
	if err := p.scan(ctx, e.Store); err != nil {
		return nil, err
	}
	for key := range p.removed {
		p.remove = append(p.remove, key)
	}
	slices.Sort(p.remove)
	return p, nil
}

// removeOwned removes what belongs to the person, and returns their accounts.
func (p *plan) removeOwned(ctx context.Context, reader graph.Reader, person graph.Key) (accounts []graph.Account, err error) {
	edges, err := reader.Edges(ctx, []graph.Key{person}, graph.Into, belonging()...)
	if err != nil {
		return nil, fmt.Errorf("read what belongs to %q: %w", person, err)
	}
	var nodes []graph.Key
	for _, edge := range edges {
		nodes = append(nodes, edge.From())
		p.removed[edge.From()] = true
	}
	facts, err := reader.Facts(ctx, graph.Whole, nodes...)
	for _, fact := range facts {
		account, is := fact.Value.(graph.Account)
		if is {
			accounts = append(accounts, account)
		}
		if account.Resource != "" && !account.Absent {
			p.provisioned = append(p.provisioned, fact.Key)
		}
	}
	return accounts, err
}

// removeTexts removes the contributions that the person alone wrote, or has them stay without an author. Those that others
// answered stay in both cases, so that the answers of others stay answers.
func (p *plan) removeTexts(ctx context.Context, reader graph.Reader, person graph.Key, what Contributions) error {
	written, err := writtenBy(ctx, reader, person)
	if err != nil || len(written) == 0 {
		return err
	}
	authors, err := reader.Edges(ctx, written, graph.Into, graph.KindAuthored)
	if err != nil {
		return fmt.Errorf("read who else wrote what %q wrote: %w", person, err)
	}
	shared := map[graph.Key]bool{}
	for _, edge := range authors {
		if edge.From() != person {
			shared[edge.To()] = true
		}
	}
	answers, err := reader.Edges(ctx, written, graph.Into, graph.KindAnswers)
	if err != nil {
		return fmt.Errorf("read the answers to what %q wrote: %w", person, err)
	}
	answered := map[graph.Key]bool{}
	for _, edge := range answers {
		if !slices.Contains(written, edge.From()) {
			answered[edge.To()] = true
		}
	}
	for _, key := range written {
		switch {
		case shared[key]:
		case what == Keep:
			p.own[key] = true
			p.kept++
		case answered[key]:
			p.emptied[key] = true
		default:
			p.removed[key] = true
		}
	}
	return nil
}

// writtenBy returns the contributions of a person, those included that do not name them.
func writtenBy(ctx context.Context, reader graph.Reader, person graph.Key) (written []graph.Key, err error) {
	named, err := reader.Edges(ctx, []graph.Key{person}, graph.Out, graph.KindAuthored)
	if err != nil {
		return nil, fmt.Errorf("read what %q wrote: %w", person, err)
	}
	for _, edge := range named {
		written = append(written, edge.To())
	}
	unnamed, err := reader.Edges(ctx, []graph.Key{person}, graph.Into, graph.KindAskedBy)
	for _, edge := range unnamed {
		written = append(written, edge.From())
	}
	return written, err
}

// otherNames returns the names that other people bear, folded.
func otherNames(ctx context.Context, reader graph.Reader, person graph.Key) (map[string]bool, error) {
	names := map[string]bool{}
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if fact.Key != person {
			for _, name := range namesOf(graph.As[graph.Person](fact), nil) {
				names[fold(name).text] = true
			}
		}
		return nil
	}, graph.KindPerson)
	return names, err
}

// scan looks at every fact that stays for traces.
func (p *plan) scan(ctx context.Context, store Store) error {
	skills := map[graph.Key]graph.Fact{} // that the person named
	_, err := store.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		from, to := fact.Key.Ends()
		switch {
		case p.removed[fact.Key] || p.removed[from] || p.removed[to]:
			return nil
		case p.isTagged(fact.Key) || p.isOwnedBy(fact):
			p.removed[fact.Key] = true
			return nil
		case fact.Key.Kind() == graph.KindSkill && p.traces.gone[fact.Origin]:
			skills[fact.Key] = fact
			return nil
		}
		p.change(fact)
		return nil
	})
	if err != nil {
		return fmt.Errorf("look for traces: %w", err)
	}
	return p.removeSkills(ctx, store, skills)
}

// isTagged reports whether an erased person made an edge, such as a statement about somebody else.
func (p *plan) isTagged(key graph.Key) bool {
	tag := key.Tag()
	return tag != "" && p.traces.gone[tag]
}

// isOwnedBy reports whether a fact is the person's own and nobody else's.
func (p *plan) isOwnedBy(fact graph.Fact) bool {
	switch value := fact.Value.(type) {
	case graph.Shortlist:
		return p.traces.gone[value.Owner]
	case graph.SavedSearch:
		return p.traces.gone[value.Owner]
	}
	return false
}

// change puts a fact without the traces that it holds.
func (p *plan) change(fact graph.Fact) {
	is := fact
	if p.traces.gone[fact.Origin] {
		is.Origin = actor
	}
	changed := is.Origin != fact.Origin
	if p.emptied[fact.Key] {
		value := graph.As[graph.Contribution](fact)
		value.Title, value.Content, value.URL = "", "", ""
		is.Value, changed = value, true
	} else if !namesPeopleNever(fact.Key.Kind()) {
		var redacted bool
		is.Value, redacted = p.traces.without(fact.Value)
		changed = changed || redacted
	}
	if changed {
		p.put = append(p.put, is)
		p.conditions = append(p.conditions, graph.Condition{Key: fact.Key, Revision: fact.Revision})
	}
}

// namesPeopleNever reports kinds whose texts are about other people or about things: a name in them is not this person.
func namesPeopleNever(kind graph.Kind) bool {
	switch kind {
	case graph.KindPerson, graph.KindAccount, graph.KindUnit, graph.KindSite, graph.KindSkill, graph.KindScheme, graph.KindConcept, graph.KindRole:
		return true
	}
	return false
}

// removeSkills removes the skills that the person named and nobody else holds.
func (p *plan) removeSkills(ctx context.Context, reader graph.Reader, skills map[graph.Key]graph.Fact) error {
	if len(skills) == 0 {
		return nil
	}
	var keys []graph.Key
	for key := range skills {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b graph.Key) int { return strings.Compare(string(a), string(b)) })
	edges, err := reader.Edges(ctx, keys, graph.Into)
	if err != nil {
		return fmt.Errorf("read who holds the skills that were named: %w", err)
	}
	used := map[graph.Key]bool{}
	for _, edge := range edges {
		if !p.removed[edge.From()] && !p.removed[edge.Key] {
			used[edge.To()] = true
		}
	}
	for _, key := range keys {
		if used[key] {
			p.change(skills[key])
		} else {
			p.removed[key] = true
		}
	}
	return nil
}
