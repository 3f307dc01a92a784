package taxonomy

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// entry is a concept or a role as it was read.
type entry struct {
	graph.Labels
	definition          []graph.Literal
	notation, uri, kind string
	guessed             bool // the kind of a skill is not told by its row
	where               ingest.Where
	modified            string // a date
}

// collected is what was read of a scheme.
type collected struct {
	id       string // of the scheme
	scheme   graph.Scheme
	concepts map[graph.Key]*entry
	roles    map[graph.Key]*entry
	// elsewhere are concepts of other schemes that are stored, and joined to some of these.
	elsewhere map[graph.Key]bool
	edges     []stated
	// languages are those that were read. Complete are the kinds of facts of which a run read all that the scheme has
	// in these languages: others that are stored are no longer in it.
	languages map[string]bool
	complete  map[graph.Kind]bool
	// loose: targets of links may be missing without fault, since no table that describes them was read.
	loose bool
}

// stated is an edge with its place in the source.
type stated struct {
	graph.Fact
	where ingest.Where
}

func newCollected(id string, scheme graph.Scheme) *collected {
	return &collected{
		id: id, scheme: scheme, concepts: map[graph.Key]*entry{}, roles: map[graph.Key]*entry{}, elsewhere: map[graph.Key]bool{},
		languages: map[string]bool{}, complete: map[graph.Kind]bool{},
	}
}

// concept is the key of a concept of the scheme, by its code there.
func (c *collected) concept(code string) graph.Key { return c.key(graph.KindConcept, code) }

func (c *collected) role(code string) graph.Key { return c.key(graph.KindRole, code) }

func (c *collected) key(kind graph.Kind, code string) graph.Key {
	return keyIn(c.id, kind, code)
}

func keyIn(scheme string, kind graph.Kind, code string) graph.Key {
	return graph.NodeKey(kind, scheme+"-"+graph.Slug(code))
}

func (c *collected) link(where ingest.Where, from, to graph.Key, value graph.Value) {
	c.edges = append(c.edges, stated{graph.Edge(from, "", to, "", value), where})
}

// emit hands everything over: the scheme, the nodes, then what joins them. What is stored of the scheme is kept where
// this run does not say otherwise.
func (c *collected) emit(ctx context.Context, store graph.Reader, sink ingest.Sink) error {
	stored, err := c.readStored(ctx, store)
	if err != nil {
		return err
	}
	c.rejectUnnamed(stored, sink)
	facts := []stated{{Fact: graph.Node(c.id, "", c.scheme)}}
	for _, key := range slices.Sorted(maps.Keys(c.concepts)) {
		facts = append(facts, stated{graph.Fact{Key: key, Value: c.conceptOf(c.concepts[key], stored.values[key])}, c.concepts[key].where})
	}
	for _, key := range slices.Sorted(maps.Keys(c.roles)) {
		facts = append(facts, stated{graph.Fact{Key: key, Value: c.roleOf(c.roles[key], stored.values[key])}, c.roles[key].where})
	}
	facts = append(facts, c.joined(stored, sink)...)
	for i, fact := range facts {
		if i%1000 == 0 {
			sink.Progress(int64(i), int64(len(facts)))
		}
		if err := sink.Emit(ingest.Statement{Where: fact.where, Facts: []graph.Fact{fact.Fact}}); err != nil {
			return err
		}
	}
	return c.emitRemovals(stored, sink)
}

// rejectUnnamed rejects what has no label, in the files or before: nothing could be done with it.
func (c *collected) rejectUnnamed(stored stored, sink ingest.Sink) {
	for _, entries := range []map[graph.Key]*entry{c.concepts, c.roles} {
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			if len(entries[key].PrefLabel) == 0 && !hasLabel(stored.values[key]) {
				sink.Reject(entries[key].where, fmt.Sprintf("%s has no label", key))
				delete(entries, key)
			}
		}
	}
}

func hasLabel(value graph.Value) bool {
	switch value := value.(type) {
	case graph.Concept:
		return len(value.PrefLabel) > 0
	case graph.Role:
		return len(value.PrefLabel) > 0
	}
	return false
}

// joined returns the edges of which both ends are described, each once. Another is rejected.
func (c *collected) joined(stored stored, sink ingest.Sink) []stated {
	isKnown := func(key graph.Key) bool {
		return c.concepts[key] != nil || c.roles[key] != nil || stored.values[key] != nil || c.elsewhere[key]
	}
	seen := make(map[graph.Key]bool, len(c.edges))
	var kept []stated
	loose := 0
	for _, edge := range c.edges {
		from, to := edge.Key.Ends()
		switch {
		case from == to || seen[edge.Key]:
		case isKnown(from) && isKnown(to):
			seen[edge.Key] = true
			kept = append(kept, edge)
		case c.loose:
			loose++
		default:
			sink.Reject(edge.where, fmt.Sprintf("joins %s, which nothing describes", missingOf(from, to, isKnown)))
		}
	}
	sink.Drop("link to what is in no file", loose)
	return kept
}

func missingOf(from, to graph.Key, isKnown func(graph.Key) bool) graph.Key {
	if isKnown(from) {
		return to
	}
	return from
}

// conceptOf returns a concept as it is from now on.
func (c *collected) conceptOf(e *entry, stored graph.Value) graph.Concept {
	was, _ := stored.(graph.Concept)
	labels, definition := c.merged(e, was.Labels(), was.Definition)
	return graph.Concept{
		PrefLabel: labels.PrefLabel, AltLabel: labels.AltLabel, HiddenLabel: labels.HiddenLabel, Definition: definition,
		Notation: cmp.Or(e.notation, was.Notation), URI: cmp.Or(e.uri, was.URI), Type: e.typeAfter(was.Type), InScheme: c.id,
	}
}

// typeAfter returns the type of a concept that had one before.
func (e *entry) typeAfter(was string) string {
	if e.guessed && was != "" && was != graph.ConceptGroup {
		return was
	}
	return cmp.Or(e.kind, was)
}

func (c *collected) roleOf(e *entry, stored graph.Value) graph.Role {
	was, _ := stored.(graph.Role)
	labels, definition := c.merged(e, was.Labels(), was.Definition)
	return graph.Role{
		PrefLabel: labels.PrefLabel, AltLabel: labels.AltLabel, HiddenLabel: labels.HiddenLabel, Definition: definition,
		Notation: cmp.Or(e.notation, was.Notation), URI: cmp.Or(e.uri, was.URI), InScheme: c.id,
	}
}

// merged returns the texts that were read, and those stored in languages in which none was read.
func (c *collected) merged(e *entry, was graph.Labels, wasDefinition []graph.Literal) (graph.Labels, []graph.Literal) {
	read := map[string]bool{}
	for _, label := range e.All() {
		read[label.Language()] = true
	}
	merge := func(now, before []graph.Literal) []graph.Literal {
		all := slices.Clone(now)
		for _, text := range before {
			if !read[text.Language()] {
				all = append(all, text)
			}
		}
		slices.SortStableFunc(all, func(a, b graph.Literal) int { return cmp.Compare(a.Language(), b.Language()) })
		return slices.Compact(all)
	}
	labels := graph.Labels{
		PrefLabel: merge(e.PrefLabel, was.PrefLabel), AltLabel: merge(e.AltLabel, was.AltLabel), HiddenLabel: merge(e.HiddenLabel, was.HiddenLabel),
	}
	if len(e.definition) == 0 {
		return labels, wasDefinition
	}
	return labels, merge(e.definition, wasDefinition)
}
