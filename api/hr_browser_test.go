package api

import (
	"encoding/csv"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/graph"
)

// boilerworks: in Chaudronnerie the only welder leaves, the only fitter's contract ends, and the one licence expires; others
// fall short of what is required.
func boilerworks() []storyFact {
	facts := append(people(), shown(
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
	for _, screen := range []glass{{"narrow", 320, 640, false}, {"desktop", 1280, 800, false}} {
		for _, tongue := range []string{"fr", "en"} {
			t.Run(screen.name+"-"+tongue, func(t *testing.T) {
				ctx := open(t)
				if err := screen.put(ctx); err != nil {
					t.Fatal(err)
				}
				k := keyboard{t, ctx}
				k.do(chromedp.Navigate(server.URL + "/demo"))
				k.tab(`button[value="` + string(officer) + `"]`)
				k.follow(kb.Enter, `a[href="/hr/skills"]`)
				if tongue == "en" {
					k.tab("button[name=language]")
					k.follow(kb.Enter, "html[lang=en]")
				}
				k.lookAround(handler, screen.name+"-"+tongue)
			})
		}
	}
}

func (k keyboard) lookAround(handler http.Handler, name string) {
	k.t.Helper()
	k.tab(`nav a[href="/hr/skills"]`)
	k.follow(kb.Enter, ".heat")
	k.tab(`.heat a[href="/hr/skills?unit=Production"]`)
	k.follow(kb.Enter, `.heat a[href="/hr/skills?unit=Production%2FChaudronnerie"]`)
	picture(k.t, k.ctx, "hr-map-"+name)
	k.tab(`.heat a[href="/hr/skills?unit=Production%2FChaudronnerie"]`)
	k.follow(kb.Enter, `a[href="/hr/risks?unit=Production%2FChaudronnerie"]`)
	k.tab(`a[href="/hr/risks?unit=Production%2FChaudronnerie"]`)
	k.follow(kb.Enter, ".risks")
	picture(k.t, k.ctx, "hr-risks-"+name)
	if got := k.texts(".risks .losing h2 a"); !slices.Equal(got, []string{"Soudage TIG", "Traçage", "Pontier"}) {
		k.t.Errorf("%s: about to be lost are %q", name, got)
	}
	if got := k.texts(".risks .losing .said a"); !slices.Equal(got, []string{"Wanda Soudeuse", "Tom Traceur", "Paul Pontier"}) {
		k.t.Errorf("%s: because of %q", name, got)
	}
	k.tab(`a[href^="/hr/skills/people?ends=2027-07"]`)
	k.follow(kb.Enter, "table")
	if got := k.texts("tbody th .name"); !slices.Equal(got, []string{"Paul Pontier"}) {
		k.t.Errorf("%s: licences end of %q", name, got)
	}
	k.tab(`nav.tabs a[href="/hr/skills"]`)
	k.follow(kb.Enter, ".heat")
	k.tab(`.heat a[href*="/hr/skills/people?domain=M"][href*="unit=Production"]`)
	k.follow(kb.Enter, ".choice")
	k.tab(`.choice a[href*="short=yes"]`)
	k.follow(kb.Enter, `a[href*=".csv"]`)
	if got := k.texts("tbody th .name"); !slices.Equal(got, []string{"Luce Apprentie"}) {
		k.t.Errorf("%s: below what is required are %q", name, got)
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(get(handler, "officer", k.address(`a[href*=".csv"]`)).body, "\ufeff")))
	reader.Comma = ';'
	if rows, err := reader.ReadAll(); err != nil || len(rows) != 2 || rows[1][1] != "Luce Apprentie" || rows[1][9] != "-1" {
		k.t.Errorf("%s: the file holds %q, %v", name, rows, err)
	}
	k.tab(`nav.tabs a[href="/hr/interviews"]`)
	k.follow(kb.Enter, "#due")
	if got := k.texts("tbody .late"); len(got) != 5 {
		k.t.Errorf("%s: overdue are %q, want all five", name, got)
	}
}

// texts are those of the elements that a selector finds, in their order.
func (k keyboard) texts(selector string) []string {
	k.t.Helper()
	document, err := chromedp.Call(k.ctx, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		k.t.Fatal(err)
	}
	found, err := chromedp.Call(k.ctx, dom.QuerySelectorAll, dom.QuerySelectorAllParams{NodeID: document.Root.NodeID, Selector: selector})
	if err != nil {
		k.t.Fatal(err)
	}
	var texts []string
	for _, id := range found.NodeIDs {
		outer, err := chromedp.Call(k.ctx, dom.GetOuterHTML, dom.GetOuterHTMLParams{NodeID: id})
		if err != nil {
			k.t.Fatal(err)
		}
		texts = append(texts, strings.TrimSpace(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(outer.OuterHTML, ""))))
	}
	return texts
}

// address is that of the first link that a selector finds.
func (k keyboard) address(selector string) string {
	k.t.Helper()
	document, err := chromedp.Call(k.ctx, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		k.t.Fatal(err)
	}
	found, err := chromedp.Call(k.ctx, dom.QuerySelector, dom.QuerySelectorParams{NodeID: document.Root.NodeID, Selector: selector})
	if err != nil {
		k.t.Fatal(err)
	}
	outer, err := chromedp.Call(k.ctx, dom.GetOuterHTML, dom.GetOuterHTMLParams{NodeID: found.NodeID})
	if err != nil {
		k.t.Fatal(err)
	}
	_, after, _ := strings.Cut(outer.OuterHTML, `href="`)
	address, _, _ := strings.Cut(after, `"`)
	return html.UnescapeString(address)
}
