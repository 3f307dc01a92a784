package subscription

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// maxSearches bounds how many searches somebody keeps.
const maxSearches = 50

// KeepsSearches reports whether the viewer may keep searches of people by criteria: those who see matches, with a page here.
func KeepsSearches(v *access.View) bool { return v.SeesMatches() && v.Viewer().Person != "" }

// SavedSearches returns the searches that the viewer keeps and that have not expired, those that expire first before others.
func SavedSearches(ctx context.Context, v *access.View, today graph.Date) (kept []graph.Fact, err error) {
	if !KeepsSearches(v) {
		return nil, nil
	}
	_, err = v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.SavedSearch](fact).ExpiresOn >= today {
			kept = append(kept, fact)
		}
		return nil
	}, graph.KindSavedSearch)
	slices.SortStableFunc(kept, func(a, b graph.Fact) int {
		return cmp.Compare(graph.As[graph.SavedSearch](a).ExpiresOn, graph.As[graph.SavedSearch](b).ExpiresOn)
	})
	return kept, err
}

// SavedSearch returns one of them.
func SavedSearch(ctx context.Context, v *access.View, key graph.Key, today graph.Date) (graph.Fact, error) {
	kept, err := SavedSearches(ctx, v, today)
	for _, fact := range kept {
		if fact.Key == key {
			return fact, err
		}
	}
	return graph.Fact{}, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, key))
}

// SaveSearch keeps a search of the viewer's. A purpose and a last day, within a year, are needed.
func SaveSearch(ctx context.Context, v *access.View, search graph.SavedSearch, today graph.Date) (graph.Key, error) {
	kept, err := SavedSearches(ctx, v, today)
	switch {
	case err != nil:
		return "", err
	case !KeepsSearches(v):
		return "", fmt.Errorf("%w: only recruiters and human resources keep searches", graph.ErrInvalid)
	case strings.TrimSpace(search.Purpose) == "" || graph.IsLongLabel(search.Purpose):
		return "", fmt.Errorf("%w: a search that is kept needs a purpose, in a line", graph.ErrInvalid)
	case search.ExpiresOn < today || search.ExpiresOn.Day() > today.Day()+access.LongestKept:
		return "", fmt.Errorf("%w: a search that is kept needs a last day, within a year", graph.ErrInvalid)
	case len(kept) >= maxSearches:
		return "", fmt.Errorf("%w: too many searches are kept: delete one first", graph.ErrInvalid)
	}
	search.Owner = string(v.Viewer().Person)
	key := graph.NodeKey(graph.KindSavedSearch, strings.ToLower(rand.Text()))
	return key, unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: search}}, If: []graph.Condition{{Key: key}}})
}

// DeleteSearch deletes a search of the viewer's.
func DeleteSearch(ctx context.Context, v *access.View, key graph.Key, today graph.Date) error {
	if _, err := SavedSearch(ctx, v, key, today); err != nil {
		return err
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{key}})
}

// SavedQueries returns the searches by words that the viewer keeps, each as their subscription, in the order of the words. They
// are the viewer's alone.
func SavedQueries(ctx context.Context, v *access.View) ([]graph.Fact, error) {
	if v.Viewer().Person == "" {
		return nil, nil
	}
	kept, err := v.Edges(ctx, []graph.Key{v.Viewer().Person}, graph.Out, graph.KindSubscribes)
	kept = slices.DeleteFunc(kept, func(fact graph.Fact) bool { return graph.As[graph.Subscribes](fact).Words == "" })
	slices.SortFunc(kept, func(a, b graph.Fact) int {
		return cmp.Compare(graph.As[graph.Subscribes](a).Words, graph.As[graph.Subscribes](b).Words)
	})
	return kept, err
}

// SaveQuery keeps a search by words for the viewer, or no longer. What was written before now counts as seen; keeping it again
// says that.
func SaveQuery(ctx context.Context, v *access.View, words string, keep bool, now time.Time) error {
	words = strings.Join(strings.Fields(words), " ")
	kept, err := SavedQueries(ctx, v)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(kept, func(fact graph.Fact) bool { return graph.As[graph.Subscribes](fact).Words == words })
	switch {
	case v.Viewer().Person == "":
		return access.ErrNoPage()
	case !keep && at < 0:
		return fmt.Errorf("%w: %q", graph.ErrNotFound, words)
	case !keep:
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{kept[at].Key}})
	case at < 0 && len(kept) >= maxSearches:
		return fmt.Errorf("%w: too many searches are kept: delete one first", graph.ErrInvalid)
	case words == "" || graph.IsLongLabel(words):
		return fmt.Errorf("%w: a search that is kept needs words, in a line", graph.ErrInvalid)
	}
	value := graph.Subscribes{On: graph.DateOf(now), Every: graph.EveryTime, Words: words, SeenAt: now.UTC()}
	key := graph.EdgeKey(v.Viewer().Person, graph.KindSubscribes, graph.TopicSearch+"/"+strings.ToLower(rand.Text()), v.Viewer().Person)
	if at >= 0 {
		key, value.On = kept[at].Key, graph.As[graph.Subscribes](kept[at]).On
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: value}}})
}
