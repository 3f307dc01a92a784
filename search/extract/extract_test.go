package extract_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/extract"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

func termsOf(t testing.TB, facts ...graph.Fact) *extract.Terms {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Put: facts}); err != nil {
		t.Fatal(err)
	}
	index, err := vocabulary.Read(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	terms, err := extract.ReadTerms(t.Context(), store, index, thesaurus.Trades())
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func skill(id, label string, others ...string) graph.Fact {
	return graph.Node(id, "hr", graph.Skill{PrefLabel: label, AltLabel: others})
}

func concept(id string, preferred graph.Literal, others ...graph.Literal) graph.Fact {
	return graph.Node(id, "rome", graph.Concept{InScheme: "rome", PrefLabel: []graph.Literal{preferred}, AltLabel: others})
}

func company(t testing.TB) *extract.Terms {
	return termsOf(t,
		skill("tig", "Soudage TIG", "Soudure TIG"), skill("nego", "Négociation d'achats"), skill("kubernetes", "Kubernetes"), skill("c", "C"),
		concept("1", "Soudage@fr", "Welding@en"), concept("2", "Gestion de projet@fr", "Conduite de projet@fr"),
		concept("3", "Python (programmation informatique)@fr"), concept("4", "Qualité@fr"), concept("5", "Contrôle@fr", "Qualité@fr"),
		concept("6", "Paie@fr"), skill("m", "Maintenance"))
}

// told writes what was found, each with the words that it stands on.
func told(said string, found []extract.Proposal) []string {
	var all []string
	for _, one := range found {
		all = append(all, one.Label+" <"+one.Quote(said)+">")
	}
	return all
}

// Labels are found in a text however it is written, the longest first, each with its place in the text as it is.
func TestLabelsAreFoundInAText(t *testing.T) {
	terms := company(t)
	for said, want := range map[string][]string{
		"Dix ans de SOUDURE tig, et de soudage MIG.":       {"Soudage TIG <SOUDURE tig>", "Soudage <soudage>"},
		"négociations d’achat ; python":                    {"Négociation d'achats <négociations d’achat>", "Python (programmation informatique) <python>"},
		"La conduite\u00a0de projets":                      {"Gestion de projet <conduite\u00a0de projets>"},
		"Nous avons la gestion. De projet, il ne dit rien": nil,
		"la gestion\nde projet":                            nil,
		"Gestion, projet":                                  nil,
		"Déploiement sur k8s":                              {"Kubernetes <k8s>"},
		"welding":                                          {"Soudage <welding>"},
		"qualité":                                          {"Qualité <qualité>"},
		"C. Durand":                                        nil,
		"So\u0301udage":                                    {"Soudage <So\u0301udage>"},
		"soudage-brasage; cert-paie":                       nil,
		"":                                                 nil,
		"Entretien du 12 mars":                             nil,
		"entretien préventif des pompes, dépannage":          {"Maintenance <dépannage>"},
		"\xff\xfe paie \xff":                                 {"Paie <paie>"},
		"Paie, paies et PAIE":                                {"Paie <Paie>"},
		"🙂 paie : gestion de projet, négociation d'achats !": {"Paie <paie>", "Gestion de projet <gestion de projet>", "Négociation d'achats <négociation d'achats>"},
	} {
		found := extract.New(terms, nil).Find(t.Context(), said)
		if got := told(said, found.Proposals); !slices.Equal(got, want) || found.Failure != nil {
			t.Errorf("%q gives %q, want %q", said, got, want)
		}
	}
}

// A label that several concepts have names none of them: who keeps the vocabulary decides.
func TestAnAmbiguousLabelNamesNoConcept(t *testing.T) {
	found := company(t).Find("Qualité et paie")
	if len(found) != 2 || found[0].Concept != "" || found[0].Label != "Qualité" || found[1].Concept != "concept/6" || found[1].Scheme != "rome" {
		t.Errorf("%+v is found", found)
	}
}

// answer is a completer that always says the same.
type answer struct {
	said string
	err  error
}

func (a answer) Complete(_ context.Context, _, _ string, _ model.Schema) (string, error) {
	return a.said, a.err
}

func quoting(pairs ...string) answer {
	var all []string
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, fmt.Sprintf(`{"label":%q,"quote":%q}`, pairs[i], pairs[i+1]))
	}
	return answer{said: `{"skills":[` + strings.Join(all, ",") + `]}`}
}

// What a model says is proposed only where it quotes the text; what a label names is called by it.
func TestWhatAModelDoesNotQuoteIsLeftOut(t *testing.T) {
	said := "J'ai remis en route  l’atelier\nde chaudronnerie et formé deux apprentis (paie à jour)."
	for name, test := range map[string]struct {
		model answer
		want  []string
	}{
		"quoted":                {quoting("Chaudronnerie", "l'atelier de chaudronnerie"), []string{"Chaudronnerie <l’atelier\nde chaudronnerie>", "Paie <paie>"}},
		"in other letters":      {quoting("Tutorat", "FORMÉ DEUX APPRENTIS"), []string{"Tutorat <formé deux apprentis>", "Paie <paie>"}},
		"invented":              {quoting("Kubernetes", "administré un cluster"), []string{"Paie <paie>"}},
		"within a word":         {quoting("Pain", "pai", "Route", "route"), []string{"Route <route>", "Paie <paie>"}},
		"masked":                {quoting("Formation", "[…]", "A […]", "route"), []string{"Paie <paie>"}},
		"known by its label":    {quoting("SOUDURES TIG", "apprentis"), []string{"Soudage TIG <apprentis>", "Paie <paie>"}},
		"known, and found":      {quoting("paie", "route"), []string{"Paie <paie>"}},
		"no label":              {quoting("", "route", " ", "route", "12", "route", strings.Repeat("a", 101), "route", "a\u0000b", "route"), []string{"Paie <paie>"}},
		"turned around":         {quoting("Ro\u202eute\u200b", "route"), []string{"Route <route>", "Paie <paie>"}},
		"no quote":              {quoting("Route", "", "Rue", " "), []string{"Paie <paie>"}},
		"another form":          {answer{said: `{"skills":"none"}`}, []string{"Paie <paie>"}},
		"an array":              {answer{said: `[]`}, []string{"Paie <paie>"}},
		"the end":               {quoting("À jour", "paie à jour)."), []string{"Paie <paie>", "À jour <paie à jour).>"}},
		"twice, once in quotes": {quoting("Tutorat", "formé", "tutorat", "apprentis"), []string{"Tutorat <formé>", "Paie <paie>"}},
	} {
		found := extract.New(company(t), test.model).Find(t.Context(), said)
		got := told(said, found.Proposals)
		slices.Sort(got)
		slices.Sort(test.want)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q is proposed, want %q", name, got, test.want)
		}
	}
}

// Where the model cannot be asked, the labels are found all the same, and why is said.
func TestAModelThatFailsTakesNothingAway(t *testing.T) {
	failure := errors.New("the model server failed")
	found := extract.New(company(t), answer{err: failure}).Find(t.Context(), "paie")
	if len(found.Proposals) != 1 || !errors.Is(found.Failure, failure) {
		t.Errorf("%+v is found", found)
	}
}

// listener is a completer that keeps what it is sent.
type listener struct{ said string }

func (l *listener) Complete(_ context.Context, _, text string, _ model.Schema) (string, error) {
	l.said += text
	return `{"skills":[]}`, nil
}

// No name is sent, whether Sachant knows somebody of that name or not; labels are.
func TestAModelIsToldNoNames(t *testing.T) {
	sent := &listener{}
	said := "JEAN DUPONT\nNom : Dupont\nAvec O'Neil et Dup\u00adont, Soudage TIG et Kubernetes. Monsieur dupont, par J. O\u2019Neil. Paie tenue chez Okafor-Lang."
	extract.New(company(t), sent).Find(t.Context(), said)
	for _, name := range []string{"jean", "dupont", "neil", "okafor", "lang"} {
		if strings.Contains(strings.ToLower(sent.said), name) {
			t.Errorf("%q is sent in %q", name, sent.said)
		}
	}
	for _, label := range []string{"Soudage TIG", "Kubernetes", "Paie"} {
		if !strings.Contains(sent.said, label) {
			t.Errorf("%q is not sent in %q", label, sent.said)
		}
	}
}

// A long text is given in parts, and places are those of the whole.
func TestALongTextIsAskedInParts(t *testing.T) {
	said := strings.Repeat("Rien à dire de plus.\n", 2000) + "Chaudronnerie"
	found := extract.New(company(t), quoting("Chaudronnerie", "chaudronnerie")).Find(t.Context(), said)
	if len(found.Proposals) != 1 || found.Proposals[0].Quote(said) != "Chaudronnerie" {
		t.Errorf("%+v is found", found)
	}
}

// FuzzFind: whatever a text and an answer hold, what is proposed stands on a part of the text.
func FuzzFind(f *testing.F) {
	f.Add("Dix ans de SOUDURE tig, et de paie.", `{"skills":[{"label":"Tutorat","quote":"dix ans"}]}`)
	f.Add("İstanbul k8s \xff négociation d’achats", `{"skills":[{"label":"İ","quote":"i̇stanbul"}]}`)
	terms := company(f)
	f.Fuzz(func(t *testing.T, said, answered string) {
		found := extract.New(terms, answer{said: answered}).Find(t.Context(), said)
		seen := map[string]bool{}
		for _, one := range found.Proposals {
			if one.Start < 0 || one.End > len(said) || one.Start >= one.End {
				t.Fatalf("%+v stands on no part of a text of %d bytes", one, len(said))
			}
			if name := graph.Slug(one.Label); one.Label == "" || seen[name] {
				t.Fatalf("%q is proposed twice, or has no label", one.Label)
			} else if seen[name] = true; one.By == extract.ByLabel && one.Skill == "" && one.Concept == "" && one.Scheme == "" {
				t.Fatalf("%+v is found by no label", one)
			}
		}
	})
}
