package access

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Expire deletes the lists and the searches whose last day has passed and the recommendations for closed openings, and takes
// people off other lists who may no longer be listed for the opening. It returns how many of these it changed.
func (g *Gate) Expire(ctx context.Context, today graph.Date) (changed int, err error) {
	over, err := g.expireSearches(ctx, today)
	closed, closedErr := g.expireRecommendations(ctx, today)
	lists, listErr := g.expireShortlists(ctx, today)
	return over + closed + lists, cmp.Or(err, closedErr, listErr)
}

func (g *Gate) expireShortlists(ctx context.Context, today graph.Date) (changed int, err error) {
	var lists []graph.Fact
	_, err = g.reader.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		lists = append(lists, fact)
		return nil
	}, graph.KindShortlist)
	view := g.View(Viewer{Roles: []Role{Employee, Recruiter}})
	for _, fact := range lists {
		did, expireErr := view.expire(ctx, fact, today)
		if did {
			changed++
		}
		err = cmp.Or(err, expireErr)
	}
	return changed, err
}

// expire does what [Gate.Expire] does for one list, and reports whether it changed it.
func (v *View) expire(ctx context.Context, fact graph.Fact, today graph.Date) (bool, error) {
	list := graph.As[graph.Shortlist](fact)
	tx := graph.Tx{Actor: "expiry", If: []graph.Condition{{Key: fact.Key, Revision: fact.Revision}}}
	if list.ExpiresOn < today {
		tx.Delete = []graph.Key{fact.Key}
	} else {
		kept, err := v.stillListed(ctx, list)
		if err != nil || len(kept) == len(list.Members) {
			return false, err
		}
		list.Members = kept
		fact.Value = list
		tx.Put = []graph.Fact{fact}
	}
	_, err := v.gate.committer.Commit(ctx, tx)
	return err == nil, err
}

// stillListed returns the members of a list who may still be listed for its opening.
func (v *View) stillListed(ctx context.Context, list graph.Shortlist) (kept []string, err error) {
	members := make([]graph.Key, len(list.Members))
	for i, member := range list.Members {
		members[i] = graph.Key(member)
	}
	nodes, err := v.NodeIDs(ctx, members...)
	if err != nil {
		return nil, err
	}
	listed, err := v.WhoMayBeListed(ctx, graph.Key(list.Opening), nodes)
	for i, member := range list.Members {
		if slices.Contains(listed, nodes[i]) {
			kept = append(kept, member)
		}
	}
	return kept, err
}

// MembersOf returns the people on a list who may still be listed for its opening.
func (v *View) MembersOf(ctx context.Context, list graph.Fact) (members []graph.Key, err error) {
	kept, err := v.stillListed(ctx, graph.As[graph.Shortlist](list))
	for _, member := range kept {
		members = append(members, graph.Key(member))
	}
	return members, err
}

// expireSearches deletes the searches whose last day has passed.
func (g *Gate) expireSearches(ctx context.Context, today graph.Date) (int, error) {
	var over []graph.Key
	_, err := g.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.SavedSearch](fact).ExpiresOn < today {
			over = append(over, fact.Key)
		}
		return nil
	}, graph.KindSavedSearch)
	if err != nil {
		return 0, err
	}
	return g.deleteExpired(ctx, over)
}

// expireRecommendations deletes the recommendations for openings that are open no longer.
func (g *Gate) expireRecommendations(ctx context.Context, today graph.Date) (int, error) {
	var all, over []graph.Key
	open := map[graph.Key]bool{}
	_, err := g.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
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
	return g.deleteExpired(ctx, over)
}

// deleteExpired deletes facts together, and returns how many.
func (g *Gate) deleteExpired(ctx context.Context, keys []graph.Key) (int, error) {
	if len(keys) == 0 {
		return 0, nil
	}
	_, err := g.committer.Commit(ctx, graph.Tx{Actor: "expiry", Delete: keys})
	return len(keys), err
}
