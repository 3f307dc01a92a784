package schema

import (
	"context"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
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
		s, _ := withFinder(t, resolve.Limits{}, func(_ context.Context, _ *access.View, query search.Query) (search.Answer, error) {
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
	s, _ := withFinder(t, resolve.Limits{}, func(_ context.Context, _ *access.View, query search.Query) (search.Answer, error) {
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

// A search is by availability too unless expertise alone is asked for; those who may not see availability learn nothing
// of it, and are told that they may not ask.
func TestASearchIsByAvailabilityForThoseWhoMaySeeIt(t *testing.T) {
	const fields = `{ emphasis emphases totalCount pageInfo { endCursor } edges { cursor node { score reasons { kind class points rest restPoints text evidence { id } } } } }`
	c := newCompany(t)
	ask := func(arguments, viewer string, roles ...access.Role) string {
		s, _ := withFinder(t, resolve.Limits{}, c.find)
		response := s.Execute(t.Context(), c.view(viewer, roles...), Request{Query: `{ findExperts(words: "négociation"` + arguments + `) ` + fields + ` }`})
		return string(response.Body)
	}
	const may, mayNot = `"emphases":["ANSWER_NOW","WHO_KNOWS"]`, `"emphases":["WHO_KNOWS"]`
	for _, roles := range [][]access.Role{nil, {access.HRRole}, {access.Recruiter}, {access.HRRole, access.Recruiter}} {
		whoKnows := ask(`, emphasis: WHO_KNOWS`, "hugo", roles...)
		if strings.Contains(whoKnows, "availab") || !strings.Contains(whoKnows, `"emphasis":"WHO_KNOWS"`) {
			t.Errorf("as %v expertise alone is answered with %s", roles, whoKnows)
		}
		for _, arguments := range []string{"", `, emphasis: null`, `, emphasis: ANSWER_NOW`} {
			answer := ask(arguments, "hugo", roles...)
			employee := len(roles) == 0
			if told := strings.Contains(answer, `"class":"availability"`); told != employee || (answer == whoKnows) == employee {
				t.Errorf("as %v, %q is answered with %s", roles, arguments, answer)
			}
			if !strings.Contains(answer, map[bool]string{true: may, false: mayNot}[employee]) {
				t.Errorf("as %v, %q does not tell what may be asked: %s", roles, arguments, answer)
			}
		}
	}
}

// Levels required and what would pass the person above are told to those only who may know them.
func TestWhyNotHigherIsToldToOneselfOnly(t *testing.T) {
	const document = `{ findExperts(words: "négociation") { edges { node { person { id } part headline { partial text(language: EN) }
		whyNotHigher { kind count level topic text(language: EN) } reasons { evidence { kind level required } } } } } }`
	c := newCompany(t)
	for viewer, own := range map[string]bool{"karim": true, "hugo": false, "ana": false, "": false} {
		s, _ := withFinder(t, resolve.Limits{}, c.find)
		response := string(s.Execute(t.Context(), c.view(viewer), Request{Query: document}).Body)
		if strings.Contains(response, `"errors"`) || strings.Contains(response, "one place higher") != own {
			t.Errorf("%q is answered %s", viewer, response)
		}
	}
}
