package vocabulary_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/taxonomy"
	"github.com/sachant/sachant/search/vocabulary"
)

func indexOf(t testing.TB, store graph.Store) *vocabulary.Index {
	t.Helper()
	index, err := vocabulary.Read(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

func TestWhatIsTypedFindsConcepts(t *testing.T) {
	index := indexOf(t, storeOf(t,
		concept("c-1", "rome", "Comptabilité générale@fr", "Compta@fr"), concept("c-2", "rome", "Comptabilité@fr"),
		concept("c-3", "rome", "Normes de la comptabilité publique@fr"), concept("c-4", "rome", "Langage C++@fr"), concept("c-5", "rome", "Décompter@fr")))
	for typed, want := range map[string][]string{
		"compta":     {"Comptabilité", "Compta", "Normes de la comptabilité publique"},
		"COMPTABILI": {"Comptabilité", "Comptabilité générale", "Normes de la comptabilité publique"},
		"publique":   {"Normes de la comptabilité publique"},
		"c++":        {"Langage C++"},
		"":           nil,
		"zzz":        nil,
	} {
		var got []string
		for _, one := range index.Suggest(typed, 8) {
			got = append(got, one.Label)
		}
		slices.Sort(got)
		sorted := slices.Sorted(slices.Values(want))
		if typed != "compta" && !slices.Equal(got, sorted) || len(got) != len(want) {
			t.Errorf("%q finds %v, want %v", typed, got, want)
		}
		if found := index.Suggest(typed, 1); len(want) > 0 && found[0].Label != want[0] {
			t.Errorf("%q finds %q first, want %q", typed, found[0].Label, want[0])
		}
	}
}

func TestWhatIsTypedFindsConceptsOfROME(t *testing.T) {
	dir := os.Getenv("SACHANT_DATA_DIR")
	if dir == "" {
		t.Skip("SACHANT_DATA_DIR names no folder of real data")
	}
	index := indexOf(t, stored(t, taxonomy.SchemeROME, func(store graph.Store) ingest.Reader {
		return taxonomy.ROME{Dir: filepath.Join(dir, "rome-4.0-v460"), Store: store}
	}))
	for _, typed := range []string{"soudure", "compta", "anglais", "linux"} {
		found := index.Suggest(typed, 8)
		if len(found) == 0 {
			t.Fatalf("%q finds nothing", typed)
		}
		slug := graph.Slug(found[0].Label)
		if !strings.HasPrefix(slug, typed) && !strings.Contains(slug, "-"+typed) {
			t.Errorf("%q finds %q first", typed, found[0].Label)
		}
		t.Logf("%s: %v", typed, found)
	}
}

// BenchmarkSuggest: what each letter that is typed costs, among the labels of ROME.
func BenchmarkSuggest(b *testing.B) {
	var facts []graph.Fact
	for i := range 33_000 {
		label := fmt.Sprintf("Réaliser les comptes %d", i)
		facts = append(facts, concept(strconv.Itoa(i), "rome", graph.NewLiteral(label, "fr")))
	}
	index := indexOf(b, storeOf(b, facts...))
	index.PrepareSuggestions()
	b.ResetTimer()
	for b.Loop() {
		index.Suggest("comp", 8)
	}
}

func TestTheVocabularyIsWrittenAsSKOS(t *testing.T) {
	store := storeOf(t,
		graph.Node("rome", "rome", graph.Scheme{Title: "ROME", Version: "460", Attribution: "France Travail"}),
		graph.Node("rome-1", "rome", graph.Concept{
			PrefLabel: []graph.Literal{`Dire "oui"@fr`}, AltLabel: []graph.Literal{"yes\n@en"}, Notation: "1", InScheme: "rome", URI: "http://example.org/1",
		}),
		graph.Node("rome-2", "rome", graph.Concept{PrefLabel: []graph.Literal{"Parler@fr"}, InScheme: "rome", Deprecated: true}),
		graph.Edge("concept/rome-1", "", "concept/rome-2", "rome", graph.Broader{}),
		skill("oui", "Oui"), graph.Edge("skill/oui", "", "concept/rome-1", "vocabulary", graph.SameAs{By: vocabulary.ByPerson}),
	)
	var out strings.Builder
	if err := vocabulary.WriteSKOS(t.Context(), store, &out); err != nil {
		t.Fatal(err)
	}
	want := `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .

<http://example.org/1> a skos:Concept ;
    skos:inScheme <urn:sachant:scheme:rome> ;
    skos:prefLabel "Dire \"oui\""@fr ;
    skos:altLabel "yes\n"@en ;
    skos:notation "1" ;
    skos:broader <urn:sachant:concept:rome-2> .

<urn:sachant:concept:rome-2> a skos:Concept ;
    skos:inScheme <urn:sachant:scheme:rome> ;
    skos:prefLabel "Parler"@fr ;
    owl:deprecated true .

<urn:sachant:scheme:rome> a skos:ConceptScheme ;
    dct:title "ROME" ;
    owl:versionInfo "460" ;
    dct:rights "France Travail" .

<urn:sachant:skill:oui> a skos:Concept ;
    skos:prefLabel "Oui" ;
    skos:exactMatch <http://example.org/1> .
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("it is written (- want + got):\n%s", diff)
	}
}
