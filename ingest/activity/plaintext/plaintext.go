// Package plaintext makes plain text of what people write in communities, in HTML or not.
package plaintext

import (
	"mime"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FromHTML returns the visible text of HTML: words, paragraphs separated by blank lines, items and table
// rows as lines, code unchanged. Addresses of links and images are left out. Text without any
// element that breaks a line keeps its own lines, since people write such text as plain text.
func FromHTML(source string) string {
	writer := textWriter{keepLines: !anyTag(source, func(tag html.Token) bool { return breaksAround(tag.DataAtom) > 0 })}
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return Clean(writer.out.String())
		case html.TextToken:
			writer.text(string(tokens.Text()))
		case html.StartTagToken:
			name, _ := tokens.TagName()
			writer.open(atom.Lookup(name))
		case html.SelfClosingTagToken:
			name, _ := tokens.TagName()
			writer.breakLines(breaksAround(atom.Lookup(name)))
		case html.EndTagToken:
			name, _ := tokens.TagName()
			writer.close(atom.Lookup(name))
		}
	}
}

// OfContent returns the text of content, as its media type says, else as it looks: HTML where it has elements of
// HTML, and plain text with the references of HTML, such as "&eacute;", where it has none.
func OfContent(content, mediaType string) string {
	kind, _, err := mime.ParseMediaType(mediaType)
	guess := err != nil // also where there is none
	switch {
	case kind == "text/html", kind == "application/xhtml+xml", guess && looksLikeHTML(content):
		return FromHTML(content)
	case guess:
		return Clean(html.UnescapeString(content))
	}
	return Clean(content)
}

// looksLikeHTML reports whether a text has elements of HTML: one that ends, or one of those that need no end.
// "List<String>" has none, nor has "a<b and c>d", whose attributes would be words.
func looksLikeHTML(text string) bool {
	open := map[atom.Atom]bool{}
	return anyTag(text, func(tag html.Token) bool {
		switch {
		case !isElement(tag.DataAtom) || slices.ContainsFunc(tag.Attr, isWord):
			return false
		case tag.Type == html.EndTagToken:
			return open[tag.DataAtom]
		}
		open[tag.DataAtom] = true
		return needsNoEnd(tag.DataAtom)
	})
}

// isWord reports whether an attribute is probably a word of a text: it has no value, and no element has it.
func isWord(attribute html.Attribute) bool {
	return attribute.Val == "" && atom.Lookup([]byte(attribute.Key)) == 0
}

// anyTag reports whether a text has a tag for which is returns true.
func anyTag(source string, is func(html.Token) bool) bool {
	if !strings.Contains(source, "<") {
		return false
	}
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if is(tokens.Token()) {
				return true
			}
		}
	}
}

// isElement distinguishes elements from the other words of HTML.
func isElement(word atom.Atom) bool {
	switch word {
	case atom.A, atom.Abbr, atom.Audio, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Body, atom.Button, atom.Cite, atom.Code, atom.Del,
		atom.Dfn, atom.Em, atom.Font, atom.Head, atom.Html, atom.I, atom.Iframe, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Q,
		atom.S, atom.Samp, atom.Script, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Style, atom.Sub, atom.Sup, atom.Time,
		atom.Title, atom.Tt, atom.U, atom.Var, atom.Video, atom.Td, atom.Th:
		return true
	}
	return needsNoEnd(word) || breaksAround(word) > 0
}

// needsNoEnd reports whether a start tag alone makes an element.
func needsNoEnd(element atom.Atom) bool {
	switch element {
	case atom.Br, atom.Hr, atom.Img, atom.Wbr, atom.P, atom.Li, atom.Dt, atom.Dd:
		return true
	}
	return false
}

// breaksAround returns how many line breaks separate an element from the text around it: those that browsers
// show as blocks.
func breaksAround(element atom.Atom) int {
	switch element {
	case atom.P, atom.Pre, atom.Blockquote, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Hr, atom.Figure, atom.Fieldset,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return 2
	case atom.Br, atom.Div, atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Address, atom.Article, atom.Aside, atom.Caption, atom.Center,
		atom.Details, atom.Dialog, atom.Figcaption, atom.Footer, atom.Form, atom.Header, atom.Hgroup, atom.Legend, atom.Main,
		atom.Menu, atom.Nav, atom.Optgroup, atom.Option, atom.Section, atom.Summary, atom.Tbody, atom.Textarea, atom.Tfoot, atom.Thead:
		return 1
	}
	return 0
}

// isHidden reports whether browsers show nothing of what an element holds.
func isHidden(element atom.Atom) bool {
	switch element {
	case atom.Script, atom.Style, atom.Template, atom.Title, atom.Iframe, atom.Noscript, atom.Noframes, atom.Noembed:
		return true
	}
	return false
}

type textWriter struct {
	out       strings.Builder
	keepLines bool
	// breaks and space are written before the next word, if there is one.
	breaks int
	space  bool
	// verbatim counts open <pre>, hidden open elements of which nothing is shown.
	verbatim, hidden int
	// opened: a <pre> was, whose first line break does not count.
	opened bool
}

func (w *textWriter) open(element atom.Atom) {
	switch {
	case element == atom.Pre:
		w.verbatim++
		w.opened = true
	case isHidden(element):
		w.hidden++
	case element == atom.Td, element == atom.Th:
		w.space = true
	}
	w.breakLines(breaksAround(element))
}

func (w *textWriter) close(element atom.Atom) {
	switch {
	case element == atom.Pre:
		w.verbatim = max(0, w.verbatim-1)
	case isHidden(element):
		w.hidden = max(0, w.hidden-1)
	}
	w.breakLines(breaksAround(element))
}

func (w *textWriter) breakLines(breaks int) { w.breaks = max(w.breaks, breaks) }

func (w *textWriter) text(text string) {
	switch {
	case w.hidden > 0:
	case w.verbatim > 0, w.keepLines:
		if w.opened {
			text = strings.TrimPrefix(text, "\n")
		}
		if text != "" {
			w.separate()
			w.out.WriteString(text)
		}
		w.opened = false
	default:
		w.words(text)
	}
}

func (w *textWriter) words(text string) {
	w.space = w.space || startsWithSpace(text)
	for i, word := range strings.Fields(text) {
		w.space = w.space || i > 0
		w.separate()
		w.out.WriteString(word)
		w.space = false
	}
	w.space = w.space || endsWithSpace(text)
}

func (w *textWriter) separate() {
	switch {
	case w.out.Len() == 0:
	case w.breaks > 0:
		w.out.WriteString(strings.Repeat("\n", w.breaks))
	case w.space:
		w.out.WriteByte(' ')
	}
	w.breaks, w.space = 0, false
}

func startsWithSpace(text string) bool {
	return text != "" && unicode.IsSpace([]rune(text[:min(len(text), 4)])[0])
}

func endsWithSpace(text string) bool {
	return text != strings.TrimRightFunc(text, unicode.IsSpace)
}

// Clean drops control characters and blanks at the ends of lines and of the text.
func Clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// IsBlank reports whether Clean returns nothing.
func IsBlank(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsControl(r) && !unicode.IsSpace(r) }) < 0
}

// OneLine returns a text as one line, for a title or a name.
func OneLine(text string) string {
	return strings.Join(strings.Fields(Clean(text)), " ")
}
