package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/api/link"
	"github.com/sachant/sachant/graph"
)

// What is sent as events, and the page that the link of a mail leads to, hold no more than pages do: also for who was asked, and has
// no part in the community any longer. Who asked without being named is in none that others get.
func TestEventsAndLinksHoldNothingTheirViewerMayNotSee(t *testing.T) {
	asked := []graph.Key{"contribution/qa", "contribution/s1", "contribution/c1", "contribution/u1", "contribution/h1"}
	people := map[string]graph.Key{"colleague": colleague, "worker": worker, "boss": boss, "member": member, "officer": officer, "recruiter": recruiter}
	all := story()
	for _, question := range asked {
		for _, person := range people {
			if key := graph.EdgeKey(question, graph.KindAsked, "", person); person != member && !slices.ContainsFunc(all, func(one storyFact) bool { return one.fact.Key == key }) {
				all = append(all, kept(edge(question, person, graph.Asked{State: graph.RequestedAnswer}))...)
			}
		}
	}
	all = append(all, kept(edge("contribution/s1", member, graph.Asked{State: graph.RequestedAnswer}))...)
	handler, signer := company(t, all), link.Signer{Key: []byte("the key of the story")}
	for viewer, person := range people {
		answers := map[string]answered{"events": get(handler, viewer, "/me/questions/events")}
		if answers["events"].status != http.StatusOK || !strings.Contains(answers["events"].body, "event: questions") {
			t.Fatalf("%s is sent %v", viewer, answers["events"])
		}
		for _, question := range asked {
			token, err := signer.Sign(link.Link{Person: person, Question: question, Action: link.Answer, Since: time.Time{}.UnixMilli()}, today())
			if err != nil {
				t.Fatal(err)
			}
			answers[string(question)] = get(handler, viewer, "/question/link?"+url.Values{"t": {token}}.Encode())
		}
		for _, canary := range canaries() {
			if where := holding(answers, canary.word); len(where) > 0 && !slices.Contains(canary.seenBy, viewer) {
				t.Errorf("%s (%s) is not for %s to see, and is in %q", canary.word, canary.what, viewer, where)
			}
		}
		if where := holding(answers, string(member)); len(where) > 0 && viewer != "member" {
			t.Errorf("%s reads in %q who asked", viewer, where)
		}
		for question, isOpen := range map[string]bool{"contribution/qa": viewer != "member", "contribution/s1": viewer == "member", "contribution/u1": false} {
			if got := answers[question].status == http.StatusOK; got != isOpen {
				t.Errorf("the link of %s to %s is good: %t", viewer, question, got)
			}
		}
	}
}
