package api

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/sachant/sachant/graph"
)

// People is what a [Roster] is made from: everybody, those hidden from others included, for
// they too may sign in. A graph.Reader is one.
type People interface {
	Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error)
	Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (revision int64, err error)
}

// Roster finds people by what a proxy may know of them: e-mail, employee number or key. It
// keeps these names in memory, checks each that it finds against the person as they are now,
// and reads them anew when one is not, or no longer, right. Its methods may be called by
// several goroutines.
type Roster struct {
	people   People
	revision func() int64

	mutex sync.Mutex
	built int64
	names map[string]graph.Key // "" where several people share a name
}

// NewRoster makes a roster of people; revision is that of the latest change of any of them.
func NewRoster(people People, revision func() int64) *Roster {
	return &Roster{people: people, revision: revision, built: -1}
}

// Find is the person of a name. Its error wraps graph.ErrNotFound where there is none, where
// several share the name, or where the person has left.
func (r *Roster) Find(ctx context.Context, name string) (graph.Key, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	name = fold(name)
	if strings.HasPrefix(name, string(graph.KindPerson)+"/") {
		return r.confirmed(ctx, graph.Key(name), name)
	}
	if key := r.names[name]; key != "" {
		if person, err := r.confirmed(ctx, key, name); err == nil {
			return person, nil
		}
	}
	if err := r.read(ctx); err != nil {
		return "", err
	}
	return r.confirmed(ctx, r.names[name], name)
}

// confirmed checks that a person is here and has the name.
func (r *Roster) confirmed(ctx context.Context, key graph.Key, name string) (graph.Key, error) {
	if key == "" || key.Check() != nil {
		return "", fmt.Errorf("%w: nobody here has that name, or several have", graph.ErrNotFound)
	}
	facts, err := r.people.Facts(ctx, graph.Brief, key)
	if err != nil {
		return "", err
	}
	for _, fact := range facts {
		for _, own := range namesOf(fact) {
			if own == name {
				return key, nil
			}
		}
	}
	return "", fmt.Errorf("%w: %q", graph.ErrNotFound, key)
}

// read takes the names of everybody, where anything has changed since it last did.
func (r *Roster) read(ctx context.Context) error {
	if r.names != nil && r.built == r.revision() {
		return nil
	}
	names := map[string]graph.Key{}
	revision, err := r.people.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		for _, name := range namesOf(fact) {
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
	r.names, r.built = names, revision
	return nil
}

// namesOf is what a person may be called by, nothing where they have left.
func namesOf(fact graph.Fact) []string {
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
