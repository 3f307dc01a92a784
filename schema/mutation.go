package schema

import (
	"errors"
	"fmt"
	"math"
	"reflect"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// payload is what a mutation answers: whatever it touched.
type payload struct {
	Contribution     graph.Fact `json:"contribution"`
	Person           graph.Fact `json:"person"`
	Declaration      any        `json:"declaration"`
	ClientMutationID string     `json:"clientMutationId"`
}

func ofMutation() map[string]resolver {
	return map[string]resolver{
		"Mutation.like":         mutation(like),
		"Mutation.follow":       mutation(follow),
		"Mutation.declareSkill": mutation(declareSkill),
	}
}

// mutation is for people who have a page here: what they do is theirs.
func mutation(change func(r *requestState, viewer graph.Key, input map[string]any) (payload, error)) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		viewer := r.view.Viewer().Person
		if viewer == "" {
			return nil, fmt.Errorf("%w: whoever has no page here can change nothing", graph.ErrInvalid)
		}
		input, _ := p.Args["input"].(map[string]any)
		done, err := change(r, viewer, input)
		done.ClientMutationID, _ = input["clientMutationId"].(string)
		return done, err
	}
}

// commit writes a change to an edge of the viewer's where the edge still is as it was read,
// empty where there was none, and makes what is read afterwards read anew. Where another request
// was first, what is so now may be what is wanted, which done decides; else it is a conflict.
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

// set makes an edge of the viewer's be there or not. One that is there is left as it is, with
// the time when it was first made.
func (r *requestState) set(edge graph.Fact, wanted bool) error {
	done := func(now graph.Fact) bool { return (now.Key != "") == wanted }
	read, _, err := r.load.fact(r.ctx, edge.Key, graph.Brief)
	if err != nil || done(read) {
		return err
	}
	if wanted {
		return r.commit(graph.Tx{Put: []graph.Fact{edge}}, edge.Key, read, done)
	}
	return r.commit(graph.Tx{Delete: []graph.Key{edge.Key}}, edge.Key, read, done)
}

// visible is a fact of a kind by the id that a client gave, or an error that wraps graph.ErrNotFound.
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

func like(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	liked, err := r.visible(graph.KindContribution, input["contribution"])
	if err != nil {
		return payload{}, err
	}
	edge := graph.Edge(viewer, "", liked.Key, string(viewer), graph.Likes{At: r.schema.now()})
	if err := r.set(edge, input["like"] == true); err != nil {
		return payload{}, err
	}
	return payload{Contribution: liked}, nil
}

func follow(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	followed, err := r.visible(graph.KindPerson, input["person"])
	if err != nil {
		return payload{}, err
	}
	if followed.Key == viewer {
		return payload{}, fmt.Errorf("%w: nobody follows themselves", graph.ErrInvalid)
	}
	edge := graph.Edge(viewer, "", followed.Key, string(viewer), graph.Follows{At: r.schema.now()})
	if err := r.set(edge, input["follow"] == true); err != nil {
		return payload{}, err
	}
	return payload{Person: followed}, nil
}

func declareSkill(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	skill, known, err := r.skillOf(input["skill"])
	if err != nil {
		return payload{}, err
	}
	edge := graph.Edge(viewer, access.DeclaredBySelf, skill.Key, string(viewer), graph.Declares{})
	level, stated := input["level"].(float64)
	switch {
	case stated:
		err = r.declare(edge, level, input["published"] == true, skill, known)
	case known:
		err = r.set(edge, false)
	default:
		err = fmt.Errorf("%w: skill %q", graph.ErrNotFound, skill.Key)
	}
	if err != nil {
		return payload{}, err
	}
	return r.declared(viewer, edge.Key)
}

func (r *requestState) declare(edge graph.Fact, level float64, published bool, skill graph.Fact, known bool) error {
	if level < 0 || level > 4 || level*2 != math.Trunc(level*2) {
		return fmt.Errorf("%w: level %g is not among 0, 0.5, 1 … 4", graph.ErrInvalid, level)
	}
	held := graph.Level(level)
	edge.Value = graph.Declares{Held: &held, On: graph.DateOf(r.schema.now()), Published: published}
	read, _, err := r.load.fact(r.ctx, edge.Key, graph.Brief)
	if err != nil {
		return err
	}
	done := func(now graph.Fact) bool { return reflect.DeepEqual(now.Value, edge.Value) }
	if !known {
		err := r.commit(graph.Tx{Put: []graph.Fact{edge, skill}}, edge.Key, read, done)
		if !errors.Is(err, graph.ErrConflict) {
			return err
		} // somebody else has just named it
	}
	return r.commit(graph.Tx{Put: []graph.Fact{edge}}, edge.Key, read, done)
}

// declared reads back what a mutation left, for it to be answered.
func (r *requestState) declared(viewer, declaration graph.Key) (payload, error) {
	person, err := r.visible(graph.KindPerson, string(viewer))
	if err != nil {
		return payload{}, err
	}
	done := payload{Person: person}
	if fact, ok, err := r.load.fact(r.ctx, declaration, graph.Brief); err != nil || ok {
		done.Declaration = fact
		return done, err
	}
	return done, nil
}

// skillOf finds the skill of an id or a label. One that nobody named yet is returned as it
// would be made, and not known.
func (r *requestState) skillOf(named any) (graph.Fact, bool, error) {
	text, _ := named.(string)
	key := graph.Key(text)
	if key.Kind() == graph.KindSkill && !key.IsEdge() {
		fact, err := r.visible(graph.KindSkill, text)
		return fact, err == nil, err
	}
	made, err := newSkill(text)
	if err != nil {
		return graph.Fact{}, false, err
	}
	fact, ok, err := r.load.fact(r.ctx, made.Key, graph.Brief)
	if !ok && err == nil {
		fact, ok, err = r.skillLabelled(made.Key.ID())
	}
	if ok || err != nil {
		return fact, ok, err
	}
	return made, false, nil
}
