package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/fixtures"
)

// An employee decides about what is theirs, by keyboard: publishes a level and withdraws it, contests one, leaves the ranking
// and comes back, chooses who sees their telephone number, has what the directory says count no longer, looks at their page as a recruiter and as nobody, takes their
// data along and asks to be erased.
func TestPeopleDecideAboutWhatIsTheirsByKeyboard(t *testing.T) {
	eachWalk(t, func(w walk) {
		employee := fixtures.Demo().Employee
		own := "/" + string(w.people[employee])
		w.become(employee)
		w.open(`a[href="`+own+`"]`, `a[href="/me"]`)
		w.turn("/publish", "published", "")
		w.turn("/contest", "contested", "")
		w.open(`a[href="/me"]`, "#decide")
		w.turn("/me/ranked", "ranked", "#decide")
		w.chooseAudience("telephoneNumber", "team")
		w.look("#shown")
		w.open(`a[href="/me?kind=person#data"]`, `form[action="/me/evidence"]`)
		w.turn("/me/evidence", "objects", "#data")
		for _, as := range []string{"recruiter", "nobody"} {
			w.open(`a[href="/me/preview?as=`+as+`"]`, "main")
			if w.Is(`form[action="/contest"]`) || w.Is(`form[action="/me/ranked"]`) {
				w.T.Errorf("%s is offered what the person decides", as)
			}
			w.Do(chromedp.Navigate(w.address + "/me?kind=person"))
		}
		for _, format := range []string{"/me/export", "/me/export?format=csv"} {
			w.Tab(`a[href="` + format + `"]`)
			w.takeAlong(format)
		}
		w.Tab("#right")
		w.Do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
		if !w.Is(`#right option[value="erase"]:checked`) {
			w.T.Fatal("the arrow keys do not choose an erasure")
		}
		w.open(`form[action="/me/ask"] button`, "[aria-labelledby=rights] .said li")
	})
}

// Who reads what the company keeps comes there from any page by keyboard, and from there to what they decide themselves; the page of
// another language is one address away.
func TestThePrivacyPageLeadsToOnesOwnByKeyboard(t *testing.T) {
	eachWalk(t, func(w walk) {
		w.become(fixtures.Demo().Employee)
		w.open(`footer a[href="/privacy"]`, "#model")
		other := map[string]string{"fr": "en", "en": "fr"}[w.language]
		back := `html[lang="` + other + `"] link[rel="alternate"][hreflang="` + w.language + `"]`
		w.Do(chromedp.Navigate(w.address+"/privacy?lang="+other), chromedp.WaitReady(back))
		w.Do(chromedp.Navigate(w.address + "/privacy"))
		w.open(`main a[href="/me"]`, "#decide")
	})
}

// turn presses the button of a form that turns something on or off, inspects the page, and turns it back.
func (w walk) turn(action, name, inspected string) {
	w.T.Helper()
	button := func(value string) string {
		return `form[action="` + action + `"] button[name="` + name + `"][value="` + value + `"]`
	}
	before, after := "yes", "no"
	if !w.Is(button(before)) || action == "/me/ranked" {
		before, after = "no", "yes"
	}
	count := len(w.Find(button(after)))
	for step, value := range []string{before, after} {
		w.Tab(button(value))
		w.Follow(kb.Enter, "main")
		if got, want := len(w.Find(button(after))), []int{count + 1, count}[step]; got != want {
			w.T.Fatalf("%s: %d are turned, want %d", action, got, want)
		}
		if inspected != "" {
			w.look(inspected)
		}
	}
}

// chooseAudience chooses who sees a field, inspects the page, and follows the company's choice again.
func (w walk) chooseAudience(field, audience string) {
	w.T.Helper()
	form := `form:has(input[name="field"][value="` + field + `"]) `
	chosen := form + `button[value="` + audience + `"][aria-pressed="true"]`
	if w.Is(chosen) {
		w.T.Fatalf("%s is for %s before", field, audience)
	}
	w.Tab(form + `button[value="` + audience + `"]`)
	w.Follow(kb.Enter, "main")
	if !w.Is(chosen) {
		w.T.Fatalf("%s is not for %s", field, audience)
	}
	w.look("#disclose")
	w.Tab(form + `button[value="default"]`)
	w.Follow(kb.Enter, "main")
	if w.Is(chosen) {
		w.T.Fatalf("%s is still for %s", field, audience)
	}
}

// takeAlong gets a file of the person's own.
func (w walk) takeAlong(path string) {
	w.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.T.Fatal(err)
	}
	client := http.Client{Jar: jar}
	chosen, err := client.PostForm(w.address+"/demo", url.Values{"who": {string(w.people[fixtures.Demo().Employee])}})
	if err != nil {
		w.T.Fatal(err)
	}
	_ = chosen.Body.Close()
	file, err := client.Get(w.address + path)
	if err != nil {
		w.T.Fatal(err)
	}
	defer file.Body.Close()
	if file.StatusCode != http.StatusOK || file.Header.Get("Content-Disposition") == "" {
		w.T.Errorf("%s is %d and no file: %v", path, file.StatusCode, file.Header)
	}
}
