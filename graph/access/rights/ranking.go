package rights

import (
	"context"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// laterTag begins the tag of what says that somebody put off to confirm a skill.
const laterTag = "later/"

// PutOff returns the skills that the viewer put off to confirm, and when.
func PutOff(ctx context.Context, v *access.View) (map[graph.Key]time.Time, error) {
	if v.Viewer().Person == "" {
		return nil, nil
	}
	edges, err := v.Edges(ctx, []graph.Key{v.Viewer().Person}, graph.Out, graph.KindLookedAt)
	when := map[graph.Key]time.Time{}
	for _, edge := range edges {
		if id, is := strings.CutPrefix(edge.Key.Tag(), laterTag); is {
			when[graph.NodeKey(graph.KindSkill, id)] = graph.As[graph.LookedAt](edge).At
		}
	}
	return when, err
}

// PutOffSkill notes that the viewer does not want to confirm a skill now, for them alone.
func PutOffSkill(ctx context.Context, v *access.View, skill graph.Key, now time.Time) error {
	key := graph.EdgeKey(v.Viewer().Person, graph.KindLookedAt, laterTag+skill.ID(), v.Viewer().Person)
	if err := key.Check(); err != nil {
		return err
	}
	if err := v.RequireVisible(ctx, []graph.Key{skill}); err != nil {
		return err
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.LookedAt{At: now.UTC()}}}})
}

// SetRanked lets the viewer be ranked, or no longer, from a day on.
func SetRanked(ctx context.Context, v *access.View, ranked bool, today graph.Date) error {
	person := v.Viewer().Person
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	key := access.ObjectionToRanking(person)
	standing, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, key)
	if err != nil || ranked == (len(standing) == 0) {
		return err
	}
	if ranked {
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{key}})
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.ObjectsTo{On: today}}}})
}
