package schema

import (
	"context"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// What a document does not select, a search need not find out: facets take a look at
// everybody found, excerpts take whole texts.
func TestASearchFindsOutWhatIsSelected(t *testing.T) {
	for document, want := range map[string]struct{ facets, excerpts, evidence bool }{
		`{ findExperts(words: "x") { totalCount } }`:                                                     {false, false, false},
		`{ findExperts(words: "x") { edges { node { reasons { text evidence { title } } } } } }`:         {false, false, true},
		`{ findExperts(words: "x") { all: units { name } } }`:                                            {true, false, false},
		`{ findExperts(words: "x") { ...Where } } fragment Where on ExpertConnection { sites { name } }`: {true, false, false},
		`{ findExperts(words: "x") { edges { node { reasons { evidence { excerpt } } } } } }`:            {false, true, true},
		`{ findExperts(words: "x") { ... on ExpertConnection { units { name } edges { node { reasons { evidence { ...Quote } } } } } } }
		 fragment Quote on Evidence { quote: excerpt }`: {true, true, true},
	} {
		var asked search.Query
		s, _ := withFinder(t, Limits{}, func(_ context.Context, _ *access.View, query search.Query) (search.Answer, error) {
			asked = query
			return search.Answer{}, nil
		})
		response := s.Execute(t.Context(), newCompany(t).view("ana"), Request{Query: document})
		if strings.Contains(string(response.Body), `"errors"`) {
			t.Fatalf("%s is answered with %s", document, response.Body)
		}
		if asked.Words != "x" || asked.WithoutFacets == want.facets || asked.WithoutExcerpts == want.excerpts || asked.WithoutEvidence == want.evidence {
			t.Errorf("%s asks for %+v, want %+v", document, asked, want)
		}
	}
}

// Beside the people, a search answers with the skills, places and questions meant; the number of people asked for
// counts, and each search is one of the few of a request.
func TestASearchAnswersWithWhatIsBesidePeople(t *testing.T) {
	var asked search.Query
	s, _ := withFinder(t, Limits{}, func(_ context.Context, _ *access.View, query search.Query) (search.Answer, error) {
		asked = query
		return search.Answer{AsWords: true, Meant: []search.Meaning{{Kind: graph.KindSite, Key: "site/nantes", Name: "Nantes"}}, Beside: search.Beside{
			Skills: []graph.Fact{graph.Node("linux", "", graph.Skill{PrefLabel: "Linux"})}, Units: []graph.Fact{graph.Node("dsi", "", graph.Unit{Name: "DSI"})},
			Questions: []graph.Fact{graph.Node("q", "", graph.Contribution{Type: graph.TypeQuestion, Title: "Linux ?"})},
		}}, nil
	})
	ask := func(document string) string {
		return string(s.Execute(t.Context(), newCompany(t).view("ana"), Request{Query: document}).Body)
	}
	const fields = `{ people { totalCount asWords meant { kind id name } } skills { id prefLabel } units { name } sites { name } contributions { title } }`
	want := `{"data":{"search":{"contributions":[{"title":"Linux ?"}],"people":{"asWords":true,"meant":[{"id":"site/nantes","kind":"site","name":"Nantes"}],"totalCount":0},` +
		`"sites":[],"skills":[{"id":"skill/linux","prefLabel":"Linux"}],"units":[{"name":"DSI"}]}}}`
	if got := strings.TrimSpace(ask(`{ search(words: "linux", first: 7) ` + fields + ` }`)); got != want || asked.First != 7 {
		t.Errorf("a search for %d is answered with\n%s\nwant\n%s", asked.First, got, want)
	}
	four := `{ a: search(words: "x") ` + fields + ` b: search(words: "x") ` + fields + ` c: findExperts(words: "x") { totalCount } d: search(words: "x") ` + fields + ` }`
	if got := ask(four); !strings.Contains(got, "searches in one request") {
		t.Errorf("four searches are answered with %s", got)
	}
	if got := ask(`{ search(words: "x", first: 100) { people { edges { node { person { reports(first: 100) { edges { node { id displayName title mail } } } } } } } } }`); !strings.Contains(got, "fields: ask for fewer") {
		t.Errorf("a hundred people with a hundred reports each are answered with %s", got)
	}
}
