package schema

import (
	"context"
	"strings"
	"testing"

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
