package search_test

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

// post is a row of a Stack Exchange dump.
type post struct {
	ID      string `xml:"Id,attr"`
	Type    int    `xml:"PostTypeId,attr"`
	Parent  string `xml:"ParentId,attr"`
	Created string `xml:"CreationDate,attr"`
	Score   int    `xml:"Score,attr"`
	Body    string `xml:"Body,attr"`
	Owner   string `xml:"OwnerUserId,attr"`
	Title   string `xml:"Title,attr"`
	Tags    string `xml:"Tags,attr"`
}

// loadStartups puts what a real community of 39,792 contributions said since a day into a store,
// or skips.
func loadStartups(t testing.TB, since graph.Date) graph.Store {
	t.Helper()
	file, err := os.Open(live.Data(t, "qna-onstartups", "Posts.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	facts := map[graph.Key]graph.Fact{}
	decoder := xml.NewDecoder(file)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "row" {
			var row post
			if err := decoder.DecodeElement(&row, &start); err != nil {
				t.Fatal(err)
			}
			row.addTo(facts, since)
		}
	}
	return stored(t, sorted(facts))
}

// addTo adds a post of the day or later, an answer only where its question, which comes before
// it, was added.
func (p post) addTo(facts map[graph.Key]graph.Fact, since graph.Date) {
	_, asked := facts[graph.NodeKey(graph.KindContribution, p.Parent)]
	if p.Created < string(since) || p.Type == 2 && !asked {
		return
	}
	for _, fact := range p.facts() {
		facts[fact.Key] = fact
	}
}

func (p post) facts() []graph.Fact {
	at, _ := time.Parse("2006-01-02T15:04:05.000", p.Created)
	value := graph.Contribution{Type: graph.TypeQuestion, Title: p.Title, PublishedAt: at, Content: tagless(p.Body)}
	if p.Type == 2 {
		value.Type = graph.TypeAnswer
	}
	if p.Score > 0 {
		value.Likes = []graph.Tally{{On: graph.DateOf(at), Count: p.Score}}
	}
	node := graph.Node(p.ID, "onstartups", value)
	facts := []graph.Fact{node}
	if p.Owner != "" && p.Owner != "-1" {
		who := graph.Node(p.Owner, "onstartups", graph.Person{DisplayName: "User " + p.Owner})
		facts = append(facts, who, graph.Edge(who.Key, "", node.Key, "onstartups", graph.Authored{}))
	}
	if p.Type == 2 {
		facts = append(facts, graph.Edge(node.Key, "", graph.NodeKey(graph.KindContribution, p.Parent), "onstartups", graph.Answers{}))
	}
	for _, tag := range strings.FieldsFunc(p.Tags, func(r rune) bool { return r == '<' || r == '>' }) {
		skill := graph.Node(graph.Slug(tag), "onstartups", graph.Skill{PrefLabel: tag})
		facts = append(facts, skill, graph.Edge(node.Key, "", skill.Key, "onstartups", graph.About{}))
	}
	return facts
}

func tagless(text string) string {
	var plain strings.Builder
	for _, part := range strings.Split(text, "<") {
		_, after, found := strings.Cut(part, ">")
		if !found {
			after = part
		}
		plain.WriteString(" " + after)
	}
	return plain.String()
}

func sorted(facts map[graph.Key]graph.Fact) []graph.Fact {
	var all []graph.Fact
	for _, fact := range facts {
		all = append(all, fact)
	}
	slices.SortFunc(all, func(a, b graph.Fact) int {
		return cmp.Or(compareBool(a.Key.IsEdge(), b.Key.IsEdge()), cmp.Compare(a.Key, b.Key))
	})
	return all
}

func compareBool(a, b bool) int {
	if a == b {
		return 0
	}
	if b {
		return -1
	}
	return 1
}

// stored puts facts, nodes first, into a store in memory.
func stored(t testing.TB, facts []graph.Fact) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	commit(t, store, facts, 5000)
	return store
}

func commit(t testing.TB, store graph.Store, facts []graph.Fact, chunk int) {
	t.Helper()
	for some := range slices.Chunk(facts, chunk) {
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: some}); err != nil {
			t.Fatal(fmt.Errorf("commit: %w", err))
		}
	}
}
