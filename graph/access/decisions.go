package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// decisions are what people decided about how they are ranked. They are few, and the same for every viewer.
type decisions struct {
	objectors   map[graph.NodeID]bool       // who object to be ranked
	unavailable map[graph.NodeID]graph.Date // until when people do not want to be asked
}

// decisionKinds are the kinds of facts that decisions are made of.
func decisionKinds() []graph.Kind { return []graph.Kind{graph.KindObjectsTo, graph.KindUnavailable} }

// isDecision reports whether a fact is one of those.
func isDecision(key graph.Key) bool { return slices.Contains(decisionKinds(), key.Kind()) }

// decisions returns what people decided, read once for a snapshot, and again only where one of them changed.
func (f *filter) decisions(ctx context.Context) (*decisions, error) {
	if f.cache == nil {
		return f.readDecisions(ctx)
	}
	f.cache.mutex.Lock()
	defer f.cache.mutex.Unlock()
	if f.cache.decisions == nil {
		read, err := f.readDecisions(ctx)
		if err != nil {
			return nil, err
		}
		f.cache.decisions = read
	}
	return f.cache.decisions, nil
}

func (f *filter) readDecisions(ctx context.Context) (*decisions, error) {
	var facts []graph.Fact
	_, err := f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error { facts = append(facts, fact); return nil }, decisionKinds()...)
	if err != nil {
		return nil, err
	}
	people := make([]graph.Key, len(facts))
	for i, fact := range facts {
		people[i] = fact.From()
	}
	read := &decisions{map[graph.NodeID]bool{}, map[graph.NodeID]graph.Date{}}
	for i, person := range f.graph.NodeIDs(people) {
		switch value := facts[i].Value.(type) {
		case graph.ObjectsTo:
			if facts[i].Key.Tag() == graph.ObjectionToRanking {
				read.objectors[person] = true
			}
		case graph.Unavailable:
			read.unavailable[person] = value.Until
		}
	}
	return read, nil
}

// Unavailable returns until when people do not want to be asked who said so and whose day has not passed; none to viewers
// who may not see availability. The keys are of people, whether or not the viewer sees them: it is asked about those whom
// the viewer does see.
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
