package signin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// People reads the people of a [PersonLookup], those hidden from others included, who may sign in
// too. A graph.Reader is one.
type People interface {
	Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error)
	Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) ([]graph.Fact, error)
	Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (revision int64, err error)
}

// PersonLookup finds people by what is known of them where they sign in: any e-mail address, name of an account, employee number or key. It
// keeps these names in memory, and reads all of them again where people have changed, so that nobody is taken for
// somebody else with the same address. Its methods may be called by several goroutines.
type PersonLookup struct {
	people   People
	revision func() int64

	mutex sync.Mutex
	read  int64 // the revision before names were read
	names map[string][]graph.Key
}

// NewPersonLookup makes a lookup among people; revision returns a number that differs where any of them has changed.
func NewPersonLookup(people People, revision func() int64) *PersonLookup {
	return &PersonLookup{people: people, revision: revision, read: -1}
}

var errNobody = fmt.Errorf("%w: nobody here has that key, e-mail address or employee number", graph.ErrNotFound)

// Find returns the person of a name. Its error wraps graph.ErrNotFound where there is none or the person has
// left, and [ErrAmbiguous], with the people, where several share the name.
func (l *PersonLookup) Find(ctx context.Context, name string) (graph.Key, error) {
	name = fold(name)
	if strings.HasPrefix(name, string(graph.KindPerson)+"/") {
		return l.confirm(ctx, name, graph.Key(name))
	}
	named, err := l.named(ctx, name)
	if err != nil {
		return "", err
	}
	return l.confirm(ctx, name, named...)
}

// FindByAccount returns the person of the first of some accounts that has one. Its error is as that of [PersonLookup.Find].
func (l *PersonLookup) FindByAccount(ctx context.Context, accounts ...graph.Key) (graph.Key, error) {
	for _, account := range accounts {
		owners, err := l.people.Edges(ctx, []graph.Key{account}, graph.Out, graph.KindIs)
		if err != nil {
			return "", err
		}
		if len(owners) > 0 {
			return l.Find(ctx, string(owners[0].To()))
		}
	}
	return "", errNobody
}

// confirm checks that one person alone has the name, exists and has not left.
func (l *PersonLookup) confirm(ctx context.Context, name string, keys ...graph.Key) (graph.Key, error) {
	if len(keys) == 0 || keys[0].Check() != nil {
		return "", errNobody
	}
	facts, err := l.people.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return "", err
	}
	facts = slices.DeleteFunc(facts, func(fact graph.Fact) bool { return !slices.Contains(loginNames(fact), name) })
	switch len(facts) {
	case 0:
		return "", errNobody
	case 1:
		return facts[0].Key, nil
	}
	return "", fmt.Errorf("%w: %s", ErrAmbiguous, namesOf(facts))
}

// NotShown replaces, in an error message, the name of a person that the reader may not see.
const NotShown = "somebody who is not shown"

// namesOf names people to somebody who may be anyone in the company.
func namesOf(people []graph.Fact) string {
	names := make([]string, len(people))
	for i, fact := range people {
		names[i] = NotShown
		if slices.Contains(access.Audience(fact, access.Surroundings{}), access.Company) {
			names[i] = graph.As[graph.Person](fact).DisplayName
		}
	}
	return strings.Join(names, ", ")
}

// named returns the people of a name. It reads the names of everybody where anybody has changed since they were read.
func (l *PersonLookup) named(ctx context.Context, name string) ([]graph.Key, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	revision := l.revision()
	if l.names != nil && l.read == revision {
		return l.names[name], nil
	}
	names := map[string][]graph.Key{}
	_, err := l.people.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		for _, name := range loginNames(fact) {
			names[name] = append(names[name], fact.Key)
		}
		return nil
	}, graph.KindPerson)
	if err != nil {
		return nil, fmt.Errorf("read the names of people: %w", err)
	}
	l.names, l.read = names, revision
	return names[name], nil
}

// loginNames returns the names by which a person is found, none where they have left.
func loginNames(fact graph.Fact) []string {
	person := graph.As[graph.Person](fact)
	if person.Absent {
		return nil
	}
	names := append(person.Addresses(), string(fact.Key))
	for _, name := range person.UserName {
		names = append(names, fold(name))
	}
	if person.EmployeeNumber != "" {
		names = append(names, fold(person.EmployeeNumber))
	}
	return names
}

func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
