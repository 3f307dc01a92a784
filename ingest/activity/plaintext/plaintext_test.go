package plaintext

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
		"a<pre>\nb<i>c</i>\nd</pre>":                                      "a\n\nbc\nd",
		"":                                                                "",
	} {
		if got := FromHTML(source); got != want {
			t.Errorf("FromHTML(%q) = %q, want %q", source, got, want)
		}
	}
}

// Content is judged as browsers judge it; of plain text nothing is lost.
func TestContentIsJudged(t *testing.T) {
	for _, each := range []struct{ mediaType, content, want string }{
		{"text/html; charset=utf-8", "<p>un</p>deux", "un\n\ndeux"},
		{"TEXT/HTML", "R&amp;D<br>ici", "R&D\nici"},
		{"application/xhtml+xml", "a<b>b</b>", "ab"},
		{"text/plain; charset=utf-8", "<p>R&amp;D</p>", "<p>R&amp;D</p>"},
		{"text/markdown", "a <b>c</b>", "a <b>c</b>"},
		{"garbage;;", "<p>un</p>", "un"},
		{"", "Caf&eacute; &#233;t&#xe9; R&amp;D", "Café été R&D"},
		{"", "R&D, AT&T &inconnu;", "R&D, AT&T &inconnu;"},
		{"", "si a<b et c>d alors", "si a<b et c>d alors"},
		{"", "a<b && b>c", "a<b && b>c"},
		{"", "a List<String> b", "a List<String> b"},
		{"", "Map<Object, List<Label>>", "Map<Object, List<Label>>"},
		{"", "<name>Jean</name>", "<name>Jean</name>"},
		{"", "a < b > c", "a < b > c"},
		{"", "<3 <3", "<3 <3"},
		{"", "fin d'un </b> seul", "fin d'un </b> seul"},
		{"", "avec <strong>force</strong>\n\nici", "avec force\n\nici"},
		{"", `un <a href="https://x.example" hidden>lien</a>`, "un lien"},
		{"", "un<br/>deux<hr>trois", "un\ndeux\n\ntrois"},
		{"", "<details>avant<summary>Plus</summary>après</details>", "avant\nPlus\naprès"},
		{"", "<section>a</section><article>b</article><figure>c<figcaption>d</figcaption></figure>", "a\nb\n\nc\nd"},
		{"", "<p>a<template>x</template><noscript>y</noscript></p><title>z</title>b", "a\n\nb"},
	} {
		if got := OfContent(each.content, each.mediaType); got != each.want {
			t.Errorf("%s: OfContent(%q) = %q, want %q", each.mediaType, each.content, got, each.want)
		}
	}
}

// No text, however odd, breaks the reader or leaves a control character.
func FuzzHTMLText(f *testing.F) {
	f.Add("<p>a</p><pre>b")
	f.Add("<li><li></pre>&lt;")
	f.Fuzz(func(t *testing.T, source string) {
		if got := FromHTML(source) + OfContent(source, ""); strings.ContainsFunc(got, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }) {
			t.Errorf("FromHTML(%q) = %q", source, got)
		}
	})
}
