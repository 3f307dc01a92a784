package vocabulary

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// PlanMerge returns what makes one skill of two: whatever is joined to the first is joined to the second, whose
// alternative labels take up those of the first. Where both are joined to the same in the same way, what is said of the
// second stands, and so it does where they are different concepts of one vocabulary. A record is kept by which [PlanSplit]
// gives back what was there; it names what was not taken.
func PlanMerge(ctx context.Context, reader graph.Reader, merged, into graph.Key) (graph.Tx, error) {
	if merged == into || merged.Kind() != graph.KindSkill || into.Kind() != graph.KindSkill {
		return graph.Tx{}, fmt.Errorf("%w: merge wants two different skills", graph.ErrInvalid)
	}
	facts, err := around(ctx, reader, merged, into)
	if err != nil {
		return graph.Tx{}, err
	}
	contradicted, err := contradictions(ctx, reader, facts, merged, into)
	if err != nil {
		return graph.Tx{}, err
	}
	now := graph.ByKey(facts)
	from, to := now[merged], now[into]
	if from.Value == nil || to.Value == nil {
		return graph.Tx{}, fmt.Errorf("%w: there is no skill %s or no skill %s", graph.ErrNotFound, merged, into)
	}
	tx := graph.Tx{Actor: Origin, Delete: []graph.Key{merged}}
	record := graph.Merge{Into: string(into), Label: graph.As[graph.Skill](from).PrefLabel}
	to.Value = withLabelsOf(graph.As[graph.Skill](to), graph.As[graph.Skill](from))
	tx.Put = append(tx.Put, to)
	for _, fact := range facts {
		if from, other := fact.Key.Ends(); fact.Key != merged && fact.Key != into && from != merged && other != merged {
			continue // joined to the second, and stays
		}
		line, err := kept(fact)
		if err != nil {
			return graph.Tx{}, fmt.Errorf("keep %s: %w", fact.Key, err)
		}
		record.Before = append(record.Before, string(line))
		if contradicted[fact.Key] {
			record.NotTaken = append(record.NotTaken, string(fact.Key))
			continue
		}
		if moved := movedTo(fact, merged, into); fact.Key.IsEdge() && now[moved.Key].Value == nil {
			tx.Put = append(tx.Put, moved)
			record.Added = append(record.Added, string(moved.Key))
		}
	}
	tx.Put = append(tx.Put, graph.Node(recordID(merged), Origin, record))
	for _, fact := range facts {
		tx.If = append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
	}
	return tx, nil
}

// recordID is that of the record of a skill that was merged.
func recordID(merged graph.Key) string { return merged.ID() }

// around returns the skills, and the edges at them.
func around(ctx context.Context, reader graph.Reader, skills ...graph.Key) ([]graph.Fact, error) {
	facts, err := reader.Facts(ctx, graph.Whole, skills...)
	if err != nil {
		return nil, err
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		edges, err := reader.Edges(ctx, skills, direction)
		if err != nil {
			return nil, err
		}
		facts = append(facts, edges...)
	}
	slices.SortFunc(facts, func(a, b graph.Fact) int { return cmp.Compare(a.Key, b.Key) })
	return slices.CompactFunc(facts, func(a, b graph.Fact) bool { return a.Key == b.Key }), nil
}

// contradictions returns what is said of concepts and the first skill that what is said of the second contradicts: that it is
// another concept of one vocabulary, or that it is the concept from which the other differs.
func contradictions(ctx context.Context, reader graph.Reader, facts []graph.Fact, merged, into graph.Key) (map[graph.Key]bool, error) {
	var concepts []graph.Key
	said := map[graph.Key][]graph.Fact{} // of concepts, by skill
	for _, fact := range facts {
		if from, to := fact.Key.Ends(); to.Kind() == graph.KindConcept {
			said[from], concepts = append(said[from], fact), append(concepts, to)
		}
	}
	found, err := reader.Facts(ctx, graph.Brief, concepts...)
	if err != nil {
		return nil, fmt.Errorf("read the concepts of %s and %s: %w", merged, into, err)
	}
	known := graph.ByKey(found)
	schemeOf := func(fact graph.Fact) string { return graph.As[graph.Concept](known[fact.To()]).InScheme }
	contradicted := map[graph.Key]bool{}
	for _, one := range said[merged] {
		contradicted[one.Key] = slices.ContainsFunc(said[into], func(other graph.Fact) bool { return contradicts(one, other, schemeOf) })
	}
	return contradicted, nil
}

// contradicts reports whether two edges to concepts cannot be said of one skill.
func contradicts(one, other graph.Fact, schemeOf func(graph.Fact) string) bool {
	oneIs, otherIs := one.Key.Kind() == graph.KindSameAs, other.Key.Kind() == graph.KindSameAs
	switch {
	case oneIs && otherIs:
		return one.To() != other.To() && schemeOf(one) == schemeOf(other)
	case oneIs:
		return other.Key.Kind() == graph.KindDiffersFrom && one.To() == other.To()
	case otherIs:
		return one.Key.Kind() == graph.KindDiffersFrom && one.To() == other.To()
	}
	return false
}

func movedTo(fact graph.Fact, merged, into graph.Key) graph.Fact {
	from, to := fact.Key.Ends()
	if from == merged {
		from = into
	}
	if to == merged {
		to = into
	}
	if fact.Key.IsEdge() {
		fact.Key = graph.EdgeKey(from, fact.Key.Kind(), fact.Key.Tag(), to)
	}
	return fact
}

// withLabelsOf returns a skill with the labels of another as alternatives.
func withLabelsOf(skill, other graph.Skill) graph.Skill {
	skill.AltLabel = slices.Clone(skill.AltLabel)
	for _, label := range append([]string{other.PrefLabel}, other.AltLabel...) {
		isSame := func(known string) bool { return strings.EqualFold(known, label) }
		if label != "" && !isSame(skill.PrefLabel) && !slices.ContainsFunc(skill.AltLabel, isSame) {
			skill.AltLabel = append(skill.AltLabel, label)
		}
	}
	return skill
}

// keptFact is a fact as a record keeps it.
type keptFact struct {
	Key    graph.Key       `json:"key"`
	Origin string          `json:"origin"`
	Value  json.RawMessage `json:"value"`
	Long   json.RawMessage `json:"long,omitempty"`
}

func kept(fact graph.Fact) ([]byte, error) {
	record, err := fact.Record()
	if err != nil {
		return nil, err
	}
	return json.Marshal(keptFact{fact.Key, fact.Origin, record.Brief, record.Long})
}

func (k keptFact) fact() (graph.Fact, error) {
	return graph.Record{Key: k.Key, Origin: k.Origin, Brief: k.Value, Long: k.Long}.Fact()
}

// errNotMerged is said of a skill that no record is kept of.
var errNotMerged = errors.New("was not merged into another, or that was undone")

// PlanSplit returns what undoes the merge of a skill: what was there before is put back, and what the merge added goes.
// What was said since the merge of the skill that is left stays with that, and so does what was changed of it.
func PlanSplit(ctx context.Context, reader graph.Reader, merged graph.Key) (graph.Tx, error) {
	key := graph.NodeKey(graph.KindMerge, recordID(merged))
	found, err := reader.Facts(ctx, graph.Whole, key)
	if err != nil {
		return graph.Tx{}, err
	}
	if len(found) == 0 {
		return graph.Tx{}, fmt.Errorf("%w: %s %w", graph.ErrNotFound, merged, errNotMerged)
	}
	record := graph.As[graph.Merge](found[0])
	tx := graph.Tx{Actor: Origin, Delete: []graph.Key{key}, If: []graph.Condition{{Key: key, Revision: found[0].Revision}}}
	for _, line := range record.Before {
		var one keptFact
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			return graph.Tx{}, fmt.Errorf("%s: %w", key, err)
		}
		fact, err := one.fact()
		if err != nil {
			return graph.Tx{}, fmt.Errorf("%s: %w", key, err)
		}
		tx.Put = append(tx.Put, fact)
	}
	for _, added := range record.Added {
		tx.Delete = append(tx.Delete, graph.Key(added))
	}
	left, err := reader.Facts(ctx, graph.Whole, graph.Key(record.Into))
	for _, now := range left {
		takeLabels(tx.Put, now, merged)
		tx.If = append(tx.If, graph.Condition{Key: now.Key, Revision: now.Revision})
	}
	return tx, err
}

// takeLabels replaces the skill into which another was merged, as it was before, by the skill as it is now without the labels
// that the merge gave it.
func takeLabels(before []graph.Fact, now graph.Fact, merged graph.Key) {
	at := slices.IndexFunc(before, func(fact graph.Fact) bool { return fact.Key == now.Key })
	if at < 0 {
		return
	}
	was := graph.As[graph.Skill](before[at])
	given := withLabelsOf(was, graph.As[graph.Skill](graph.ByKey(before)[merged])).AltLabel[len(was.AltLabel):]
	skill := graph.As[graph.Skill](now)
	skill.AltLabel = nil
	for _, label := range graph.As[graph.Skill](now).AltLabel {
		if !slices.Contains(given, label) {
			skill.AltLabel = append(skill.AltLabel, label)
		}
	}
	now.Value = skill
	before[at] = now
}
