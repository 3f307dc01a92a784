package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/taxonomy"
)

// companyWithWords is the sample company with a list of its own words.
func companyWithWords(t *testing.T) *server {
	t.Helper()
	o, server := sampleCompany(t)
	dir := t.TempDir()
	table := filepath.Join(dir, "list.csv")
	words := filepath.Join(dir, "words.txt")
	for path, content := range map[string]string{
		table: "Code;Libellé;Langue;Synonymes;Terme générique;Type\nL;Langues germaniques;fr;;;\nL-1;Allemand;fr;;L;\nL-1;Hochdeutsch;en;;L;\n",
		words: "la grande boîte = Kubernetes\n",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inst := &installation{store: server.store.(*circuitBreaker).durable}
	list := taxonomy.List{Paths: []string{table, words}, Scheme: taxonomy.SchemeCompany, Store: server.store}
	if _, err := (ingest.Import{Source: "company", Store: server.store}).Run(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	if err := inst.linkImported(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if err := server.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	server.vocabulary.current()
	server.follower.Wait() // until the new labels are read
	return server
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
	if _, err := server.store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
		keys = append(keys, fact.Key)
		return nil
	}, graph.KindSkill); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(keys, func(key graph.Key) bool { return strings.Contains(string(key), "germaniques") }) {
		t.Errorf("a concept became a skill: %v", keys)
	}
}
