package index_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/text"
)

// TestPrunedFindsTheSamePeople: over the sample company and a generated one, every viewer is shown
// the same people, with the same scores and reasons, as by scoring every document.
func TestPrunedFindsTheSamePeople(t *testing.T) {
	for name, load := range map[string]func(*testing.T, graph.Store){"sample": importSample, "generated": importGenerated} {
		t.Run(name, func(t *testing.T) {
			store := emptyStore(t)
			load(t, store)
			finds := newComparison(t, store)
			people := 0
			for range 500 {
				people += finds.compare(t)
			}
			if people < 1000 {
				t.Errorf("%d people found in all, too few to compare", people)
			}
		})
	}
}

// TestNodeIDsAreThoseOfTheGraphAsked: an index keeps the node ids of its documents; a viewer of another
// graph, in which they are other nodes, finds the same.
func TestNodeIDsAreThoseOfTheGraphAsked(t *testing.T) {
	store := emptyStore(t)
	grown, err := replica.Follow(t.Context(), store) // which gives ids to nodes as they come
	check(t, err)
	importSample(t, store)
	check(t, grown.CatchUp(t.Context()))
	finds := newComparison(t, store)
	gates := []*access.Gate{finds.gate, access.NewGate(grown, store), access.NewGate(store, store)}
	people := 0
	for i := range 150 {
		finds.gate = gates[i%len(gates)]
		people += finds.compare(t)
	}
	if people < 300 {
		t.Errorf("%d people found in all, too few to compare", people)
	}
}

func namer() graph.Namer { return graph.NewNamer([]byte("0123456789abcdef")) }

func lastDay() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }

func importSample(t *testing.T, store graph.Store) {
	dir := filepath.Join(t.TempDir(), "company")
	check(t, fixtures.Write(dir))
	file := func(name string) string { return filepath.Join(dir, name) }
	importPeople(t, store, file(fixtures.PreviousDirectory))
	importFiles(t, store, file(fixtures.Directory), []string{file(fixtures.Interviews2025), file(fixtures.Interviews2026)}, file(fixtures.Activity))
}

func importGenerated(t *testing.T, store graph.Store) {
	dir := filepath.Join(t.TempDir(), "company")
	check(t, fixtures.Company{People: 100, Contributions: 1000, Seed: 7}.Write(t.Context(), dir, nil))
	interviews, err := filepath.Glob(filepath.Join(dir, "interviews-*.csv"))
	check(t, err)
	importFiles(t, store, filepath.Join(dir, "directory.ldif"), interviews, filepath.Join(dir, "activity.jsonl"))
}

func importFiles(t *testing.T, store graph.Store, people string, interviews []string, said string) {
	importPeople(t, store, people)
	importFrom(t, store, "interviews", interview.Reader{Paths: interviews, Store: store})
	importFrom(t, store, "activity", activity.JSONLines{Path: said, Source: "activity", Namer: namer(), TrustEmail: true, Store: store})
}

func importPeople(t *testing.T, store graph.Store, path string) {
	importFrom(t, store, "directory", directory.File{Options: directory.Options{Source: "directory", Namer: namer()}, Path: path})
}

func importFrom(t *testing.T, store graph.Store, source string, from ingest.Reader) {
	t.Helper()
	report, err := ingest.Import{
		Source: source, Store: store, Namer: namer(), CreatePeople: source == "directory", TrustEmail: true, Now: lastDay,
	}.Run(t.Context(), from)
	if err != nil || report.Exit() != 0 {
		t.Fatalf("import of %s: %v, %+v", source, err, report)
	}
}

// comparison asks two finders the same.
type comparison struct {
	random             *rand.Rand
	gate               *access.Gate
	pruned, exhaustive *search.Finder
	people, said       []graph.Fact
	members            []graph.Key // of secret communities
}

// scoringAll is an index that answers by scoring every document.
type scoringAll struct {
	*index.Index
	t    *testing.T
	memo *index.Memo
}

func (w scoringAll) Find(ctx context.Context, view *access.View, query text.Expression, recency index.Recency, weights index.Weights) (index.Result, error) {
	labels, err := view.Labels(ctx)
	exist := func(hits []index.Hit) ([]graph.NodeID, error) { return index.NodeIDs(ctx, view, hits) }
	return w.SearchExhaustively(w.t, query, labels, exist, recency, weights, w.memo), err
}

func newComparison(t *testing.T, store graph.Store) *comparison {
	opened := openIndex(t, store)
	replica, err := replica.Follow(t.Context(), store)
	check(t, err)
	weights := rank.DefaultWeights()
	weights.Words.Kept, weights.Words.KeptSkills = 15, 5 // so that most are skipped
	c := &comparison{
		random: rand.New(rand.NewPCG(21, 22)), gate: access.NewGate(replica, store),
		pruned: search.NewFinder(opened, weights, lastDay), exhaustive: search.NewFinder(scoringAll{opened, t, index.NewMemo()}, weights, lastDay),
	}
	secret := map[graph.Key]bool{}
	_, err = store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Person:
			c.people = append(c.people, fact)
		case graph.Community:
			secret[fact.Key] = value.Secret
		case graph.Contribution:
			c.said = append(c.said, fact)
		case graph.MemberOf:
			if secret[fact.To()] {
				c.members = append(c.members, fact.From())
			}
		}
		return nil
	}, graph.KindPerson, graph.KindCommunity, graph.KindContribution, graph.KindMemberOf)
	check(t, err)
	if len(c.members) == 0 {
		t.Fatal("nobody is a member of a secret community")
	}
	return c
}

// viewer is an employee, one of HR, a member of a secret community, or nobody in particular.
func (c *comparison) viewer() access.Viewer {
	person := c.people[c.random.IntN(len(c.people))].Key
	switch c.random.IntN(4) {
	case 0:
		return access.Colleague()
	case 1:
		return access.Viewer{Person: person, Roles: []access.Role{access.Employee, access.HRRole}}
	case 2:
		person = c.members[c.random.IntN(len(c.members))]
	}
	return access.Viewer{Person: person, Roles: []access.Role{access.Employee}}
}

// query is some words of a title, now and then one misspelt or a name.
func (c *comparison) query() string {
	var asked []string
	for len(asked) == 0 {
		words := strings.Fields(graph.As[graph.Contribution](c.said[c.random.IntN(len(c.said))]).Title)
		for range min(len(words), 1+c.random.IntN(4)) {
			asked = append(asked, words[c.random.IntN(len(words))])
		}
	}
	switch c.random.IntN(8) {
	case 0:
		asked[0] += "e"
	case 1:
		asked[0] = graph.As[graph.Person](c.people[c.random.IntN(len(c.people))]).Title
	}
	for i := range asked[1:] {
		asked[i+1] = []string{"", "", "", "AND ", "OR ", "-"}[c.random.IntN(6)] + asked[i+1]
	}
	return strings.Join(asked, " ")
}

// compare asks once, and tells how many people were found.
func (c *comparison) compare(t *testing.T) int {
	query, viewer := search.Query{Words: c.query(), First: 20}, c.viewer()
	if c.random.IntN(5) == 0 {
		query.AsOf = lastDay().AddDate(0, 0, -c.random.IntN(900))
	}
	want, err := c.exhaustive.FindExperts(t.Context(), c.gate.View(viewer), query)
	check(t, err)
	got, err := c.pruned.FindExperts(t.Context(), c.gate.View(viewer), query)
	check(t, err)
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("%+v asks for %+v (-all scored +pruned):\n%s", viewer, query, cmp.Diff(want, got, cmp.Comparer(func(a, b graph.Fact) bool { return a.Key == b.Key })))
	}
	return got.Total
}

func emptyStore(t *testing.T) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	check(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func openIndex(t *testing.T, store graph.Store) *index.Index {
	t.Helper()
	opened, err := index.Open(t.Context(), "", store)
	check(t, err)
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
