package resolve

import (
	"errors"
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// Payload is the result of a mutation: the facts that it concerns.
type Payload struct {
	Contribution     graph.Fact
	Person           graph.Fact
	Declaration      any
	Skill            graph.Fact
	ClientMutationID string `json:"clientMutationId"`

	// Of a merge: the skill that is left, its labels, how many facts are joined to it, how many had one there that stands,
	// the concepts that it is not taken to be, and whether all this is only told.
	Into            graph.Fact
	Labels          []string
	Moved, Standing int
	NotTaken        []graph.Key
	Preview         bool
}

// Mutation resolves a field by a change that the viewer makes. The viewer must be a person of the
// graph, who is the author of the change.
func Mutation(change func(r *Request, viewer graph.Key, input map[string]any) (Payload, error)) Func {
	return func(r *Request, p graphql.ResolveParams) (any, error) {
		viewer := r.View.Viewer().Person
		if viewer == "" {
			return nil, fmt.Errorf("%w: only people with a page here can change something", graph.ErrInvalid)
		}
		input, _ := p.Args["input"].(map[string]any)
		done, err := change(r, viewer, input)
		done.ClientMutationID, _ = input["clientMutationId"].(string)
		return done, err
	}
}

// Visible returns the fact of a kind by the id that a client gave. Its error wraps
// graph.ErrNotFound where the viewer sees none.
func (r *Request) Visible(kind graph.Kind, id any) (graph.Fact, error) {
	text, _ := id.(string)
	key := graph.Key(text)
	if key.Kind() == kind && key.Check() == nil {
		fact, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
		if ok || err != nil {
			return fact, err
		}
	}
	return graph.Fact{}, fmt.Errorf("%w: %q", graph.ErrNotFound, text)
}

// Set adds or removes an edge of the viewer's. One that exists already is left as it is, with
// the time when it was first made.
func (r *Request) Set(edge graph.Fact, exists bool) error {
	done := func(now graph.Fact) bool { return (now.Key != "") == exists }
	read, _, err := r.Load.Fact(r.Context, edge.Key, graph.Brief)
	if err != nil || done(read) {
		return err
	}
	if exists {
		return r.Commit(graph.Tx{Put: []graph.Fact{edge}}, edge.Key, read, done)
	}
	return r.Commit(graph.Tx{Delete: []graph.Key{edge.Key}}, edge.Key, read, done)
}

// Commit writes a change of an edge of the viewer's, on the condition that the edge still is as
// it was read (empty where there was none). Where another request was first, its result may be
// what this one wants too, which done decides; otherwise it is a conflict.
func (r *Request) Commit(tx graph.Tx, key graph.Key, read graph.Fact, done func(now graph.Fact) bool) error {
	tx.If = []graph.Condition{{Key: key, Revision: read.Revision}}
	_, err := r.View.Commit(r.Context, tx)
	r.Load.Forget()
	if !errors.Is(err, graph.ErrConflict) {
		return err
	}
	now, _, readErr := r.Load.Fact(r.Context, key, graph.Brief)
	if readErr == nil && done(now) {
		return nil
	}
	return err
}
