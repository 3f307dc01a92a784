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

// redact empties the fields that the viewer may not see.
func (v *View) redact(fact graph.Fact, owner map[graph.Key]graph.Key) graph.Fact {
	if fields := v.gate.fields[fact.Key.Kind()]; len(fields) > 0 {
		fact.Value = v.emptied(fields, subject(fact, owner), fact.Value)
	}
	return fact
}

// hiding remembers which fields are hidden from a viewer, so that it is found out once for all that
// is alike.
type hiding struct {
	known map[aboutValue][]int
	about aboutValue // the last value,
	last  []int      // and what is hidden of it
	blank map[graph.Kind]reflect.Value
}

// aboutValue is all that decides which fields of a value are hidden.
type aboutValue struct {
	person graph.Key // or [stranger]
	aboutEdge
}

func newHiding() *hiding {
	return &hiding{known: map[aboutValue][]int{}, blank: map[graph.Kind]reflect.Value{}}
}

// emptied is a value about a person without the fields that the viewer may not see.
func (v *View) emptied(fields []guarded, person graph.Key, value graph.Value) graph.Value {
	hidden := v.hidden(fields, person, value)
	if len(hidden) == 0 {
		return value
	}
	kept, made := v.hiding.blank[value.Kind()]
	if !made {
		kept = reflect.New(reflect.TypeOf(value)).Elem()
		v.hiding.blank[value.Kind()] = kept
	}
	kept.Set(reflect.ValueOf(value))
	for _, field := range hidden {
		kept.Field(field).SetZero()
	}
	return kept.Interface().(graph.Value)
}

// hidden are the fields of a value about a person that the viewer may not see.
func (v *View) hidden(fields []guarded, person graph.Key, value graph.Value) []int {
	about := aboutValue{person, aboutEdge{kind: value.Kind()}}
	if person != "" && !v.near[person] {
		about.person = stranger
	}
	if declaration, ok := value.(graph.Declares); ok {
		about.published = declaration.Published
	}
	return v.hiddenOf(about, fields)
}

func (v *View) hiddenOf(about aboutValue, fields []guarded) []int {
	if about == v.hiding.about {
		return v.hiding.last
	}
	hidden, known := v.hiding.known[about]
	if !known {
		groups := v.groups(about)
		for _, field := range fields {
			if !groups.Meets(field.see) {
				hidden = append(hidden, field.index)
			}
		}
		v.hiding.known[about] = hidden
	}
	v.hiding.about, v.hiding.last = about, hidden
	return hidden
}

// groups are the words of `see` tags that hold for the viewer of such a value.
func (v *View) groups(about aboutValue) Labels {
	groups := Labels{"company"}
	for word, label := range map[Label]Label{"self": Self(about.person), "manager": ManagerOf(about.person), "hr": HR} {
		if about.person != "" && slices.Contains(v.labels, label) {
			groups = append(groups, word)
		}
	}
	if about.published {
		groups = append(groups, "published")
	}
	return groups
}

// subject is the person that a fact is about.
func subject(fact graph.Fact, owner map[graph.Key]graph.Key) graph.Key {
	switch kind := fact.Key.Kind(); {
	case kind == graph.KindPerson:
		return fact.Key
	case !kind.IsEdge():
		return owner[fact.Key]
	}
	return fact.From()
}

func (v *View) ownersOf(ctx context.Context, facts []graph.Fact) (map[graph.Key]graph.Key, error) {
	var owned []graph.Key
	for _, fact := range facts {
		if isOwnedNode(fact.Key.Kind()) {
			owned = append(owned, fact.Key)
		}
	}
	return owners(ctx, v.gate.reader, owned)
}
