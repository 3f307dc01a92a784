package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
)

// By keyboard, narrow and wide, in both languages: somebody makes a closed community, another asks to join it and is admitted, a
// third is invited as a guest, comes and is confirmed again. The new member reports what is written elsewhere; a moderator
// hides it, its author appeals, and another moderator lifts the measure.
func TestCommunitiesAndModerationByKeyboard(t *testing.T) {
	eachWalk(t, func(w walk) {
		w.become(fixtures.Demo().HR)
		w.open(`nav a[href="/communities"]`, `a[href="/communities/edit"]`)
		w.open(`a[href="/communities/edit"]`, `form[action="/communities/edit"]`)
		w.Tab(`form[action="/communities/edit"] #name`)
		w.Do(chromedp.KeyEvent("Qualité quorvistel"))
		w.Tab("#admission")
		w.Choose("#admission", graph.AdmissionRequest)
		w.open(`form[action="/communities/edit"] button.button`, "[aria-labelledby=found] li")
		community := w.linkTo("Qualité quorvistel")
		w.asksToJoin(community)
		w.become(fixtures.Demo().HR)
		w.Visit(w.address+community, `form[action="/communities/request"]`)
		w.look("[aria-labelledby=manage]")
		w.Tab(`form[action="/communities/request"] button[value="yes"]`)
		w.Follow(kb.Enter, `form[action="/communities/role"]`)
		w.invitesAGuest(community)
		w.moderates(community)
	})
}

// linkTo returns the path of the page of a community in a list.
func (w walk) linkTo(name string) string {
	w.T.Helper()
	for i, text := range w.Texts("[aria-labelledby=found] li") {
		if strings.Contains(text, name) {
			return w.Address("[aria-labelledby=found] li:nth-child(" + string(rune('1'+i)) + ") a")
		}
	}
	w.T.Fatalf("%s is not in the list", name)
	return ""
}

// asksToJoin lets the employee ask to join a community.
func (w walk) asksToJoin(community string) {
	w.T.Helper()
	w.become(fixtures.Demo().Employee)
	w.Visit(w.address+community, `form[action="/communities/join"]`)
	w.look(`form[action="/communities/join"]`)
	if w.Is("[aria-labelledby=members]") {
		w.T.Error("who is no member sees who is")
	}
	w.Tab("#say")
	w.Do(chromedp.KeyEvent("S'il vous plaît"))
	w.open(`form[action="/communities/join"] button`, `form[action="/communities/leave"]`)
}

// invitesAGuest lets the manager invite the recruiter until a day, who comes, and confirms them until a later one.
func (w walk) invitesAGuest(community string) {
	w.T.Helper()
	w.Tab("#whom")
	w.Do(chromedp.KeyEvent(fixtures.Demo().Recruiter))
	w.Tab("#lastday")
	w.EnterDay("2026-12-31")
	w.Tab(`form[action="/communities/invite"] button`)
	w.Follow(kb.Enter, "[aria-labelledby=manage]")
	w.become(fixtures.Demo().Recruiter)
	w.Visit(w.address+community, `form[action="/communities/join"]`)
	w.open(`form[action="/communities/join"] button`, "[aria-labelledby=members]")
	w.become(fixtures.Demo().HR)
	w.Visit(w.address+community, `form[action="/communities/guest"]`)
	w.Tab(`form[action="/communities/guest"] input[type=date]`)
	w.EnterDay("2027-03-31")
	w.open(`form[action="/communities/guest"] button`, `form[action="/communities/guest"]`)
}

// moderates lets the recruiter report what the employee wrote in a community and, once a moderator of it, hide it; the employee
// appeals, and the manager lifts the measure.
func (w walk) moderates(community string) {
	w.T.Helper()
	said := w.writes(fixtures.Demo().Employee, strings.TrimPrefix(community, "/"))
	w.become(fixtures.Demo().Recruiter)
	w.Visit(w.address+"/"+said, `a[href="/report/`+said+`"]`)
	w.open(`a[href="/report/`+said+`"]`, `form[action="/report"]`)
	w.open(`form[action="/report"] button`, ".callout")
	w.become(fixtures.Demo().HR)
	w.Visit(w.address+community, "#moderation")
	if !w.Is(`[aria-labelledby=moderation] a[href="/report/` + said + `"]`) {
		w.T.Error("the managers do not see what is reported")
	}
	role := `[aria-labelledby=members] li:has(a[href="/` + string(w.people[fixtures.Demo().Recruiter]) + `"]) `
	w.Tab(role + "select")
	w.Choose(role+"select", graph.MemberModerator)
	w.Tab(role + `form[action="/communities/role"] button`)
	w.Follow(kb.Enter, "#moderation")
	w.become(fixtures.Demo().Recruiter)
	w.Visit(w.address+"/report/"+said, `form[action="/report/moderate"]`)
	w.open(`form[action="/report/moderate"] button`, ".callout")
	w.become(fixtures.Demo().Employee)
	w.Visit(w.address+"/communities/measures", "#appeal-0")
	w.look("#appeal-0")
	w.Tab("#appeal-0")
	w.Do(chromedp.KeyEvent("Une citation"))
	w.Tab(`form[action="/communities/measures"] button`)
	w.Follow(kb.Enter, "h1")
	w.become(fixtures.Demo().HR)
	w.Visit(w.address+community, `form[action="/communities/decide"]`)
	w.look("#moderation")
	w.Tab(`button[name="lift"][value="yes"]`)
	w.Follow(kb.Enter, "#moderation")
	w.Visit(w.address+"/"+said, "h1")
	if w.Is("main .callout") {
		w.T.Error("what was hidden does not return")
	}
}

// writes asks a question as somebody in a community, and returns its key.
func (w walk) writes(mail, community string) string {
	w.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.T.Fatal(err)
	}
	client := http.Client{Jar: jar}
	chosen, err := client.PostForm(w.address+"/demo", url.Values{"who": {string(w.people[mail])}})
	if err != nil {
		w.T.Fatal(err)
	}
	_ = chosen.Body.Close()
	query, _ := json.Marshal(map[string]string{"query": `mutation { ask(input: {title: "Que dit quorvistel ?", content: "Rien.", community: "` + community + `"}) { contribution { id } } }`})
	answer, err := client.Post(w.address+"/graphql", "application/json", bytes.NewReader(query))
	if err != nil {
		w.T.Fatal(err)
	}
	defer answer.Body.Close()
	var out struct {
		Data struct {
			Ask struct{ Contribution struct{ ID string } }
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil || out.Data.Ask.Contribution.ID == "" {
		w.T.Fatalf("nothing is asked: %d %v", answer.StatusCode, err)
	}
	return out.Data.Ask.Contribution.ID
}
