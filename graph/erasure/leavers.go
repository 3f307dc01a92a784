package erasure

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Retention is for how many days what is known of people is kept.
type Retention struct {
	// PurgeAfter is when what they entered themselves goes: wishes, consents, statements about themselves and what they published.
	PurgeAfter int
	// EraseAfter is when they are erased; what they wrote to communities stays without an author.
	EraseAfter int
	// GuestAfter is how long guests of communities are kept after their last day; MeasureAfter how long reports are after they were
	// decided, and measures and suspensions after their end.
	GuestAfter, MeasureAfter int
}

// DefaultRetention is that of a company that says no other.
func DefaultRetention() Retention {
	return Retention{PurgeAfter: 30, EraseAfter: 90, GuestAfter: 90, MeasureAfter: 365}
}

// Check returns an error for days that cannot be meant.
func (r Retention) Check() error {
	const longest = 5 * 366
	if r.PurgeAfter < 0 || r.EraseAfter < r.PurgeAfter || r.EraseAfter > longest {
		return fmt.Errorf("%w: what leavers entered is kept for 0 days or more, and who they were as long or longer, 5 years at most", graph.ErrInvalid)
	}
	if min(r.GuestAfter, r.MeasureAfter) < 0 || max(r.GuestAfter, r.MeasureAfter) > longest {
		return fmt.Errorf("%w: guests, reports and measures are kept for 0 days or more after they are of use, 5 years at most", graph.ErrInvalid)
	}
	return nil
}

// Left says what [Eraser.Leavers] changed.
type Left struct {
	// Purged people lost what they had entered themselves, Erased ones are gone. A legal hold kept Held ones.
	Purged int `json:"purged"`
	Erased int `json:"erased"`
	Held   int `json:"held"`
}

// Leavers applies the retention to the people who left, as of the clock of the eraser.
func (e *Eraser) Leavers(ctx context.Context, keep Retention) (Left, error) {
	if err := keep.Check(); err != nil {
		return Left{}, err
	}
	gone, err := e.absent(ctx)
	if err != nil {
		return Left{}, fmt.Errorf("look for people who left: %w", err)
	}
	var done Left
	today := graph.DateOf(e.Now()).Day()
	for _, fact := range gone {
		days := int(today - graph.As[graph.Person](fact).AbsentSince.Day())
		switch {
		case days >= keep.EraseAfter:
			_, err = e.Erase(ctx, fact.Key, Keep)
			if errors.Is(err, ErrHeld) {
				done.Held++
				continue
			}
			if err == nil {
				done.Erased++
			}
		case days >= keep.PurgeAfter:
			var changed bool
			if changed, err = e.purge(ctx, fact); changed {
				done.Purged++
			}
		}
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// absent returns the people who left, in key order, each with the day since which they are absent. It notes the day of those
// of whom none is noted yet: that of the commit which says that they left.
func (e *Eraser) absent(ctx context.Context) (gone []graph.Fact, err error) {
	_, err = e.Store.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		if graph.As[graph.Person](fact).Absent {
			gone = append(gone, fact)
		}
		return nil
	}, graph.KindPerson)
	tx := graph.Tx{Actor: actor}
	for i, fact := range gone {
		if person := graph.As[graph.Person](fact); person.AbsentSince == "" {
			person.AbsentSince = graph.DateOf(fact.At)
			gone[i].Value = person
			tx.Put = append(tx.Put, gone[i])
			tx.If = append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
		}
	}
	if err != nil || len(tx.Put) == 0 {
		return gone, err
	}
	_, err = e.Store.Commit(ctx, tx)
	return gone, err
}

// purge removes what somebody entered themselves, and reports whether there was any of it.
func (e *Eraser) purge(ctx context.Context, leaver graph.Fact) (changed bool, err error) {
	tx, person := graph.Tx{Actor: actor}, leaver.Key
	if value := graph.As[graph.Person](leaver); value.Pronouns != "" {
		value.Pronouns = ""
		leaver.Value = value
		tx.Put = append(tx.Put, leaver)
	}
	out, err := e.Store.Edges(ctx, []graph.Key{person}, graph.Out)
	if err != nil {
		return false, fmt.Errorf("read what %q entered: %w", person, err)
	}
	into, err := e.Store.Edges(ctx, []graph.Key{person}, graph.Into, graph.KindWishedBy, graph.KindInvites, graph.KindRecommends, graph.KindMailed)
	if err != nil {
		return false, fmt.Errorf("read the wishes of %q: %w", person, err)
	}
	for _, edge := range out {
		if isEntered(edge, person) {
			tx.Delete = append(tx.Delete, edge.Key)
		} else if said, is := edge.Value.(graph.Declares); is && (said.Published || said.Chosen) {
			said.Published, said.Chosen = false, false
			edge.Value = said
			tx.Put = append(tx.Put, edge)
			tx.If = append(tx.If, graph.Condition{Key: edge.Key, Revision: edge.Revision})
		}
	}
	for _, edge := range into {
		if edge.Key.Kind() == graph.KindWishedBy {
			tx.Delete = append(tx.Delete, edge.From())
		} else {
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	if len(tx.Put)+len(tx.Delete) == 0 {
		return false, nil
	}
	receipt, err := e.Store.Commit(ctx, tx)
	if err != nil {
		return false, fmt.Errorf("purge what %q entered: %w", person, err)
	}
	return receipt.Put+receipt.Deleted > 0, nil
}

// isEntered reports whether an edge says what the person entered, or agreed to, themselves. What they wrote for others, and
// found useful, is no such thing.
func isEntered(edge graph.Fact, person graph.Key) bool {
	kind := edge.Key.Kind()
	if slices.Contains([]graph.Kind{graph.KindConsents, graph.KindObjectsTo, graph.KindFollows, graph.KindInterestedIn, graph.KindSubscribes, graph.KindLookedAt, graph.KindUnavailable, graph.KindObjectsToEvidence, graph.KindAnswersQuestions, graph.KindDiscloses}, kind) {
		return true
	}
	return kind == graph.KindDeclares && edge.Origin == string(person)
}
