package neo4j

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// mapping says how facts of one kind lie in Neo4j.
type mapping struct {
	kind   graph.Kind
	name   string // the label of a node, the type of a relationship
	value  reflect.Type
	fields []field
	long   bool // whether there are long fields
	// columns are the properties of the fields, less those for what does not fit its type.
	columns []string
	roles   roles
}

// The properties that every fact has beside its own.
const (
	keyProperty      = "key" // of nodes; a relationship is known by its ends, type and tag
	tagProperty      = "tag" // of relationships that have one
	originProperty   = "origin"
	revisionProperty = "revision"
	timeProperty     = "committedAt"
)

// propertyName are the properties that are not called what the field's JSON name says, because an
// analyst meets them without the struct's comments beside.
func propertyName(kind graph.Kind, name string) string {
	switch string(kind) + "." + name {
	case "declares.held":
		return "level"
	case "declares.required":
		return "requiredLevel"
	case "declares.selfAssessed":
		return "selfAssessedLevel"
	case "declares.on":
		return "declaredOn"
	case "interview.on":
		return "heldOn"
	}
	return name
}

// roles are labels that nodes of a kind have beside its own, by the value of one property, so
// that a query can say (:Answer) and (:Question).
type roles struct {
	property string
	labels   map[string]string
}

func rolesOf(kind graph.Kind) roles {
	if kind != graph.KindContribution {
		return roles{}
	}
	return roles{"type", map[string]string{
		graph.TypeQuestion: "Question", graph.TypeAnswer: "Answer", graph.TypeNote: "Note", graph.TypeArticle: "Article",
		graph.TypeComment: "Comment", graph.TypeTombstone: "Tombstone",
	}}
}

// of is the further label of a node with these properties, or "".
func (r roles) of(properties map[string]any) string {
	value, _ := properties[r.property].(string)
	return r.labels[value]
}

// all is every further label, ":A:B", or "".
func (r roles) all() string {
	labels := make([]string, 0, len(r.labels))
	for _, label := range r.labels {
		labels = append(labels, ":"+label)
	}
	slices.Sort(labels)
	return strings.Join(labels, "")
}

// mappings are those of all kinds.
type mappings struct {
	byKind map[graph.Kind]*mapping
	byName map[string]*mapping
	kinds  []graph.Kind // in the order of graph.Kinds
}

func newMappings() mappings {
	all := mappings{byKind: map[graph.Kind]*mapping{}, byName: map[string]*mapping{}, kinds: graph.Kinds()}
	for _, value := range graph.Values() {
		made := newMapping(value)
		all.byKind[made.kind], all.byName[made.name] = made, made
	}
	return all
}

func newMapping(value graph.Value) *mapping {
	kind := value.Kind()
	made := &mapping{kind: kind, name: labelName(kind), value: reflect.TypeOf(value), roles: rolesOf(kind)}
	if kind.IsEdge() {
		made.name = strings.ToUpper(string(kind))
	}
	for i := range made.value.NumField() {
		at := made.value.Field(i)
		name, _, _ := strings.Cut(at.Tag.Get("json"), ",")
		long := at.Tag.Get("long") == "true"
		made.long = made.long || long
		codec := codecOf(propertyName(kind, name), at.Type)
		made.fields = append(made.fields, field{index: i, long: long, codec: codec})
		made.columns = append(made.columns, codec.usual...)
	}
	return made
}

// labelName is "Person" for "person", "JobProfile" for "job_profile".
func labelName(kind graph.Kind) string {
	var name strings.Builder
	for word := range strings.SplitSeq(string(kind), "_") {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name.String()
}

// properties are a value's own; what is empty has none.
func (s *mapping) properties(value graph.Value) (map[string]any, error) {
	properties := map[string]any{}
	of := reflect.ValueOf(value)
	for _, field := range s.fields {
		if err := field.write(of.Field(field.index), properties); err != nil {
			return nil, err
		}
	}
	return properties, nil
}

// restore makes a value of its properties.
func (s *mapping) restore(properties map[string]any, detail graph.Detail) (graph.Value, error) {
	value := reflect.New(s.value).Elem()
	for _, field := range s.fields {
		if field.long && detail == graph.Brief {
			continue
		}
		if err := field.read(properties, value.Field(field.index)); err != nil {
			return nil, err
		}
	}
	made, ok := value.Interface().(graph.Value)
	if !ok {
		return nil, fmt.Errorf("%w: %s is no value", graph.ErrInvalid, s.value)
	}
	return made, nil
}

// projection is what to return of a node n: all of its properties, or those that a brief read
// wants where there are long ones.
func (s *mapping) projection(detail graph.Detail) string {
	if !s.long || detail == graph.Whole {
		return "properties(n)"
	}
	names := []string{keyProperty, originProperty, revisionProperty, timeProperty}
	for _, field := range s.fields {
		if !field.long {
			names = append(names, field.names...)
		}
	}
	return "n {." + strings.Join(names, ", .") + "}"
}
