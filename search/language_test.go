package search_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// workshop is a company of welders, a buyer and a project manager.
func workshop(t testing.TB) *company {
	c := newCompany(t)
	place := func(who graph.Key, site string) {
		c.edge(who, "", c.node(graph.Slug(site), graph.Site{Name: site}), graph.AtSite{})
	}
	declare := func(who graph.Key, label string, held graph.Level) {
		c.declare(who, label, "self", graph.Declares{Held: level(held), On: "2026-01-05", Published: true})
	}
	tig, mag := c.person("tig", "Soudeur", "Production/Chaudronnerie"), c.person("mag", "Soudeuse", "Production/Chaudronnerie")
	buyer, chief := c.person("buyer", "Acheteur métaux", "Achats"), c.person("chief", "Chef de projet", "Études/Bureau d'études")
	declare(tig, "Soudage TIG", 4)
	declare(tig, "Inox", 2)
	declare(mag, "Soudage MAG", 2)
	declare(buyer, "Inox", 3)
	declare(chief, "Gestion de projet", 3)
	place(tig, "Nantes")
	place(mag, "Saint-Nazaire")
	place(buyer, "Nantes")
	note := c.node("note", graph.Contribution{Type: graph.TypeNote, Content: "Le projet de gestion des stocks d'inox, pour les soudeurs.", PublishedAt: at("2026-03-01")})
	c.edge(buyer, "", note, graph.Authored{})
	return c
}

func TestOperatorsAndFields(t *testing.T) {
	expectFound(t, workshop(t).open(), map[string]string{
		"soudage":                           "~mag tig",
		"soudage AND inox":                  "tig",
		"soudage ET inox":                   "tig",
		"MAG OR TIG":                        "~mag tig",
		"MAG OU projet":                     "~buyer chief mag",
		"soudage NOT MAG":                   "tig",
		"soudage SAUF mag":                  "tig",
		"soudage -mag":                      "tig",
		"inox -soudeurs":                    "~buyer tig",
		`"gestion de projet"`:               "chief",
		`"projet de gestion"`:               "buyer",
		`"gestion du projet"`:               "",
		`inox -"projet de gestion"`:         "~buyer tig",
		"skill:inox":                        "~buyer tig",
		"compétence:inox niveau>=3":         "buyer",
		"skill:soudage level<3":             "mag",
		"inox -skill:soudage":               "buyer",
		"inox NOT title:acheteur":           "tig",
		"titre:acheteur":                    "buyer",
		`poste:"chef de projet"`:            "chief",
		"unit:Achats":                       "buyer",
		"service:Production":                "~mag tig",
		"unité:chaudronnerie soudage":       "~mag tig",
		`unit:"Bureau d'études"`:            "chief",
		"site:Nantes":                       "~buyer tig",
		"lieu:Nante soudage":                "tig",
		"soudage -site:nantes":              "mag",
		"site:Nantes OR site:Saint-Nazaire": "~buyer mag tig",
		"site:Nantes niveau>=4":             "tig",
		"(soudage OR inox) AND -mag":        "~buyer tig",
		"site:Paris":                        "",
	})
}

// What follows no rule is no error: it is searched as words, and the answer says so.
func TestAMalformedQueryIsSearchedAsWords(t *testing.T) {
	company := workshop(t).open()
	for words, want := range map[string]string{`"soudage TIG`: "tig mag", "soudage AND": "tig mag", "-soudage": "tig mag", "(soudage": "tig mag", "skill: ": "", "NOT soudage": "tig mag"} {
		answer := company.find(words)
		if got := names(answer); got != want || !answer.AsWords {
			t.Errorf("%q finds %q, as words: %v; want %q, as words", words, got, answer.AsWords, want)
		}
	}
	if company.find("soudage -mag").AsWords {
		t.Error("a query with an operator is said to be searched as words")
	}
}

// What a field or a phrase asks for and nothing visible has is said.
func TestWhatIsUnknownIsSaid(t *testing.T) {
	company := workshop(t).open()
	for words, want := range map[string]string{"site:Paris": "Paris", "soudage unit:Lune": "Lune", `"projet gestion"`: "“projet gestion”", "soudage": ""} {
		got := ""
		for _, one := range company.find(words).Corrections {
			got += one.Asked
		}
		if got != want {
			t.Errorf("%q: unknown is %q, want %q", words, got, want)
		}
	}
}

// meanings are what a query is the name of: "site:Nantes".
func meanings(answer search.Answer) (all string) {
	for _, one := range answer.Meant {
		all += string(one.Kind) + ":" + one.Name + " "
	}
	return all
}

func TestANameIsAnsweredAsSuch(t *testing.T) {
	c := workshop(t)
	julie := c.node("julie", graph.Person{DisplayName: "Julie Dupont", GivenName: "Julie", FamilyName: "Dupont", Title: "Comptable"})
	c.node("jules", graph.Person{DisplayName: "Zoë Le Goff-Dupont", Title: "Comptable"})
	c.node("ghost", graph.Person{DisplayName: "Marc Absent", Hidden: true})
	note := c.node("thanks", graph.Contribution{Type: graph.TypeNote, Content: "Merci à Julie Dupont et à Marc Absent pour la clôture.", PublishedAt: at("2026-03-01")})
	c.edge(c.person("writer", "Rédactrice", ""), "", note, graph.Authored{})
	c.edge(julie, "", c.node("nantes", graph.Site{Name: "Nantes"}), graph.AtSite{})
	company := c.open()
	for words, want := range map[string][2]string{
		"Julie Dupont":       {"julie jules", "person:Julie Dupont "},
		"dupont julie":       {"julie jules", "person:Julie Dupont "},
		"J. Dupont":          {"julie", "person:Julie Dupont "},
		"julie dupond":       {"julie", "person:Julie Dupont "},
		"zoe le goff dupont": {"jules", "person:Zoë Le Goff-Dupont "},
		"Bureau d'études":    {"chief", "unit:Études/Bureau d'études "},
		"bureau d’etude":     {"chief", "unit:Études/Bureau d'études "},
		"Production":         {"tig mag", "unit:Production/Chaudronnerie "},
		"nantes":             {"tig buyer julie", "site:Nantes "},
		"Nante":              {"tig buyer julie", "site:Nantes "},
		"soudage à Nantes":   {"tig", "site:Nantes "},
		"soudage TIG":        {"tig mag", "skill:Soudage TIG "},
		"Marc Absent":        {"writer", ""},
	} {
		answer := company.find(words)
		if got := [2]string{names(answer), meanings(answer)}; got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
	hidden := company.ask(access.Viewer{Person: "person/ghost", Roles: []access.Role{access.Employee}}, search.Query{Words: "Marc Absent", First: 10})
	if names(hidden) != "ghost" {
		t.Errorf("a hidden person finds %q by their own name", names(hidden))
	}
}

// One of several words in another form says nothing of what was asked; nor does a short word of a text that is nearly
// the one typed.
func TestNobodyIsFoundByChance(t *testing.T) {
	company := openKnown(t, map[string]known{
		"march": {note: "Delayed since March, as it is written there."}, "failed": {note: "La machine n'a pas marché ce matin."},
		"tender": {note: "Répondre aux marchés publics."}, "clock": {note: "It stops the clock."}, "per": {note: "Five per day for the click."},
		"weld": {skill: "Soudage inox"},
	})
	expectFound(t, company, map[string]string{
		"marchés publics": "tender", "Qui connaît les marchés publics ?": "tender", "chock": "", "per clack": "", "soudage inxo": "weld", "inxo": "weld",
	})
}

// A question or a skill named so is shown, whether or not anybody is found: what is answered first, nothing hidden.
func TestWhatIsBesidePeople(t *testing.T) {
	c := workshop(t)
	answered := c.ask("answered", "Comment mettre à jour Node.js ?", "", "2026-02-01")
	c.ask("open", "Node.js ou Deno ?", "", "2026-02-01")
	c.answer(c.person("left", "", ""), c.ask("unsettled", "Node.js ?", "", "2026-02-01"), "b", "Voir la page.", "2026-02-02", false)
	c.ask("alone", "Linux sur le poste de travail ?", "", "2026-02-01")
	c.answer(c.person("left", "", ""), answered, "a", "Voir la page interne.", "2026-02-02", true)
	c.community("cercle", true, c.ask("secret", "Node.js en secret ?", "", "2026-02-01"))
	company := c.open()
	for words, want := range map[string]string{
		"Node.js":     "contribution/answered contribution/unsettled",
		"linux":       "contribution/alone",
		"inox":        "skill/inox",
		"Achats":      "unit/achats",
		"lieu:Nantes": "site/nantes",
		"Julie":       "",
	} {
		var got []string
		found := company.find(words).Beside
		for _, fact := range slices.Concat(found.Skills, found.Units, found.Sites, found.Questions) {
			got = append(got, string(fact.Key))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("beside the people of %q: %q, want %q", words, got, want)
		}
	}
}

// A label of a skill is also searched as its other labels, wherever it stands in the query.
func TestOtherLabelsOfASkillAreSearched(t *testing.T) {
	c := newCompany(t)
	c.declare(c.person("expert", "", ""), "Kubernetes", "self", graph.Declares{Held: level(4), On: "2026-01-05", Published: true})
	c.node("kubernetes", graph.Skill{PrefLabel: "Kubernetes", AltLabel: []string{"k8s", "orchestration de conteneurs"}})
	note := c.node("note", graph.Contribution{Type: graph.TypeNote, Content: "Kubernetes : redémarrer un pod, puis le certificat.", PublishedAt: at("2026-03-01")})
	c.edge(c.person("writer", "", ""), "", note, graph.Authored{})
	company := c.open()
	for words, want := range map[string]string{
		"kubernetes": "expert writer", "k8s": "expert writer", "orchestration conteneurs": "expert writer", "qui connaît k8s ?": "expert writer",
		"certificat k8s": "~expert writer", "skill:k8s": "expert",
	} {
		expectFound(t, company, map[string]string{words: want})
	}
	if got := meanings(company.find("k8s")); got != "skill:Kubernetes " {
		t.Errorf("k8s means %q", got)
	}
}
