package ingest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// The reasons for which a fact cannot be staged.
var (
	// errRefused: it is invalid, whatever follows.
	errRefused = errors.New("refused")
	// errUnresolved: it names something that was not described so far.
	errUnresolved = errors.New("not known")
	// errRepeated: the run staged it already.
	errRepeated = errors.New("staged before")
	// errDropped: it names an account of nobody known, which was dropped.
	errDropped = errors.New("the account belongs to nobody known")
)

func refused(format string, args ...any) error {
	return cause{errRefused, fmt.Sprintf(format, args...)}
}

func unresolved(format string, args ...any) error {
	return cause{errUnresolved, fmt.Sprintf(format, args...)}
}

// cause is an error with a text for the operator.
type cause struct {
	reason error
	text   string
}

func (c cause) Error() string { return c.text }
func (c cause) Unwrap() error { return c.reason }

// The beginnings of the causes for which a person is not found.
const (
	nobodyHasNumber  = "nobody known has employee number "
	nobodyHasAddress = "nobody known has the e-mail address "
)

// resolver turns the keys that a source can give into those that are stored. It decides in the order of the
// statements and without looking at later ones, so the result does not depend on the size of chunks.
type resolver struct {
	source     string
	namer      graph.Namer
	people     *people
	skills     *skills
	trustEmail bool
	create     bool
	// ended: the source was read to its end; complete: and it holds all of its people.
	ended, complete bool
	// claims holds, by employee number, the account that was first to have it in this run, even if its
	// statement was rejected: so deferring one changes nothing for the other.
	claims map[string]graph.Key
	warn   func(string)
	// references holds accounts by the references that named them, and lastKey the last derived key: most
	// statements are about the same people, and the interview of the one before.
	references map[graph.Key]*account
	lastParts  string
	lastKey    graph.Key
}

// scope holds the decisions about one statement until it is accepted.
type scope struct {
	accounts map[graph.Key]graph.Key // their owners
	warnings []string
}

func (s *scope) decide(account, owner graph.Key) {
	if s.accounts == nil {
		s.accounts = map[graph.Key]graph.Key{}
	}
	s.accounts[account] = owner
}

// key resolves the key of a node or edge, and the reference in an edge's tag.
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

// text resolves a text that may be the key of a node.
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
	if a, ok := r.references[key]; ok {
		return a.owner(in)
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
	if a, ok := r.people.accounts[graph.NodeKey(graph.KindAccount, value)]; ok && key.Kind() == graph.KindPerson && attribute == "account" {
		r.references[key] = a
	}
	return r.reference(key.Kind(), attribute, value, in)
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
	if joined := string(kind) + "\x00" + strings.Join(parts, "\x00"); joined != r.lastParts {
		r.lastParts = joined
		r.lastKey = graph.NodeKey(kind, r.namer.ID(append([]string{string(kind)}, parts...)...))
	}
	return r.lastKey, nil
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

// owner returns the person an account belongs to.
func (r *resolver) owner(key graph.Key, in *scope) (graph.Key, error) {
	if a, ok := r.people.accounts[key]; ok {
		return a.owner(in)
	}
	if owner, decided := in.accounts[key]; decided {
		return owner, nil
	}
	return "", unresolved("no account was described for this person")
}

func (a *account) owner(in *scope) (graph.Key, error) {
	if owner, decided := in.accounts[a.key]; decided {
		return owner, nil
	}
	switch {
	case a.dropped:
		return "", errDropped
	case a.person == "":
		return "", unresolved("the account belongs to nobody known")
	}
	return a.person, nil
}

func (r *resolver) byEmployeeNumber(number string, in *scope) (graph.Key, error) {
	key, exact, err := r.people.byNumber(number)
	switch {
	case err != nil:
		return "", err
	case key == "":
		return "", unresolved(nobodyHasNumber+"%s", number)
	case !exact:
		in.warnings = append(in.warnings, zerosWarning(number, r.people.persons[key].number))
	}
	return key, nil
}

func zerosWarning(given, stored string) string {
	return fmt.Sprintf("employee number %s was taken for %s: only leading zeros differ", given, stored)
}

func (r *resolver) byMail(address string) (graph.Key, error) {
	if !r.trustEmail {
		return "", refused("people are not found by e-mail address unless --trust-email is given")
	}
	switch found := r.people.mails[strings.ToLower(address)]; len(found) {
	case 0:
		return "", unresolved(nobodyHasAddress+"%s", address)
	case 1:
		return found[0], nil
	default:
		return "", refused("%s", r.people.sharing(address, found))
	}
}

// identify decides which person owns an account: its owner so far; else the person with the employee number; else,
// where e-mail is trusted, the person with the address; else a new person.
func (r *resolver) identify(key graph.Key, described graph.Person, lenient bool, in *scope) (graph.Key, error) {
	number := strings.TrimSpace(described.EmployeeNumber)
	if !lenient && number != "" {
		if first, claimed := r.claims[number]; claimed && first != key && !r.hasNumber(key, number) {
			return "", r.duplicateNumber(number, first)
		}
		r.claims[number] = key
	}
	if a, ok := r.people.accounts[key]; ok && a.person != "" {
		return a.person, nil
	}
	if owner, err := r.identifyByNumber(key, number, lenient, in); owner != "" || err != nil {
		return owner, err
	}
	if owner := r.identifyByMail(key, described, lenient, in); owner != "" {
		return owner, nil
	}
	if r.create {
		return graph.NodeKey(graph.KindPerson, key.ID()), nil
	}
	return "", unresolved("the account belongs to nobody known")
}

// identifyByMail finds the person of an account by its trusted e-mail addresses, where they are those of one
// person alone.
func (r *resolver) identifyByMail(key graph.Key, described graph.Person, lenient bool, in *scope) (owner graph.Key) {
	if !r.trustEmail {
		return ""
	}
	for _, address := range described.Addresses() {
		found := r.people.mails[address]
		switch {
		case len(found) > 1:
			in.warnings = append(in.warnings, r.people.sharing(address, found))
			return ""
		case len(found) == 0, !lenient && r.otherAccount(key, found[0]) != nil, owner == found[0]:
		case owner != "":
			in.warnings = append(in.warnings, r.people.sharing(address, []graph.Key{owner, found[0]}))
			return ""
		default:
			owner = found[0]
		}
	}
	return owner
}

// hasNumber reports whether an account's person has the number already; then a new entry that
// claims it first does not get it.
func (r *resolver) hasNumber(key graph.Key, number string) bool {
	a, ok := r.people.accounts[key]
	return ok && a.person != "" && r.people.persons[a.person].number == number
}

// identifyByNumber finds the person of an account by employee number. A person who is already present
// in this source under another account is not taken for this one.
func (r *resolver) identifyByNumber(key graph.Key, number string, lenient bool, in *scope) (graph.Key, error) {
	owner, exact, err := r.people.byNumber(number)
	if err != nil || owner == "" {
		return "", err
	}
	other := r.otherAccount(key, owner)
	switch {
	case lenient || other == nil:
	case !exact:
		return "", nil // two numbers of one source that differ in zeros are two people
	case !r.ended: // the other account may still come, perhaps with another number
		return "", unresolved("employee number %s is that of another entry", number)
	case other.seen:
		return "", r.duplicateNumber(number, other.key)
	case !r.complete:
		return "", refused("employee number %s is that of another entry, which was not read; import the whole source", number)
	}
	if !exact {
		in.warnings = append(in.warnings, zerosWarning(number, r.people.persons[owner].number))
	}
	return owner, nil
}

// otherAccount returns another account of this source, not known to have gone, of the same person, or nil.
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
