package activity

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText returns the visible text of HTML: words, paragraphs separated by blank lines, items and table
// rows as lines, code unchanged. Addresses of links and images are left out. Text without any
// element that breaks a line keeps its own lines, since people write such text as plain text.
func htmlText(source string) string {
	writer := textWriter{keepLines: !anyElement(source, func(a atom.Atom) bool { return breaksAround(a) > 0 })}
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return plainText(writer.out.String())
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

// looksLikeHTML reports whether a text has an element of HTML, so "List<String>" does not.
func looksLikeHTML(text string) bool {
	return anyElement(text, func(a atom.Atom) bool { return a != 0 })
}

func anyElement(source string, is func(atom.Atom) bool) bool {
	if !strings.Contains(source, "<") {
		return false
	}
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := tokens.TagName(); is(atom.Lookup(name)) {
				return true
			}
		}
	}
}

// breaksAround returns how many line breaks separate an element from the text around it.
func breaksAround(element atom.Atom) int {
	switch element {
	case atom.P, atom.Pre, atom.Blockquote, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Hr,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return 2
	case atom.Br, atom.Div, atom.Li, atom.Dt, atom.Dd, atom.Tr:
		return 1
	}
	return 0
}

type textWriter struct {
	out       strings.Builder
	keepLines bool
	// breaks and space are written before the next word, if there is one.
	breaks int
	space  bool
	// verbatim counts open <pre>, hidden open <script> and <style>.
	verbatim, hidden int
}

func (w *textWriter) open(element atom.Atom) {
	switch element {
	case atom.Pre:
		w.verbatim++
	case atom.Script, atom.Style:
		w.hidden++
	case atom.Td, atom.Th:
		w.space = true
	}
	w.breakLines(breaksAround(element))
}

func (w *textWriter) close(element atom.Atom) {
	switch element {
	case atom.Pre:
		w.verbatim = max(0, w.verbatim-1)
	case atom.Script, atom.Style:
		w.hidden = max(0, w.hidden-1)
	}
	w.breakLines(breaksAround(element))
}

func (w *textWriter) breakLines(breaks int) { w.breaks = max(w.breaks, breaks) }

func (w *textWriter) text(text string) {
	switch {
	case w.hidden > 0:
	case w.verbatim > 0, w.keepLines:
		if text = strings.TrimPrefix(text, "\n"); text != "" || w.keepLines {
			w.separate()
			w.out.WriteString(text)
		}
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

// plainText drops control characters and blanks at the ends of lines and of the text.
func plainText(text string) string {
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

// isBlank reports whether plainText returns nothing.
func isBlank(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsControl(r) && !unicode.IsSpace(r) }) < 0
}

// oneLine returns a text as one line, for a title or a name.
func oneLine(text string) string {
	return strings.Join(strings.Fields(plainText(text)), " ")
}
