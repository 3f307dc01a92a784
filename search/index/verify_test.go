package index

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/text"
)

// What differs between the index and the facts is named: a document that is missing, one too
// many, one with another word, one that others may see.
func TestVerify(t *testing.T) {
	for what, test := range map[string]struct {
		breakIt func(t *testing.T, now *generation)
		named   string
	}{
		"nothing":        {func(*testing.T, *generation) {}, ""},
		"missing":        {func(t *testing.T, now *generation) { check(t, now.index.Delete("contribution/x")) }, "contribution/x"},
		"one too many":   {func(t *testing.T, now *generation) { putWords(t, now, "contribution/gone", "welding", false) }, "contribution/gone"},
		"another word":   {func(t *testing.T, now *generation) { putWords(t, now, "contribution/x", "welding", false) }, "contribution/x"},
		"seen by others": {func(t *testing.T, now *generation) { putWords(t, now, "contribution/x", "How", true) }, "contribution/x"},
	} {
		t.Run(what, func(t *testing.T) {
			x := verified(t)
			test.breakIt(t, x.now)
			check(t, x.now.renew())
			found, err := x.Verify(t.Context(), 10)
			if err != nil {
				t.Fatal(err)
			}
			if said := strings.Join(found, "\n"); !strings.Contains(said, test.named) || (test.named == "") != (said == "") || len(found) > 1 {
				t.Errorf("%q, want only %q named", found, test.named)
			}
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func verified(t *testing.T) *Index {
	t.Helper()
	store, err := sqlite.OpenMemory()
	check(t, err)
	t.Cleanup(func() { _ = store.Close() })
	ada, skill := graph.Node("ada", "", graph.Person{DisplayName: "Ada", Title: "Ingénieure"}), graph.Node("go", "", graph.Skill{PrefLabel: "Go"})
	_, err = store.Commit(t.Context(), graph.Tx{Actor: "import:x", Put: []graph.Fact{
		ada, skill, graph.Edge(ada.Key, "self", skill.Key, "", graph.Declares{Published: true}),
		graph.Node("x", "", graph.Contribution{Type: graph.TypeQuestion, Title: "How to weld steel?"}),
		graph.Node("y", "", graph.Contribution{Type: graph.TypeAnswer, Content: "With care, and care again."}),
		graph.Node("empty", "", graph.Contribution{}),
	}})
	check(t, err)
	x, err := Open(t.Context(), t.TempDir(), store)
	check(t, err)
	t.Cleanup(func() { _ = x.Close() })
	return x
}

// putWords writes a question with one word more than it should have.
func putWords(t *testing.T, now *generation, key graph.Key, word string, secret bool) {
	t.Helper()
	entry := entry{key: key, class: Questions, labels: access.Labels{access.Company}, texts: []text.Weighted{{Text: "How to weld steel? " + word, Times: 1}}}
	if secret {
		entry.labels = access.Labels{"hr"}
		entry.texts = []text.Weighted{{Text: "How to weld steel?", Times: 1}}
	}
	doc := entry.document(text.NewAnalyzer(nil))
	batch := now.index.NewBatch()
	check(t, batch.IndexAdvanced(doc))
	check(t, now.index.Batch(batch))
}
