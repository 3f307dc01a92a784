package thesaurus_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/search/text"
	"github.com/sachant/sachant/search/thesaurus"
)

// found lists what is found for a query: "TYPED > LABEL LABEL ~ RELATED".
func found(of *thesaurus.Thesaurus, query string) []string {
	var all []string
	for _, match := range of.Find(query) {
		labels := map[thesaurus.Relation][]string{}
		for _, one := range match.Synonyms {
			labels[one.Relation] = append(labels[one.Relation], one.Label)
		}
		line := query[match.Start:match.End] + " > " + strings.Join(labels[thesaurus.Same], ", ")
		if related := labels[thesaurus.Related]; related != nil {
			line += " ~ " + strings.Join(related, ", ")
		}
		all = append(all, line)
	}
	return all
}

func TestLabelsFindEachOther(t *testing.T) {
	of := thesaurus.New()
	of.Add([]string{"soudage", "soudure", "welding"}, []string{"soudeur", "welder"}, []string{"chalumeau"})
	of.Add([]string{"ressources humaines", "RH", "human resources"})
	of.Add([]string{"sécurité", "safety"})
	of.Add([]string{"sécurité", "security"})
	of.Add([]string{"contrôle non destructif", "non-destructive testing"})
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"cert-welding", nil}, // the end of a compound
		{"soudures", []string{"soudures > soudage, welding ~ soudeur, welder, chalumeau"}},
		{"a Welder, please", []string{"Welder > soudeur ~ soudage, soudure, welding"}},
		{"chef des ressources humaines à Lyon", []string{"ressources humaines > RH, human resources"}},
		{"la ressource humaine", []string{"ressource humaine > RH, human resources"}},
		{"SECURITE RH", []string{"SECURITE > safety, security", "RH > ressources humaines, human resources"}},
		{"Non-destructive testing", []string{"Non-destructive testing > contrôle non destructif"}},
		{"destructive testing", nil},
		{"ressources", nil},
	} {
		if got := found(of, test.query); !slices.Equal(got, test.want) {
			t.Errorf("%q finds\n%s\nwant\n%s", test.query, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

func TestAListIsReadLineByLine(t *testing.T) {
	list := "\ufeff# ours\n\nk8s = Kubernetes\nRSSI = CISO ~ sécurité  informatique\n= nothing\nalone\n"
	var rejected []int
	entries, err := thesaurus.Read(strings.NewReader(list), func(line int, _ string) { rejected = append(rejected, line) })
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[1].Line != 4 || entries[1].Concepts[1][0] != "sécurité informatique" {
		t.Errorf("read %v", entries)
	}
	if !slices.Equal(rejected, []int{5, 6}) {
		t.Errorf("lines %v are rejected, want 5 and 6", rejected)
	}
}

// Every label of the list that is shipped finds the others of its concept, whichever is asked for.
func TestTheListThatIsShippedFindsEachOfItsLabels(t *testing.T) {
	entries := thesaurus.TradeEntries()
	of := thesaurus.Trades()
	for _, entry := range entries {
		for _, labels := range entry.Concepts {
			for _, label := range labels {
				for _, other := range labels {
					if text.NewPlain().Key(other) != text.NewPlain().Key(label) && !finds(of, label, other) {
						t.Errorf("line %d: %q does not find %q", entry.Line, label, other)
					}
				}
			}
		}
	}
	if len(entries) < 500 {
		t.Errorf("%d lines", len(entries))
	}
}

func finds(of *thesaurus.Thesaurus, query, label string) bool {
	return slices.ContainsFunc(of.Find(query), func(match thesaurus.Match) bool {
		return slices.ContainsFunc(match.Synonyms, func(one thesaurus.Synonym) bool {
			return one.Label == label || text.NewPlain().Key(one.Label) == text.NewPlain().Key(label)
		})
	})
}
