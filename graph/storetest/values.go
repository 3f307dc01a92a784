package storetest

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sachant/sachant/graph"
)

// valueTests are made from the kinds there are, so a new kind or field is tested once it is
// written down.
func valueTests() []readerTest {
	var tests []readerTest
	for _, variant := range []struct {
		name string
		fill func(reflect.Value)
	}{
		{"empty", func(reflect.Value) {}},
		{"filled", func(value reflect.Value) { fill(value, plain) }},
		{"with hostile text", func(value reflect.Value) { fill(value, hostile) }},
		{"with large text", func(value reflect.Value) {
			fill(value, func(name string) string { return strings.Repeat(name+" é ", 5_000) })
		}},
	} {
		all := oneOfEveryKind(variant.fill)
		tests = append(tests, readerTest{"every kind round-trips, " + variant.name, all, func(t *testing.T, reader graph.Reader) {
			roundTrips(t, reader, all)
		}})
	}
	return tests
}

func plain(name string) string { return "the " + name }

// hostile is text that breaks what quotes, escapes, splits or cuts carelessly.
func hostile(name string) string {
	return name + " \x00 ' \" \\ ` <b>&amp; \n\r\t \n\u0303 \u2028 $1 {} [] œ Æ ñ 漢字 🧑‍🚀 %s -follows-> ]"
}

func oneOfEveryKind(fill func(reflect.Value)) []graph.Fact {
	var all []graph.Fact
	for _, kind := range graph.Values() {
		value := reflect.New(reflect.TypeOf(kind)).Elem()
		fill(value)
		made := value.Interface().(graph.Value)
		if !kind.Kind().IsEdge() {
			all = append(all, graph.Node("one", origin, made), graph.Node("two", "origin of "+string(kind.Kind()), made))
			continue
		}
		from, to := kind.Kind().Ends()
		all = append(all,
			graph.Edge(graph.NodeKey(from, "one"), "", graph.NodeKey(to, "two"), origin, made),
			graph.Edge(graph.NodeKey(from, "one"), "a/tag", graph.NodeKey(to, "two"), "Origin é", made))
	}
	return all
}

// fill sets every field to something other than its zero value.
func fill(value reflect.Value, text func(name string) string) {
	for i := range value.NumField() {
		fillOne(value.Field(i), value.Type().Field(i).Name, text)
	}
}

func fillOne(value reflect.Value, name string, text func(name string) string) {
	if value.Type() == reflect.TypeFor[time.Time]() {
		value.Set(reflect.ValueOf(time.Date(2026, 2, 28, 23, 59, 59, 123e6, time.UTC)))
		return
	}
	switch value.Kind() {
	case reflect.String:
		value.SetString(text(name))
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Int, reflect.Int64:
		value.SetInt(-1 << 31)
	case reflect.Float64:
		value.SetFloat(2.5)
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		fillOne(value.Elem(), name, text)
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 2, 2))
		for i := range value.Len() {
			fillOne(value.Index(i), name, text)
		}
	case reflect.Struct:
		fill(value, text)
	default:
		panic("storetest cannot fill a " + value.Type().String() + " yet: add it")
	}
}

func roundTrips(t *testing.T, reader graph.Reader, all []graph.Fact) {
	want := graph.ByKey(all)
	got, _ := scan(t, reader)
	if len(got) != len(all) {
		t.Errorf("Scan = %d facts, want %d", len(got), len(all))
	}
	for _, found := range [][]graph.Fact{got, facts(t, reader, graph.Whole, keysOf(all)...)} {
		for _, fact := range without(found) {
			if diff := cmp.Diff(want[fact.Key], fact); diff != "" {
				t.Errorf("%s (- put + read):\n%s", fact.Key, diff)
			}
		}
	}
}

func ownershipTests() []storeTest {
	return []storeTest{
		{"changing a value after its commit does not reach the store", putOwn},
		{"a commit does not change the transaction", txOwn},
		{"text is kept in its composed form", composed},
	}
}

func putOwn(t *testing.T, store Store) {
	labels, held := []string{"Golang"}, graph.Level(2)
	skill := graph.Node("go", origin, graph.Skill{AltLabel: labels})
	ada := person("ada", "Ada")
	declares := graph.Edge(ada.Key, "self", skill.Key, origin, graph.Declares{Held: &held})
	put(t, store, ada, skill, declares)
	before, _ := scan(t, store)
	labels[0], held = "changed", 4
	after, _ := scan(t, store)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the store shares values with the caller (- before + after):\n%s", diff)
	}
}

func txOwn(t *testing.T, store Store) {
	make := func() graph.Tx {
		return graph.Tx{
			Actor: actor, Put: []graph.Fact{person("eve", "Eve"), person("ada", "Ada")},
			Delete: []graph.Key{"person/y", "person/x"}, If: []graph.Condition{{Key: "person/q"}, {Key: "person/p"}},
		}
	}
	tx := make()
	commit(t, store, tx)
	if diff := cmp.Diff(make(), tx, cmpopts.IgnoreUnexported(graph.Tx{})); diff != "" {
		t.Errorf("Commit changed the transaction:\n%s", diff)
	}
}

func composed(t *testing.T, store Store) {
	put(t, store, person("ada", "Rene\u0301e"))
	if got := graph.As[graph.Person](facts(t, store, graph.Whole, "person/ada")[0]).DisplayName; got != "Renée" {
		t.Errorf("DisplayName = %+q, want the composed form", got)
	}
	if receipt := put(t, store, person("ada", "Renée")); receipt.Put != 0 {
		t.Errorf("the same name in another form is a change: %+v", receipt)
	}
}
