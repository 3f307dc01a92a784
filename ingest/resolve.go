package ingest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// The ways in which a statement cannot be taken.
var (
	// errRefused: it never can be.
	errRefused = errors.New("refused")
	// errUnresolved: it names something that nobody described, so far.
	errUnresolved = errors.New("not known")
	// errRepeated: this run said it already, and it need not be looked at again.
	errRepeated = errors.New("said before")
	// errDropped: it names an account of nobody known, which was left out.
	errDropped = errors.New("the account belongs to nobody known")
)

func refused(format string, args ...any) error {
	return cause{errRefused, fmt.Sprintf(format, args...)}
}
func unresolved(format string, args ...any) error {
	return cause{errUnresolved, fmt.Sprintf(format, args...)}
}

// cause is a reason in words for the operator.
type cause struct {
	sort  error
	words string
}

func (c cause) Error() string { return c.words }
func (c cause) Unwrap() error { return c.sort }

// resolver turns the keys that a source can say into those that are stored. It decides in
// the order in which things were said and never looks ahead, so the result does not depend on
// how a source is cut into chunks.
type resolver struct {
	source     string
	namer      graph.Namer
	people     *people
	skills     *skills
	trustEmail bool
	create     bool
	// ended: everything was said; complete: and that was all there is.
	ended, complete bool
	// claims are the employee numbers that this run said, and which account was first to have
	// each, be its statement taken or not: so whether one waits changes nothing for the other.
	claims map[string]graph.Key
	warn   func(string)

	lastParts string
	lastKey   graph.Key
	// byReference are accounts by how they were referred to, since most of what is said is about few people.
	byReference map[graph.Key]*account
}

// scope is what is decided while one statement is looked at, before it is taken.
type scope struct {
	accounts map[graph.Key]graph.Key // whose they are
	warnings []string
}

func (s *scope) decide(account, owner graph.Key) {
	if s.accounts == nil {
		s.accounts = map[graph.Key]graph.Key{}
	}
	s.accounts[account] = owner
}

// key resolves the key of a node or edge; the references in an edge's tag as well.
func (r *resolver) key(key graph.Key, in *scope) (graph.Key, error) {
	from, to := key.Ends()
	if from == "" {
		return r.node(key, in)
	}
	if from, err := r.node(from, in); err != nil {
		return "", err
	} else if to, err := r.node(to, in); err != nil {
		return "", err
	} else if tag, err := r.text(key.Tag(), in); err != nil {
		return "", err
	} else {
		return graph.EdgeKey(from, key.Kind(), tag, to), nil
	}
}

// text resolves what may be the key of a node.
func (r *resolver) text(text string, in *scope) (string, error) {
	if !strings.Contains(text, "/?") || !IsReference(graph.Key(text)) {
		return text, nil
	}
	key, err := r.node(graph.Key(text), in)
	return string(key), err
}

func (r *resolver) node(key graph.Key, in *scope) (graph.Key, error) {
	if !IsReference(key) {
		return key, nil
	}
	if known, met := r.byReference[key]; met {
		return ownerOf(known, in)
	}
	query := strings.TrimPrefix(key.ID(), "?")
	attribute, value, single := strings.Cut(query, "=")
	if !single {
		return r.derived(key.Kind(), query, in)
	}
	attribute, errAttribute := url.QueryUnescape(attribute)
	value, errValue := url.QueryUnescape(value)
	if errAttribute != nil || errValue != nil {
		return "", refused("the reference %q is malformed", key)
	}
	if key.Kind() == graph.KindPerson && attribute == "account" {
		r.cacheReference(key, graph.NodeKey(graph.KindAccount, value))
	}
	return r.reference(key.Kind(), attribute, value, in)
}

func (r *resolver) cacheReference(reference, key graph.Key) {
	known, ok := r.people.accounts[key]
	switch {
	case !ok:
	case r.byReference == nil:
		r.byReference = map[graph.Key]*account{reference: known}
	default:
		r.byReference[reference] = known
	}
}

func (r *resolver) derived(kind graph.Kind, query string, in *scope) (graph.Key, error) {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		plain, err := url.QueryUnescape(part)
		if err != nil {
			return "", refused("the derived key %q is malformed", query)
		}
		if parts[i], err = r.text(plain, in); err != nil {
			return "", err
		}
	}
	return r.deriveKey(kind, parts), nil
}

// deriveKey is the key of a kind that the hash of the parts names. It remembers the last one, as a
// statement names the same interview several times and mostly the next one does too.
func (r *resolver) deriveKey(kind graph.Kind, parts []string) graph.Key {
	of := string(kind) + "\x00" + strings.Join(parts, "\x00")
	if r.lastParts != of {
		r.lastParts = of
		r.lastKey = graph.NodeKey(kind, r.namer.ID(append([]string{string(kind)}, parts...)...))
	}
	return r.lastKey
}

func (r *resolver) reference(kind graph.Kind, attribute, value string, in *scope) (graph.Key, error) {
	switch string(kind) + " " + attribute {
	case "person account":
		return r.owner(graph.NodeKey(graph.KindAccount, value), in)
	case "person employeeNumber":
		return r.byEmployeeNumber(strings.TrimSpace(value), in)
	case "person mail":
		return r.byMail(strings.TrimSpace(value))
	case "skill label":
		return r.skills.find(value)
	}
	return "", refused("there is no way to find a %s by its %s", kind, attribute)
}

// owner is the person an account belongs to.
func (r *resolver) owner(key graph.Key, in *scope) (graph.Key, error) {
	if known, ok := r.people.accounts[key]; ok {
		return ownerOf(known, in)
	}
	if owner, decided := in.accounts[key]; decided {
		return owner, nil
	}
	return "", unresolved("no account was described for this person")
}

func ownerOf(known *account, in *scope) (graph.Key, error) {
	if owner, decided := in.accounts[known.key]; decided {
		return owner, nil
	}
	switch {
	case known.dropped:
		return "", errDropped
	case known.person == "":
		return "", unresolved("the account belongs to nobody known")
	}
	return known.person, nil
}

func (r *resolver) byEmployeeNumber(number string, in *scope) (graph.Key, error) {
	key, exact, err := r.people.byNumber(number)
	switch {
	case err != nil:
		return "", err
	case key == "":
		return "", unresolved("nobody known has employee number %s", number)
	case !exact:
		in.warnings = append(in.warnings, zerosWarning(number, r.people.persons[key].number))
	}
	return key, nil
}

func zerosWarning(said, known string) string {
	return fmt.Sprintf("employee number %s was taken for %s: only leading zeros differ", said, known)
}

func (r *resolver) byMail(address string) (graph.Key, error) {
	if !r.trustEmail {
		return "", refused("people are not found by e-mail address unless --trust-email is given")
	}
	switch found := r.people.mails[strings.ToLower(address)]; len(found) {
	case 0:
		return "", unresolved("nobody known has the e-mail address %s", address)
	case 1:
		return found[0], nil
	default:
		return "", refused("%d known people have the e-mail address %s", len(found), address)
	}
}

// identify decides whose an account is: whose it was; else who has the employee number; else,
// where e-mail is trusted, who has the address; else somebody new.
func (r *resolver) identify(key graph.Key, said graph.Person, lenient bool, in *scope) (graph.Key, error) {
	number := strings.TrimSpace(said.EmployeeNumber)
	if !lenient && number != "" {
		if first, claimed := r.claims[number]; claimed && first != key && !r.hadNumber(key, number) {
			return "", r.duplicateNumber(number, first)
		}
		r.claims[number] = key
	}
	if known, ok := r.people.accounts[key]; ok && known.person != "" {
		return known.person, nil
	}
	if owner, err := r.byNumber(key, number, lenient, in); owner != "" || err != nil {
		return owner, err
	}
	if found := r.people.mails[strings.ToLower(strings.TrimSpace(said.Mail))]; r.trustEmail && len(found) == 1 {
		if lenient || r.otherAccount(key, found[0]) == nil {
			return found[0], nil
		}
	}
	if r.create {
		return graph.NodeKey(graph.KindPerson, key.ID()), nil
	}
	return "", unresolved("the account belongs to nobody known")
}

// hadNumber reports whether an account's person is known by the number already; then a
// newcomer who says it first does not take it.
func (r *resolver) hadNumber(key graph.Key, number string) bool {
	known, ok := r.people.accounts[key]
	return ok && known.person != "" && r.people.persons[known.person].number == number
}

// byNumber finds the person of an account by employee number. A person who is already present
// in this source under another account is not taken for this one.
func (r *resolver) byNumber(key graph.Key, number string, lenient bool, in *scope) (graph.Key, error) {
	owner, exact, err := r.people.byNumber(number)
	if err != nil || owner == "" {
		return "", err
	}
	rival := r.otherAccount(key, owner)
	switch {
	case lenient || rival == nil:
	case !exact:
		return "", nil // two numbers of one source that differ in zeros are two people
	case !r.ended: // the rival may still come, or come with another number
		return "", unresolved("employee number %s is that of another entry", number)
	case rival.seen:
		return "", r.duplicateNumber(number, rival.key)
	case !r.complete:
		return "", refused("employee number %s is that of another entry, which was not read; import the whole source", number)
	}
	if !exact {
		in.warnings = append(in.warnings, zerosWarning(number, r.people.persons[owner].number))
	}
	return owner, nil
}

// otherAccount is another account of this source, not known to have gone, of the same person.
func (r *resolver) otherAccount(key, owner graph.Key) *account {
	accounts := r.people.persons[owner].accounts
	i := slices.IndexFunc(accounts, func(a *account) bool {
		return a.key != key && a.Source == r.source && a.present()
	})
	if i < 0 {
		return nil
	}
	return accounts[i]
}

func (r *resolver) duplicateNumber(number string, first graph.Key) error {
	return refused("employee number %s is already that of %s", number, r.people.accounts[first].where)
}
