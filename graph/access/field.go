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
	see   Labels // in words: company, self, manager, hr, published
}

// guardedFields reads the `see` tags of every kind. A field without a tag is for nobody.
func guardedFields() map[graph.Kind][]guarded {
	fields := map[graph.Kind][]guarded{}
	for _, value := range graph.Values() {
		kind := reflect.TypeOf(value)
		for i := range kind.NumField() {
			var see Labels
			for _, word := range strings.Fields(kind.Field(i).Tag.Get("see")) {
				see = append(see, Label(word))
			}
			if !slices.Equal(see, Labels{"company"}) {
				fields[value.Kind()] = append(fields[value.Kind()], guarded{i, see})
			}
		}
	}
	return fields
}

// redact empties the fields that the viewer may not see.
func (v *View) redact(fact graph.Fact, owner map[graph.Key]graph.Key) graph.Fact {
	if fields := v.gate.fields[fact.Key.Kind()]; len(fields) > 0 {
		fact.Value = v.emptied(fields, subject(fact, owner), fact.Value)
	}
	return fact
}

// emptied is a value about a person without the fields that the viewer may not see.
func (v *View) emptied(fields []guarded, person graph.Key, value graph.Value) graph.Value {
	groups := v.groups(person, value)
	hidden := func(field guarded) bool { return !groups.Meets(field.see) }
	if !slices.ContainsFunc(fields, hidden) {
		return value
	}
	kept := reflect.New(reflect.TypeOf(value)).Elem()
	kept.Set(reflect.ValueOf(value))
	for _, field := range fields {
		if hidden(field) {
			kept.Field(field.index).SetZero()
		}
	}
	return kept.Interface().(graph.Value)
}

// groups are the words of `see` tags that hold for the viewer of what is about a person.
func (v *View) groups(person graph.Key, value graph.Value) Labels {
	if person != "" && !v.near[person] {
		person = stranger
	}
	groups, known := v.close[person]
	if !known {
		groups = Labels{"company"}
		for word, label := range map[Label]Label{"self": Self(person), "manager": ManagerOf(person), "hr": HR} {
			if person != "" && slices.Contains(v.labels, label) {
				groups = append(groups, word)
			}
		}
		v.close[person] = groups
	}
	if declaration, ok := value.(graph.Declares); ok && declaration.Published {
		return append(slices.Clip(groups), "published")
	}
	return groups
}

// subject is the person that a fact is about.
func subject(fact graph.Fact, owner map[graph.Key]graph.Key) graph.Key {
	switch fact.Key.Kind() {
	case graph.KindPerson:
		return fact.Key
	case graph.KindAccount, graph.KindInterview:
		return owner[fact.Key]
	}
	return fact.From()
}

func (v *View) ownersOf(ctx context.Context, facts []graph.Fact) (map[graph.Key]graph.Key, error) {
	var owned []graph.Key
	for _, fact := range facts {
		if kind := fact.Key.Kind(); kind == graph.KindAccount || kind == graph.KindInterview {
			owned = append(owned, fact.Key)
		}
	}
	return owners(ctx, v.gate.reader, owned)
}
