package graph_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

func TestLiteralsHaveALanguage(t *testing.T) {
	for _, test := range []struct {
		literal        graph.Literal
		text, language string
	}{
		{"soudage@fr", "soudage", "fr"},
		{"k8s", "k8s", ""},
		{"contact@example.fr", "contact@example.fr", ""},
		{"@", "", ""},
	} {
		if test.literal.Text() != test.text || test.literal.Language() != test.language {
			t.Errorf("%q is %q in %q", test.literal, test.literal.Text(), test.literal.Language())
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z@]{0,8}`)).Draw(t, "text")
		language := rapid.SampledFrom([]string{"", "fr", "en"}).Draw(t, "language")
		if made := graph.NewLiteral(text, language); made.Text() != text || made.Language() != language {
			t.Fatalf("%q in %q became %q in %q", text, language, made.Text(), made.Language())
		}
	})
}
