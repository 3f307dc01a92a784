package api

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/fixtures/live/browser"
	"github.com/sachant/sachant/graph"
)

// boilerworks: in Chaudronnerie the only welder leaves, the only fitter's contract ends, and the one licence expires; others
// fall short of what is required.
func boilerworks() []storyFact {
	facts := append(staff(), shown(
		node("unit/boilers", graph.Unit{Name: "Production/Chaudronnerie"}), node("unit/machining", graph.Unit{Name: "Production/Usinage"}),
		node("skill/tig", graph.Skill{PrefLabel: "Soudage TIG", Domain: "Métallurgie", Critical: true}),
		node("skill/fit", graph.Skill{PrefLabel: "Traçage", Domain: "Métallurgie"}),
		node("skill/crane", graph.Skill{PrefLabel: "Pontier", Domain: "Habilitations", Type: "Habilitation"}),
	)...)
	for _, one := range []struct {
		id, name, unit string
		account        graph.Account
	}{
		{"wanda", "Wanda Soudeuse", "boilers", graph.Account{LeavesOn: "2026-12-31"}}, {"tom", "Tom Traceur", "boilers", graph.Account{ContractEnd: "2027-01-31"}},
		{"paul", "Paul Pontier", "boilers", graph.Account{}}, {"luce", "Luce Apprentie", "boilers", graph.Account{}}, {"milo", "Milo Fraiseur", "machining", graph.Account{}},
	} {
		key := graph.NodeKey(graph.KindPerson, one.id)
		facts = append(facts, shown(node(key, graph.Person{DisplayName: one.name}), edge(key, graph.Key("unit/"+one.unit), graph.InUnit{}),
			node(graph.Key("account/"+one.id), one.account), edge(graph.Key("account/"+one.id), key, graph.Is{}),
			node(graph.Key("interview/"+one.id), graph.Interview{Type: graph.InterviewParcours, On: "2020-03-01"}), edge(graph.Key("interview/"+one.id), key, graph.Concerns{}))...)
	}
	says := func(person, skill string, value graph.Declares) {
		value.On = "2026-03-01"
		facts = append(facts, shown(graph.Edge(graph.Key("person/"+person), "interview/"+person, graph.Key("skill/"+skill), "story", value))...)
	}
	says("wanda", "tig", graph.Declares{Held: level(4), Required: level(3)})
	says("luce", "tig", graph.Declares{Held: level(2), Required: level(3)})
	says("tom", "fit", graph.Declares{Held: level(3), Required: level(3)})
	says("paul", "crane", graph.Declares{Possessed: true, ValidUntil: "2027-02-15"})
	says("milo", "tig", graph.Declares{Held: level(3)})
	return facts
}

// What human resources come for, from the first page, by keyboard alone: the skills about to be lost and why, who is below
// the level required and a file of them, licences that end, interviews overdue.
func TestHumanResourcesFindWhatTheyCameFor(t *testing.T) {
	handler := company(t, boilerworks())
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	for _, screen := range []browser.Screen{{Name: "narrow", Width: 320, Height: 640}, {Name: "desktop", Width: 1280, Height: 800}} {
		for _, tongue := range []string{"fr", "en"} {
			t.Run(screen.Name+"-"+tongue, func(t *testing.T) {
				ctx := browser.Open(t)
				if err := screen.Put(ctx); err != nil {
					t.Fatal(err)
				}
				k := keyboardOn(t, ctx)
				k.Do(chromedp.Navigate(server.URL + "/demo"))
				k.Tab(`button[value="` + string(officer) + `"]`)
				k.Follow(kb.Enter, `a[href="/hr/skills"]`)
				if tongue == "en" {
					k.Tab("button[name=language]")
					k.Follow(kb.Enter, "html[lang=en]")
				}
				lookAround(k, handler, screen.Name+"-"+tongue)
			})
		}
	}
}

func lookAround(k browser.Keyboard, handler http.Handler, name string) {
	k.T.Helper()
	k.Tab(`nav a[href="/hr/skills"]`)
	k.Follow(kb.Enter, ".heat")
	k.Tab(`.heat a[href="/hr/skills?unit=Production"]`)
	k.Follow(kb.Enter, `.heat a[href="/hr/skills?unit=Production%2FChaudronnerie"]`)
	k.Picture("hr-map-" + name)
	k.Tab(`.heat a[href="/hr/skills?unit=Production%2FChaudronnerie"]`)
	k.Follow(kb.Enter, `a[href="/hr/risks?unit=Production%2FChaudronnerie"]`)
	k.Tab(`a[href="/hr/risks?unit=Production%2FChaudronnerie"]`)
	k.Follow(kb.Enter, ".risks")
	k.Picture("hr-risks-" + name)
	if got := k.Texts(".risks .losing h2 a"); !slices.Equal(got, []string{"Soudage TIG", "Traçage", "Pontier"}) {
		k.T.Errorf("%s: about to be lost are %q", name, got)
	}
	if got := k.Texts(".risks .losing .said a"); !slices.Equal(got, []string{"Wanda Soudeuse", "Tom Traceur", "Paul Pontier"}) {
		k.T.Errorf("%s: because of %q", name, got)
	}
	k.Tab(`a[href^="/hr/skills/people?ends=2027-07"]`)
	k.Follow(kb.Enter, "table")
	if got := k.Texts("tbody th .name"); !slices.Equal(got, []string{"Paul Pontier"}) {
		k.T.Errorf("%s: licences end of %q", name, got)
	}
	k.Tab(`nav.tabs a[href="/hr/skills"]`)
	k.Follow(kb.Enter, ".heat")
	k.Tab(`.heat a[href*="/hr/skills/people?domain=M"][href*="unit=Production"]`)
	k.Follow(kb.Enter, ".choice")
	k.Tab(`.choice a[href*="short=yes"]`)
	k.Follow(kb.Enter, `a[href*=".csv"]`)
	if got := k.Texts("tbody th .name"); !slices.Equal(got, []string{"Luce Apprentie"}) {
		k.T.Errorf("%s: below what is required are %q", name, got)
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(get(handler, "officer", k.Address(`a[href*=".csv"]`)).body, "\ufeff")))
	reader.Comma = ';'
	if rows, err := reader.ReadAll(); err != nil || len(rows) != 2 || rows[1][1] != "Luce Apprentie" || rows[1][9] != "-1" {
		k.T.Errorf("%s: the file holds %q, %v", name, rows, err)
	}
	k.Tab(`nav.tabs a[href="/hr/interviews"]`)
	k.Follow(kb.Enter, "#due")
	if got := k.Texts("tbody .late"); len(got) != 5 {
		k.T.Errorf("%s: overdue are %q, want all five", name, got)
	}
}
