package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// The first page says what is new in what somebody follows and why, who may be worth knowing, and asks about one skill; who has no
// page here gets none of it.
func TestTheFirstPageIsOfWhatOneFollows(t *testing.T) {
	handler := company(t, append(story(), shown(
		edge(member, colleague, graph.Follows{}), edge(colleague, boss, graph.Follows{}), edge(boss, recruiter, graph.Follows{}), edge(worker, recruiter, graph.Follows{}),
		node("community/energie", graph.Community{Name: "Énergie"}), edge(boss, "community/energie", graph.MemberOf{}), edge(worker, "community/energie", graph.MemberOf{}),
	)...))
	english := func(viewer string) string { return inEnglish(handler, viewer, "/").body }
	page := english("colleague")
	for _, want := range []string{"Carnet de soudage, page 25", "you follow <bdi>Willem Thys</bdi>", "followed by 2 people that you follow", "Noé Petit", "Énergie", "2 people that you follow are members"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if page := english("worker"); !strings.Contains(page, "Still true?") || !strings.Contains(page, `value="skill/private"`) || strings.Contains(page, "you follow") {
		t.Error("the worker is not asked about what they declared, or follows somebody")
	}
	if page := english("guest"); strings.Contains(page, "Still true?") || strings.Contains(page, "you follow") {
		t.Error("who has no page here gets one of somebody")
	}
}

// One click confirms a skill, withdraws it, or puts the question off; nobody else's is touched.
func TestASkillIsConfirmedInOneClick(t *testing.T) {
	handler := company(t, story())
	asks := func(skill string) bool {
		return strings.Contains(inEnglish(handler, "worker", "/").body, `name="skill" value="`+skill+`"`)
	}
	answer := func(viewer, skill, answer string, want int) {
		t.Helper()
		if got := post(handler, viewer, "/me/confirm", url.Values{"skill": {skill}, "answer": {answer}, "back": {"/"}}); got.status != want {
			t.Errorf("as %s, %q for %s is answered %d, want %d", viewer, answer, skill, got.status, want)
		}
	}
	if !asks("skill/private") { // of 1988
		t.Error("the oldest declaration is not asked about")
	}
	answer("worker", "skill/private", "later", http.StatusSeeOther)
	if asks("skill/private") || !asks("skill/soudage-tig") { // of 1991
		t.Error("what is put off is asked about again")
	}
	answer("worker", "skill/soudage-tig", "maybe", http.StatusUnprocessableEntity)
	answer("colleague", "skill/soudage-tig", "no", http.StatusNotFound)
	answer("colleague", "skill/private", "yes", http.StatusNotFound)
	answer("worker", "skill/soudage-tig", "yes", http.StatusSeeOther)
	declared := graphQL(t, handler, "colleague", `{ person(id: "person/worker") { declarations { edges { node { on held published skill { id } } } } } }`, nil).body
	if !strings.Contains(declared, `{"held":3,"on":"2026-07-01","published":true,"skill":{"id":"skill/soudage-tig"}}`) {
		t.Errorf("what is confirmed is %s", declared)
	}
	if asks("skill/soudage-tig") {
		t.Error("what was confirmed today is asked about")
	}
	answer("worker", "skill/private", "no", http.StatusSeeOther)
	if page := get(handler, "worker", "/person/worker").body; strings.Contains(page, "Ombrelisque") {
		t.Error("what is held no longer is still declared")
	}
}

// A card holds what the viewer may see, escaped as its format wants it; of who is hidden there is none.
func TestACardIsWhatTheViewerMaySee(t *testing.T) {
	odd := node("person/odd", graph.Person{DisplayName: "Anne; Sophie, \\ O’Hara-Très-Long-Nom-Composé-De-Plusieurs-Familles-Alliées-Entre-Elles", Title: "Cheffe\nde projet", Mail: "a@exemple.fr", TelephoneNumber: "+33 1"})
	handler := company(t, append(story(), shown(odd)...))
	card := get(handler, "colleague", "/vcard/person/odd")
	want := "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anne\\; Sophie\\, \\\\ O’Hara-Très-Long-Nom-Composé-De-Plusieurs-Famille\r\n s-Alliées-Entre-Elles\r\nTITLE:Cheffe\\nde projet\r\nEMAIL;TYPE=work:a@exemple.fr\r\nTEL;TYPE=work:+33 1\r\nEND:VCARD\r\n"
	if card.status != http.StatusOK || card.body != want {
		t.Errorf("the card is %d %q", card.status, card.body)
	}
	for line := range strings.SplitSeq(card.body, "\r\n") {
		if len(line) > 75 {
			t.Errorf("the line %q has %d bytes", line, len(line))
		}
	}
	for _, id := range []string{hidden.ID(), gone.ID(), "nobody"} {
		if answer := get(handler, "colleague", "/vcard/person/"+id); answer.status != http.StatusNotFound {
			t.Errorf("of %s there is a card: %d", id, answer.status)
		}
	}
	if own := get(handler, "hidden", "/vcard/"+string(hidden)); own.status != http.StatusOK {
		t.Errorf("who is hidden gets %d for their own card", own.status)
	}
}

// How two people are connected is said for the viewer alone, over what they may see.
func TestAPageSaysHowOneIsConnected(t *testing.T) {
	handler := company(t, story())
	if page := inEnglish(handler, "boss", "/person/colleague").body; !strings.Contains(page, "How you are connected") || !strings.Contains(page, "reports to") && !strings.Contains(page, "manages") {
		t.Error("the boss does not learn how they are connected to the colleague")
	}
	path := func(viewer, to string) string {
		return graphQL(t, handler, viewer, `query($to: ID!) { path(to: $to) { kind to { id } } }`, map[string]any{"to": to}).body
	}
	if got := path("boss", "person/member"); strings.Contains(got, "hidden") {
		t.Errorf("a way leads over who is hidden: %s", got)
	}
	for _, to := range []string{"person/hidden", "person/gone", "person/boss", "skill/vraldune", "x"} {
		if got := path("boss", to); !strings.Contains(got, `"path":null`) {
			t.Errorf("the way to %s is %s", to, got)
		}
	}
}

func inEnglish(handler http.Handler, viewer, address string) answered {
	request := httptest.NewRequest(http.MethodGet, address, nil)
	request.Header.Set("Accept-Language", "en")
	return ask(handler, viewer, request)
}
