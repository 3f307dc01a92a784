package erasure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// Store is a store whose log can be cut.
type Store interface {
	graph.Store
	// Truncate forgets the changes up to and with a revision.
	Truncate(ctx context.Context, upTo int64) error
}

// Contributions says what becomes of what somebody wrote to a community.
type Contributions string

const (
	// Delete removes the texts; a question that others answered stays without a word, so that their answers stay answers.
	Delete Contributions = "delete"
	// Keep keeps the texts without an author, and without what names the author.
	Keep Contributions = "keep"
)

// Check returns an error for what is neither.
func (c Contributions) Check() error {
	if c != Delete && c != Keep {
		return fmt.Errorf("%w: contributions are %q or %q, not %q", graph.ErrInvalid, Keep, Delete, c)
	}
	return nil
}

// Memory is something beside the store that may hold traces, such as the journals of imports.
type Memory interface {
	// Forget removes the traces, or everything that they are in.
	Forget(ctx context.Context, traces Traces) error
}

// Eraser erases people.
type Eraser struct {
	Store    Store
	Register Register
	// Hash hashes a key under the key of the installation.
	Hash func(key graph.Key) string
	// As is written where the name of somebody who was erased stood.
	As       string
	Memories []Memory
	Now      func() time.Time
}

// Erased says what an erasure changed.
type Erased struct {
	// Deleted and Changed count facts; Kept the contributions that stay without an author.
	Deleted int `json:"deleted"`
	Changed int `json:"changed"`
	Kept    int `json:"kept"`
	// Shared says that somebody else bears the same name: texts that name it stay as they are.
	Shared bool `json:"shared,omitempty"`
	// OneWord says that the name is a single word, which is often a word of the language too: texts of others that hold it stay.
	OneWord bool `json:"oneWord,omitempty"`
}

// ErrHeld: a legal hold stops an erasure.
var ErrHeld = errors.New("a legal hold stops the erasure")

// attempts is how often a change of others meanwhile makes an erasure begin again.
const attempts = 5

// Erase removes a person. Where it fails, or the process ends, it can be called again: what it says it removed is
// gone only once it returns without an error.
func (e *Eraser) Erase(ctx context.Context, person graph.Key, what Contributions) (Erased, error) {
	if err := what.Check(); err != nil {
		return Erased{}, err
	}
	erased, entries, err := e.remove(ctx, person, what)
	for n := 1; n < attempts && errors.Is(err, graph.ErrConflict); n++ {
		erased, entries, err = e.remove(ctx, person, what)
	}
	if err == nil {
		err = e.finish(ctx, entries)
	}
	if err != nil {
		return Erased{}, fmt.Errorf("erase %q: %w", person, err)
	}
	return erased, nil
}

// remove commits the erasure of a person, and returns what the register holds of it: the person, and the accounts by which a client
// of SCIM would bring them back. Files come first: what they are searched for is in the store.
func (e *Eraser) remove(ctx context.Context, person graph.Key, what Contributions) (Erased, []Entry, error) {
	p, err := e.plan(ctx, person, what)
	if err != nil {
		return Erased{}, nil, err
	}
	for _, memory := range e.Memories {
		if err := memory.Forget(ctx, p.traces); err != nil {
			return Erased{}, nil, err
		}
	}
	var entries []Entry
	for _, key := range append([]graph.Key{person}, p.provisioned...) {
		entry := Entry{Hash: e.Hash(key), On: graph.DateOf(e.Now()), At: e.Now().UTC(), Contributions: what}
		if err := e.Register.Append(entry); err != nil {
			return Erased{}, nil, err
		}
		entries = append(entries, entry)
	}
	receipt, err := e.Store.Commit(ctx, graph.Tx{Actor: actor, Put: p.put, Delete: p.remove, If: p.conditions})
	return Erased{Deleted: receipt.Deleted, Changed: receipt.Put, Kept: p.kept, Shared: p.shared, OneWord: p.oneWord}, entries, err
}

// actor is who commits an erasure.
const actor = "erasure"

// finish cuts the log, in which the keys of what was erased stand, and notes in the graph that it is done. That commit is
// then the only one in the log, by which copies are compared with the store.
func (e *Eraser) finish(ctx context.Context, entries []Entry) error {
	head, err := e.Store.Head(ctx)
	if err != nil {
		return err
	}
	if err := e.Store.Truncate(ctx, head); err != nil {
		return err
	}
	var put []graph.Fact
	for _, entry := range entries {
		put = append(put, graph.Node(entry.Hash, actor, graph.Erasure{On: entry.On, At: entry.At, Contributions: string(entry.Contributions)}))
	}
	if _, err := e.Store.Commit(ctx, graph.Tx{Actor: actor, Put: put}); err != nil {
		return err
	}
	if compact, is := e.Store.(interface {
		Compact(ctx context.Context) error
	}); is {
		return compact.Compact(ctx)
	}
	return nil
}

// Repeat erases again people of the register whose erasure no fact notes: a backup was restored, or an erasure did
// not end. Who came back after their erasure stays. It returns how many it erased.
func (e *Eraser) Repeat(ctx context.Context) (int, error) {
	missing, err := e.missing(ctx)
	if err != nil || len(missing) == 0 {
		return 0, err
	}
	people := map[graph.Key]Entry{}
	_, err = e.Store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if entry, erased := missing[e.Hash(fact.Key)]; erased {
			people[fact.Key] = entry
		}
		return nil
	}, graph.KindPerson)
	if err != nil {
		return 0, fmt.Errorf("look for people who were erased: %w", err)
	}
	return e.again(ctx, people, missing)
}

// missing returns the latest entry of each person, by its hash, that no fact notes.
func (e *Eraser) missing(ctx context.Context) (map[string]Entry, error) {
	entries, err := e.Register.Entries()
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	missing := map[string]Entry{}
	for _, entry := range entries {
		missing[entry.Hash] = entry
	}
	_, err = e.Store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if !graph.As[graph.Erasure](fact).At.Before(missing[fact.Key.ID()].At.Truncate(time.Millisecond)) {
			delete(missing, fact.Key.ID())
		}
		return nil
	}, graph.KindErasure)
	if err != nil {
		return nil, fmt.Errorf("look for erasures: %w", err)
	}
	return missing, nil
}

// again erases people again, and ends the erasures that no commit says were ended.
func (e *Eraser) again(ctx context.Context, people map[graph.Key]Entry, missing map[string]Entry) (int, error) {
	for person, entry := range people {
		if _, err := e.Erase(ctx, person, entry.Contributions); err != nil {
			return 0, err
		}
		delete(missing, entry.Hash)
	}
	if len(missing) == 0 {
		return len(people), nil
	}
	var rest []Entry
	for _, entry := range missing {
		rest = append(rest, entry)
	}
	slices.SortFunc(rest, func(a, b Entry) int { return a.At.Compare(b.At) })
	return len(people), e.finish(ctx, rest)
}
