package ingest

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Reader reads one source and emits what it holds to the sink. It returns an error where it could not read,
// the sink's own errors included.
type Reader interface {
	Read(ctx context.Context, sink Sink) error
}

// Follower is a [Reader] that continues where its last run ended.
type Follower interface {
	Reader
	// Begin is called before Read, with the store that holds what earlier runs read. It reports whether little is
	// expected to be emitted: what was stated before is then not loaded, and costs a look-up where it is stated again.
	Begin(ctx context.Context, store graph.Store) (little bool, err error)
	// Applied is called once the store holds everything that Read emitted and nothing was held back.
	Applied(ctx context.Context, store graph.Store) error
}

// Sink receives what a [Reader] reads. Its methods are called by one goroutine.
type Sink interface {
	// Emit hands over a statement. An error ends the import, and the reader returns it.
	Emit(Statement) error
	// Read counts what was read, by the source's own word: "person", "question", "row".
	Read(kind string, n int)
	// Drop counts what is left out on purpose: "comment".
	Drop(kind string, n int)
	// HoldBack counts what is left for a later import, once what it depends on can be read.
	HoldBack(kind string, n int)
	// Reject reports an entry or row that was not understood; the rest goes on.
	Reject(where Where, cause string)
	// Warn reports something about the whole run, each text once.
	Warn(text string)
	// Progress reports how much was read, in bytes or entries; total is 0 where it is not known.
	Progress(done, total int64)
	// Complete reports that everything the source holds of its people was read, so that a stored person
	// who was not among them has left. A reader that only adds never calls it.
	Complete()
	// Incomplete reports why nobody may be assumed to have left.
	Incomplete(cause string)
	// Differences reports that what is emitted is what changed since an earlier run: who is not named is still
	// there, and a run that emits nothing is a success.
	Differences()
}

// Statement is what one entry, row or line of a source says. It is accepted or rejected as a whole.
type Statement struct {
	Where Where
	// Facts may have references in their keys. Their Origin is left empty: the import sets it.
	Facts []graph.Fact
	// Replaces lists kinds of edges of which Facts holds all that this source says about the
	// statement's people: such an edge of the same origin that is not in Facts is removed.
	Replaces []graph.Kind
	// People are persons to which Replaces applies besides those in Facts: those who have no such
	// edge any more.
	People []graph.Key
	// Removes are facts that this source stated once and takes back. They are removed after everything
	// was read, wherever in the source this stands; a fact that the run also states stays.
	Removes []Removal
	// Shows reports whether the source says expressly that what hid its person, one of [graph.Person.HiddenBy] or ""
	// where that is not known, no longer does. Without it, who is hidden stays so, since a source that can no longer
	// say so, or is read by somebody else, says nothing.
	Shows func(hiddenBy string) bool
	// HiddenBy is what hides the people of the statement's accounts, even where it does not describe them.
	HiddenBy []string
	// Closes are accounts that are closed: their people have left, even if not everybody could be read.
	Closes []graph.Key
	// Deletes are accounts that the source says it no longer holds. Their people leave within the limit of a complete
	// run, and not at all where the run is incomplete.
	Deletes []graph.Key
	// Columns names the columns or attributes of the source that hold properties of the facts, such as "on"; nil where
	// the source has none.
	Columns map[string]string
	// Expires is when the account ends, where the source says so; Columns names it "expires".
	Expires graph.Date
	// Lenient: a fact whose reference cannot be resolved is dropped and counted, instead of
	// rejecting the statement.
	Lenient bool
}

// Removal takes back a fact of the same origin; a node goes with its edges. Removing a fact that does
// not exist is no error: it was taken back before.
type Removal struct {
	// Key may be a reference, or hold some.
	Key graph.Key
	// If decides by the stored fact; nil always removes it.
	If func(graph.Fact) bool
	// Change returns what the fact is from now on, instead of removing it; nil removes it.
	Change func(graph.Value) graph.Value
}

func (r Removal) allows(fact graph.Fact) bool { return r.If == nil || r.If(fact) }

// Where is a position in a source, for somebody who corrects the source.
type Where struct {
	File   string
	Line   int // first line of the record, from 1
	Column string
	DN     string
}

// String returns "FILE:LINE, column COLUMN, DN".
func (w Where) String() string {
	out := w.File
	if w.Line > 0 {
		out += fmt.Sprintf(":%d", w.Line)
	}
	if w.Column != "" {
		out += fmt.Sprintf(", column %q", w.Column)
	}
	if w.DN != "" {
		out += ", " + w.DN
	}
	return strings.TrimPrefix(out, ", ")
}

// Reference returns a key that names a node by one of its attributes:
//
//	Reference(graph.KindPerson, "employeeNumber", "000127")
//	Reference(graph.KindPerson, "mail", "zoe@exemple.fr")      only where the operator trusts e-mail
//	Reference(graph.KindPerson, "account", id)                 the person an account/id belongs to
//	Reference(graph.KindSkill, "label", "Administration Linux") the skill of that label, made where there is none
//
// [Derived] makes keys out of references.
func Reference(kind graph.Kind, attribute, value string) graph.Key {
	return graph.NodeKey(kind, "?"+url.QueryEscape(attribute)+"="+url.QueryEscape(value))
}

// Derived returns a key whose id is the hash of the parts; a part that is itself a reference is
// resolved first. So an interview has one key in two files that name its person differently:
// Derived(graph.KindInterview, string(person), "parcours", "2025-12-05").
func Derived(kind graph.Kind, parts ...string) graph.Key {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = url.QueryEscape(part)
	}
	return graph.NodeKey(kind, "?"+strings.Join(escaped, "&"))
}

// IsReference reports whether a node's key has to be resolved before it can be stored.
func IsReference(key graph.Key) bool { return strings.HasPrefix(key.ID(), "?") }

// rekeyed is a store whose keys were made anew: up to a revision, things with different labels may have had one.
type rekeyed interface {
	RekeyedAt(ctx context.Context) (revision int64, err error)
}

// splitShared removes what this source said of a skill or a community before keys were made anew, and now says of
// another one that had the same key by then. Units and sites need no such care: a person has one.
func (r *run) splitShared() error {
	store, ok := r.Store.(rekeyed)
	if !ok {
		return nil
	}
	upTo, err := store.RekeyedAt(r.ctx)
	if err != nil || upTo == 0 {
		return err
	}
	others, err := r.sharedKeys()
	if err != nil {
		return err
	}
	return r.changeChunks(slices.Sorted(maps.Keys(others)), func(shared []graph.Key) ([]PlanLine, error) {
		edges, err := r.Store.Edges(r.ctx, shared, graph.Into, graph.KindDeclares, graph.KindAbout, graph.KindIn)
		if err != nil {
			return nil, fmt.Errorf("read what was said of %d skills and communities: %w", len(shared), err)
		}
		var lines []PlanLine
		for _, edge := range edges {
			if edge.Origin == r.Source && edge.Revision <= upTo && r.saysOfAnother(edge.Key, others[edge.To()]) {
				lines = append(lines, PlanLine{Change: Removed, Was: edge})
			}
		}
		return lines, nil
	})
}

// saysOfAnother reports whether this run stated, instead of an edge, the same one to another node.
func (r *run) saysOfAnother(edge graph.Key, others []graph.Key) bool {
	from, _ := edge.Ends()
	return !r.stager.facts.isStaged(edge) && slices.ContainsFunc(others, func(other graph.Key) bool {
		return r.stager.facts.isStaged(graph.EdgeKey(from, edge.Kind(), edge.Tag(), other))
	})
}

// sharedKeys returns the skills and communities that may have had one key, each with all of these.
func (r *run) sharedKeys() (map[graph.Key][]graph.Key, error) {
	byStem := map[graph.Key][]graph.Key{}
	add := func(key graph.Key) {
		if stem := graph.SlugStem(key.ID()); stem != "" {
			former := graph.NodeKey(key.Kind(), stem)
			byStem[former] = append(byStem[former], key)
		}
	}
	for skill := range r.stager.skills.exists {
		add(skill)
	}
	_, err := r.Store.Scan(r.ctx, graph.Brief, func(community graph.Fact) error {
		add(community.Key)
		return nil
	}, graph.KindCommunity)
	if err != nil {
		return nil, fmt.Errorf("read which communities are known: %w", err)
	}
	shared := map[graph.Key][]graph.Key{}
	for _, keys := range byStem {
		for _, key := range keys {
			if len(keys) > 1 {
				shared[key] = keys
			}
		}
	}
	return shared, nil
}
