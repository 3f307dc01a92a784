package rights

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// HeldFact is a fact that is kept about the viewer, as they see it, and who else does.
type HeldFact struct {
	graph.Fact
	// Audience are the groups that see the fact, as company, hr, manager or self; a community stands for its members.
	Audience []string
	Fields   []HeldField
}

// HeldField is a field of it that is not empty.
type HeldField struct {
	Name, Value string
	// Type is what the value says: text, boolean, date, time, level or number.
	Type string
	// Audience are the groups that see the field, of those that see the fact.
	Audience []string
}

// Held returns everything that is kept about the viewer and that they may see: what describes them, what they said and wrote,
// and what others and sources said of them; by kind, then by key.
func Held(ctx context.Context, v *access.View) ([]HeldFact, error) {
	person := v.Viewer().Person
	if person == "" {
		return nil, nil
	}
	facts, err := v.Facts(ctx, graph.Whole, person)
	if err != nil || len(facts) == 0 {
		return nil, err
	}
	nodes := []graph.Key{}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		edges, err := v.Edges(ctx, []graph.Key{person}, direction)
		if err != nil {
			return nil, fmt.Errorf("read what is kept about %q: %w", person, err)
		}
		for _, edge := range edges {
			from, to := edge.Key.Ends()
			switch kind := edge.Key.Kind(); {
			case kind == graph.KindAuthored && from == person:
				nodes = append(nodes, to)
			case (slices.Contains(access.Ownership(), kind) || kind == graph.KindAskedBy) && to == person:
				nodes = append(nodes, from)
			}
		}
		facts = append(facts, edges...)
	}
	owned, err := v.Facts(ctx, graph.Whole, nodes...)
	if err != nil {
		return nil, err
	}
	facts = append(facts, owned...)
	slices.SortFunc(facts, func(a, b graph.Fact) int {
		return cmp.Or(strings.Compare(string(a.Key.Kind()), string(b.Key.Kind())), strings.Compare(string(a.Key), string(b.Key)))
	})
	return withAudiences(ctx, v, slices.CompactFunc(facts, func(a, b graph.Fact) bool { return a.Key == b.Key }))
}

func withAudiences(ctx context.Context, v *access.View, facts []graph.Fact) ([]HeldFact, error) {
	audiences, err := access.Audiences(ctx, unfiltered.Reader(v), facts)
	if err != nil {
		return nil, err
	}
	disclosed, err := v.FieldAudiences(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]HeldFact, len(facts))
	for i, fact := range facts {
		words := wordsOf(audiences[fact.Key])
		if fact.Key.Kind() == graph.KindAsked { // as [asking.AskedOf] tells them
			words = append([]string{"asker"}, words...)
		}
		all[i] = HeldFact{fact, words, fieldsOf(fact.Value, words)}
		if fact.Key == v.Viewer().Person && slices.Contains(words, string(access.Company)) {
			narrow(all[i].Fields, disclosed)
		}
	}
	return all, nil
}

// narrow gives fields of a person the audiences that the person or the policy chose; the company sees the other fields.
func narrow(fields []HeldField, disclosed []access.FieldAudience) {
	for _, one := range disclosed {
		if one.Audience == graph.ToCompany {
			continue
		}
		for i := range fields {
			if fields[i].Name == one.Field {
				fields[i].Audience = graph.DisclosureAudiences()[:max(0, slices.Index(graph.DisclosureAudiences(), one.Audience))+1]
			}
		}
	}
}

// wordsOf returns labels in words, without the names of people.
func wordsOf(labels access.Labels) []string {
	var words []string
	for _, label := range labels {
		word, _, _ := strings.Cut(string(label), ":")
		words = append(words, word)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// fieldsOf returns the fields of a value that are not empty, each with who sees it of those that see the fact.
func fieldsOf(value graph.Value, words []string) (fields []HeldField) {
	of := reflect.ValueOf(value)
	declaration, _ := value.(graph.Declares)
	for i := range of.NumField() {
		field := of.Type().Field(i)
		if of.Field(i).IsZero() {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		fields = append(fields, HeldField{name, textOf(of.Field(i).Interface()), typeOf(of.Field(i).Interface()), seers(field.Tag.Get("see"), words, declaration.IsPublished())})
	}
	return fields
}

// seers returns the groups of a fact's audience that see a field: those of the company see what is for the company.
func seers(see string, words []string, published bool) (seen []string) {
	tags := strings.Fields(see)
	if slices.Contains(tags, "company") || published && slices.Contains(tags, "published") {
		return words
	}
	for _, tag := range tags {
		if tag == "self" || slices.Contains(words, tag) || tag == "hr" && slices.Contains(words, "company") {
			seen = append(seen, tag)
		}
	}
	slices.Sort(seen)
	return seen
}

func typeOf(value any) string {
	switch value.(type) {
	case bool:
		return "boolean"
	case graph.Date:
		return "date"
	case time.Time:
		return "time"
	case *graph.Level:
		return "level"
	case int, float64:
		return "number"
	}
	return "text"
}

func textOf(value any) string {
	switch value := value.(type) {
	case time.Time:
		return value.UTC().Format(time.RFC3339)
	case []string:
		return strings.Join(value, "; ")
	case *graph.Level:
		return fmt.Sprint(float64(*value))
	}
	return fmt.Sprint(value)
}

// SourceOf returns which source a fact is from, for its person: self for what they entered, colleague for what another person
// did, else the name of the source.
func SourceOf(fact graph.Fact, viewer graph.Key) string {
	switch origin := graph.Key(fact.Origin); {
	case origin == viewer && viewer != "":
		return "self"
	case origin.Kind() == graph.KindPerson && origin.Check() == nil:
		return "colleague"
	}
	return fact.Origin
}

// OtherEnd returns what a fact is about besides a person: the other end of an edge, the node else.
func OtherEnd(key, person graph.Key) graph.Key {
	from, to := key.Ends()
	switch {
	case from == "":
		return key
	case from == person:
		return to
	}
	return from
}

// NamesOf returns what nodes are called, of those that the viewer sees and that are called something.
func NamesOf(ctx context.Context, v *access.View, nodes []graph.Key) (map[graph.Key]string, error) {
	facts, err := v.Facts(ctx, graph.Brief, graph.Distinct(nodes)...)
	names := map[graph.Key]string{}
	for _, fact := range facts {
		if name := nameOf(fact.Value); name != "" {
			names[fact.Key] = name
		}
	}
	return names, err
}

// nameOf returns the first of the fields by which things are called.
func nameOf(value graph.Value) string {
	of := reflect.ValueOf(value)
	for _, name := range []string{"DisplayName", "PrefLabel", "Name", "Title"} {
		field := of.FieldByName(name)
		if !field.IsValid() || field.IsZero() {
			continue
		}
		if labels, is := field.Interface().([]graph.Literal); is {
			return graph.InLanguage(labels, "fr")
		}
		return field.String()
	}
	return ""
}
