package interview

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/table"
)

// lookup indexes the stored skills and people that rows may be about.
type lookup struct {
	// skills by key, and by the slug of each label.
	skills map[graph.Key]graph.Skill
	// keys of stored skills, by the slug of each label.
	keys map[graph.Key]graph.Key
	// numbers counts the people with an employee number, without its leading zeros.
	numbers map[string]int
	// mails holds, by each e-mail address of a person, the employee number, or "mail" and the first address of
	// somebody without; the address itself where several people have it.
	mails map[string]string
	// names holds the name of each person by employee number.
	names map[string]string
	// reader is what the import goes into, nil where it is empty.
	reader graph.Reader
}

func newLookup(ctx context.Context, store graph.Reader) (lookup, error) {
	found := lookup{map[graph.Key]graph.Skill{}, map[graph.Key]graph.Key{}, map[string]int{}, map[string]string{}, map[string]string{}, store}
	if store == nil {
		return found, nil
	}
	mails := map[string]bool{} // of the people so far
	_, err := store.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Skill:
			found.addSkill(fact.Key, value)
		case graph.Person:
			found.addPerson(value, mails)
		}
		return nil
	}, graph.KindSkill, graph.KindPerson)
	if err != nil {
		return lookup{}, fmt.Errorf("read what is known of people and skills: %w", err)
	}
	return found, nil
}

func (l lookup) addSkill(key graph.Key, value graph.Skill) {
	l.skills[key] = value
	for _, label := range append([]string{value.PrefLabel}, value.AltLabel...) {
		slug := labelled(label)
		l.skills[slug] = value
		if _, has := l.keys[slug]; !has || key == graph.NodeKey(graph.KindSkill, graph.Slug(label)) {
			l.keys[slug] = key
		}
	}
}

func (l lookup) addPerson(value graph.Person, several map[string]bool) {
	if value.EmployeeNumber != "" {
		l.numbers[withoutZeros(value.EmployeeNumber)]++
		l.names[value.EmployeeNumber] = value.DisplayName
	}
	addresses := value.Addresses()
	for _, mail := range addresses {
		l.mails[mail] = cmp.Or(value.EmployeeNumber, byMail(addresses[0]))
		if several[mail] {
			l.mails[mail] = byMail(mail)
		}
		several[mail] = true
	}
}

// skillKey returns the key of the stored skill that rows name, "" where it is new.
func (l lookup) skillKey(named *skill) graph.Key {
	if key, has := l.keys[named.slugged]; has {
		return key
	}
	if _, has := l.skills[named.slugged]; has {
		return named.slugged
	}
	return ""
}

func byMail(address string) string { return "mail " + strings.ToLower(strings.TrimSpace(address)) }

func withoutZeros(number string) string { return strings.TrimLeft(number, "0") }

// person returns the same text for all ways to name a person, "000127", "127" and a trusted address, so
// that rows which contradict each other are found. The import alone decides which person it is.
func (l lookup) person(number, mail string) string {
	if number == "" {
		number = cmp.Or(l.mails[strings.ToLower(strings.TrimSpace(mail))], byMail(mail))
	}
	switch short := withoutZeros(number); {
	case strings.HasPrefix(number, byMail("")):
		return number
	case l.numbers[short] > 1 || short == "":
		return "number " + number
	default:
		return "number " + short
	}
}

// nameOf returns the name of the person with an employee number, and any other text as it is.
func (l lookup) nameOf(text string) string { return cmp.Or(l.names[text], text) }

// isNumber reports whether a text is the employee number of somebody known, or looks like one.
func (l lookup) isNumber(text string) bool {
	return l.numbers[withoutZeros(text)] > 0 || table.Digits(text) && len(text) >= 4
}

// numberIn returns the employee number in the header of a column that names a person besides, as "000127 LEFEVRE Zoé" does;
// "" where there is none, or several.
func (l lookup) numberIn(text string) (number string) {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()[],;:/-–", r) })
	for _, word := range words {
		if len(words) < 2 || !table.Digits(word) || !l.isNumber(word) {
			continue
		}
		if number != "" {
			return ""
		}
		number = word
	}
	return number
}

// complete adds to a skill what is stored and the rows do not say. A label that only finds a skill
// does not rename it, and a code stands for a missing label.
func (l lookup) complete(key graph.Key, read graph.Skill) graph.Skill {
	before, found := l.skills[key]
	if !found {
		read.PrefLabel = cmp.Or(read.PrefLabel, read.Notation)
		return read
	}
	if read.Notation == "" {
		read.PrefLabel = before.PrefLabel
	}
	before.PrefLabel = cmp.Or(read.PrefLabel, before.PrefLabel)
	before.Notation = cmp.Or(read.Notation, before.Notation)
	before.Domain = cmp.Or(read.Domain, before.Domain)
	before.Type = cmp.Or(read.Type, before.Type)
	before.Definition = cmp.Or(read.Definition, before.Definition)
	return before
}
