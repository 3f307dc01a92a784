package api

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// crowd is a company of two hundred people who could take a post and agreed to be asked, besides those of the story.
func crowd() (facts []graph.Fact, marks []string) {
	level := graph.Level(3)
	facts = append(facts, graph.Node("foule", "test", graph.Opening{Title: "Un poste", State: graph.OpeningOpen}), graph.Node("geste", "test", graph.Skill{PrefLabel: "Un geste"}),
		graph.Edge("opening/foule", "", "skill/geste", "test", graph.Demands{Level: &level, Must: true}))
	for i := range 200 {
		id := fmt.Sprintf("qx%03dz", i)
		person, unit, on := graph.NodeKey(graph.KindPerson, id), graph.NodeKey(graph.KindUnit, "unite-"+id), graph.Date(fmt.Sprintf("2025-%02d-%02d", 1+i%12, 1+i%28))
		mark := []string{id, "Prenom" + id, "Famille" + id, "unite-" + id, string(on)}
		facts = append(facts, graph.Node(id, "test", graph.Person{DisplayName: mark[1] + " " + mark[2], GivenName: mark[1], FamilyName: mark[2], Title: "titre-" + id, Mail: id + "@exemple.fr", TelephoneNumber: "+33 1 99 00 " + id, EmployeeNumber: "n" + id}),
			graph.Node("unite-"+id, "test", graph.Unit{Name: "unite-" + id}), graph.Edge(person, "", unit, "test", graph.InUnit{}),
			graph.Edge(person, "interview/"+id, "skill/geste", "test", graph.Declares{Held: &level, On: on, Validated: true, ValidatedOn: on, Published: true}),
			graph.Edge(person, graph.PurposeOfMove(graph.MoveNewRole), person, string(person), graph.Consents{On: on}))
		marks = append(marks, mark...)
	}
	return facts, marks
}

// Of two hundred people, the blind views hold no name, address, number, unit, key or day, in HTML, in JSON and in the
// addresses of links and forms.
func TestABlindViewTellsNobodysName(t *testing.T) {
	facts, marks := crowd()
	handler := company(t, append(story(), shown(facts...)...))
	made := post(handler, "recruiter", "/mobility/shortlists", url.Values{"opening": {"opening/foule"}, "purpose": {"Premier tour"}, "expiresOn": {graph.DateOf(today()).Time().AddDate(0, 1, 0).Format("2006-01-02")}, "back": {"/mobility/shortlists"}})
	lists := get(handler, "recruiter", "/mobility/shortlists").body
	found := regexp.MustCompile(`/mobility/shortlist/([a-z0-9]+)`).FindString(lists)
	if made.status != 303 || found == "" {
		t.Fatalf("the list is made with status %d: %s", made.status, lists)
	}
	answers := map[string]string{}
	for skip := 0; skip < 200; skip += 20 {
		for _, address := range []string{fmt.Sprintf("%s?skip=%d", found, skip), fmt.Sprintf("/mobility/opening/foule?skip=%d", skip)} {
			answers[address] = get(handler, "recruiter", address).String()
		}
	}
	document := `query($id: ID!) { shortlist(id: $id) { candidates(first: 90) { handle person { id displayName } lines { status text on skill { prefLabel } evidence { id } } } }
		match(opening: "opening/foule", first: 90) { totalCount entries { handle person { id } lines { text on evidence { id } } } } }`
	answers["JSON"] = graphQL(t, handler, "recruiter", document, map[string]any{"id": "shortlist/" + strings.TrimPrefix(found, "/mobility/shortlist/")}).String()
	if !strings.Contains(answers["JSON"], `"totalCount":200`) || !strings.Contains(answers[found+"?skip=0"], "Un geste") {
		t.Fatalf("the views do not show the two hundred: %.400s", answers["JSON"])
	}
	for address, answer := range answers {
		for _, mark := range marks {
			if strings.Contains(answer, mark) {
				t.Fatalf("%s holds %q: …%s…", address, mark, around(answer, mark))
			}
		}
	}
	named := httptest.NewRequest("GET", "/mobility/opening/foule?names=yes", nil)
	if !strings.Contains(ask(handler, "recruiter", named).body, "Prenomqx") {
		t.Error("with names there are none either")
	}
}

// Who could take an opening can be paged through to the last of them, also on a shortlist.
func TestCandidatesArePagedThrough(t *testing.T) {
	facts, _ := crowd()
	handler := company(t, append(story(), shown(facts...)...))
	post(handler, "recruiter", "/mobility/shortlists", url.Values{"opening": {"opening/foule"}, "purpose": {"Premier tour"}, "expiresOn": {"2026-08-01"}, "back": {"/mobility/shortlists"}})
	list := regexp.MustCompile(`/mobility/shortlist/[a-z0-9]+`).FindString(get(handler, "recruiter", "/mobility/shortlists").body)
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	for _, address := range []string{"/mobility/opening/foule", list} {
		page := get(handler, "recruiter", address).body
		for range 9 {
			found := next.FindStringSubmatch(page)
			if found == nil {
				break
			}
			page = get(handler, "recruiter", found[1]).body
		}
		if !strings.Contains(page, "Personne 200") {
			t.Errorf("%s does not lead to the last person: %.3000s", address, page)
		}
	}
}

// Where as many people as a page shows could take an opening, no other page is offered.
func TestAFullPageOfCandidatesIsTheLast(t *testing.T) {
	facts, _ := crowd()
	var twenty []graph.Fact
	for _, fact := range facts {
		if id := string(fact.Key); !strings.Contains(id, "qx") || strings.Contains(id, "qx00") || strings.Contains(id, "qx01") {
			twenty = append(twenty, fact)
		}
	}
	handler := company(t, append(story(), shown(twenty...)...))
	post(handler, "recruiter", "/mobility/shortlists", url.Values{"opening": {"opening/foule"}, "purpose": {"Premier tour"}, "expiresOn": {"2026-08-01"}, "back": {"/mobility/shortlists"}})
	list := regexp.MustCompile(`/mobility/shortlist/[a-z0-9]{8,}`).FindString(get(handler, "recruiter", "/mobility/shortlists").body)
	for _, address := range []string{"/mobility/opening/foule", list} {
		page := get(handler, "recruiter", address)
		contains(t, page, "Personne 20")
		lacks(t, page, `rel="next"`, "Personne 21")
	}
}

// Up to five people on a list are compared side by side: those that are chosen, without their names in the address.
func TestWhoIsComparedIsChosen(t *testing.T) {
	facts, _ := crowd()
	handler := company(t, append(story(), shown(facts...)...))
	post(handler, "recruiter", "/mobility/shortlists", url.Values{"opening": {"opening/foule"}, "purpose": {"Premier tour"}, "expiresOn": {"2026-08-01"}, "back": {"/mobility/shortlists"}})
	list := regexp.MustCompile(`/mobility/shortlist/[a-z0-9]{8,}`).FindString(get(handler, "recruiter", "/mobility/shortlists").body)
	for range 7 {
		handle := regexp.MustCompile(`name="putOn" value="([0-9a-f]+)"`).FindStringSubmatch(get(handler, "recruiter", list).body)[1]
		post(handler, "recruiter", "/mobility/shortlist", url.Values{"shortlist": {"shortlist/" + list[len("/mobility/shortlist/"):]}, "putOn": {handle}, "back": {list}})
	}
	compared := func(address string) int {
		_, table, _ := strings.Cut(get(handler, "recruiter", address).body, `id="compared"`)
		head, _, _ := strings.Cut(table, "</thead>")
		return strings.Count(head, `scope="col"`) - 1
	}
	for choice, want := range map[string]int{"": 5, "?compare=6": 5, "?compare=1&compare=6": 2, "?compare=0&compare=1&compare=2&compare=3&compare=4&compare=5": 5} {
		if got := compared(list + choice); got != want {
			t.Errorf("with %q %d people are compared, want %d", choice, got, want)
		}
	}
	contains(t, get(handler, "recruiter", list+"?compare=1&compare=6"), `value="6" checked`)
}

// Who is asked about an opening finds the question where the openings are, until they answer; nobody else does.
func TestWhoIsAskedFindsTheQuestion(t *testing.T) {
	facts, _ := crowd()
	level := graph.Level(3)
	facts = append(facts, graph.Edge(worker, "self", "skill/geste", string(worker), graph.Declares{Held: &level, On: "2026-01-02", Published: true}),
		graph.Edge(worker, graph.PurposeOfMove(graph.MoveNewRole), worker, string(worker), graph.Consents{On: "2026-01-02"}))
	handler := company(t, append(story(), shown(facts...)...))
	question := "On vous demande si ce poste vous intéresse"
	lacks(t, get(handler, "worker", "/mobility"), question)
	comesBack(t, post(handler, "recruiter", "/mobility/ask", url.Values{"opening": {"opening/foule"}, "person": {string(worker)}, "back": {"/mobility"}}), "/mobility")
	contains(t, get(handler, "worker", "/mobility"), question, `href="/mobility/opening/foule#mine"`)
	contains(t, get(handler, "worker", "/mobility/opening/foule"), `id="mine"`, "Ce poste vous intéresse-t-il")
	for _, other := range []string{"colleague", "boss", "recruiter", "officer"} {
		lacks(t, get(handler, other, "/mobility"), question)
	}
	comesBack(t, post(handler, "worker", "/mobility/answer", url.Values{"opening": {"opening/foule"}, "answer": {"not_now"}, "back": {"/mobility"}}), "/mobility")
	lacks(t, get(handler, "worker", "/mobility"), question)
}
