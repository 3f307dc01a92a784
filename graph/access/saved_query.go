package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// SavedQueries returns the searches by words that the viewer keeps, each as their subscription, in the order of the words. They
// are the viewer's alone.
func (v *View) SavedQueries(ctx context.Context) ([]graph.Fact, error) {
	if v.viewer.Person == "" {
		return nil, nil
	}
	kept, err := v.Edges(ctx, []graph.Key{v.viewer.Person}, graph.Out, graph.KindSubscribes)
	kept = slices.DeleteFunc(kept, func(fact graph.Fact) bool { return graph.As[graph.Subscribes](fact).Words == "" })
	slices.SortFunc(kept, func(a, b graph.Fact) int {
		return cmp.Compare(graph.As[graph.Subscribes](a).Words, graph.As[graph.Subscribes](b).Words)
	})
	return kept, err
}

// SaveQuery keeps a search by words for the viewer, or no longer. What was written before now counts as seen; keeping it again
// says that.
func (v *View) SaveQuery(ctx context.Context, words string, keep bool, now time.Time) error {
	words = strings.Join(strings.Fields(words), " ")
	kept, err := v.SavedQueries(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(kept, func(fact graph.Fact) bool { return graph.As[graph.Subscribes](fact).Words == words })
	switch {
	case v.viewer.Person == "":
		return errNoPage()
	case !keep && at < 0:
		return fmt.Errorf("%w: %q", graph.ErrNotFound, words)
	case !keep:
		return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{kept[at].Key}})
	case at < 0 && len(kept) >= maxSearches:
		return fmt.Errorf("%w: too many searches are kept: delete one first", graph.ErrInvalid)
	case words == "" || graph.IsLongLabel(words):
		return fmt.Errorf("%w: a search that is kept needs words, in a line", graph.ErrInvalid)
	}
	value := graph.Subscribes{On: graph.DateOf(now), Every: graph.EveryTime, Words: words, SeenAt: now.UTC()}
	key := graph.EdgeKey(v.viewer.Person, graph.KindSubscribes, graph.TopicSearch+"/"+strings.ToLower(rand.Text()), v.viewer.Person)
	if at >= 0 {
		key, value.On = kept[at].Key, graph.As[graph.Subscribes](kept[at]).On
	}
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{{Key: key, Value: value}}})
}
