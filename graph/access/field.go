package access

import (
	"context"
	"reflect"
	"strings"

	"github.com/sachant/sachant/graph"
)

// guarded is a field that not everybody in the company sees.
type guarded struct {
	index int
	see   []string
}

// guardedFields reads the `see` tags of every kind. A field without a tag is for nobody.
func guardedFields() map[graph.Kind][]guarded {
	fields := map[graph.Kind][]guarded{}
	for _, value := range graph.Values() {
		kind := reflect.TypeOf(value)
		for i := range kind.NumField() {
			see := strings.Fields(kind.Field(i).Tag.Get("see"))
			if len(see) != 1 || see[0] != "company" {
				fields[value.Kind()] = append(fields[value.Kind()], guarded{i, see})
			}
		}
	}
	return fields
}

// redact empties the fields that the viewer may not see.
func (v *View) redact(fact graph.Fact, owner map[graph.Key]graph.Key) graph.Fact {
	fields := v.gate.fields[fact.Key.Kind()]
	if len(fields) == 0 {
		return fact
	}
	groups := v.groups(fact, subject(fact, owner))
	value := reflect.New(reflect.TypeOf(fact.Value)).Elem()
	value.Set(reflect.ValueOf(fact.Value))
	for _, field := range fields {
		if !groups.Meets(tagLabels(field.see)) {
			value.Field(field.index).SetZero()
		}
	}
	fact.Value = value.Interface().(graph.Value)
	return fact
}

// groups are the words of `see` tags that hold for the viewer of this fact.
func (v *View) groups(fact graph.Fact, person graph.Key) Labels {
	groups := Labels{"company"}
	for word, label := range map[Label]Label{"self": Self(person), "manager": ManagerOf(person), "hr": HR} {
		if person != "" && v.labels.Meets(Labels{label}) {
			groups = append(groups, word)
		}
	}
	if declaration, ok := fact.Value.(graph.Declares); ok && declaration.Published {
		groups = append(groups, "published")
	}
	return groups
}

func tagLabels(see []string) Labels {
	labels := make(Labels, len(see))
	for i, word := range see {
		labels[i] = Label(word)
	}
	return labels
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
