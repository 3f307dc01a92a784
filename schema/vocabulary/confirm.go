package vocabulary

import (
	"fmt"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/schema/resolve"
)

// The answers to whether one still holds a skill.
const (
	stillYes   = "yes"
	stillNo    = "no"
	stillLater = "later"
)

// confirmSkill says of a skill that the viewer declared that it is still so, that it is so no longer, or that they say so later.
func confirmSkill(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	skill, err := r.Visible(graph.KindSkill, input["skill"])
	if err != nil {
		return resolve.Payload{}, err
	}
	key := graph.EdgeKey(viewer, graph.KindDeclares, access.DeclaredBySelf, skill.Key)
	declared, is, err := r.Load.Fact(r.Context, key, graph.Whole)
	if err != nil {
		return resolve.Payload{}, err
	}
	if !is {
		return resolve.Payload{}, fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	}
	switch input["answer"] {
	case stillYes:
		value := graph.As[graph.Declares](declared)
		value.On = r.Today()
		done := func(now graph.Fact) bool { return graph.As[graph.Declares](now).On == value.On }
		err = r.Commit(graph.Tx{Put: []graph.Fact{{Key: key, Origin: string(viewer), Value: value}}}, key, declared, done)
	case stillNo:
		err = r.Set(declared, false)
	case stillLater:
		err = rights.PutOffSkill(r.Context, r.View, skill.Key, r.Config.Now())
		r.Load.Forget()
	default:
		err = fmt.Errorf("%w: answer is %q: yes, no and later are known", graph.ErrInvalid, resolve.TextOf(input["answer"]))
	}
	if err != nil {
		return resolve.Payload{}, err
	}
	return declaredBy(r, viewer, key)
}
