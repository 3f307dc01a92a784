package schema

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/schema/resolve"
)

// directoryAnswer is a page of the directory.
type directoryAnswer struct {
	Data struct {
		Directory struct {
			TotalCount int
			Letters    []struct {
				Letter string
				People int
			}
			PageInfo struct {
				HasNextPage bool
				EndCursor   string
			}
			Edges []struct {
				Node struct{ ID, DisplayName string }
			}
		}
	}
}

func (a directoryAnswer) names() string {
	var names []string
	for _, edge := range a.Data.Directory.Edges {
		names = append(names, edge.Node.DisplayName)
	}
	return strings.Join(names, ", ")
}

const askDirectory = `query($letter: String, $unit: String, $site: ID, $first: Int, $after: String) {
	directory(letter: $letter, unit: $unit, site: $site, first: $first, after: $after) {
		totalCount letters { letter people } pageInfo { hasNextPage endCursor } edges { node { id displayName } } } }`

func directoryOf(t *testing.T, s *Schema, view *access.View, variables map[string]any) (page directoryAnswer) {
	t.Helper()
	answer := s.Execute(t.Context(), view, Request{Query: askDirectory, Variables: variables})
	if err := json.Unmarshal(answer.Body, &page); err != nil || strings.Contains(string(answer.Body), `"errors"`) {
		t.Fatalf("%v %s", err, answer.Body)
	}
	return page
}

// The directory is in the order of family names, and shows who the viewer sees, by letter, unit and site.
func TestTheDirectoryIsByLetterUnitAndSite(t *testing.T) {
	c := newReplicated(t)
	s, _ := withFinder(t, resolve.Limits{}, c.find)
	for _, test := range []struct {
		viewer string
		with   map[string]any
		want   string
	}{
		{"ana", nil, "Karim Benali, Zoé Ferrand, Hugo Petit, Ana Silva"},
		{"ines", nil, "Karim Benali, Inès Caché, Zoé Ferrand, Hugo Petit, Ana Silva"},
		{"ana", map[string]any{"letter": "S"}, "Ana Silva"},
		{"ana", map[string]any{"letter": "c"}, ""},
		{"ana", map[string]any{"letter": "#"}, ""},
		{"ana", map[string]any{"unit": "unit/achats"}, "Karim Benali, Hugo Petit, Ana Silva"},
		{"ana", map[string]any{"unit": "Direction", "letter": "b"}, "Karim Benali"},
		{"ana", map[string]any{"unit": "unit/cachette"}, ""},
		{"ana", map[string]any{"site": "site/lyon"}, "Karim Benali, Hugo Petit, Ana Silva"},
		{"ana", map[string]any{"site": "site/grotte"}, ""},
		{"ana", map[string]any{"site": "no site"}, ""},
	} {
		if got := directoryOf(t, s, c.view(test.viewer), test.with).names(); got != test.want {
			t.Errorf("%s with %v is shown %q, not %q", test.viewer, test.with, got, test.want)
		}
	}
	if page := directoryOf(t, s, c.view("ana"), map[string]any{"unit": "Direction"}); len(page.Data.Directory.Letters) != 3 {
		t.Errorf("letters are %v", page.Data.Directory.Letters)
	}
}

// Somebody who turns the pages of the directory while names change and people come and go is shown nobody twice, and everybody
// who stayed; also where another process answers some of the pages, as far as nobody is called otherwise.
func TestTheDirectoryTurnsPagesWhileNamesChange(t *testing.T) {
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 7))
		store := newStore(t)
		put := func(facts ...graph.Fact) {
			t.Helper()
			if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
				t.Fatal(err)
			}
		}
		named := func(id int, value graph.Person) graph.Fact {
			value.FamilyName = fmt.Sprintf("%c%d", 'a'+rune(random.IntN(26)), random.IntN(1000))
			value.DisplayName = value.FamilyName
			return graph.Node(fmt.Sprint("n", id), "test", value)
		}
		var facts []graph.Fact
		for id := range 1000 {
			facts = append(facts, named(id, graph.Person{}))
		}
		put(facts...)
		copied, err := replica.Follow(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		c := guarded(copied, follower{store, copied})
		s, _ := withFinder(t, resolve.Limits{}, c.find)
		shown, left, after := map[string]int{}, map[string]bool{}, ""
		for more := true; more; {
			page := directoryOf(t, s, c.view("ana"), map[string]any{"first": 90, "after": after})
			for _, edge := range page.Data.Directory.Edges {
				shown[edge.Node.ID]++
			}
			after, more = page.Data.Directory.PageInfo.EndCursor, page.Data.Directory.PageInfo.HasNextPage
			for range 40 {
				put(named(random.IntN(1000), graph.Person{}))
			}
			gone := random.IntN(1000)
			left[fmt.Sprint("person/n", gone)] = true
			put(named(gone, graph.Person{Absent: true}), named(1000+random.IntN(1000), graph.Person{}))
			if err := copied.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for id := range 1000 {
			if person := fmt.Sprint("person/n", id); !left[person] && shown[person] != 1 {
				t.Errorf("seed %d: %s is shown %d times", seed, person, shown[person])
			}
		}
		for person, times := range shown {
			if times > 1 {
				t.Errorf("seed %d: %s is shown %d times", seed, person, times)
			}
		}
	}
}

// A cursor that is none is refused, and one of a process that has forgotten the pages goes on in the order of names.
func TestTheDirectoryGoesOnElsewhere(t *testing.T) {
	c := newReplicated(t)
	here, _ := withFinder(t, resolve.Limits{}, c.find)
	there, _ := withFinder(t, resolve.Limits{}, c.find)
	page := directoryOf(t, here, c.view("ana"), map[string]any{"first": 2})
	next := directoryOf(t, there, c.view("ana"), map[string]any{"first": 2, "after": page.Data.Directory.PageInfo.EndCursor})
	if got := page.names() + ", " + next.names(); got != "Karim Benali, Zoé Ferrand, Hugo Petit, Ana Silva" {
		t.Errorf("two processes show %q", got)
	}
	answer := here.Execute(t.Context(), c.view("ana"), Request{Query: askDirectory, Variables: map[string]any{"after": "abc"}})
	if !strings.Contains(string(answer.Body), `"INVALID"`) {
		t.Errorf("a cursor that is none is answered %s", answer.Body)
	}
}

// Things are found by several ids at once, in their order; what is hidden is as what is not there.
func TestSeveralThingsAreFoundByTheirIds(t *testing.T) {
	c := newReplicated(t)
	s, _ := withFinder(t, resolve.Limits{}, c.find)
	answer := s.Execute(t.Context(), c.view("ana"), Request{Query: `{ me { id } nodes(ids: ["person/karim", "person/ines", "x", "skill/negociation", "person/nobody"]) { id } }`})
	if want := `{"data":{"me":{"id":"person/ana"},"nodes":[{"id":"person/karim"},null,null,{"id":"skill/negociation"},null]}}`; string(answer.Body) != want {
		t.Errorf("answered %s", answer.Body)
	}
}
