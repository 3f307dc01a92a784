package text

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
)

type lexemeKind uint8

const (
	endLexeme lexemeKind = iota
	leafLexeme
	openLexeme
	closeLexeme
	andLexeme
	orLexeme
	notLexeme
	badLexeme // a quote that nothing closes or that holds nothing, a field without a value
)

// lexeme is a word, phrase, field, operator or parenthesis, where it stands in the query.
type lexeme struct {
	kind       lexemeKind
	leaf       Expression
	start, end int
}

// lex cuts a query into lexemes.
func lex(query string) []lexeme {
	var all []lexeme
	open := 0
	for at := 0; at < len(query); {
		r, size := utf8.DecodeRuneInString(query[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		one := lexemeAt(query, at, open > 0)
		switch one.kind {
		case openLexeme:
			open++
		case closeLexeme:
			open--
		}
		all, at = append(all, one), one.end
	}
	for i := range all { // "R ET D" is a name
		if isBinary(all[i].kind) && i > 0 && i+1 < len(all) && isLetterWord(query, all[i-1]) && isLetterWord(query, all[i+1]) {
			all[i].kind = leafLexeme
		}
	}
	return all
}

func isBinary(kind lexemeKind) bool { return kind == andLexeme || kind == orLexeme }

func isLetterWord(query string, one lexeme) bool {
	return one.kind == leafLexeme && one.leaf.Operator == Words && one.end-one.start == 1 && isAlpha(query[one.start:one.end])
}

// lexemeAt reads the one that begins at a place, where words end at a closing parenthesis if one is open.
func lexemeAt(query string, at int, open bool) lexeme {
	rest := query[at:]
	switch {
	case rest[0] == '(':
		return lexeme{kind: openLexeme, start: at, end: at + 1}
	case rest[0] == ')' && open:
		return lexeme{kind: closeLexeme, start: at, end: at + 1}
	case rest[0] == '-' && mayNegate(rest[1:]):
		return lexeme{kind: notLexeme, start: at, end: at + 1}
	}
	if one, found := quotedAt(query, at); found {
		return one
	}
	if one, found := fieldAt(query, at, open); found {
		return one
	}
	word := rest[:wordLength(rest, open)]
	one := lexeme{kind: leafLexeme, leaf: Expression{Operator: Words, Text: word}, start: at, end: at + len(word)}
	switch word {
	case "AND", "ET":
		one.kind = andLexeme
	case "OR", "OU":
		one.kind = orLexeme
	case "NOT", "SAUF":
		one.kind = notLexeme
	}
	return one
}

// mayNegate reports what "-" before it leaves out: a word that begins with a letter, a phrase or a group.
func mayNegate(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && (unicode.IsLetter(r) || r == '(' || closingQuote(r) != 0)
}

// wordLength is how far a word goes: up to a space or a quote, or to a parenthesis that closes.
func wordLength(rest string, open bool) int {
	for at, r := range rest {
		if at > 0 && (unicode.IsSpace(r) || r == '"' && at+1 < len(rest) || open && r == ')') {
			return at
		}
	}
	return len(rest)
}

// closingQuote returns the sign that ends what a sign of quotation begins; 0 where it begins nothing.
func closingQuote(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“', '„':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

func quotedAt(query string, at int) (lexeme, bool) {
	first, size := utf8.DecodeRuneInString(query[at:])
	closing := closingQuote(first)
	if closing == 0 {
		return lexeme{}, false
	}
	inner, _, closed := strings.Cut(query[at+size:], string(closing))
	if !closed {
		return lexeme{kind: badLexeme, start: at, end: len(query)}, true
	}
	end := at + size + len(inner) + utf8.RuneLen(closing)
	phrase := Expression{Operator: Phrase, Text: strings.TrimSpace(inner)}
	return lexeme{kind: leafLexeme, leaf: phrase, start: at, end: end}.orBad(), true
}

var (
	levelPattern = regexp.MustCompile(`^(?i:level|niveau)[\s\x{a0}\x{202f}]*(>=|<=|≥|≤|>|<|=|:)[\s\x{a0}\x{202f}]*([0-9]+(?:[.,][0-9]+)?)`)
	fieldPattern = regexp.MustCompile(`^([\pL\pM]+)[\s\x{a0}\x{202f}]?:[\s\x{a0}\x{202f}]*`)
)

// fieldAt reads a condition. What stands before a colon and is no name of a field is a word.
func fieldAt(query string, at int, open bool) (lexeme, bool) {
	rest := query[at:]
	if found := levelPattern.FindStringSubmatch(rest); found != nil {
		level, _ := strconv.ParseFloat(strings.Replace(found[2], ",", ".", 1), 64)
		compare := strings.NewReplacer("≥", ">=", "≤", "<=", ":", "=").Replace(found[1])
		leaf := Expression{Operator: Field, Field: LevelField, Text: found[0], Compare: compare, Level: level}
		return lexeme{kind: leafLexeme, leaf: leaf, start: at, end: at + len(found[0])}, true
	}
	found := fieldPattern.FindStringSubmatch(rest)
	if found == nil {
		return lexeme{}, false
	}
	name, known := fieldNamed(found[1])
	if !known {
		return lexeme{}, false
	}
	start := at + len(found[0])
	if value, quoted := quotedAt(query, start); quoted {
		value.leaf.Operator, value.leaf.Field, value.start = Field, name, at
		return value.orBad(), true
	}
	end := start + wordLength(query[start:], open)
	value := strings.TrimSpace(query[start:end])
	return lexeme{kind: leafLexeme, leaf: Expression{Operator: Field, Field: name, Text: value}, start: at, end: end}.orBad(), true
}

// orBad makes a phrase without words and a field without a value bad.
func (l lexeme) orBad() lexeme {
	if l.leaf.Text == "" {
		l.kind = badLexeme
	}
	return l
}

func fieldNamed(name string) (FieldName, bool) {
	switch (&Analyzer{ascii: asciifolding.New()}).fold(name) {
	case "skill", "competence":
		return SkillField, true
	case "unit", "service", "unite":
		return UnitField, true
	case "site", "lieu":
		return SiteField, true
	case "title", "titre", "poste":
		return TitleField, true
	}
	return 0, false
}

// withoutOperators returns a query that is searched as words: its operators are no acronyms.
func withoutOperators(query string) string {
	words := strings.Fields(query)
	for i, word := range words {
		switch word {
		case "AND", "ET", "OR", "OU", "NOT", "SAUF":
			words[i] = strings.ToLower(word)
		}
	}
	return strings.Join(words, " ")
}
