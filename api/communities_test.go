package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What cannot be done with a community is said on its page, beside what was typed; what is done leads back to it.
func TestFormsOfACommunityLeadBackToIt(t *testing.T) {
	handler := company(t, story())
	const closed = "community/closed"
	back := url.Values{"community": {closed}, "back": {"/" + closed}}
	with := func(pairs ...string) url.Values {
		form := url.Values{}
		for name, value := range back {
			form[name] = value
		}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return form
	}
	comesBack(t, post(handler, "member", "/communities/guest", with("person", string(worker), "until", "2027-06-30")), "/"+closed)
	contains(t, get(handler, "worker", "/"+closed), "crumbelvast")
	comesBack(t, post(handler, "member", "/communities/request", with("person", string(boss), "admit", "yes")), "/"+closed)
	contains(t, get(handler, "boss", "/"+closed), "crumbelvast")
	for path, form := range map[string]url.Values{
		"/communities/leave": with(), "/communities/guest": with("person", string(worker), "until", "2099-01-01"),
		"/communities/invite": with("person", "nobody@exemple.fr"), "/communities/role": with("person", string(boss), "role", "queen"),
	} {
		answer := post(handler, "member", path, form)
		if answer.status != http.StatusUnprocessableEntity || !strings.Contains(answer.body, "Cercle des soudeuses") || !strings.Contains(answer.body, `role="alert"`) {
			t.Errorf("%s answers %d %.300s", path, answer.status, answer.body)
		}
	}
	if answer := post(handler, "colleague", "/communities/request", with("person", string(boss), "admit", "yes")); answer.status != http.StatusUnprocessableEntity {
		t.Errorf("somebody else admits: %d", answer.status)
	}
	if answer := post(handler, "colleague", "/communities/join", url.Values{"community": {"community/s"}}); answer.status != http.StatusNotFound || strings.Contains(answer.body, "quibzarel") {
		t.Errorf("a secret community is joined: %d", answer.status)
	}
}

// The form of a community says whether one asks there without being named, and shows it as it is.
func TestAFormSetsWhetherOneAsksWithoutAName(t *testing.T) {
	handler := company(t, story())
	const closed, checked = "community/closed", `name="anonymousQuestions" value="yes" checked`
	form := url.Values{"id": {closed}, "name": {"Cercle des soudeuses"}, "summary": {"x"}, "type": {"practice"}, "admission": {"request"}}
	for _, value := range []string{"yes", ""} {
		form.Set("anonymousQuestions", value)
		if answer := post(handler, "member", "/communities/edit", form); answer.status != http.StatusSeeOther {
			t.Fatalf("the form answers %d %.300s", answer.status, answer.body)
		}
		if got := get(handler, "member", "/communities/edit?id="+closed); strings.Contains(got.body, checked) != (value == "yes") {
			t.Errorf("after %q the form is otherwise", value)
		}
		answer := graphQL(t, handler, "member", `query($id: ID!) { questionDraft(title: "Quel joint ?", community: $id) { mayBeAnonymous } }`, map[string]any{"id": closed})
		if strings.Contains(answer.body, `"mayBeAnonymous":true`) != (value == "yes") {
			t.Errorf("after %q: %s", value, answer.body)
		}
	}
}
