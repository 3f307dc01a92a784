package markdown_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/api/markdown"
)

func TestATextIsRenderedAndCleaned(t *testing.T) {
	for text, want := range map[string]string{
		"Le **prix** et le *délai*":                   "<p>Le <strong>prix</strong> et le <em>délai</em></p>",
		"# Titre":                                     "<p><strong>Titre</strong></p>",
		"- un\n- deux":                                "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>",
		"[ici](https://example.com/a?b=c)":            `<p><a href="https://example.com/a?b=c" rel="nofollow noreferrer">ici</a></p>`,
		"[ici](javascript:alert(1))":                  "<p>ici</p>",
		"<script>alert(1)</script><b onclick=x>a</b>": "",
		"![vu](https://example.com/suivi.png)":        "<p></p>",
		"a < b & c":                                   "<p>a &lt; b &amp; c</p>",
	} {
		if got := string(markdown.New().HTML(text)); got != want && !(want == "" && !strings.Contains(got, "<b") && !strings.Contains(got, "script")) {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// Whatever is written, nothing is left that runs, loads or disguises itself.
func FuzzNothingDangerousIsLeft(f *testing.F) {
	for _, seed := range []string{"[a](javascript:x)", "<img src=x onerror=y>", "<a href='data:text/html,x'>b</a>", "`<script>`", "# a\n<style>b</style>", "<http://a.b/\"onclick=c>"} {
		f.Add(seed)
	}
	renderer := markdown.New()
	f.Fuzz(func(t *testing.T, text string) {
		shown := strings.ToLower(string(renderer.HTML(text)))
		for _, tag := range []string{"<script", "<img", "<style", "<iframe", "<svg", "<h1", "<form", "<input", `href="javascript:`, `href="data:`} {
			if strings.Contains(shown, tag) {
				t.Errorf("%q is shown as %q", text, shown)
			}
		}
	})
}
