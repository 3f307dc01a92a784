package api

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// P-05: somebody takes everything with them that is kept about them, with where it is from, who sees it, their scores and the
// reasons; and nothing that they may not see.
func TestP05ExportHoldsEverythingOfOneself(t *testing.T) {
	handler := company(t, story())
	answer := get(handler, "worker", "/me/export")
	var all struct {
		Facts []struct {
			Key      graph.Key
			Kind     graph.Kind
			Source   string
			Audience []string
		}
		Ranking []struct {
			Skill   string
			Score   float64
			Reasons []struct {
				Text   string
				Points float64
			}
		}
	}
	if err := json.Unmarshal([]byte(answer.body), &all); err != nil || answer.status != http.StatusOK {
		t.Fatalf("%d, %v: %.200s", answer.status, err, answer.body)
	}
	kinds := map[graph.Kind]int{}
	for _, fact := range all.Facts {
		kinds[fact.Kind]++
		if fact.Source == "" || len(fact.Audience) == 0 {
			t.Errorf("%s is from %q and for %v", fact.Key, fact.Source, fact.Audience)
		}
	}
	for kind, want := range map[graph.Kind]int{"person": 1, "account": 1, "declares": 4, "interview": 1, "wish": 1, "request": 1, "acknowledges": 1, "contribution": 27, "in_unit": 1, "hold": 0} {
		if kinds[kind] != want {
			t.Errorf("%d facts of kind %s, not %d", kinds[kind], kind, want)
		}
	}
	if len(all.Ranking) == 0 {
		t.Fatal("there is no score")
	}
	for _, ranking := range all.Ranking {
		sum := 0.0
		for _, reason := range ranking.Reasons {
			sum += reason.Points
			if reason.Text == "" {
				t.Errorf("%s: a reason says nothing", ranking.Skill)
			}
		}
		if sum < ranking.Score-1e-6 || sum > ranking.Score+1e-6 {
			t.Errorf("%s: reasons make %v, the score is %v", ranking.Skill, sum, ranking.Score)
		}
	}
	table := get(handler, "worker", "/me/export?format=csv")
	lines := csv.NewReader(strings.NewReader(strings.TrimPrefix(table.body, "\ufeff")))
	lines.Comma = ';'
	rows, err := lines.ReadAll()
	if err != nil || len(rows) < len(all.Facts) || !strings.Contains(table.body, "frindolak") || !strings.Contains(table.body, "murbeldrof") {
		t.Errorf("%v; the table has %d rows", err, len(rows))
	}
}

// What is exported, and every preview, holds only what its viewer may see.
func TestExportsAndPreviewsLeakNothing(t *testing.T) {
	handler := company(t, story())
	for viewer := range viewers() {
		for _, address := range []string{"/me/export", "/me/export?format=csv", "/me?kind=declares"} {
			body := get(handler, viewer, address).body
			for _, canary := range canaries() {
				if strings.Contains(strings.ToLower(body), canary.word) && !slices.Contains(canary.seenBy, viewer) {
					t.Errorf("%s as %s holds the %s", address, viewer, canary.what)
				}
			}
		}
	}
	as := map[string]string{"colleague": "guest", "hr": "officer", "recruiter": "recruiter", "manager": "boss", "nobody": "nobody"}
	for _, preview := range access.Previews() {
		answer := get(handler, "worker", "/me/preview?as="+preview)
		if answer.status != http.StatusOK {
			t.Errorf("a preview as %s answers %d", preview, answer.status)
		}
		if !strings.Contains(answer.body, "Voir ma page comme…") || !slices.Contains(links(t, answer.body), "/me") {
			t.Errorf("a preview as %s does not say that it is one, or leads nowhere", preview)
		}
		for _, canary := range canaries() {
			if strings.Contains(strings.ToLower(answer.body), canary.word) && !slices.Contains(canary.seenBy, as[preview]) {
				t.Errorf("a preview as %s holds the %s", preview, canary.what)
			}
		}
		if strings.Contains(answer.body, `action="/declare"`) || strings.Contains(answer.body, "/hr/skills") {
			t.Errorf("a preview as %s offers what only its viewer may do", preview)
		}
	}
	if seen := get(handler, "worker", "/me/preview?as=hr").body; !strings.Contains(seen, "frindolak") {
		t.Error("HR's preview lacks what HR sees")
	}
	if seen := get(handler, "worker", "/me/preview?as=manager").body; !strings.Contains(seen, "1987") {
		t.Error("the manager's preview lacks what the manager sees")
	}
	if answer := get(handler, "worker", "/me/preview?as=king"); answer.status != http.StatusNotFound {
		t.Errorf("a preview as king answers %d", answer.status)
	}
}

// Somebody asks for what the law gives them; the data protection officer reads it, holds and answers; others find no page.
func TestRequestsAreAskedAndAnswered(t *testing.T) {
	handler := company(t, story())
	if answer := post(handler, "boss", "/me/ask", url.Values{"right": {"rectify"}, "text": {"grombelune"}, "back": {"/me"}}); answer.status != http.StatusSeeOther {
		t.Fatalf("asking answers %d %s", answer.status, answer.body)
	}
	for viewer := range viewers() {
		answer := get(handler, viewer, "/privacy/requests")
		if is := viewer == "protector"; (answer.status == http.StatusOK) != is || strings.Contains(answer.body, "grombelune") != is {
			t.Errorf("the requests answer %s %d", viewer, answer.status)
		}
	}
	var found struct {
		Data struct{ RightsRequests []struct{ ID, Text string } }
	}
	if err := json.Unmarshal([]byte(graphQL(t, handler, "protector", `{rightsRequests{id text}}`, nil).body), &found); err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(found.Data.RightsRequests, func(one struct{ ID, Text string }) bool { return one.Text == "grombelune" })
	key := found.Data.RightsRequests[at].ID
	refusing := url.Values{"request": {key}, "state": {"refused"}, "answer": {"vostrumel"}, "back": {"/privacy/requests"}}
	for viewer, want := range map[string]int{"officer": http.StatusNotFound, "boss": http.StatusNotFound, "protector": http.StatusSeeOther} {
		if answer := post(handler, viewer, "/privacy/answer", refusing); answer.status != want {
			t.Errorf("as %s it is answered with %d", viewer, answer.status)
		}
	}
	if page := get(handler, "boss", "/me").body; !strings.Contains(page, "vostrumel") {
		t.Error("the answer is not on their page")
	}
	if answer := post(handler, "boss", "/me/unavailable", url.Values{"until": {"2026-08-31"}, "back": {"/me"}}); answer.status != http.StatusSeeOther {
		t.Errorf("a day answers %d", answer.status)
	}
	if page := get(handler, "colleague", "/person/boss").body; !strings.Contains(page, "31 août 2026") {
		t.Error("colleagues do not read until when not to ask")
	}
}

// One's pronouns are said on one's own page, where colleagues, the vCard and the export read them as far as one lets them.
func TestPronounsAreSaidAtAClick(t *testing.T) {
	handler := company(t, story())
	say := func(pronouns string) int {
		return post(handler, "worker", "/me/pronouns", url.Values{"pronouns": {pronouns}, "back": {"/me"}}).status
	}
	if status := say("elle / iel"); status != http.StatusSeeOther {
		t.Fatalf("a click answers %d", status)
	}
	read := func(viewer string) (where []bool) {
		for _, path := range []string{"/person/worker", "/vcard/person/worker"} {
			where = append(where, strings.Contains(get(handler, viewer, path).body, "elle / iel"))
		}
		return where
	}
	if got := read("colleague"); !got[0] || !got[1] {
		t.Errorf("colleagues read them on the page and the card: %v", got)
	}
	if !strings.Contains(get(handler, "worker", "/me/export").body, "elle / iel") || !strings.Contains(get(handler, "worker", "/me").body, `value="elle / iel"`) {
		t.Error("they are not on one's own page, or not in what one takes along")
	}
	post(handler, "worker", "/me/disclose", url.Values{"field": {"pronouns"}, "audience": {"self"}, "back": {"/me"}})
	if got := read("colleague"); got[0] || got[1] {
		t.Errorf("once they are for oneself, colleagues read them: %v", got)
	}
	if status := say(strings.Repeat("x", 41)); status != http.StatusUnprocessableEntity {
		t.Errorf("a long text answers %d", status)
	}
}

// P-09: beside what they wrote and what the directory says of them, people click, and it counts no longer; they click again,
// and it counts. Nobody clicks for another.
func TestP09EvidenceIsObjectedToAtAClick(t *testing.T) {
	handler := company(t, story())
	const path = "/me?kind=contribution"
	_, rest, _ := strings.Cut(get(handler, "worker", path).body, `name="evidence" value="`)
	evidence, _, _ := strings.Cut(rest, `"`)
	if !strings.HasPrefix(evidence, "contribution/") {
		t.Fatalf("there is no button beside a contribution: %q", evidence)
	}
	countsAgain := func() int { return strings.Count(get(handler, "worker", path).body, "En tenir compte de nouveau") }
	click := func(viewer, evidence, objects string) int {
		return post(handler, viewer, "/me/evidence", url.Values{"evidence": {evidence}, "objects": {objects}, "back": {path}}).status
	}
	if status := click("colleague", evidence, "yes"); status != http.StatusNotFound || countsAgain() != 0 {
		t.Errorf("a colleague clicks for another: %d", status)
	}
	for want, objects := range []string{1: "yes", 0: "no"} {
		if status := click("worker", evidence, objects); status != http.StatusSeeOther || countsAgain() != want {
			t.Errorf("a click answers %d, and %d are not counted, want %d", status, countsAgain(), want)
		}
	}
}

// A day that is none, and an answer that is neither yes nor no, change nothing.
func TestChoicesThatAreNoneChangeNothing(t *testing.T) {
	handler := company(t, story())
	post(handler, "boss", "/me/unavailable", url.Values{"until": {"2026-08-31"}, "back": {"/me"}})
	before := get(handler, "boss", "/me").body
	for path, fields := range map[string]url.Values{"/me/unavailable": {"until": {"31/12/2026"}}, "/me/ranked": {"ranked": {"perhaps"}}} {
		if answer := post(handler, "boss", path, fields); answer.status != http.StatusBadRequest {
			t.Errorf("%s with %v: %d", path, fields, answer.status)
		}
	}
	if after := get(handler, "boss", "/me").body; after != before {
		t.Errorf("what was refused changed the page:\n%s", after)
	}
}

// Beside each field of theirs people click who sees it: the colleague does not any more, the person's manager does.
func TestPeopleChooseAtAClickWhoSeesAField(t *testing.T) {
	handler := company(t, story())
	const address = "Willem@exemple.fr"
	holds := func(viewer string) bool {
		return strings.Contains(get(handler, viewer, "/person/"+worker.ID()).body, address)
	}
	if !holds("worker") || !holds("colleague") || !holds("boss") {
		t.Fatal("the story has no address that everybody sees")
	}
	click := func(audience string) {
		t.Helper()
		if answer := post(handler, "worker", "/me/disclose", url.Values{"field": {"mail"}, "audience": {audience}, "back": {"/me"}}); answer.status != http.StatusSeeOther {
			t.Fatalf("a click answers %d %s", answer.status, answer.body)
		}
	}
	click("manager")
	if !holds("worker") || !holds("boss") || holds("colleague") || holds("officer") {
		t.Error("it is not for the person and their manager")
	}
	if page := get(handler, "worker", "/me?kind=person").body; !strings.Contains(page, `<bdi>vous</bdi>, <bdi>votre responsable</bdi></span>`) || !strings.Contains(page, "votre choix") {
		t.Error("their page does not say who sees it")
	}
	click("default")
	if !holds("colleague") {
		t.Error("the company's choice is not followed again")
	}
	if answer := post(handler, "worker", "/me/disclose", url.Values{"field": {"displayName"}, "audience": {"self"}, "back": {"/me"}}); answer.status != http.StatusUnprocessableEntity {
		t.Errorf("a name that nobody sees answers %d", answer.status)
	}
}

// What is kept is told in the words and dates of the reader: no true, no 2026-01-14.
func TestWhatIsKeptIsToldInWords(t *testing.T) {
	handler := company(t, story())
	for _, path := range []string{"/me?kind=declares", "/me?kind=interview", "/me?kind=contribution", "/me/export?format=csv"} {
		body := get(handler, "worker", path).body
		for _, raw := range []string{"true", "T00:00:00Z", "2026-01-14"} {
			if strings.Contains(body, "<bdi>"+raw+"</bdi>") || strings.Contains(body, ";"+raw+";") {
				t.Errorf("%s tells %s", path, raw)
			}
		}
	}
}

// The officer answers that the use of somebody's data is restricted: colleagues find no page of theirs any more, they read on
// theirs that it is so, and the officer lifts it. A legal hold is set without any request.
func TestTheOfficerRestrictsAndHolds(t *testing.T) {
	handler := company(t, story())
	restrict := func(viewer, restricted string) int {
		return post(handler, viewer, "/privacy/restriction", url.Values{"person": {"Bruno@exemple.fr"}, "restricted": {restricted}, "back": {"/privacy/requests"}}).status
	}
	for _, viewer := range []string{"officer", "boss", "administrator"} {
		if status := restrict(viewer, "yes"); status != http.StatusNotFound {
			t.Errorf("as %s a restriction answers %d", viewer, status)
		}
	}
	if status := restrict("protector", "yes"); status != http.StatusSeeOther {
		t.Fatalf("a restriction answers %d", status)
	}
	for viewer, want := range map[string]int{"colleague": http.StatusNotFound, "officer": http.StatusNotFound, "worker": http.StatusNotFound, "boss": http.StatusOK, "protector": http.StatusOK} {
		if answer := get(handler, viewer, "/person/boss"); answer.status != want {
			t.Errorf("as %s their page answers %d", viewer, answer.status)
		}
	}
	if page := get(handler, "boss", "/me").body; !strings.Contains(page, "est limité depuis le 1er juillet 2026") {
		t.Error("their page does not say so")
	}
	if page := get(handler, "protector", "/privacy/requests").body; !strings.Contains(page, "Bruno Keller") {
		t.Error("the officer does not read whose data are restricted")
	}
	if status := restrict("protector", "no"); status != http.StatusSeeOther || get(handler, "colleague", "/person/boss").status != http.StatusOK {
		t.Errorf("lifting answers %d", status)
	}
	hold := url.Values{"person": {"bruno keller"}, "held": {"yes"}, "reason": {"prud’hommes"}, "back": {"/privacy/requests"}}
	for viewer, want := range map[string]int{"officer": http.StatusNotFound, "protector": http.StatusSeeOther} {
		if answer := post(handler, viewer, "/privacy/hold", hold); answer.status != want {
			t.Errorf("as %s a hold answers %d", viewer, answer.status)
		}
	}
}

// Every group that a fact is for is said in words, in both languages.
func TestEveryAudienceIsSaid(t *testing.T) {
	french, english := translators(t)
	for _, label := range []access.Label{access.Company, access.HR, access.Recruiting, access.Protection, access.Mention, access.Self("person/a"), access.ManagerOf("person/a"),
		access.MemberOf("community/c"), access.ModeratorOf("community/c"), access.AwareOf("community/c"), "asker"} {
		word, _, _ := strings.Cut(string(label), ":")
		for _, translator := range []*page.Translator{french, english} {
			if said := translator.Label("held.audience", word); said == word {
				t.Errorf("%s: %s has no words", translator.Tag, word)
			}
		}
	}
}
