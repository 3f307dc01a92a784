package mobility

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// Expire deletes the lists and the searches whose last day has passed and the recommendations for closed openings, and takes
// people off other lists who may no longer be listed for the opening. It returns how many of these it changed.
func Expire(ctx context.Context, g *access.Gate, today graph.Date) (changed int, err error) {
	over, err := expireSearches(ctx, g, today)
	closed, closedErr := expireRecommendations(ctx, g, today)
	lists, listErr := expireShortlists(ctx, g, today)
	return over + closed + lists, cmp.Or(err, closedErr, listErr)
}

func expireShortlists(ctx context.Context, g *access.Gate, today graph.Date) (changed int, err error) {
	var lists []graph.Fact
	_, err = unfiltered.ReaderOf(g).Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		lists = append(lists, fact)
		return nil
	}, graph.KindShortlist)
	view := g.View(access.Viewer{Roles: []access.Role{access.Employee, access.Recruiter}})
	for _, fact := range lists {
		did, expireErr := expire(ctx, view, fact, today)
		if did {
			changed++
		}
		err = cmp.Or(err, expireErr)
	}
	return changed, err
}

// expire does what [Expire] does for one list, and reports whether it changed it.
func expire(ctx context.Context, v *access.View, fact graph.Fact, today graph.Date) (bool, error) {
	list := graph.As[graph.Shortlist](fact)
	tx := graph.Tx{Actor: "expiry", If: []graph.Condition{{Key: fact.Key, Revision: fact.Revision}}}
	if list.ExpiresOn < today {
		tx.Delete = []graph.Key{fact.Key}
	} else {
		kept, err := stillListed(ctx, v, list)
		if err != nil || len(kept) == len(list.Members) {
			return false, err
		}
		list.Members = kept
		fact.Value = list
		tx.Put = []graph.Fact{fact}
	}
	_, err := unfiltered.CommitterOf(unfiltered.Gate(v)).Commit(ctx, tx)
	return err == nil, err
}

// stillListed returns the members of a list who may still be listed for its opening.
func stillListed(ctx context.Context, v *access.View, list graph.Shortlist) (kept []string, err error) {
	members := make([]graph.Key, len(list.Members))
	for i, member := range list.Members {
		members[i] = graph.Key(member)
	}
	nodes, err := v.NodeIDs(ctx, members...)
	if err != nil {
		return nil, err
	}
	listed, err := WhoMayBeListed(ctx, v, graph.Key(list.Opening), nodes)
	for i, member := range list.Members {
		if slices.Contains(listed, nodes[i]) {
			kept = append(kept, member)
		}
	}
	return kept, err
}

// MembersOf returns the people on a list who may still be listed for its opening.
func MembersOf(ctx context.Context, v *access.View, list graph.Fact) (members []graph.Key, err error) {
	kept, err := stillListed(ctx, v, graph.As[graph.Shortlist](list))
	for _, member := range kept {
		members = append(members, graph.Key(member))
	}
	return members, err
}

// expireSearches deletes the searches whose last day has passed.
func expireSearches(ctx context.Context, g *access.Gate, today graph.Date) (int, error) {
	var over []graph.Key
	_, err := unfiltered.ReaderOf(g).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.SavedSearch](fact).ExpiresOn < today {
			over = append(over, fact.Key)
		}
		return nil
	}, graph.KindSavedSearch)
	if err != nil {
		return 0, err
	}
	return deleteExpired(ctx, g, over)
}

// expireRecommendations deletes the recommendations for openings that are open no longer.
func expireRecommendations(ctx context.Context, g *access.Gate, today graph.Date) (int, error) {
	var all, over []graph.Key
	open := map[graph.Key]bool{}
	_, err := unfiltered.ReaderOf(g).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if value, is := fact.Value.(graph.Opening); is {
			open[fact.Key] = value.IsOpen(today)
		} else {
			all = append(all, fact.Key)
		}
		return nil
	}, graph.KindOpening, graph.KindRecommends)
	if err != nil {
		return 0, err
	}
	for _, key := range all {
		if opening, _ := key.Ends(); !open[opening] {
			over = append(over, key)
		}
	}
	return deleteExpired(ctx, g, over)
}

// deleteExpired deletes facts together, and returns how many.
func deleteExpired(ctx context.Context, g *access.Gate, keys []graph.Key) (int, error) {
	if len(keys) == 0 {
		return 0, nil
	}
	_, err := unfiltered.CommitterOf(g).Commit(ctx, graph.Tx{Actor: "expiry", Delete: keys})
	return len(keys), err
}
