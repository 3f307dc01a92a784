package activity

import (
	"strings"
	"testing"
)

func TestTextOfHTML(t *testing.T) {
	for source, want := range map[string]string{
		"<p>Un  <em>mot</em>,\npuis\u00a0deux.</p>\n\n<p>Trois</p>":       "Un mot, puis deux.\n\nTrois",
		"<ul>\n<li>un</li>\n<li>deux <b>fois</b></li>\n</ul>fin":          "un\ndeux fois\n\nfin",
		"<p>Code :</p><pre><code>if a &lt; b {\n\n\tb()\n}</code></pre>x": "Code :\n\nif a < b {\n\n\tb()\n}\n\nx",
		"du texte\n\nsur <i>trois</i> lignes":                             "du texte\n\nsur trois lignes",
		"R&D, AT&amp;T, 3 < 5":                                            "R&D, AT&T, 3 < 5",
		"<script>alert(1)</script><p>a<br>b<style>p{}</style></p>":        "a\nb",
		`<p><a href="https://x.fr/secret">lien</a></p>`:                   "lien",
		"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>": "a b\nc",
		"<p>bell\x07 null\x00</p>":                                        "bell null",
		"</pre></pre><p>a  b</p>":                                         "a b",
		"":                                                                "",
	} {
		if got := htmlText(source); got != want {
			t.Errorf("htmlText(%q) = %q, want %q", source, got, want)
		}
	}
}

func TestPlainTextIsNotTakenForHTML(t *testing.T) {
	for _, text := range []string{"a List<String> b", "a < b > c", "si x<y", "<3 <3"} {
		if looksLikeHTML(text) {
			t.Errorf("%q looks like HTML", text)
		}
	}
	if !looksLikeHTML("avec <strong>force</strong>") {
		t.Error("an element of HTML does not look like it")
	}
}

// No text, however odd, breaks the reader or leaves a control character.
func FuzzHTMLText(f *testing.F) {
	f.Add("<p>a</p><pre>b")
	f.Add("<li><li></pre>&lt;")
	f.Fuzz(func(t *testing.T, source string) {
		if got := htmlText(source); strings.ContainsFunc(got, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }) {
			t.Errorf("htmlText(%q) = %q", source, got)
		}
	})
}

func FuzzParseActivity(f *testing.F) {
	f.Add([]byte(`{"type":"Like","actor":"a","published":"2026-01-14T12:00:00Z","object":["q"]}`))
	f.Add([]byte(`{"type":"Create","object":{"id":"x","tag":[1,{}],"audience":[]}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		var got activity
		if err := got.parse(line); err == nil && got.Object.idOrEmpty() == "" {
			t.Errorf("%q has no object and no error", line)
		}
	})
}

// Rows are found again wherever the file is cut or broken, without panic and without end.
func FuzzRows(f *testing.F) {
	f.Add(`<posts><row Id="1" /><row Id="2`)
	f.Add("<row><row/></row>\n<rows><!-- <row -->")
	f.Fuzz(func(t *testing.T, text string) {
		rows := newRowReader(strings.NewReader(text))
		for count := 0; ; count++ {
			row, _, err := rows.next()
			if err != nil {
				break
			}
			if count > len(text) || row.line > 1+strings.Count(text, "\n") {
				t.Fatalf("row %d of %q is on line %d", count, text, row.line)
			}
		}
	})
}
