package main

import (
	"io"
	"mime/quotedprintable"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/api/mail/mailtest"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/fixtures/live/browser"
)

// unheard is the made-up word of the question: nobody in the sample company knows it before.
const unheard = "krafilon"

// Two people, each with a browser of their own: one searches and finds nobody, asks, and sees which people the question goes to and why;
// the other gets a mail, and answers by its link; the former accepts, and the next search of a third one finds who answered
// first, for that. On a telephone in French, on a wide screen in English, by keyboard, without script.
func TestAQuestionIsAskedAnsweredAndAcceptedByKeyboard(t *testing.T) {
	for _, look := range []struct {
		screen   browser.Screen
		language string
	}{{browser.Screen{Name: "phone", Width: 390, Height: 844}, "fr"}, {browser.Screen{Name: "wide", Width: 1280, Height: 800}, "en"}} {
		t.Run(look.screen.Name, func(t *testing.T) {
			askers, answerers := browser.Open(t), browser.Open(t)
			for _, context := range []browser.Keyboard{{T: t, Context: askers}, {T: t, Context: answerers}} {
				if err := look.screen.Put(context.Context); err != nil {
					t.Fatal(err)
				}
			}
			o, server := sampleCompany(t)
			handler, people := walkable(o, t, server)
			var err error
			if people[fixtures.Demo().Employee], err = installation.FindPerson(t.Context(), server.Reader, fixtures.Demo().Employee); err != nil {
				t.Fatal(err)
			}
			site := httptest.NewServer(handler)
			t.Cleanup(site.Close)
			post := mailtest.New(t, mail.StartTLS, "", nil)
			pass := server.MailPass(post, post.From, site.URL, o, zerolog.Nop())
			sent := func() []mailtest.Taken {
				t.Helper()
				before := len(post.Taken())
				if err := pass(t.Context()); err != nil {
					t.Fatal(err)
				}
				return post.Taken()[before:]
			}
			asker := walk{browser.Keyboard{T: t, Context: askers, Shots: *shots}, look.screen, look.language, site.URL, people}
			answerer := walk{browser.Keyboard{T: t, Context: answerers, Shots: *shots}, look.screen, look.language, site.URL, people}
			sent() // what the sample company is told anyway
			question := asker.asks()
			mails := sent()
			answerer.become(welder)
			answerer.answers(linkOf(t, mails, "answer"))
			if got := sent(); !slices.ContainsFunc(got, func(one mailtest.Taken) bool { return one.To == fixtures.Demo().Employee }) {
				t.Error("who asked is not told of the answer")
			}
			asker.Visit(site.URL+question, `form[action="/question/accept"]`)
			asker.look(`form[action="/question/accept"]`)
			asker.Tab(`form[action="/question/accept"] button`)
			asker.Follow(kb.Enter, ".answer.best")
			asker.Visit(site.URL+question, ".answer.best")
			asker.look(".answer.best")
			answerer.findsWhoAnswered()
		})
	}
}

// asks asks a question that a search found nobody for, and returns the path of its page.
func (w walk) asks() string {
	w.T.Helper()
	w.become(fixtures.Demo().Employee)
	w.Tab("#q")
	w.Follow(unheard+kb.Enter, ".empty")
	w.look(".empty")
	w.open(`.empty a.button[href^="/ask"]`, `form[action="/ask/check"]`)
	w.Tab("#content")
	w.Do(chromedp.KeyEvent("Le **gabarit** fuit."))
	w.Tab("#skill0")
	w.Do(chromedp.KeyEvent("Soudage TIG"))
	w.open(`form[action="/ask/check"] button.button`, `form[action="/ask"]`)
	proposed := w.Find(`input[name="to"]`)
	if len(proposed) < 3 || len(proposed) > 5 || len(w.Find(`.why`)) != len(proposed) {
		w.T.Errorf("%d people are proposed", len(proposed))
	}
	if !w.Is(`input[name="to"][value="` + string(w.people[welder]) + `"]`) {
		w.T.Fatalf("the welder is not proposed")
	}
	w.Tab(`button[name="send"]`)
	w.Follow(kb.Enter, "#requests")
	w.look("#requests")
	w.Visit(w.address+"/questions", "#mine")
	w.look("#mine")
	return w.Address("[aria-labelledby=mine] li a")
}

// linkOf returns the link of a mail to the welder by which they answer.
func linkOf(t *testing.T, mails []mailtest.Taken, action string) string {
	t.Helper()
	for _, one := range mails {
		if one.To != welder {
			continue
		}
		_, body, _ := strings.Cut(one.Content, "\r\n\r\n")
		text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		if links := regexp.MustCompile(`http://\S+/question/link\?t=\S+`).FindAllString(string(text), -1); len(links) == 4 {
			return links[slices.Index([]string{"answer", "decline", "later", "refer"}, action)]
		}
	}
	t.Fatalf("none of %d mails asks the welder", len(mails))
	return ""
}

// answers answers by the link of a mail, which is good once, and does nothing by itself.
func (w walk) answers(link string) {
	w.T.Helper()
	w.Visit(link, `form[action="/question/link"]`)
	w.Visit(link, `form[action="/question/link"]`)
	w.look(`form[action="/question/link"]`)
	w.Tab("#content")
	w.Do(chromedp.KeyEvent("Un joint de " + unheard + " tient mieux."))
	w.Tab(`form[action="/question/link"] button`)
	w.Follow(kb.Enter, `.callout[role="status"]`)
	w.look(`.callout[role="status"]`)
	w.Visit(link, "h1")
	if w.Is(`form[action="/question/link"]`) {
		w.T.Error("the link is good twice")
	}
}

// findsWhoAnswered searches, and finds first who answered, for the accepted answer.
func (w walk) findsWhoAnswered() {
	w.T.Helper()
	w.become(fixtures.Demo().Recruiter)
	w.Tab("#q")
	w.Follow(unheard+kb.Enter, ".people")
	if !w.Is(`.people > li:first-child a[href="/`+string(w.people[welder])+`"]`) || !w.Is(".people > li:first-child .basis.proof") {
		w.T.Error("who answered is not first for that")
	}
	w.look(".people")
}
