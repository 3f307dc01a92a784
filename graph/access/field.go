package access

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// guarded is a field that not everybody in the company sees.
type guarded struct {
	index int
	see   Labels // in words: company, self, manager, hr, recruiter, dpo, published; asker, told by [asking.AskedOf]
}

// guardedFields reads the `see` tags of every kind. A field without a tag is for nobody.
func guardedFields() map[graph.Kind][]guarded {
	fields := map[graph.Kind][]guarded{}
	for _, value := range graph.Values() {
		if found := guardedOf(reflect.TypeOf(value)); len(found) > 0 {
			fields[value.Kind()] = found
		}
	}
	return fields
}

func guardedOf(kind reflect.Type) []guarded {
	var fields []guarded
	for i := range kind.NumField() {
		var see Labels
		for _, word := range strings.Fields(kind.Field(i).Tag.Get("see")) {
			see = append(see, Label(word))
		}
		if !slices.Equal(see, Labels{"company"}) {
			fields = append(fields, guarded{i, see})
		}
	}
	return fields
}

// maskKey is all that decides which fields of a value are hidden.
type maskKey struct {
	kind      graph.Kind
	published bool
	person    graph.NodeID // that the value is about: one of related, somebody, or 0 for nobody
	hr        bool         // the viewer is human resources of the person
	team      bool         // the viewer and the person report to one manager, where that matters
	chosen    disclosed    // who sees what, where the value is a person
}

// somebody stands for people that no label names.
const somebody = ^graph.NodeID(0)

// summaryKind stands for a [graph.DeclarationSummary].
const summaryKind graph.Kind = "declaration summary"

// mask returns the fields of a value that the viewer may not see.
func (f *filter) mask(key maskKey, fields []guarded) []int {
	key.hr = key.person != 0 && f.isHR(key.person)
	if key.person != 0 && !f.isRelated(key.person) {
		key.person = somebody
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	hidden, known := f.masks[key]
	if !known {
		groups := f.groups(key)
		for _, field := range fields {
			if !groups.Meets(field.see) {
				hidden = append(hidden, field.index)
			}
		}
		if key.kind == graph.KindPerson {
			hidden = append(hidden, f.gate.undisclosed(groups, key.team, key.chosen)...)
		}
		f.masks[key] = hidden
	}
	return hidden
}

// groups returns the words of `see` tags that hold for the viewer of such a value.
func (f *filter) groups(key maskKey) Labels {
	groups := Labels{"company"}
	if key.published {
		groups = append(groups, "published")
	}
	if key.person == 0 {
		if f.anyHR {
			groups = append(groups, "hr")
		}
		return groups
	}
	person := stranger
	if key.person != somebody {
		person = f.graph.Key(key.person)
	}
	if key.hr {
		groups = append(groups, "hr")
	}
	for word, label := range map[Label]Label{"self": Self(person), "manager": ManagerOf(person), "recruiter": Recruiting, "dpo": Protection} {
		if slices.Contains(f.labels, label) {
			groups = append(groups, word)
		}
	}
	return groups
}

// redact returns a value about a person without the fields that the viewer may not see; chosen is who people let see what.
func (f *filter) redact(value graph.Value, person graph.NodeID, chosen map[graph.NodeID]disclosed) graph.Value {
	fields := f.gate.fields[value.Kind()]
	if len(fields) == 0 {
		return value
	}
	declaration, _ := value.(graph.Declares)
	key := maskKey{kind: value.Kind(), published: declaration.IsPublished(), person: person}
	if key.kind == graph.KindPerson {
		key.team, key.chosen = f.team[person], chosen[person]
	}
	hidden := f.mask(key, fields)
	if len(hidden) == 0 {
		return value
	}
	kept := reflect.New(reflect.TypeOf(value)).Elem()
	kept.Set(reflect.ValueOf(value))
	for _, field := range hidden {
		kept.Field(field).SetZero()
	}
	return kept.Interface().(graph.Value)
}

// redactSummaries empties, in place, what the viewer may not see of the summaries of edges.
func (f *filter) redactSummaries(summaries []graph.DeclarationSummary, edges []graph.EdgeRef) {
	var strangers [2][]int // of most: not published, published
	for i := range strangers {
		strangers[i] = f.mask(maskKey{kind: summaryKind, published: i == 1, person: somebody}, f.gate.summaryFields)
	}
	for i := range summaries {
		summary := &summaries[i]
		hidden := strangers[0]
		if summary.Published {
			hidden = strangers[1]
		}
		if f.isRelated(edges[i].From) || f.within.has(edges[i].From) {
			hidden = f.mask(maskKey{kind: summaryKind, published: summary.Published, person: edges[i].From}, f.gate.summaryFields)
		}
		if len(hidden) == 0 {
			continue
		}
		fields := reflect.ValueOf(summary).Elem()
		for _, field := range hidden {
			fields.Field(field).SetZero()
		}
	}
}

// subjects returns the people that facts are about. Of each fact, nodes holds the node itself, or its two ends.
func (f *filter) subjects(ctx context.Context, facts []graph.Fact, nodes []graph.NodeID) ([]graph.NodeID, error) {
	people := make([]graph.NodeID, len(facts))
	var owned []graph.Key
	for i, fact := range facts {
		switch kind := fact.Key.Kind(); {
		case kind == graph.KindPerson:
			people[i] = nodes[2*i]
		case kind.IsEdge():
			people[i] = nodes[2*i]
			if hasOwner(kind) && ownerEnd(kind) == graph.Into {
				people[i] = nodes[2*i+1]
			}
		case isOwnedNode(kind):
			owned = append(owned, fact.Key)
		}
	}
	owner, err := Owners(ctx, f.reader, owned)
	for i, fact := range facts {
		if person, has := owner[fact.Key]; has {
			people[i] = f.graph.NodeIDs([]graph.Key{person})[0]
		}
	}
	return people, err
}
