package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/taxonomy"
)

// companyWithWords is the sample company with a list of its own words.
func companyWithWords(t *testing.T) *serving.Server {
	t.Helper()
	o, server := sampleCompany(t)
	takeWords(t, o, server, "Code;Libellé;Langue;Synonymes;Terme générique;Type\nL;Langues germaniques;fr;;;\nL-1;Allemand;fr;;L;\nL-1;Hochdeutsch;en;;L;\n")
	return server
}

// takeWords imports a list of a company's own words, and one of its synonyms, and links the skills.
func takeWords(t *testing.T, o *cli.Options, server *serving.Server, rows string) {
	t.Helper()
	dir := t.TempDir()
	table := filepath.Join(dir, "list.csv")
	words := filepath.Join(dir, "words.txt")
	for path, content := range map[string]string{table: rows, words: "la grande boîte = Kubernetes\n"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inst := &installation.Installation{Store: server.Store.(*serving.CircuitBreaker).Durable}
	list := taxonomy.List{Paths: []string{table, words}, Scheme: taxonomy.SchemeCompany, Store: server.Store}
	if _, err := (ingest.Import{Source: "company", Store: server.Store}).Run(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	if err := inst.LinkImported(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if err := server.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	server.Vocabulary.Current()
	server.Follower.Wait() // until the new labels are read
}

// A skill that somebody names on a page is linked to the concept of its label, and to the one of another vocabulary that
// the company's list says it is, before they look again. What is doubtful is for review.
func TestASkillThatSomebodyNamesIsLinkedAtOnce(t *testing.T) {
	o, server := sampleCompany(t)
	torch := graph.Node("rome-100007", "rome", graph.Concept{PrefLabel: []graph.Literal{"Xylographier des zébrures@fr"}, Type: graph.ConceptSkill, InScheme: "rome"})
	if _, err := server.Store.Commit(t.Context(), graph.Tx{Put: []graph.Fact{torch, graph.Node("rome", "rome", graph.Scheme{Title: "ROME"})}}); err != nil {
		t.Fatal(err)
	}
	takeWords(t, o, server, "Code;Libellé;Langue;Synonymes;Code OGR\nS-1;Soudage orbital;fr;Orbital welding;100007\nS-2;Tri optique de verre;fr;;\n")
	people := viewers(t, server)
	d := newDesk(t, server, o, people)
	for label, want := range map[string][]graph.Key{
		"orbital weldings":     {"concept/company-s-1", "concept/rome-100007"},
		"Zythologie appliquée": nil,
	} {
		if status, page := d.post("stephane", "/declare", url.Values{"skill": {label}, "level": {"2"}}); status != http.StatusSeeOther {
			t.Fatalf("%q is answered with %d %s", label, status, page)
		}
		edges, err := server.Reader.Edges(t.Context(), []graph.Key{graph.NodeKey(graph.KindSkill, graph.Slug(label))}, graph.Out, graph.KindSameAs)
		if err != nil {
			t.Fatal(err)
		}
		var linked []graph.Key
		for _, edge := range edges {
			linked = append(linked, edge.To())
		}
		slices.Sort(linked)
		if !slices.Equal(linked, want) {
			t.Errorf("%q is %v, want %v", label, linked, want)
		}
	}
	if _, why := expertsFor(t, server, "xylographier des zébrures"); why != "" {
		t.Errorf("a private statement is found: %s", why)
	}
	before := contentOf(t, server)
	if status, _ := d.post("stephane", "/declare", url.Values{"skill": {"Zythologie appliquée"}, "withdraw": {"yes"}}); status != http.StatusSeeOther || contentOf(t, server) == before {
		t.Errorf("withdrawing is answered with %d", status)
	}
	if status, _ := d.post("stephane", "/declare", url.Values{"skill": {"orbital weldings"}, "withdraw": {"yes"}}); status != http.StatusSeeOther || strings.Contains(contentOf(t, server), "weldings") {
		t.Errorf("what was withdrawn left something, status %d", status)
	}
}

func TestACompanysOwnWordsFindPeople(t *testing.T) {
	server := companyWithWords(t)
	want, _ := expertsFor(t, server, "Kubernetes")
	got, why := expertsFor(t, server, "la grande boîte")
	if len(got) == 0 || got[0] != want[0] || !strings.Contains(why, "(found as “Kubernetes”, for “grande boîte”)") {
		t.Errorf("the company's word finds %v instead of %v:\n%s", got, want, why)
	}
}

// Who holds a narrower skill is found by the broader word, which their skill does not hold.
func TestTheBroaderWordFindsANarrowerSkill(t *testing.T) {
	server := companyWithWords(t)
	want, _ := expertsFor(t, server, "allemand")
	got, why := expertsFor(t, server, "langues germaniques")
	if len(got) == 0 || got[0] != want[0] || !strings.Contains(why, "(found as “Allemand”, for “langues germaniques”)") {
		t.Errorf("the broader word finds %v instead of %v:\n%s", got, want, why)
	}
}

// Concepts that nobody uses are found by no search, and are no skills.
func TestConceptsAreNobodysSkills(t *testing.T) {
	server := companyWithWords(t)
	var keys []graph.Key
	if _, err := server.Store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		keys = append(keys, fact.Key)
		return nil
	}, graph.KindSkill); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(keys, func(key graph.Key) bool { return strings.Contains(string(key), "germaniques") }) {
		t.Errorf("a concept became a skill: %v", keys)
	}
}
