package search

import (
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/paging"
	"github.com/sachant/sachant/search/rank"
)

// cursorOf is a person's place in the list of a query: their score, what was shown up to them, and their key. The person need
// not be found any more when the cursor is used.
func cursorOf(list string, person graph.Key, score float64, mark paging.Mark) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%x %s %s %s", math.Float64bits(score), list, mark, person))
}

// withoutShown drops the people who were shown before the page, so that those come next who were not, whatever their scores
// are now; the last one stays, for others to be compared with. Where it is not known who was shown, the page goes on below the
// score of its place.
func (f *Finder) withoutShown(ctx context.Context, view *access.View, wanted *page, bounds []rank.Bounds) ([]rank.Bounds, error) {
	shown, known := f.shown.Shown(string(view.Viewer().Person), wanted.mark)
	if len(shown) == 0 || !known {
		return bounds, nil
	}
	nodes, err := view.NodeIDs(ctx, shown[1:]...)
	if err != nil {
		return nil, err
	}
	slices.Sort(nodes)
	wanted.last, wanted.score, wanted.key = shown[0], math.Inf(1), ""
	return slices.DeleteFunc(bounds, func(one rank.Bounds) bool {
		_, is := slices.BinarySearch(nodes, one.Person)
		return is
	}), nil
}

// noteShown notes that experts are shown on a page and gives them their cursors.
func (f *Finder) noteShown(view *access.View, experts []Expert, list string, after paging.Mark) {
	keys := make([]graph.Key, len(experts))
	for i, one := range experts {
		keys[i] = one.Person.Key
	}
	for i, mark := range f.shown.Show(string(view.Viewer().Person), list, after, keys) {
		experts[i].Cursor = cursorOf(list, keys[i], experts[i].Score, mark)
	}
}
