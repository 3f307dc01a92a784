package schema

import "bytes"

// str reads a string or a block string.
func (s *scanner) str() *failure {
	if bytes.HasPrefix(s.text[s.at:], []byte(`"""`)) {
		return s.blockString()
	}
	start := s.at
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return nil
		case c == '\\':
			s.at++
		case c < ' ' && c != '\t':
			return malformed(s.at, "a line ends within a string")
		}
	}
	return malformed(start, "a string without an end")
}

// blockString refuses an escaped end, at which the parser's lexer overwrites the text that it
// reads, so that a second look at it finds other words than this one.
func (s *scanner) blockString() *failure {
	start := s.at
	for s.at += 3; s.at < len(s.text); s.at++ {
		rest := s.text[s.at:]
		switch c := s.text[s.at]; {
		case bytes.HasPrefix(rest, []byte(`"""`)):
			s.at += 3
			return nil
		case bytes.HasPrefix(rest, []byte(`\"""`)):
			return malformed(s.at, "a block string may not hold three quotes: write an ordinary string")
		case c < ' ' && c != '\t' && c != '\n' && c != '\r':
			return malformed(s.at, "a control character in a string")
		}
	}
	return malformed(start, "a string without an end")
}

// dropNulls blanks `name: null` among arguments and in objects, and `= null`; where that
// empties the brackets of arguments, these too.
func (s *scanner) dropNulls() {
	inside, kept := 0, s.tokens[:0:0]
	dropped := false
	for _, t := range s.tokens {
		switch t.kind {
		case '(':
			inside++
		case ')':
			inside--
			if last := len(kept) - 1; dropped && last >= 0 && kept[last].kind == '(' {
				s.blank(kept[last].start, t.end)
				kept = kept[:last]
				continue
			}
		case 'a':
			if n := s.nullAfter(kept, t, inside); n > 0 {
				s.blank(kept[len(kept)-n].start, t.end)
				kept, dropped = kept[:len(kept)-n], true
				continue
			}
		}
		kept = append(kept, t)
	}
}

// nullAfter says how many tokens before a null go with it.
func (s *scanner) nullAfter(before []token, t token, inside int) int {
	last := len(before) - 1
	if inside == 0 || last < 1 || string(s.text[t.start:t.end]) != "null" {
		return 0
	}
	switch {
	case before[last].kind == '=':
		return 1
	case before[last].kind == ':' && before[last-1].kind == 'a' && (last < 2 || before[last-2].kind != '$'):
		return 2
	}
	return 0
}
