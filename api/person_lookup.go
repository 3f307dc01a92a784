package api

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/sachant/sachant/graph"
)

// People reads the people of a [PersonLookup], those hidden from others included, who may sign in
// too. A graph.Reader is one.
type People interface {
	Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error)
	Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (revision int64, err error)
}

// PersonLookup finds people by what a proxy may know of them: e-mail, employee number or key. It
// keeps these names in memory, checks each result against the graph, and reads all names again where
// that fails and the graph has changed. Its methods may be called by several goroutines.
type PersonLookup struct {
	people   People
	revision func() int64

	mutex sync.Mutex
	read  int64                // the revision of names
	names map[string]graph.Key // "" where several people share a name
}

// NewPersonLookup makes a lookup among people; revision returns that of their latest change.
func NewPersonLookup(people People, revision func() int64) *PersonLookup {
	return &PersonLookup{people: people, revision: revision, read: -1}
}

// Find returns the person of a name. Its error wraps graph.ErrNotFound where there is none, where
// several share the name, or where the person has left.
func (l *PersonLookup) Find(ctx context.Context, name string) (graph.Key, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	name = fold(name)
	if strings.HasPrefix(name, string(graph.KindPerson)+"/") {
		return l.confirm(ctx, graph.Key(name), name)
	}
	if key := l.names[name]; key != "" {
		if person, err := l.confirm(ctx, key, name); err == nil {
			return person, nil
		}
	}
	if err := l.readNames(ctx); err != nil {
		return "", err
	}
	return l.confirm(ctx, l.names[name], name)
}

// confirm checks that a person exists, has not left and has the name.
func (l *PersonLookup) confirm(ctx context.Context, key graph.Key, name string) (graph.Key, error) {
	if key == "" || key.Check() != nil {
		return "", fmt.Errorf("%w: nobody here has that name, or several have", graph.ErrNotFound)
	}
	facts, err := l.people.Facts(ctx, graph.Brief, key)
	if err != nil {
		return "", err
	}
	for _, fact := range facts {
		for _, own := range loginNames(fact) {
			if own == name {
				return key, nil
			}
		}
	}
	return "", fmt.Errorf("%w: %q", graph.ErrNotFound, key)
}

// readNames reads the names of everybody, where something has changed since they were read.
func (l *PersonLookup) readNames(ctx context.Context) error {
	if l.names != nil && l.read == l.revision() {
		return nil
	}
	names := map[string]graph.Key{}
	revision, err := l.people.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		for _, name := range loginNames(fact) {
			if _, taken := names[name]; taken {
				names[name] = ""
			} else {
				names[name] = fact.Key
			}
		}
		return nil
	}, graph.KindPerson)
	if err != nil {
		return fmt.Errorf("read the names of people: %w", err)
	}
	l.names, l.read = names, revision
	return nil
}

// loginNames returns the names by which a person is found, none where they have left.
func loginNames(fact graph.Fact) []string {
	person := graph.As[graph.Person](fact)
	if person.Absent {
		return nil
	}
	names := []string{string(fact.Key)}
	for _, name := range []string{person.Mail, person.EmployeeNumber} {
		if name != "" {
			names = append(names, fold(name))
		}
	}
	return names
}

func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
