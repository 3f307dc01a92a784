package vocabulary_test

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/graph"
)

// What somebody types is held against what there is: the skills of the company first, then concepts, and nothing where a
// skill has the label, so that Travel, trAveL and Traveller do not become three.
func TestWhatIsAlmostThereIsOffered(t *testing.T) {
	store := storeOf(t, skill("travel", "Travel"), graph.Node("nego", "hr", graph.Skill{PrefLabel: "Négociation d'achats", AltLabel: []string{"Achats : négociation"}}), skill("go", "Go"), skill("kubernetes", "Kubernetes"),
		concept("c-1", "rome", "Chaudronnerie@fr", "Tôlerie@fr"), concept("c-2", "rome", "Comptabilité générale@fr"))
	matcher := matcherOf(t, store)
	for typed, want := range map[string][]string{
		"trAveL": nil, "Traveller": {"Travel"}, "Travels": {"Travel"}, "Travle": {"Travel"}, "négociation achat": {"Négociation d'achats"},
		"achats négociation": nil, "k8s": {"Kubernetes"}, "Goal": nil, "Gos": nil, "chaudronerie": {"Chaudronnerie"}, "tolerie": nil, "Chaudronnerie": nil,
		"generale comptabilité": {"Comptabilité générale"}, "": nil, "…": nil, "Tai-chi": nil,
	} {
		found, err := matcher.FindSimilar(t.Context(), store, typed)
		var labels []string
		for _, one := range found {
			labels = append(labels, one.Label)
		}
		if err != nil || !slices.Equal(labels, want) {
			t.Errorf("%q is like %q, want %q; %v", typed, labels, want, err)
		}
	}
}
