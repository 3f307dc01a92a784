package api

import (
	"strings"
	"testing"
)

// Colleagues choose on the page between who can answer now, which is shown first, and who knows best, and stay with what
// they chose. Human resources and recruiters have no choice, and read nothing of who answers these days, whatever they
// write into the address.
func TestWhoMayChooseTheEmphasisOfAPage(t *testing.T) {
	const chooser, now, best = `<nav class="choice"`, `aria-current="true">Qui peut répondre maintenant`, `aria-current="true">Qui sait le mieux`
	handler := company(t, story())
	for _, viewer := range []string{"colleague", "worker", "boss", "guest"} {
		first, chosen := get(handler, viewer, "/?q=soudage"), get(handler, viewer, "/?q=soudage&emphasis=WHO_KNOWS")
		contains(t, first, chooser, now)
		contains(t, chosen, chooser, best, `<input type="hidden" name="emphasis" value="WHO_KNOWS">`)
		lacks(t, chosen, "Répond")
		contains(t, get(handler, viewer, "/?q=soudage&emphasis=BEST"), now)
	}
	for _, viewer := range []string{"officer", "recruiter"} {
		plain := get(handler, viewer, "/?q=soudage")
		for _, address := range []string{"/?q=soudage", "/?q=soudage&emphasis=ANSWER_NOW", "/?q=soudage&emphasis=WHO_KNOWS"} {
			answer := get(handler, viewer, address)
			contains(t, answer, `<ol class="people">`)
			lacks(t, answer, chooser, "Répond", "Disponible")
			if listed(answer) != listed(plain) {
				t.Errorf("%s finds others at %s", viewer, address)
			}
		}
	}
}

// listed is the list of people of a page.
func listed(page answered) string {
	_, list, _ := strings.Cut(page.body, `<ol class="people">`)
	list, _, _ = strings.Cut(list, "</ol>")
	return list
}
