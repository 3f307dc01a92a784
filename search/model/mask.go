package model

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// Mask stands in place of what is left out.
const Mask = "[…]"

// People masks the names and numbers of the people of a graph, all addresses, and whatever looks like a number of
// somebody. Rather too much is masked than too little: a family name that is a word too is masked as such. It may be used
// by several goroutines.
type People struct {
	words   map[string]bool // of names, folded
	full    map[string]bool // names whose words mean something else alone, folded, in the order of letters
	numbers map[string]bool // of employees, without leading zeros
	unicase []string        // names in scripts that part no words
}

// ReadPeople returns a masker of the people of a graph, also of those who left and those who are hidden: the reader is a
// store or its copy, and not what one person may see.
func ReadPeople(ctx context.Context, reader graph.Reader) (*People, error) {
	p := &People{words: map[string]bool{}, full: map[string]bool{}, numbers: map[string]bool{}}
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		p.add(graph.As[graph.Person](fact))
		return nil
	}, graph.KindPerson)
	if err != nil {
		return nil, fmt.Errorf("read the names that no model is told: %w", err)
	}
	return p, nil
}

func (p *People) add(person graph.Person) {
	if number := numberKey(person.EmployeeNumber); number != "" {
		p.numbers[number] = true
	}
	plain := text.NewPlain()
	for _, name := range []string{person.DisplayName, person.GivenName, person.FamilyName, person.GivenName + " " + person.FamilyName} {
		var folded []string
		for _, word := range nameWord.FindAllString(norm.NFC.String(name), -1) {
			if isUnspaced(word) {
				p.unicase = append(p.unicase, word)
				continue
			}
			key := plain.Key(strings.ToLower(word)) // in capitals a stop word would be an acronym
			folded = append(folded, strings.ToLower(word))
			if utf8.RuneCountInString(word) > 1 && key != "" {
				p.words[key] = true
			}
		}
		if len(folded) > 1 {
			p.full[ordered(folded)] = true
		}
	}
}

func ordered(words []string) string {
	words = slices.Clone(words)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// isUnspaced reports a word of a script that parts no words, in which names are found inside of others.
func isUnspaced(word string) bool {
	unspaced := false
	text.Tokenize(word, func(token text.Token) { unspaced = unspaced || token.Unspaced })
	return unspaced
}

var (
	nameWord = regexp.MustCompile(`[\pL\pM]+`)
	// between is what stands between the parts of a name.
	between = regexp.MustCompile(`^[\p{Zs}.,'’‐-]{1,3}$`)
	token   = regexp.MustCompile(`[\pL\pM\pN]+(?:[-_./][\pL\pM\pN]+)*`)

	mail    = regexp.MustCompile(`[\pL\pM\pN._%+'’-]+\s?(?:@|\(at\)|\[at\])\s?[\pL\pM\pN-]+(?:\.[\pL\pM\pN-]+)*`)
	address = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S+`)
	// number is five digits or more, however they are grouped: of telephones, employees, social security, banks, days.
	number = regexp.MustCompile(`[+(]*\pL{0,4}-?\pN(?:[ABab]?[\p{Zs}\t.,/()‐–_-]{0,3}\pN){4,}\pL?\)?`)
	// called is a number of whatever length after a word that says whose it is.
	called = regexp.MustCompile(`(?i)\b(matricule|badge|employee\s+(?:no|number|id)|personnel\s+number|staff\s+number|t[ée]l(?:[ée]phone)?|phone|mobile)([\p{Zs}\t:.#]*(?:n°|no|num[ée]ro)?[\p{Zs}\t:.#]*)([\pL\pN./-]*\pN[\pL\pN./-]*)`)
	born   = regexp.MustCompile(`(?i)\b(n[ée]e?(?:\(e\))?\s+le|date de naissance|born(?:\s+on)?|date of birth)([\p{Zs}\t:]*)[^\n;,.]{1,24}`)
	// titled is a name after a form of address.
	titled = regexp.MustCompile(`\b(M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle)([\p{Zs}\t]+)((?:\p{Lu}[\pL\pM'’.-]*)(?:[\p{Zs}\t]+\p{Lu}[\pL\pM'’.-]*){0,2})`)
)

// Mask implements [Masker].
func (p *People) Mask(said string) string {
	said = Visible(said)
	for _, one := range []*regexp.Regexp{mail, address} {
		said = one.ReplaceAllLiteralString(said, Mask)
	}
	said = called.ReplaceAllString(said, "$1$2"+Mask)
	said = born.ReplaceAllString(said, "$1$2"+Mask)
	said = titled.ReplaceAllString(said, "$1$2"+Mask)
	said = number.ReplaceAllLiteralString(said, Mask)
	said = token.ReplaceAllStringFunc(said, func(found string) string {
		if p.numbers[numberKey(found)] {
			return Mask
		}
		return found
	})
	for _, name := range p.unicase {
		said = strings.ReplaceAll(said, name, Mask)
	}
	return p.withoutNames(said)
}

// Visible returns a text without what shows nothing: names in it are then found.
func Visible(said string) string {
	return norm.NFC.String(strings.Map(withoutControls, text.Visible(said)))
}

// withoutControls leaves out what shows nothing and would part a name in two.
func withoutControls(r rune) rune {
	if unicode.IsControl(r) && !unicode.IsSpace(r) {
		return -1
	}
	return r
}

// numberKey returns a number in the form in which numbers are compared.
func numberKey(number string) string {
	return strings.TrimLeft(strings.ToLower(strings.TrimSpace(number)), "0")
}

// withoutNames masks the words of names, those beside each other as one.
func (p *People) withoutNames(said string) string {
	var out strings.Builder
	plain, last := text.NewPlain(), 0
	places := nameWord.FindAllStringIndex(said, -1)
	for at := 0; at < len(places); {
		length := p.nameAt(plain, said, places[at:])
		if length == 0 {
			at++
			continue
		}
		_, _ = out.WriteString(said[last:places[at][0]] + Mask)
		last = places[at+length-1][1]
		at += length
	}
	return out.String() + said[last:]
}

// maxName is the greatest number of words of a name.
const maxName = 6

// nameAt returns how many of the first words are a name, with what stands between its words, as "d'" and "le".
func (p *People) nameAt(plain text.Plain, said string, places [][]int) (length int) {
	var folded []string
	isNames := true
	for i, place := range places[:min(len(places), maxName)] {
		if i > 0 && !between.MatchString(said[places[i-1][1]:place[0]]) {
			break
		}
		word := said[place[0]:place[1]]
		folded = append(folded, strings.ToLower(word))
		key := plain.Key(strings.ToLower(word))
		isName := utf8.RuneCountInString(word) > 1 && p.words[key]
		isNames = isNames && (isName || i > 0 && (key == "" || utf8.RuneCountInString(word) == 1))
		if isNames && isName || p.full[ordered(folded)] {
			length = i + 1
		}
	}
	return length
}
