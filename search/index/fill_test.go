package index

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
)

// randomFacts is questions and answers of random words, with tags and declarations.
func randomFacts(random *rand.Rand, n int) []graph.Fact {
	words := strings.Fields("budget équipe négociation contrat fournisseurs kubernetes déploiement CI/CD C++ recrutement formation soudure sécurité réseau client devis audit stock transport qualité")
	text := func(length int) string {
		var out []string
		for range 1 + random.IntN(length) {
			out = append(out, words[min(random.IntN(len(words)), random.IntN(len(words)))])
		}
		return strings.Join(out, " ")
	}
	var nodes, edges []graph.Fact
	for i := range 20 {
		nodes = append(nodes, graph.Node(fmt.Sprint(i), "", graph.Person{DisplayName: "P" + fmt.Sprint(i), Title: text(3)}))
		nodes = append(nodes, graph.Node(fmt.Sprint("s", i), "", graph.Skill{PrefLabel: text(2)}))
		edges = append(edges, graph.Edge(nodes[2*i].Key, "self", nodes[2*i+1].Key, "", graph.Declares{Possessed: true, Published: i%2 == 0}))
	}
	for i := range n {
		question := graph.Node(fmt.Sprintf("q%04d", i), "", graph.Contribution{Type: graph.TypeQuestion, Title: text(6), Content: text(40), PublishedAt: moment(i)})
		answer := graph.Node(fmt.Sprintf("a%04d", i), "", graph.Contribution{Type: graph.TypeAnswer, Content: text(60), PublishedAt: moment(i)})
		nodes = append(nodes, question, answer)
		author := graph.NodeKey(graph.KindPerson, fmt.Sprint(random.IntN(20)))
		edges = append(edges, graph.Edge(answer.Key, "", question.Key, "", graph.Answers{}), graph.Edge(author, "", answer.Key, "", graph.Authored{}))
	}
	return slices.Concat(nodes, edges)
}

func moment(i int) time.Time { return time.Date(2024, 1, 1+i%700, 12, 0, 0, 0, time.UTC) }

func put(t testing.TB, store graph.Store, facts []graph.Fact) {
	t.Helper()
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
}

func emptyStore(t testing.TB) *sqlite.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func openIndex(t testing.TB, dir string, store graph.Store) *Index {
	t.Helper()
	index, err := Open(t.Context(), dir, store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	return index
}

// result is what a search finds, as text: documents with their scores to the last digit.
func result(t testing.TB, index *Index, query string, labels access.Labels, asOf graph.Date) string {
	t.Helper()
	found, err := index.Search(t.Context(), query, labels, Recency{AsOf: asOf}, testWeights())
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{fmt.Sprint(query, found.Corrections)}
	for _, all := range [][]Hit{found.Hits, found.Questions} {
		for _, one := range all {
			lines = append(lines, fmt.Sprintf("%s %x %x %b", one.Key, one.Match, one.Coverage, one.MatchedTerms))
		}
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n")
}

func results(t testing.TB, index *Index) []string {
	var all []string
	for _, query := range []string{"négociation", "contrats fournisseur", "c++ ci/cd audit", "kubernetis", "budget équipe négociation contrat devis"} {
		all = append(all, result(t, index, query, access.Labels{access.Company}, ""))
		all = append(all, result(t, index, query, access.Labels{access.Company, access.HR, access.Self("person/1")}, "2024-06-15"))
	}
	return all
}

// TestScoresDoNotDependOnHowTheIndexWasFilled: the same facts, in commits of 1, 50 and 4,000
// with the index catching up after each, with updates and deletions on the way, on disk and in
// memory, closed and opened again, or built at once: the same documents with the same scores.
func TestScoresDoNotDependOnHowTheIndexWasFilled(t *testing.T) {
	facts := randomFacts(rand.New(rand.NewPCG(1, 2)), 120)
	whole := emptyStore(t)
	put(t, whole, facts)
	want := results(t, openIndex(t, "", whole))
	if !strings.Contains(want[0], "contribution/a") {
		t.Fatalf("nothing found to compare: %s", want[0])
	}
	for _, size := range []int{1, 50, 4000} {
		t.Run(fmt.Sprintf("commits of %d", size), func(t *testing.T) {
			store := emptyStore(t)
			dir := filepath.Join(t.TempDir(), "index")
			index := openIndex(t, dir, store)
			other := openIndex(t, "", store)
			fillWithDetours(t, store, facts, size, func() {
				for _, one := range []*Index{index, other} {
					if err := one.CatchUp(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
			})
			if diff := cmp.Diff(want, results(t, index)); diff != "" {
				t.Errorf("on disk, scores depend on how the index was filled:\n%s", diff)
			}
			if diff := cmp.Diff(want, results(t, other)); diff != "" {
				t.Errorf("in memory, scores depend on how the index was filled:\n%s", diff)
			}
			if err := index.Close(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, results(t, openIndex(t, dir, store))); diff != "" {
				t.Errorf("after opening again, scores differ:\n%s", diff)
			}
		})
	}
}

// fillWithDetours commits facts by size; of every third contribution first another text, and
// every fifth chunk some documents that are deleted again.
func fillWithDetours(t *testing.T, store graph.Store, facts []graph.Fact, size int, caughtUp func()) {
	number := 0
	for some := range slices.Chunk(facts, size) {
		number++
		put(t, store, detour(some))
		if size > 1 || number%9 == 0 {
			caughtUp()
		}
		put(t, store, some)
		if number%5 == 0 {
			extra := graph.Node(fmt.Sprint("extra", number), "", graph.Contribution{Type: graph.TypeAnswer, Content: "négociation du contrat"})
			put(t, store, []graph.Fact{extra})
			if number%20 == 0 || size > 1 {
				caughtUp()
			}
			if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Delete: []graph.Key{extra.Key}}); err != nil {
				t.Fatal(err)
			}
		}
		if size > 1 || number%7 == 0 {
			caughtUp()
		}
	}
	caughtUp()
}

func detour(facts []graph.Fact) []graph.Fact {
	facts = slices.Clone(facts)
	for i, fact := range facts {
		if value, ok := fact.Value.(graph.Contribution); ok && i%3 == 0 {
			value.Title, value.Content = "contrat "+value.Title, "négociation négociation"
			facts[i].Value = value
		}
	}
	return facts
}

// TestIndexIsBuiltAnewWhereItCannotFollow: the log was cut, or the store is another one.
func TestIndexIsBuiltAnewWhereItCannotFollow(t *testing.T) {
	facts := randomFacts(rand.New(rand.NewPCG(3, 4)), 30)
	store := emptyStore(t)
	put(t, store, facts[:60])
	dir := t.TempDir()
	index := openIndex(t, dir, store)
	put(t, store, facts[60:])
	head := index.Revision() + 1
	if err := store.Truncate(t.Context(), head); err != nil {
		t.Fatal(err)
	}
	if err := index.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := results(t, openIndex(t, "", store))
	if diff := cmp.Diff(want, results(t, index)); diff != "" || index.Revision() != head {
		t.Errorf("after the log was cut, at revision %d:\n%s", index.Revision(), diff)
	}
	if got := len(generationsIn(dir)); got != 1 {
		t.Errorf("%d generations are kept, want 1", got)
	}
	if err := index.Close(); err != nil {
		t.Fatal(err)
	}
	another := emptyStore(t)
	put(t, another, facts[:61])
	put(t, another, facts[:62])
	moved := openIndex(t, dir, another)
	if diff := cmp.Diff(results(t, openIndex(t, "", another)), results(t, moved)); diff != "" {
		t.Errorf("the index of another store is used:\n%s", diff)
	}
}

// TestIndexOfAnotherVersionIsBuiltAnew: one whose words were made by another mapping, of which a document with other words
// tells, and one that was never finished. One of this version is kept.
func TestIndexOfAnotherVersionIsBuiltAnew(t *testing.T) {
	store := emptyStore(t)
	put(t, store, randomFacts(rand.New(rand.NewPCG(5, 6)), 10))
	for name, test := range map[string]struct {
		spoil func(*generation) error
		kept  bool
	}{
		"this version":    {func(*generation) error { return nil }, true},
		"another mapping": {func(g *generation) error { return setVersion(g, "mapping 4, policy "+policy()) }, false},
		"another policy":  {func(g *generation) error { return setVersion(g, "mapping "+mapping+", policy 0") }, false},
		"unfinished":      {func(g *generation) error { return g.index.DeleteInternal([]byte(stateName)) }, false},
	} {
		dir := t.TempDir()
		index := openIndex(t, dir, store)
		putWords(t, index.now, "contribution/a0001", "old words", false)
		if err := test.spoil(index.now); err != nil {
			t.Fatal(err)
		}
		if err := index.Close(); err != nil {
			t.Fatal(err)
		}
		again := openIndex(t, dir, store)
		if found, err := again.Verify(t.Context(), 10); err != nil || (len(found) > 0) != test.kept {
			t.Errorf("%s: documents with other words than their facts have: %q, %v", name, found, err)
		}
		if !test.kept {
			if diff := cmp.Diff(results(t, openIndex(t, "", store)), results(t, again)); diff != "" {
				t.Errorf("%s: the index built anew differs:\n%s", name, diff)
			}
		}
	}
}

func setVersion(g *generation, version string) error {
	return g.index.SetInternal([]byte(versionName), []byte(version))
}

// TestTwoProcesses: the second to open a directory makes an index of its own.
func TestTwoProcesses(t *testing.T) {
	store := emptyStore(t)
	put(t, store, randomFacts(rand.New(rand.NewPCG(7, 8)), 10))
	dir := t.TempDir()
	first, second := openIndex(t, dir, store), openIndex(t, dir, store)
	if second.dir != "" {
		t.Error("two indexes share a directory")
	}
	if diff := cmp.Diff(results(t, first), results(t, second)); diff != "" {
		t.Errorf("they differ:\n%s", diff)
	}
}

// TestSearchesGoOnWhileTheIndexCatchesUp, each in one state of it.
func TestSearchesGoOnWhileTheIndexCatchesUp(t *testing.T) {
	facts := randomFacts(rand.New(rand.NewPCG(9, 10)), 60)
	store := emptyStore(t)
	index := openIndex(t, "", store)
	searched := make(chan error)
	go func() {
		var err error
		for i := 0; i < 50 && err == nil; i++ {
			_, err = index.Search(t.Context(), "négociation contrat", access.Labels{access.Company}, Recency{}, testWeights())
		}
		searched <- err
	}()
	for some := range slices.Chunk(facts, 20) {
		put(t, store, some)
		if err := index.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-searched; err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(results(t, openIndex(t, "", store)), results(t, index)); diff != "" {
		t.Errorf("in the end the index differs:\n%s", diff)
	}
	if err := index.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := index.Search(t.Context(), "x", access.Labels{access.Company}, Recency{}, testWeights()); err == nil {
		t.Error("a closed index answers")
	}
}
