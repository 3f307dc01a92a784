package interview

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
)

// lookup is what is known already that rows may be about.
type lookup struct {
	// skills by key, and by the slug of each label.
	skills map[graph.Key]graph.Skill
	// numbers are how many people have an employee number, its leading zeros left out.
	numbers map[string]int
	// mails are the employee numbers of those with an e-mail address; "" where there are several.
	mails map[string]string
}

func newLookup(ctx context.Context, store graph.Reader) (lookup, error) {
	found := lookup{map[graph.Key]graph.Skill{}, map[string]int{}, map[string]string{}}
	if store == nil {
		return found, nil
	}
	_, err := store.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Skill:
			found.addSkill(fact.Key, value)
		case graph.Person:
			found.addPerson(value)
		}
		return nil
	}, graph.KindSkill, graph.KindPerson)
	if err != nil {
		return lookup{}, fmt.Errorf("read what is known of people and skills: %w", err)
	}
	return found, nil
}

func (s lookup) addSkill(key graph.Key, value graph.Skill) {
	s.skills[key] = value
	for _, label := range append([]string{value.PrefLabel}, value.AltLabel...) {
		s.skills[labelled(label)] = value
	}
}

func (s lookup) addPerson(value graph.Person) {
	if value.EmployeeNumber != "" {
		s.numbers[withoutZeros(value.EmployeeNumber)]++
	}
	if mail := strings.ToLower(value.Mail); mail != "" {
		if _, several := s.mails[mail]; several {
			value.EmployeeNumber = ""
		}
		s.mails[mail] = value.EmployeeNumber
	}
}

func withoutZeros(number string) string { return strings.TrimLeft(number, "0") }

// person is the same for two ways to name somebody, "000127", "127" and a trusted address, so
// that rows which contradict each other are found although they spell their person otherwise.
// Only the import decides who it is.
func (s lookup) person(number, mail string) string {
	if number == "" {
		number = s.mails[strings.ToLower(mail)]
	}
	switch short := withoutZeros(number); {
	case number == "":
		return "mail " + strings.ToLower(mail)
	case s.numbers[short] > 1 || short == "":
		return "number " + number
	default:
		return "number " + short
	}
}

// complete keeps of a stored skill what the rows do not tell. A label that only finds a skill
// does not rename it, and a code stands for a label where there is none at all.
func (s lookup) complete(key graph.Key, told graph.Skill) graph.Skill {
	before, found := s.skills[key]
	if !found {
		told.PrefLabel = cmp.Or(told.PrefLabel, told.Notation)
		return told
	}
	if told.Notation == "" {
		told.PrefLabel = before.PrefLabel
	}
	before.PrefLabel = cmp.Or(told.PrefLabel, before.PrefLabel)
	before.Notation = cmp.Or(told.Notation, before.Notation)
	before.Domain = cmp.Or(told.Domain, before.Domain)
	before.Type = cmp.Or(told.Type, before.Type)
	return before
}
