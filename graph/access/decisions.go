package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// decisions are what people decided about how they are ranked and who sees what of them, and what communities decide about what
// is in them. They are few, and the same for every viewer.
type decisions struct {
	objectors   map[graph.NodeID]bool       // who object to be ranked
	unprofiled  map[graph.NodeID]bool       // who object that what the directory says of them counts
	unavailable map[graph.NodeID]graph.Date // until when people do not want to be asked
	referrers   map[graph.NodeID][]referral // who handed a question on, by the accepted answer
	uncounted   map[authorship]uncounted    // contributions that people do not want to count
	disclosed   map[graph.NodeID]disclosed  // who sees what of people, where they chose
	closed      map[graph.NodeID]bool       // communities that are closed; never nil
	sensitive   map[graph.NodeID]bool       // communities that are sensitive
	unused      map[graph.NodeID]bool       // contributions that count for nothing: hidden, or of a sensitive community, or answers to such
	restricted  map[graph.NodeID]bool       // people whose facts are not used
}

// decisionKinds are the kinds of facts that decisions are made of.
func decisionKinds() []graph.Kind {
	return []graph.Kind{graph.KindCommunity, graph.KindObjectsTo, graph.KindUnavailable, graph.KindReferred, graph.KindObjectsToEvidence, graph.KindDiscloses, graph.KindHiddenIn, graph.KindRestricted}
}

// isDecision reports whether a fact is one of those.
func isDecision(key graph.Key) bool { return slices.Contains(decisionKinds(), key.Kind()) }

// decisions returns what people decided, read once for a snapshot, and again only where one of them changed.
func (f *filter) decisions(ctx context.Context) (*decisions, error) {
	mutex, kept := &f.mutex, &f.decided
	if f.cache != nil {
		mutex, kept = &f.cache.deciding, &f.cache.decisions
	}
	mutex.Lock()
	defer mutex.Unlock()
	if *kept == nil {
		read, err := f.readDecisions(ctx)
		if err != nil {
			return nil, err
		}
		*kept = read
	}
	return *kept, nil
}

func (f *filter) readDecisions(ctx context.Context) (*decisions, error) {
	var facts []graph.Fact
	_, err := f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error { facts = append(facts, fact); return nil }, decisionKinds()...)
	if err != nil {
		return nil, err
	}
	ends := make([]graph.Key, 0, 2*len(facts))
	for _, fact := range facts {
		if fact.Key.IsEdge() {
			ends = append(ends, fact.From(), fact.To())
		} else {
			ends = append(ends, fact.Key, "")
		}
	}
	nodes := f.graph.NodeIDs(ends)
	read := &decisions{map[graph.NodeID]bool{}, map[graph.NodeID]bool{}, map[graph.NodeID]graph.Date{}, map[graph.NodeID][]referral{}, map[authorship]uncounted{}, map[graph.NodeID]disclosed{},
		map[graph.NodeID]bool{}, map[graph.NodeID]bool{}, map[graph.NodeID]bool{}, map[graph.NodeID]bool{}}
	for i, fact := range facts {
		read.add(fact, nodes[2*i], nodes[2*i+1])
	}
	return read, f.addUnused(ctx, read)
}

// add adds what a fact says of a community, or what joins a person to themselves or to a contribution.
func (d *decisions) add(fact graph.Fact, from, to graph.NodeID) {
	switch value := fact.Value.(type) {
	case graph.ObjectsTo:
		switch fact.Key.Tag() {
		case graph.ObjectionToRanking:
			d.objectors[from] = true
		case graph.ObjectionToProfile:
			d.unprofiled[from] = true
		}
	case graph.Community:
		if value.IsClosed() {
			d.closed[from] = true
		}
		if value.Sensitive {
			d.sensitive[from] = true
		}
	case graph.HiddenIn:
		d.unused[from] = true
	case graph.Unavailable:
		d.unavailable[from] = value.Until
	case graph.Restricted:
		d.restricted[from], d.objectors[from] = true, true
	case graph.Referred:
		d.referrers[to] = append(d.referrers[to], referral{from, value.On.Day()})
	case graph.Discloses:
		d.disclosed[from] = d.disclosed[from].with(fact.Key.Tag(), value.To)
	case graph.ObjectsToEvidence:
		one := d.uncounted[authorship{from, to}]
		one.whole = one.whole || fact.Key.Tag() == ""
		one.acceptance = one.acceptance || fact.Key.Tag() == graph.PartAcceptance
		d.uncounted[authorship{from, to}] = one
	}
}

// Unavailable returns, by person, the day until which they do not want to be asked; days that have passed are left out. It
// returns nothing to viewers who may not see availability. It holds people that the viewer does not see as well: look up
// only people that the view shows.
func (v *View) Unavailable(ctx context.Context, today graph.Date) (map[graph.NodeID]graph.Date, error) {
	if !v.SeesAvailability() {
		return nil, nil
	}
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.unavailable) == 0 {
		return nil, err
	}
	current := map[graph.NodeID]graph.Date{}
	for person, until := range decided.unavailable {
		if until >= today {
			current[person] = until
		}
	}
	return current, nil
}

// KeepAvailable sets to 0 the people who do not want to be asked on a day. It holds for every viewer.
func (v *View) KeepAvailable(ctx context.Context, people []graph.NodeID, day graph.Date) ([]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	decided, err := f.decisions(ctx)
	if err != nil {
		return nil, err
	}
	kept := slices.Clone(people)
	for i, person := range kept {
		if decided.unavailable[person] >= day {
			kept[i] = 0
		}
	}
	return kept, nil
}

// ObjectionToRanking returns the key of a person's objection to be ranked.
func ObjectionToRanking(person graph.Key) graph.Key {
	return graph.EdgeKey(person, graph.KindObjectsTo, graph.ObjectionToRanking, person)
}

// KeepRanked returns those of the people, in their order, who do not object to be ranked. It holds for every viewer, though
// the objection itself is the person's alone to see.
func (v *View) KeepRanked(ctx context.Context, people []graph.NodeID) ([]graph.NodeID, error) {
	f, err := v.open(ctx)
	if err != nil || len(people) == 0 {
		return people, err
	}
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.objectors) == 0 {
		return people, err
	}
	return slices.DeleteFunc(slices.Clone(people), func(person graph.NodeID) bool { return decided.objectors[person] }), nil
}
