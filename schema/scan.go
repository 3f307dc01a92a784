package schema

import (
	"bytes"
	"unicode/utf8"
)

// token is a piece of a document: its kind is its first byte, '"' for a string, 'a' for a
// name, '0' for a number, '.' for a spread.
type token struct {
	kind       byte
	start, end int
}

// scanner reads a document once, in linear time and without recursion, before the parser sees
// it: the parser takes seconds for a list type that is never closed, and has no depth at which
// it stops.
type scanner struct {
	limits Limits
	text   []byte
	at     int
	tokens []token
	open   []byte // the closing brackets that are still to come
}

// scan checks the outside of a document and returns the text to parse, where each byte stands
// where it stood. Comments are blanked: the parser's lexer loses its place after one that
// holds more than ASCII, and reads words out of it that nobody counted. Arguments that are
// null are blanked too, for it does not know null; to leave one out means the same here.
func scan(query string, limits Limits) ([]byte, *failure) {
	if len(query) > limits.Document {
		return nil, refuse("the document has %d bytes, %d are allowed", len(query), limits.Document)
	}
	if !utf8.ValidString(query) {
		return nil, malformed(0, "the document is not UTF-8")
	}
	s := &scanner{limits: limits, text: []byte(query)}
	for s.at < len(s.text) {
		if refusal := s.next(); refusal != nil {
			return nil, refusal
		}
	}
	if len(s.open) > 0 {
		return nil, malformed(s.at, "the document ends before %q", s.open[len(s.open)-1:])
	}
	s.dropNulls()
	return s.text, nil
}

func malformed(at int, format string, arguments ...any) *failure {
	problem := refuse(format, arguments...)
	problem.code = codeInvalid
	if at > 0 {
		problem.message += refuse(" (at byte %d)", at).message
	}
	return problem
}

func (s *scanner) next() *failure {
	switch c := s.text[s.at]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',':
		s.at++
		return nil
	case c == '#':
		return s.comment()
	case bytes.HasPrefix(s.text[s.at:], []byte("\ufeff")):
		s.blank(s.at, s.at+3)
		s.at += 3
		return nil
	}
	return s.token()
}

func (s *scanner) comment() *failure {
	start := s.at
	for s.at < len(s.text) && s.text[s.at] != '\n' && s.text[s.at] != '\r' {
		if s.text[s.at] < ' ' && s.text[s.at] != '\t' {
			return malformed(s.at, "a control character in a comment")
		}
		s.at++
	}
	s.blank(start, s.at)
	return nil
}

func (s *scanner) blank(from, to int) {
	for i := from; i < to; i++ {
		s.text[i] = ' '
	}
}

func (s *scanner) token() *failure {
	start, kind := s.at, s.text[s.at]
	var refusal *failure
	switch {
	case kind == '"':
		refusal = s.str()
	case isLetter(kind):
		kind = 'a'
		s.skip(func(c byte) bool { return isLetter(c) || isDigit(c) })
	case isDigit(kind) || kind == '-':
		kind = '0'
		s.number()
	case bytes.HasPrefix(s.text[s.at:], []byte("...")):
		s.at += 3
	default:
		refusal = s.punctuation()
	}
	if refusal != nil {
		return refusal
	}
	return s.take(token{kind, start, s.at})
}

func (s *scanner) take(t token) *failure {
	if t.kind != '"' && t.end-t.start > s.limits.Name {
		return refuse("a name or number of %d bytes, %d are allowed", t.end-t.start, s.limits.Name)
	}
	if t.kind == '"' && t.end-t.start > s.limits.Text {
		return refuse("a text of %d bytes, %d are allowed", t.end-t.start, s.limits.Text)
	}
	if len(s.tokens) >= s.limits.Tokens {
		return refuse("the document has more than %d words and signs", s.limits.Tokens)
	}
	s.tokens = append(s.tokens, t)
	return nil
}

func (s *scanner) skip(wanted func(byte) bool) {
	for s.at < len(s.text) && wanted(s.text[s.at]) {
		s.at++
	}
}

// number reads one number as the lexer does, which begins another where this one cannot go on.
func (s *scanner) number() {
	if s.text[s.at] == '-' {
		s.at++
	}
	s.skip(isDigit)
	if s.at+1 < len(s.text) && s.text[s.at] == '.' && isDigit(s.text[s.at+1]) {
		s.at++
		s.skip(isDigit)
	}
	if s.at < len(s.text) && (s.text[s.at] == 'e' || s.text[s.at] == 'E') {
		s.at++
		if s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
			s.at++
		}
		s.skip(isDigit)
	}
}

func (s *scanner) punctuation() *failure {
	c := s.text[s.at]
	s.at++
	switch c {
	case '(':
		return s.opens(')')
	case '[':
		return s.opens(']')
	case '{':
		return s.opens('}')
	case ')', ']', '}':
		return s.closes(c)
	case '!', '$', '&', ':', '=', '@', '|':
		return nil
	}
	return malformed(s.at-1, "an unexpected character")
}

func (s *scanner) opens(closing byte) *failure {
	if len(s.open) >= s.limits.Nesting {
		return refuse("brackets nest deeper than %d levels", s.limits.Nesting)
	}
	s.open = append(s.open, closing)
	return nil
}

func (s *scanner) closes(c byte) *failure {
	last := len(s.open) - 1
	if last < 0 || s.open[last] != c {
		return malformed(s.at-1, "an unexpected %q", c)
	}
	s.open = s.open[:last]
	return nil
}

func isLetter(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
