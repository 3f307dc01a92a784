package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// people is an index of the accounts and persons of the store and of this run. It is kept in memory
// because every statement asks it, and because a source may identify somebody long after it first named them.
type people struct {
	accounts map[graph.Key]*account
	persons  map[graph.Key]*person
	numbers  map[string][]graph.Key // by employee number, as it is written
	trimmed  map[string][]graph.Key // by employee number without leading zeros
	mails    map[string][]graph.Key // by each e-mail address, in lower case
}

// account is one identity in one source.
type account struct {
	graph.Account
	key    graph.Key
	person graph.Key // its owner; empty until decided
	// stored: it was in the store before this run.
	stored bool
	// seen: this run named it, at where, even if the statement was rejected; closed: as one that is closed;
	// deleted: as one that the source no longer holds.
	seen, closed, deleted bool
	where                 Where
	// dropped: it belongs to nobody known, and the source is lenient about that.
	dropped bool
}

// present reports whether the account is known to exist: nothing says that it has gone.
func (a *account) present() bool { return !a.closed && !a.deleted && (a.seen || a.stored && !a.Absent) }

// keepsRoster reports whether a roster has an account of a person that is present.
func (p *people) keepsRoster(owner graph.Key) bool {
	of, is := p.persons[owner]
	return is && slices.ContainsFunc(of.accounts, func(a *account) bool { return a.Roster && a.present() })
}

// isFromRoster reports whether a statement is an entry of a source that lists all who work here.
func isFromRoster(s Statement) bool {
	return slices.ContainsFunc(s.Facts, func(fact graph.Fact) bool { return graph.As[graph.Account](fact).Roster })
}

// isClosed reports whether a statement names an account that is closed from the start.
func isClosed(s Statement) bool {
	return slices.ContainsFunc(s.Facts, func(fact graph.Fact) bool { return graph.As[graph.Account](fact).Absent })
}

type person struct {
	origin, number, name string
	addresses            []string
	hiddenBy             []string // "" where it is not known
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

// account returns the account of a key, made where it is new.
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

// link makes an account belong to a person.
func (p *people) link(accountKey, personKey graph.Key) {
	a, owner := p.account(accountKey), p.person(personKey)
	a.person, a.dropped = personKey, false
	if !slices.Contains(owner.accounts, a) {
		owner.accounts = append(owner.accounts, a)
	}
}

// describe indexes the attributes by which a person is found.
func (p *people) describe(key graph.Key, origin string, value graph.Person) {
	of := p.person(key)
	reindex(p.trimmed, key, withoutZeros(of.number), withoutZeros(value.EmployeeNumber))
	reindex(p.numbers, key, of.number, value.EmployeeNumber)
	for _, address := range of.addresses {
		reindex(p.mails, key, address, "")
	}
	of.addresses = value.Addresses()
	for _, address := range of.addresses {
		reindex(p.mails, key, "", address)
	}
	of.origin, of.number, of.name, of.hiddenBy = origin, value.EmployeeNumber, value.DisplayName, whatHides(value)
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

// withoutZeros returns an employee number as HR files and directories have in common; a number of
// nothing but zeros has no such form.
func withoutZeros(number string) string { return strings.TrimLeft(number, "0") }

// byNumber returns the person with an employee number; exact is false where only the leading
// zeros differ. It returns nobody, and no error, where the number is not known.
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

// hiddenBy returns what hides a person, as was stored or staged.
func (p *people) hiddenBy(key graph.Key) []string {
	if described, ok := p.persons[key]; ok {
		return described.hiddenBy
	}
	return nil
}

// mayDescribe reports whether a source may describe a person. The first source that describes a person
// owns the description. A roster takes over from a source that is no roster, and from a roster that the
// person has left.
func (p *people) mayDescribe(key graph.Key, source string, roster bool) bool {
	described, ok := p.persons[key]
	if !ok || described.origin == "" || described.origin == source {
		return true
	}
	if strings.HasPrefix(described.origin, string(graph.KindPerson)+"/") {
		return false
	}
	return roster && !slices.ContainsFunc(described.accounts, func(a *account) bool {
		return a.Source == described.origin && a.Roster && a.present() && !(a.Fallback && !p.isFallback(key, source))
	})
}

// attribute returns what identifies the stored accounts of a source, or "" where it has none.
func (p *people) attribute(source string) string {
	for _, a := range p.accounts {
		if a.stored && a.Source == source {
			return a.Attribute
		}
	}
	return ""
}

// sharing names the people who have one e-mail address.
func (p *people) sharing(address string, found []graph.Key) string {
	names := make([]string, len(found))
	for i, key := range found {
		names[i] = fmt.Sprintf("%s (%s)", p.persons[key].name, key)
	}
	slices.Sort(names)
	return fmt.Sprintf("the e-mail address %s is that of %s: nobody is found by it", address, strings.Join(names, " and "))
}

// hasLeft reports whether a person was in a roster and is there no longer.
func (p *people) hasLeft(key graph.Key, source string) bool {
	was := false
	for _, a := range p.persons[key].accounts {
		if a.Source != source || !a.Roster {
			continue
		}
		if a.present() {
			return false
		}
		was = true
	}
	return was
}

// presentIn counts the people who have a present account in a source.
func (p *people) presentIn(source string) int {
	owners := map[graph.Key]bool{}
	for _, a := range p.accounts {
		if a.Source == source && a.present() {
			owners[a.person] = true
		}
	}
	return len(owners)
}

// whatHides returns what hides a person: nothing, or "" where it is not known.
func whatHides(person graph.Person) []string {
	if person.Hidden && len(person.HiddenBy) == 0 {
		return []string{""}
	}
	return person.HiddenBy
}

// hiddenBy returns what hides the people of a statement.
func hiddenBy(s Statement) []string {
	by := s.HiddenBy
	for _, fact := range s.Facts {
		by = union(by, whatHides(graph.As[graph.Person](fact)))
	}
	return by
}

// stillHiding returns what of that which hid a person a statement does not take back.
func stillHiding(by []string, s Statement) []string {
	if s.Shows == nil {
		return by
	}
	return slices.DeleteFunc(slices.Clone(by), s.Shows)
}

// hide returns a person who is hidden, by something besides what hides them already.
func hide(person graph.Person, by []string) graph.Person {
	person.Hidden = true
	person.HiddenBy = slices.DeleteFunc(union(person.HiddenBy, by), func(one string) bool { return one == "" })
	return person
}

// union returns the distinct texts of both lists, in order.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
