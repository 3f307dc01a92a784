package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// people is who is who: the accounts and persons of the store, and those said in this run.
// It is held in memory because every statement asks it, and because a source may say who
// somebody is long after it first named them.
type people struct {
	accounts map[graph.Key]*account
	persons  map[graph.Key]*person
	numbers  map[string][]graph.Key // by employee number, as it is written
	trimmed  map[string][]graph.Key // by employee number without leading zeros
	mails    map[string][]graph.Key // by e-mail in small letters
}

// account is one identity in one source, and whose it is.
type account struct {
	graph.Account
	key    graph.Key
	person graph.Key // empty until known
	// stored: it was in the store before this run.
	stored bool
	// seen: this run named it, at where, whatever became of the statement.
	seen  bool
	where Where
	// dropped: it belongs to nobody known, and the source is lenient about that.
	dropped bool
}

// present reports whether the account is known to exist: it was, and nothing said otherwise.
func (a *account) present() bool { return a.seen || (a.stored && !a.Absent) }

type person struct {
	origin, number, mail string
	accounts             []*account
}

func loadPeople(ctx context.Context, store graph.Reader) (*people, error) {
	p := &people{
		accounts: map[graph.Key]*account{}, persons: map[graph.Key]*person{},
		numbers: map[string][]graph.Key{}, trimmed: map[string][]graph.Key{}, mails: map[string][]graph.Key{},
	}
	_, err := store.Scan(ctx, graph.Brief, p.load, graph.KindAccount, graph.KindIs, graph.KindPerson)
	if err != nil {
		return nil, fmt.Errorf("read who is known: %w", err)
	}
	return p, nil
}

func (p *people) load(fact graph.Fact) error {
	switch value := fact.Value.(type) {
	case graph.Account:
		a := p.account(fact.Key)
		a.Account, a.stored = value, true
	case graph.Is:
		p.link(fact.From(), fact.To())
	case graph.Person:
		p.describe(fact.Key, fact.Origin, value)
	}
	return nil
}

// account is the one of the key, made where it is new.
func (p *people) account(key graph.Key) *account {
	found, ok := p.accounts[key]
	if !ok {
		found = &account{key: key}
		p.accounts[key] = found
	}
	return found
}

func (p *people) person(key graph.Key) *person {
	found, ok := p.persons[key]
	if !ok {
		found = &person{}
		p.persons[key] = found
	}
	return found
}

// link notes that an account belongs to a person.
func (p *people) link(accountKey, personKey graph.Key) {
	a, owner := p.account(accountKey), p.person(personKey)
	a.person, a.dropped = personKey, false
	if !slices.Contains(owner.accounts, a) {
		owner.accounts = append(owner.accounts, a)
	}
}

// describe notes by what a person can be recognised.
func (p *people) describe(key graph.Key, origin string, value graph.Person) {
	known := p.person(key)
	known.origin = origin
	reindex(p.trimmed, key, withoutZeros(known.number), withoutZeros(value.EmployeeNumber))
	reindex(p.numbers, key, known.number, value.EmployeeNumber)
	reindex(p.mails, key, strings.ToLower(known.mail), strings.ToLower(value.Mail))
	known.number, known.mail = value.EmployeeNumber, value.Mail
}

func reindex(index map[string][]graph.Key, key graph.Key, was, is string) {
	if was == is {
		return
	}
	if was != "" {
		index[was] = slices.DeleteFunc(index[was], func(other graph.Key) bool { return other == key })
	}
	if is != "" {
		index[is] = append(index[is], key)
	}
}

// withoutZeros is how HR files and directories write one employee number alike; a number of
// nothing but zeros has no such form.
func withoutZeros(number string) string { return strings.TrimLeft(number, "0") }

// byNumber finds the person of an employee number; exact is false where only the leading
// zeros differ. It finds nobody, and no error, where the number is not known.
func (p *people) byNumber(number string) (key graph.Key, exact bool, err error) {
	found, exact := p.numbers[number], true
	if len(found) == 0 {
		found, exact = p.trimmed[withoutZeros(number)], false
	}
	switch {
	case number == "" || len(found) == 0:
		return "", false, nil
	case len(found) > 1:
		return "", exact, refused("%d known people have the employee number %s: correct the directory", len(found), number)
	}
	return found[0], exact, nil
}

// mayDescribe reports whether a source may say what a person is called and does. The first source
// that describes a person owns the description. A roster takes over from what is none, and from
// a roster that the person has left.
func (p *people) mayDescribe(key graph.Key, source string, roster bool) bool {
	known, ok := p.persons[key]
	if !ok || known.origin == "" || known.origin == source {
		return true
	}
	if strings.HasPrefix(known.origin, string(graph.KindPerson)+"/") {
		return false
	}
	return roster && !slices.ContainsFunc(known.accounts, func(a *account) bool {
		return a.Source == known.origin && a.Roster && a.present()
	})
}

// attribute is what identifies the stored accounts of a source, or empty where it has none.
func (p *people) attribute(source string) string {
	for _, a := range p.accounts {
		if a.stored && a.Source == source {
			return a.Attribute
		}
	}
	return ""
}
