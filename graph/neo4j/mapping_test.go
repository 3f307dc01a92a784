package neo4j

import (
	order "cmp"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// No two things that a fact holds may share a property.
func TestPropertiesDoNotCollide(t *testing.T) {
	for _, mapping := range newMappings().byKind {
		seen := map[string]bool{keyProperty: true, tagProperty: true, originProperty: true, revisionProperty: true, timeProperty: true}
		for _, field := range mapping.fields {
			for _, name := range field.names {
				if seen[name] {
					t.Errorf("%s has two properties %q; rename one in mapping.go", mapping.kind, name)
				}
				seen[name] = true
			}
		}
	}
}

// What an analyst meets is what docs/graph-model.md says.
func TestTheModelIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/graph-model.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, mapping := range newMappings().byKind {
		documented := []string{"`" + mapping.name + "`"}
		for _, label := range mapping.roles.labels {
			documented = append(documented, "`"+label+"`")
		}
		for _, field := range mapping.fields {
			for _, name := range field.names {
				if !strings.HasSuffix(name, "Text") {
					documented = append(documented, "`"+name+"`")
				}
			}
		}
		for _, name := range documented {
			if !strings.Contains(string(text), name) {
				t.Errorf("docs/graph-model.md does not mention %s of %s", name, mapping.kind)
			}
		}
	}
}

func TestPropertiesAreNative(t *testing.T) {
	level := graph.Level(2.5)
	day, at := time.Date(2026, 1, 14, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 14, 10, 30, 0, 5e6, time.UTC)
	for _, test := range []struct {
		value graph.Value
		want  map[string]any
	}{
		{graph.Unit{}, map[string]any{}},
		{graph.Person{DisplayName: "Zoé", Hidden: true}, map[string]any{"displayName": "Zoé", "hidden": true, "absent": false}},
		{graph.Declares{Held: &level, On: "2026-01-14", HeldRaw: "Maîtrise"}, undecided("level", 2.5, "declaredOn", driver.DateOf(day), "heldRaw", "Maîtrise")},
		{graph.Declares{Held: new(graph.Level)}, undecided("level", 0.0)},
		{graph.Declares{On: "soon"}, undecided("declaredOnText", `"soon"`)},
		{graph.Likes{At: at}, map[string]any{"at": native(at)}},
		{graph.Skill{AltLabel: []string{"Go", ""}}, map[string]any{"altLabel": []any{"Go", ""}, "critical": false}},
		{graph.Contribution{Likes: []graph.Tally{{On: "2026-01-14", Count: 3}}},
			map[string]any{"likesOn": []any{driver.DateOf(day)}, "likesCount": []any{int64(3)}}},
		{graph.Contribution{Likes: []graph.Tally{{On: "2026-01-14", Count: 3}, {Count: 1}}},
			map[string]any{"likesText": `[{"on":"2026-01-14","count":3},{"count":1}]`}},
	} {
		got, err := newMapping(test.value).properties(test.value)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got, cmp.Comparer(func(a, b driver.Date) bool { return a.Time().Equal(b.Time()) })); diff != "" {
			t.Errorf("properties of %+v (- want + got):\n%s", test.value, diff)
		}
	}
}

// undecided is a declaration that nobody validated or published, with further properties.
func undecided(pairs ...any) map[string]any {
	properties := map[string]any{"possessed": false, "validated": false, "published": false, "chosen": false}
	for i := 0; i < len(pairs); i += 2 {
		properties[pairs[i].(string)] = pairs[i+1]
	}
	return properties
}

// Whatever a value holds, it comes back as the same bytes.
func TestValuesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		empty := rapid.SampledFrom(graph.Values()).Draw(t, "kind")
		value := reflect.New(reflect.TypeOf(empty)).Elem()
		draw(t, value)
		put := fact(value.Interface().(graph.Value))
		want, err := put.Record()
		if err != nil {
			t.Skip("no store takes it")
		}
		put, err = want.Fact()
		if err != nil {
			t.Fatal(err)
		}
		mapping := newMapping(empty)
		properties, err := mapping.properties(put.Value)
		if err != nil {
			t.Fatal(err)
		}
		restored, err := mapping.restore(properties, graph.Whole)
		if err != nil {
			t.Fatal(err)
		}
		got, err := fact(restored).Record()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%+v, as %v (- put + restored):\n%s", put.Value, properties, diff)
		}
	})
}

func fact(value graph.Value) graph.Fact {
	return graph.Fact{Key: graph.NodeKey(value.Kind(), "x"), Value: value}
}

// draw fills a value with anything.
func draw(t *rapid.T, value reflect.Value) {
	if value.Type() == reflect.TypeFor[time.Time]() {
		seconds := rapid.Int64Range(-62135596800, 253402300799).Draw(t, "seconds")
		at := time.Unix(seconds, rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
		if at.Truncate(time.Millisecond).IsZero() {
			at = time.Time{} // what is kept of it would be no time
		}
		value.Set(reflect.ValueOf(at))
		return
	}
	switch value.Kind() {
	case reflect.String:
		value.SetString(rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{4}-[0-1][0-9]-[0-3][0-9]`)).Draw(t, "text"))
	case reflect.Bool:
		value.SetBool(rapid.Bool().Draw(t, "truth"))
	case reflect.Int, reflect.Int64:
		value.SetInt(rapid.Int64().Draw(t, "number"))
	case reflect.Float64:
		value.SetFloat(rapid.Float64().Draw(t, "number"))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "present") {
			value.Set(reflect.New(value.Type().Elem()))
			draw(t, value.Elem())
		}
	case reflect.Slice:
		length := rapid.IntRange(0, 3).Draw(t, "length")
		value.Set(reflect.MakeSlice(value.Type(), length, length))
		for i := range length {
			draw(t, value.Index(i))
		}
	case reflect.Struct:
		for i := range value.NumField() {
			draw(t, value.Field(i))
		}
	}
}

// What no native type can hold is kept all the same, so a new kind needs no code here.
func TestUnusualFieldsAreText(t *testing.T) {
	type unusual struct {
		Map     map[string]int
		Numbers []uint8
		Within  struct{ Deep []string }
	}
	for i := range reflect.TypeFor[unusual]().NumField() {
		of := reflect.TypeFor[unusual]().Field(i)
		codec := codecOf(of.Name, of.Type)
		value, restored := reflect.New(of.Type).Elem(), reflect.New(of.Type).Elem()
		switch v := value.Addr().Interface().(type) {
		case *map[string]int:
			*v = map[string]int{"a": 1}
		case *[]uint8:
			*v = []uint8{1, 2}
		case *struct{ Deep []string }:
			v.Deep = []string{"x"}
		}
		properties := map[string]any{}
		if err := codec.write(value, properties); err != nil {
			t.Fatal(err)
		}
		if err := codec.read(properties, restored); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(value.Interface(), restored.Interface()); diff != "" || len(properties) != 1 {
			t.Errorf("%s as %v (- put + restored):\n%s", of.Name, properties, diff)
		}
	}
}

func TestNamesOfLabels(t *testing.T) {
	for kind, want := range map[graph.Kind]string{"person": "Person", "job_profile": "JobProfile"} {
		if got := labelName(kind); got != want {
			t.Errorf("label of %s = %s, want %s", kind, got, want)
		}
	}
	for kind, want := range map[graph.Kind]string{graph.KindReportsTo: "REPORTS_TO", graph.KindIn: "IN", graph.KindPerson: "Person"} {
		if got := newMappings().byKind[kind].name; got != want {
			t.Errorf("name of %s = %s, want %s", kind, got, want)
		}
	}
}

// Edges go to the server by the node at which they meet, each of them once.
func TestEdgesGoWhereTheyMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		edges := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) newEdge {
			return newEdge{end.Draw(t, "from"), end.Draw(t, "to"), []any{"test", nil}}
		}), 1, 30).Draw(t, "edges")
		into := sharesTargets(edges)
		var sent []newEdge
		nodes := map[string]bool{}
		for _, group := range groupEdges(edges, into) {
			node := group.([]any)[0].(string)
			if nodes[node] {
				t.Fatalf("%s is looked up twice", node)
			}
			nodes[node] = true
			for _, item := range group.([]any)[1].([]any) {
				row := item.([]any)
				made := newEdge{from: node, to: row[0].(string), columns: row[1:]}
				if into {
					made.from, made.to = made.to, made.from
				}
				sent = append(sent, made)
			}
		}
		inOrder := func(a, b newEdge) int { return order.Or(order.Compare(a.from, b.from), order.Compare(a.to, b.to)) }
		slices.SortFunc(edges, inOrder)
		slices.SortFunc(sent, inOrder)
		if fmt.Sprint(edges) != fmt.Sprint(sent) {
			t.Fatalf("sent are %v, want %v", sent, edges)
		}
	})
}
