package erasure

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Settled deletes what communities have done with, as of the clock of the eraser: guests some days after their last one, reports after
// they were decided, measures and suspensions after their end. A measure that waits for the answer to an appeal, one that holds for
// good, and one against somebody under a legal hold stay. It returns how many facts it deleted.
func (e *Eraser) Settled(ctx context.Context, keep Retention) (deleted int, err error) {
	if err := keep.Check(); err != nil {
		return 0, err
	}
	today := graph.DateOf(e.Now()).Day()
	var over []graph.Fact
	_, err = e.Store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if last, days := settledOn(fact, keep); last.Day() > 0 && int(today-last.Day()) > days {
			over = append(over, fact)
		}
		return nil
	}, graph.KindMemberOf, graph.KindReports, graph.KindMeasure, graph.KindSuspendedFrom)
	if err == nil {
		over, err = e.withoutHeld(ctx, over)
	}
	if err != nil || len(over) == 0 {
		return 0, err
	}
	tx := graph.Tx{Actor: actor}
	for _, fact := range over {
		tx.Delete = append(tx.Delete, fact.Key)
		tx.If = append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
	}
	receipt, err := e.Store.Commit(ctx, tx)
	if err != nil {
		return 0, fmt.Errorf("delete what communities have done with: %w", err)
	}
	return receipt.Deleted, nil
}

// settledOn returns the last day on which a fact was of use, and how many days it is kept after it; "" where it is still of use.
func settledOn(fact graph.Fact, keep Retention) (last graph.Date, days int) {
	switch value := fact.Value.(type) {
	case graph.MemberOf:
		// The source of a membership would state it again, without the end that was decided here.
		if value.Role == graph.MemberGuest && graph.Key(fact.Origin).Kind() == graph.KindPerson {
			return value.Until, keep.GuestAfter
		}
	case graph.Reports:
		if value.State != graph.ReportOpen {
			return value.DecidedOn, keep.MeasureAfter
		}
	case graph.SuspendedFrom:
		return value.Until, keep.MeasureAfter
	case graph.Measure:
		forGood := value.Action == graph.MeasureExclude && value.State != graph.MeasureLifted
		if value.State != graph.MeasureAppealed && !forGood {
			return max(value.On, value.Until, value.AnsweredOn), keep.MeasureAfter
		}
	}
	return "", 0
}

// withoutHeld leaves out what is about people under a legal hold.
func (e *Eraser) withoutHeld(ctx context.Context, facts []graph.Fact) ([]graph.Fact, error) {
	held := map[graph.Key]bool{}
	_, err := e.Store.Scan(ctx, graph.Brief, func(fact graph.Fact) error { held[fact.From()] = true; return nil }, graph.KindHold)
	if err != nil || len(held) == 0 || len(facts) == 0 {
		return facts, err
	}
	var measures []graph.Key
	for _, fact := range facts {
		if fact.Key.Kind() == graph.KindMeasure {
			measures = append(measures, fact.Key)
		}
	}
	imposed, err := e.Store.Edges(ctx, measures, graph.Out, graph.KindImposedOn)
	if err != nil {
		return nil, err
	}
	stays := map[graph.Key]bool{}
	for _, edge := range imposed {
		stays[edge.From()] = held[edge.To()]
	}
	return slices.DeleteFunc(facts, func(fact graph.Fact) bool {
		return stays[fact.Key] || fact.Key.IsEdge() && held[fact.From()]
	}), nil
}
