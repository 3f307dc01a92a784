package erasure

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/graph"
)

// Traces are what somebody is recognized by in facts and files: keys, names, addresses and numbers.
type Traces struct {
	// Keys are those of the person, their accounts, and what goes with them.
	Keys []graph.Key
	// As stands where a name or an address stood.
	As string

	gone     map[string]bool
	patterns []*regexp.Regexp // over folded texts
}

// newTraces returns the traces of a person. Names that somebody else bears as well are none.
func newTraces(person graph.Person, accounts []graph.Account, shared map[string]bool, keys []graph.Key, as string) Traces {
	t := Traces{Keys: keys, As: as, gone: map[string]bool{}}
	for _, key := range keys {
		t.gone[string(key)] = true
	}
	for _, name := range namesOf(person, accounts) {
		if folded := fold(name).text; !shared[folded] {
			t.add(regexp.QuoteMeta(folded))
		}
	}
	for _, address := range person.Addresses() {
		t.add(regexp.QuoteMeta(fold(address).text))
		if local, _, _ := strings.Cut(address, "@"); strings.ContainsAny(local, "._-") {
			t.add(regexp.QuoteMeta(fold(local).text))
		}
	}
	for _, number := range []string{person.EmployeeNumber, strings.TrimLeft(person.EmployeeNumber, "0")} {
		switch number = fold(strings.TrimSpace(number)).text; {
		case len(number) >= shortestNumber:
			t.add(regexp.QuoteMeta(number))
		case number != "":
			t.add(saidToBeNumber + regexp.QuoteMeta(number))
		}
	}
	if pattern := telephone(person.TelephoneNumber); pattern != "" {
		t.add(pattern)
	}
	return t
}

// shortestNumber is the length from which on a number in a text tells of somebody; a shorter one does after a word for it.
const (
	shortestNumber = 5
	saidToBeNumber = `(?:matricule|badge|employee (?:no|number|id)|personnel number|staff number)[ :.#]*(?:(?:n°|no|numero)[ :.]*)?`
)

func (t *Traces) add(pattern string) {
	t.patterns = append(t.patterns, regexp.MustCompile(pattern))
}

// namesOf returns the names of a person of more than one word: one alone is often a word too, or the name of others.
func namesOf(person graph.Person, accounts []graph.Account) []string {
	names := []string{person.DisplayName, person.GivenName + " " + person.FamilyName, person.FamilyName + " " + person.GivenName}
	if words := strings.Fields(person.DisplayName); len(words) == 2 {
		names = append(names, words[1]+" "+words[0])
	}
	for _, account := range accounts {
		names = append(names, account.DisplayName)
		if nick := fold(account.DisplayName).text; nick != "" && !strings.Contains(nick, " ") {
			names = append(names, "@"+account.DisplayName)
		}
	}
	for i, name := range names {
		names[i] = strings.Join(strings.Fields(name), " ")
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !strings.ContainsAny(name, " @") })
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	return slices.Compact(names)
}

// telephone returns a pattern for a number of nine digits or more, whatever parts them and whichever prefix it has; empty for
// a shorter one.
func telephone(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	const significant = 9
	if len(digits) < significant {
		return ""
	}
	const apart = `[ .()/_]{0,3}`
	return `(?:\+?\d{1,4}` + apart + `)?0?` + apart + strings.Join(strings.Split(digits[len(digits)-significant:], ""), apart)
}

// Mentions reports whether a text holds any of the traces.
func (t Traces) Mentions(text string) bool { return t.hasKey(text) || len(t.find(text)) > 0 }

// Redact returns a text in which As stands for each trace.
func (t Traces) Redact(text string) string {
	found := t.find(text)
	if len(found) == 0 {
		return text
	}
	var out strings.Builder
	at := 0
	for _, span := range found {
		if span[0] < at {
			continue
		}
		out.WriteString(text[at:span[0]])
		out.WriteString(t.As)
		at = span[1]
	}
	out.WriteString(text[at:])
	return out.String()
}

// find returns where the traces stand in a text, in order, longer ones first.
func (t Traces) find(said string) (spans [][2]int) {
	for _, at := range keyPattern.FindAllStringIndex(said, -1) {
		if t.gone[said[at[0]:at[1]]] {
			spans = append(spans, [2]int{at[0], at[1]})
		}
	}
	text := fold(said)
	for _, pattern := range t.patterns {
		for _, at := range pattern.FindAllStringIndex(text.text, -1) {
			if text.isWhole(at[0], at[1]) {
				spans = append(spans, [2]int{text.at[at[0]], text.at[at[1]]})
			}
		}
	}
	slices.SortFunc(spans, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(b[1], a[1])) })
	return spans
}

// folded is a text without case, accents and what parts words, and where each of its bytes stood.
type folded struct {
	text string
	at   []int // of each byte and of the end
}

// fold makes texts equal that differ in case, accents, hyphens, apostrophes and spaces.
func fold(text string) folded {
	var out strings.Builder
	out.Grow(len(text))
	at := make([]int, 0, len(text)+1)
	space := true
	write := func(piece string, from int) {
		for range len(piece) {
			at = append(at, from)
		}
		out.WriteString(piece)
	}
	for from, r := range text {
		switch {
		case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
			write(string(r), from)
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '\'' || r == '’':
			if !space {
				write(" ", from)
			}
			space = true
			continue
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			continue
		default:
			write(strings.Map(withoutMark, norm.NFKD.String(string(unicode.ToLower(r)))), from)
		}
		space = false
	}
	return folded{out.String(), append(at, len(text))}
}

func withoutMark(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// isWhole reports whether what stands between two bytes is no part of a longer word or number.
func (f folded) isWhole(from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(f.text[:from])
	after, _ := utf8.DecodeRuneInString(f.text[to:])
	first, _ := utf8.DecodeRuneInString(f.text[from:])
	last, _ := utf8.DecodeLastRuneInString(f.text[:to])
	return !(isWord(before) && isWord(first)) && !(isWord(after) && isWord(last))
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// without returns a value in which no text holds a trace, and whether it is another. Lists lose what holds a key that is gone.
func (t Traces) without(value graph.Value) (graph.Value, bool) {
	kept := reflect.New(reflect.TypeOf(value)).Elem()
	kept.Set(reflect.ValueOf(value))
	changed := false
	for i := range kept.NumField() {
		switch field := kept.Field(i); field.Kind() {
		case reflect.String:
			if field.Type() != reflect.TypeFor[string]() {
				continue // a day, or a word of a list
			}
			is := t.text(field.String())
			changed = changed || is != field.String()
			field.SetString(is)
		case reflect.Slice:
			if field.Type().Elem().Kind() == reflect.String {
				list := t.list(field)
				changed = changed || !reflect.DeepEqual(list.Interface(), field.Interface())
				field.Set(list)
			}
		}
	}
	return kept.Interface().(graph.Value), changed
}

// text returns a text without traces, empty for a key that is gone.
func (t Traces) text(text string) string {
	if t.gone[text] {
		return ""
	}
	return t.Redact(text)
}

func (t Traces) list(field reflect.Value) reflect.Value {
	if field.IsNil() {
		return field
	}
	list := reflect.MakeSlice(field.Type(), 0, field.Len())
	for i := range field.Len() {
		if text := field.Index(i).String(); !t.hasKey(text) {
			list = reflect.Append(list, reflect.ValueOf(t.Redact(text)).Convert(field.Type().Elem()))
		}
	}
	return list
}

// hasKey reports whether a text is or holds a key that is gone.
func (t Traces) hasKey(text string) bool {
	return slices.ContainsFunc(keyPattern.FindAllString(text, -1), func(key string) bool { return t.gone[key] })
}

// keyPattern is the key of a node, within whatever text.
var keyPattern = regexp.MustCompile(`[a-z_]+/[a-z0-9._~+#/-]*[a-z0-9_~+#]`)
