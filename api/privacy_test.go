package api

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/api/page"
)

// The page on privacy says which language model is asked, where, and what it is sent; without one, that none is.
func TestPrivacySaysWhatALanguageModelIsSent(t *testing.T) {
	for tag, r := range renderers(t) {
		say := func(model *page.ModelNotice) string {
			page, err := r.Render("privacy", page.Data{Here: "/privacy", Model: model, Data: answerOf(t, "privacy")})
			if err != nil {
				t.Fatal(err)
			}
			return string(page)
		}
		none, both := say(nil), say(&page.ModelNotice{Host: "model.example.com", Completes: true, Embeds: true})
		near := say(&page.ModelNotice{Host: "model.example.com", Embeds: true})
		for _, text := range map[string][]string{"fr": {"masqués", "model.example.com", "sans un clic"}, "en": {"masked", "model.example.com", "without somebody’s click"}}[tag.String()] {
			if !strings.Contains(both, text) || strings.Contains(none, text) {
				t.Errorf("%s: %q is said without a model, or not with one", tag, text)
			}
		}
		if said := map[string]string{"fr": "Aucun n’est utilisé ici", "en": "None is used here"}[tag.String()]; !strings.Contains(none, said) || strings.Contains(both, said) {
			t.Errorf("%s: whether a model is used is not said", tag)
		}
		if click := map[string]string{"fr": "sans un clic", "en": "somebody’s click"}[tag.String()]; strings.Contains(near, click) {
			t.Errorf("%s: a model that makes vectors alone is said to be sent texts", tag)
		}
	}
}
