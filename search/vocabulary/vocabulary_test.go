package vocabulary_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

func concept(id, scheme string, labels ...graph.Literal) graph.Fact {
	return graph.Node(id, scheme, graph.Concept{PrefLabel: labels[:1], AltLabel: labels[1:], InScheme: scheme, Type: graph.ConceptSkill})
}

func skill(id, label string) graph.Fact {
	return graph.Node(id, "interviews", graph.Skill{PrefLabel: label})
}

func storeOf(t testing.TB, facts ...graph.Fact) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	commit(t, store, graph.Tx{Put: facts})
	return store
}

func commit(t testing.TB, store graph.Store, tx graph.Tx) {
	t.Helper()
	if _, err := store.Commit(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
}

func matcherOf(t *testing.T, store graph.Store) *vocabulary.Matcher {
	t.Helper()
	index, err := vocabulary.Read(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return vocabulary.NewMatcher(index, thesaurus.Trades())
}

func TestLabelsAreMatched(t *testing.T) {
	store := storeOf(t,
		concept("r-1", "rome", "Gestion des ressources humaines@fr"),
		concept("r-2", "rome", "Techniques de soudage@fr", "Soudage@fr"),
		concept("r-3", "rome", "Maintenance préventive@fr"),
		concept("r-4", "rome", "Peinture (bâtiment)@fr"),
		concept("r-5", "rome", "Peinture (arts)@fr"),
		concept("e-1", "esco", "welding techniques@en", "techniques de soudage@fr"),
		graph.Node("r-9", "rome", graph.Concept{PrefLabel: []graph.Literal{"Ancien métier@fr"}, InScheme: "rome", Deprecated: true}),
	)
	matcher := matcherOf(t, store)
	for _, test := range []struct {
		label string
		want  []string // concepts that are linked, with how
		queue []string
	}{
		{"TECHNIQUE DE SOUDAGE", []string{"concept/r-2 label", "concept/e-1 alternative"}, nil},
		{"soudage", []string{"concept/r-2 alternative"}, nil},
		{"soudage, techniques", []string{"concept/e-1 order", "concept/r-2 order"}, nil},
		{"Gestion RH", []string{"concept/r-1 abbreviation"}, nil},
		{"maint. préventive", []string{"concept/r-3 abbreviation"}, nil},
		{"Maintenence préventive", []string{"concept/r-3 spelling"}, nil},
		{"peinture", nil, []string{"concept/r-4", "concept/r-5"}},
		{"PEINTURE (ARTS)", []string{"concept/r-5 label"}, nil},
		{"ancien métier", nil, nil},
		{"broderie", nil, nil},
		{"…", nil, nil},
	} {
		var links, queue []string
		for _, one := range matcher.Match(test.label) {
			switch {
			case one.Score >= vocabulary.Linked:
				links = append(links, string(one.Concept)+" "+one.By)
			case one.Score >= vocabulary.Queued:
				queue = append(queue, string(one.Concept))
			}
		}
		if !slices.Equal(links, test.want) || !slices.Equal(queue, test.queue) {
			t.Errorf("%q is linked to %v and queued for %v; want %v and %v", test.label, links, queue, test.want, test.queue)
		}
	}
}

func TestSkillsAreLinkedOnceAndAsDecided(t *testing.T) {
	store := storeOf(t, concept("c-1", "rome", "Soudage@fr"), concept("c-2", "rome", "Peinture (bâtiment)@fr"), concept("c-3", "rome", "Peinture (arts)@fr"),
		skill("soudage", "Soudage"), skill("peinture", "Peinture"), skill("tai-chi", "Tai-chi"))
	matcher := matcherOf(t, store)
	plan, err := matcher.Plan(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Links) != 1 || plan.Links[0].Key != "skill/soudage -same_as-> concept/c-1" || len(plan.Questions) != 1 || plan.Questions[0].Skill.Key != "skill/peinture" || plan.Own != 1 {
		t.Fatalf("planned %+v", plan)
	}
	decided := graph.Edge("skill/peinture", "", "concept/c-2", vocabulary.Origin, graph.DiffersFrom{})
	commit(t, store, graph.Tx{Put: append(plan.Links, decided)})
	plan, err = matcher.Plan(t.Context(), store, nil)
	if err != nil || len(plan.Links) > 0 || len(plan.Questions) != 1 || len(plan.Questions[0].Candidates) != 1 {
		t.Errorf("then %+v, %v", plan, err)
	}
}

// Two concepts that tables name by code for a skill are asked about, even where its label is that of one; one decision ends it.
func TestCodesOfTwoConceptsAreAQuestion(t *testing.T) {
	may := func(concept graph.Key) graph.Fact { return graph.Edge("skill/soudage", "", concept, "", graph.MayBe{}) }
	store := storeOf(t, concept("c-1", "rome", "Soudage@fr"), concept("c-2", "rome", "Brasage@fr"), concept("c-3", "rome", "Chaudronnerie@fr"),
		skill("soudage", "Soudage"), may("concept/c-2"), may("concept/c-3"))
	matcher := matcherOf(t, store)
	plan, err := matcher.Plan(t.Context(), store, nil)
	if err != nil || len(plan.Links) > 0 || len(plan.Questions) != 1 {
		t.Fatalf("planned %+v, %v", plan, err)
	}
	var asked []string
	for _, one := range plan.Questions[0].Candidates {
		asked = append(asked, string(one.Concept)+" "+one.By)
	}
	if diff := cmp.Diff([]string{"concept/c-2 code", "concept/c-3 code", "concept/c-1 label"}, asked); diff != "" {
		t.Errorf("asked about (-want +got):\n%s", diff)
	}
	commit(t, store, graph.Tx{Put: []graph.Fact{graph.Edge("skill/soudage", "", "concept/c-3", "", graph.SameAs{By: vocabulary.ByPerson, Score: 1})}})
	if plan, err = matcher.Plan(t.Context(), store, nil); err != nil || len(plan.Links)+len(plan.Questions) > 0 {
		t.Errorf("once decided %+v, %v", plan, err)
	}
}

func TestAnIndexIsKeptInAFile(t *testing.T) {
	store := storeOf(t, concept("c-1", "rome", "Soudage@fr", "Welding@en"))
	index, err := vocabulary.Read(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "vocabulary")
	if err := index.Save(path, 1); err != nil {
		t.Fatal(err)
	}
	kept, revision := vocabulary.Load(path)
	if kept == nil || revision != 1 {
		t.Fatal("the file cannot be read")
	}
	synonyms := func(index *vocabulary.Index) []thesaurus.Match {
		return vocabulary.Synonyms{Index: func() *vocabulary.Index { return index }}.Find("a welding job")
	}
	if diff := cmp.Diff(synonyms(index), synonyms(kept)); diff != "" || len(synonyms(kept)) != 1 {
		t.Errorf("read (- made + kept):\n%s", diff)
	}
	holds := func() bool {
		holds, err := vocabulary.Holds(t.Context(), store, revision)
		if err != nil {
			t.Fatal(err)
		}
		return holds
	}
	commit(t, store, graph.Tx{Put: []graph.Fact{skill("x", "X")}})
	if !holds() {
		t.Error("a new skill makes the labels of concepts stale")
	}
	commit(t, store, graph.Tx{Put: []graph.Fact{concept("c-2", "rome", "Brasage@fr")}})
	if holds() {
		t.Error("a new concept does not")
	}
}

// Merging two skills keeps every statement; splitting them gives back what was there.
func TestMergeAndSplit(t *testing.T) {
	level := graph.Level(3)
	person := graph.Node("p", "directory", graph.Person{DisplayName: "Ada"})
	said := graph.Node("q", "forum", graph.Contribution{Type: graph.TypeQuestion, Title: "?", Content: "Long."})
	store := storeOf(t, person, said, concept("c-1", "rome", "Voyages@fr"),
		graph.Node("traveller", "interviews", graph.Skill{PrefLabel: "Traveller", AltLabel: []string{"TRAVELLER"}, Notation: "T"}), skill("travel", "Travel"),
		graph.Edge(person.Key, "self", "skill/traveller", "person/p", graph.Declares{Held: &level}),
		graph.Edge(person.Key, "interview/1", "skill/traveller", "interviews", graph.Declares{Held: &level}),
		graph.Edge(person.Key, "self", "skill/travel", "person/p", graph.Declares{Possessed: true}),
		graph.Edge(said.Key, "", "skill/traveller", "forum", graph.About{}),
		graph.Edge("skill/traveller", "", "concept/c-1", "vocabulary", graph.SameAs{By: vocabulary.ByPerson, Score: 1}),
	)
	before := content(t, store)
	tx, err := vocabulary.PlanMerge(t.Context(), store, "skill/traveller", "skill/travel")
	if err != nil {
		t.Fatal(err)
	}
	commit(t, store, tx)
	after := content(t, store)
	for _, want := range []string{
		`person/p -declares[interview/1]-> skill/travel `, `contribution/q -about-> skill/travel `, `skill/travel -same_as-> concept/c-1 `, `"altLabel":["Traveller"]`,
	} {
		if !strings.Contains(after, want) {
			t.Errorf("after the merge there is no %s:\n%s", want, after)
		}
	}
	if strings.Contains(after, "> skill/traveller") {
		t.Errorf("something is still joined to the former skill:\n%s", after)
	}
	if tx, err = vocabulary.PlanSplit(t.Context(), store, "skill/traveller"); err != nil {
		t.Fatal(err)
	}
	commit(t, store, tx)
	if diff := cmp.Diff(before, content(t, store)); diff != "" {
		t.Errorf("splitting gives back (- before + now):\n%s", diff)
	}
	if _, err := vocabulary.PlanSplit(t.Context(), store, "skill/traveller"); err == nil {
		t.Error("what is not merged can be split")
	}
	if _, err := vocabulary.PlanMerge(t.Context(), store, "skill/travel", "skill/none"); err == nil {
		t.Error("a skill can be merged into none")
	}
}

// A skill is one concept of a vocabulary at most: where two that are merged are different ones, or one was decided not to be
// what the other is, what is said of the skill that is left stands, and the record names what was not taken.
func TestMergedSkillsAreOneConceptOfAVocabulary(t *testing.T) {
	const mig, welding = graph.Key("skill/mig"), graph.Key("skill/welding")
	is := func(skill graph.Key, id string) graph.Fact {
		return graph.Edge(skill, "", graph.Key("concept/"+id), "vocabulary", graph.SameAs{By: vocabulary.ByPerson, Score: 1})
	}
	differs := func(skill graph.Key, id string) graph.Fact {
		return graph.Edge(skill, "", graph.Key("concept/"+id), "vocabulary", graph.DiffersFrom{})
	}
	store := storeOf(t, skill("mig", "MIG"), skill("welding", "Welding"),
		concept("r-1", "rome", "Souder au MIG@fr"), concept("r-2", "rome", "Souder@fr"), concept("r-3", "rome", "Braser@fr"),
		concept("e-1", "esco", "MIG welding@en"), concept("o-1", "other", "Brazing@en"), concept("o-2", "another", "Welds@en"),
		is(mig, "r-1"), is(mig, "e-1"), is(mig, "o-1"), differs(mig, "r-2"), differs(mig, "r-3"), is(welding, "r-2"), differs(welding, "o-1"), is(welding, "o-2"))
	before := content(t, store)
	tx, err := vocabulary.PlanMerge(t.Context(), store, mig, welding)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, store, tx)
	edges, err := store.Edges(t.Context(), []graph.Key{welding}, graph.Out, graph.KindSameAs, graph.KindDiffersFrom)
	if err != nil {
		t.Fatal(err)
	}
	var left []graph.Key
	for _, edge := range edges {
		left = append(left, edge.Key)
	}
	slices.Sort(left)
	want := []graph.Key{
		"skill/welding -differs_from-> concept/o-1", "skill/welding -differs_from-> concept/r-3", "skill/welding -same_as-> concept/e-1",
		"skill/welding -same_as-> concept/o-2", "skill/welding -same_as-> concept/r-2",
	}
	if diff := cmp.Diff(want, left); diff != "" {
		t.Errorf("the skill that is left (- want + got):\n%s", diff)
	}
	records, err := store.Facts(t.Context(), graph.Whole, "merge/mig")
	if err != nil || len(records) != 1 {
		t.Fatal(records, err)
	}
	if diff := cmp.Diff([]string{"skill/mig -differs_from-> concept/r-2", "skill/mig -same_as-> concept/o-1", "skill/mig -same_as-> concept/r-1"}, graph.As[graph.Merge](records[0]).NotTaken); diff != "" {
		t.Errorf("not taken (- want + got):\n%s", diff)
	}
	if tx, err = vocabulary.PlanSplit(t.Context(), store, mig); err != nil {
		t.Fatal(err)
	}
	commit(t, store, tx)
	if diff := cmp.Diff(before, content(t, store)); diff != "" {
		t.Errorf("splitting gives back (- before + now):\n%s", diff)
	}
}

// What was changed of the skill that is left, since the merge, is not lost when they are split.
func TestSplitKeepsWhatWasChangedSince(t *testing.T) {
	store := storeOf(t, graph.Node("welding", "interviews", graph.Skill{PrefLabel: "Welding", AltLabel: []string{"Soudure"}}),
		graph.Node("tig", "interviews", graph.Skill{PrefLabel: "TIG", AltLabel: []string{"Brazing"}}))
	tx, err := vocabulary.PlanMerge(t.Context(), store, "skill/tig", "skill/welding")
	if err != nil {
		t.Fatal(err)
	}
	commit(t, store, tx)
	changed := graph.Skill{PrefLabel: "Welding", AltLabel: []string{"Soudure", "TIG", "Brazing", "Soudage"}, Definition: "Joins metals.", Critical: true}
	commit(t, store, graph.Tx{Actor: "hr", Put: []graph.Fact{graph.Node("welding", "interviews", changed)}})
	if tx, err = vocabulary.PlanSplit(t.Context(), store, "skill/tig"); err != nil {
		t.Fatal(err)
	}
	commit(t, store, tx)
	facts, err := store.Facts(t.Context(), graph.Whole, "skill/tig", "skill/welding")
	if err != nil || len(facts) != 2 {
		t.Fatal(facts, err)
	}
	changed.AltLabel = []string{"Soudure", "Soudage"}
	if diff := cmp.Diff(graph.Value(changed), graph.ByKey(facts)["skill/welding"].Value); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// content is what export --content prints.
func content(t *testing.T, store graph.Store) string {
	t.Helper()
	var out strings.Builder
	_, err := store.Scan(context.Background(), graph.Whole, func(fact graph.Fact) error {
		record, err := fact.Record()
		fmt.Fprintf(&out, "%s %s %s %s\n", record.Key, record.Origin, json.RawMessage(record.Brief), record.Long)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}
