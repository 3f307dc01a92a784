package vocabulary

import (
	"errors"
	"fmt"
	"math"
	"reflect"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
)

func skillArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"DeclareSkillPayload": resolve.Payload{}},
		Resolvers: map[string]resolve.Func{
			"Skill.declarations":    resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindDeclares, Edges: true}),
			"Declaration.person":    resolve.NodeOf(graph.Fact.From),
			"Declaration.skill":     resolve.NodeOf(graph.Fact.To),
			"Declaration.interview": resolve.NodeOf(func(declaration graph.Fact) graph.Key { return graph.Key(declaration.Key.Tag()) }),
			"Declaration.source": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				tag := p.Source.(graph.Fact).Key.Tag()
				if graph.Key(tag).Kind() == graph.KindInterview {
					return "interview", nil
				}
				return tag, nil
			},
			"Mutation.declareSkill": resolve.Mutation(declareSkill),
			"Mutation.confirmSkill": resolve.Mutation(confirmSkill),
		},
	}
}

// declareSkill states a skill of the viewer's at a level, or withdraws what they stated of it.
func declareSkill(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	skill, exists, err := r.SkillOf(input["skill"])
	if err != nil {
		return resolve.Payload{}, err
	}
	edge := graph.Edge(viewer, access.DeclaredBySelf, skill.Key, string(viewer), graph.Declares{})
	level, hasLevel := input["level"].(float64)
	switch {
	case hasLevel:
		err = declare(r, edge, level, input["published"] == true, skill, exists)
		if err == nil && !exists {
			r.Config.LinkNamed(r.Context, skill.Key)
		}
	case exists:
		err = r.Set(edge, false)
	default:
		err = fmt.Errorf("%w: skill %q", graph.ErrNotFound, skill.Key)
	}
	if err != nil {
		return resolve.Payload{}, err
	}
	return declaredBy(r, viewer, edge.Key)
}

// declaredBy returns the viewer and what they declare now.
func declaredBy(r *resolve.Request, viewer, declares graph.Key) (resolve.Payload, error) {
	person, err := r.Visible(graph.KindPerson, string(viewer))
	if err != nil {
		return resolve.Payload{}, err
	}
	done := resolve.Payload{Person: person}
	declaration, ok, err := r.Load.Fact(r.Context, declares, graph.Brief)
	if ok {
		done.Declaration = declaration
	}
	return done, err
}

// declare writes a declaration, and the skill where it does not exist yet.
func declare(r *resolve.Request, edge graph.Fact, level float64, published bool, skill graph.Fact, exists bool) error {
	if level < 0 || level > 4 || level*2 != math.Trunc(level*2) {
		return fmt.Errorf("%w: level %g is not among 0, 0.5, 1 … 4", graph.ErrInvalid, level)
	}
	held := graph.Level(level)
	edge.Value = graph.Declares{Held: &held, On: r.Today(), Published: published}
	done := func(now graph.Fact) bool { return reflect.DeepEqual(now.Value, edge.Value) }
	read, _, err := r.Load.Fact(r.Context, edge.Key, graph.Brief)
	if err != nil {
		return err
	}
	if !exists {
		err := r.Commit(graph.Tx{Put: []graph.Fact{edge, skill}}, edge.Key, read, done)
		if !errors.Is(err, graph.ErrConflict) {
			return err
		} // somebody else may just have named the skill, for all or unseen by the viewer
	}
	err = r.Commit(graph.Tx{Put: []graph.Fact{edge}}, edge.Key, read, done)
	if !exists && errors.Is(err, graph.ErrNotFound) {
		return r.Commit(graph.Tx{Put: []graph.Fact{edge, skill}}, edge.Key, read, done)
	}
	return err
}
