package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// randomIndex is a company of random texts, of which one in four is said in a secret community.
func randomIndex(t testing.TB, texts int) *Index {
	random := rand.New(rand.NewPCG(11, 12))
	facts := randomFacts(random, texts)
	var edges []graph.Fact
	for i := range 3 {
		facts = append([]graph.Fact{graph.Node(fmt.Sprint("club", i), "", graph.Community{Secret: true})}, facts...)
	}
	for _, fact := range facts {
		if fact.Key.Kind() == graph.KindContribution && random.IntN(4) == 0 {
			club := graph.NodeKey(graph.KindCommunity, fmt.Sprint("club", random.IntN(3)))
			edges = append(edges, graph.Edge(fact.Key, "", club, "", graph.In{}))
		}
	}
	store := emptyStore(t)
	index := openIndex(t, "", store)
	put(t, store, facts)
	put(t, store, edges)
	checked(t, index.CatchUp(t.Context()))
	return index
}

func community(number int) access.Label {
	return access.MemberOf(graph.NodeKey(graph.KindCommunity, fmt.Sprint("club", number)))
}

// randomQuery makes queries of one to five words, some misspelt, some unknown.
func randomQuery(random *rand.Rand) string {
	words := strings.Fields("budget équipes négociations contrat fournisseur kubernetes déploiements CI/CD C++ recruter formation souder sécurité réseaux clients devis audits stock transporter qualité kubernetis licorne P3")
	var asked []string
	for range 1 + random.IntN(5) {
		asked = append(asked, words[random.IntN(len(words))])
	}
	return withOperators(random, asked)
}

// withOperators joins words, now and then by operators.
func withOperators(random *rand.Rand, words []string) string {
	query := words[0]
	for _, word := range words[1:] {
		query += []string{" ", " ", " ", " ", " AND ", " OR ", " -"}[random.IntN(7)] + word
	}
	if random.IntN(12) == 0 {
		query = `"` + strings.Join(words[:min(len(words), 2)], " ") + `" OR ` + query
	}
	return query
}

// TestPrunedIsExhaustive: what is skipped would not have been found. Every viewer finds the same
// documents, with the same scores to the last digit, as by scoring all that hold any word; with
// few kept, so that most are skipped, and many that are equal.
func TestPrunedIsExhaustive(t *testing.T) {
	index := randomIndex(t, 400)
	random := rand.New(rand.NewPCG(13, 14))
	viewers := []access.Labels{
		{access.Company}, {access.Company, access.HR, access.Self("person/1")}, {access.Company, community(0)}, {access.Company, community(0), community(1), community(2)}, {community(1)},
	}
	compared, known := 0, NewMemo()
	for range 1000 {
		weights := testWeights()
		weights.Kept, weights.KeptSkills = 1+random.IntN(30), random.IntN(10)
		query, labels, recency := randomQuery(random), viewers[random.IntN(len(viewers))], Recency{}
		if random.IntN(4) == 0 {
			recency.AsOf = graph.DateOf(moment(random.IntN(400)))
		}
		if random.IntN(2) == 0 {
			recency.Today, recency.Decay, recency.Undated = graph.DayOf(moment(random.IntN(500))), []float64{1, 0.9, 0.7, 0.5, 0.3, 0.1}[:1+random.IntN(6)], 0.5
		}
		want := index.SearchExhaustively(t, text.ParseExpression(query), labels, nil, recency, weights, known)
		got, err := index.Search(t.Context(), query, labels, recency, weights)
		checked(t, err)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Result{}, Hit{}, Score{}), cmpopts.IgnoreFields(Result{}, "scored"), cmpopts.IgnoreFields(Hit{}, "place"),
			cmpopts.SortSlices(func(a, b Hit) bool { return a.Key < b.Key }), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q asked by %v as of %v, %d kept (-all scored +pruned):\n%s", query, labels, recency, weights.Kept, diff)
		}
		compared += len(got.Hits)
	}
	if compared < 5000 {
		t.Errorf("%d documents found in all, too few to compare", compared)
	}
}

// TestMostAreNotScored: of the documents that hold any of the words few need to be scored, and
// of those that a viewer may not see, none more than of the others.
func TestMostAreNotScored(t *testing.T) {
	index := randomIndex(t, 3000)
	weights := testWeights()
	weights.Kept = 20
	for _, query := range []string{"budget devis stock", "négociation", "budget équipe négociation contrat fournisseurs kubernetes"} {
		for _, labels := range []access.Labels{{access.Company}, {access.Company, community(0), community(1), community(2)}} {
			found, err := index.Search(t.Context(), query, labels, Recency{}, weights)
			checked(t, err)
			if holding := index.countHolding(t, query, weights); found.scored*2 > holding {
				t.Errorf("%q asked by %v: %d documents scored of %d that hold a word", query, labels, found.scored, holding)
			}
		}
	}
}

// countHolding counts the documents that hold each of the words.
func (x *Index) countHolding(t *testing.T, query string, weights Weights) int {
	count := 0
	for _, documents := range (exhaustive{t, x.now.state.reader, access.Labels{access.Company}, "", Recency{}, weights, NewMemo()}).match(text.ParseQuery(query, weights.Stem, weights.Part, x.now.vocabulary.Knows), searcher{}) {
		for _, document := range documents {
			if slices.Max(document.fits) > 0 {
				count++
			}
		}
	}
	return count
}
