package access

import (
	"context"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// laterTag begins the tag of what says that somebody put off to confirm a skill.
const laterTag = "later/"

// PutOff returns the skills that the viewer put off to confirm, and when.
func (v *View) PutOff(ctx context.Context) (map[graph.Key]time.Time, error) {
	if v.viewer.Person == "" {
		return nil, nil
	}
	edges, err := v.Edges(ctx, []graph.Key{v.viewer.Person}, graph.Out, graph.KindLookedAt)
	when := map[graph.Key]time.Time{}
	for _, edge := range edges {
		if id, is := strings.CutPrefix(edge.Key.Tag(), laterTag); is {
			when[graph.NodeKey(graph.KindSkill, id)] = graph.As[graph.LookedAt](edge).At
		}
	}
	return when, err
}

// PutOffSkill notes that the viewer does not want to confirm a skill now, for them alone.
func (v *View) PutOffSkill(ctx context.Context, skill graph.Key, now time.Time) error {
	key := graph.EdgeKey(v.viewer.Person, graph.KindLookedAt, laterTag+skill.ID(), v.viewer.Person)
	if err := key.Check(); err != nil {
		return err
	}
	if err := v.allVisible(ctx, []graph.Key{skill}); err != nil {
		return err
	}
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.LookedAt{At: now.UTC()}}}})
}
