package schema

import (
	"errors"
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// payload is the result of a mutation: the facts that it concerns.
type payload struct {
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
	notTaken        []graph.Key
	Preview         bool
}

// mutation resolves a field by a change that the viewer makes. The viewer must be a person of the
// graph, who is the author of the change.
func mutation(change func(r *requestState, viewer graph.Key, input map[string]any) (payload, error)) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		viewer := r.view.Viewer().Person
		if viewer == "" {
			return nil, fmt.Errorf("%w: only people with a page here can change something", graph.ErrInvalid)
		}
		input, _ := p.Args["input"].(map[string]any)
		done, err := change(r, viewer, input)
		done.ClientMutationID, _ = input["clientMutationId"].(string)
		return done, err
	}
}

// visible returns the fact of a kind by the id that a client gave. Its error wraps
// graph.ErrNotFound where the viewer sees none.
func (r *requestState) visible(kind graph.Kind, id any) (graph.Fact, error) {
	text, _ := id.(string)
	key := graph.Key(text)
	if key.Kind() == kind && key.Check() == nil {
		fact, ok, err := r.load.fact(r.ctx, key, graph.Brief)
		if ok || err != nil {
			return fact, err
		}
	}
	return graph.Fact{}, fmt.Errorf("%w: %q", graph.ErrNotFound, text)
}

// set adds or removes an edge of the viewer's. One that exists already is left as it is, with
// the time when it was first made.
func (r *requestState) set(edge graph.Fact, exists bool) error {
	done := func(now graph.Fact) bool { return (now.Key != "") == exists }
	read, _, err := r.load.fact(r.ctx, edge.Key, graph.Brief)
	if err != nil || done(read) {
		return err
	}
	if exists {
		return r.commit(graph.Tx{Put: []graph.Fact{edge}}, edge.Key, read, done)
	}
	return r.commit(graph.Tx{Delete: []graph.Key{edge.Key}}, edge.Key, read, done)
}

// commit writes a change of an edge of the viewer's, on the condition that the edge still is as
// it was read (empty where there was none). Where another request was first, its result may be
// what this one wants too, which done decides; otherwise it is a conflict.
func (r *requestState) commit(tx graph.Tx, key graph.Key, read graph.Fact, done func(now graph.Fact) bool) error {
	tx.If = []graph.Condition{{Key: key, Revision: read.Revision}}
	_, err := r.view.Commit(r.ctx, tx)
	r.load.forget()
	if !errors.Is(err, graph.ErrConflict) {
		return err
	}
	now, _, readErr := r.load.fact(r.ctx, key, graph.Brief)
	if readErr == nil && done(now) {
		return nil
	}
	return err
}
