package erasure

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Settled deletes what communities have done with, as of the clock of the eraser: guests some days after their last one, reports after
// they were decided, measures and suspensions after their end. A measure that waits for the answer to an appeal, one that holds for
// good, and what is about somebody under a legal hold stay. It returns how many facts it deleted; what changes meanwhile is left to
// the next call.
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
	for chunk := range slices.Chunk(over, settledChunk) {
		tx := graph.Tx{Actor: actor}
		for _, fact := range chunk {
			tx.Delete = append(tx.Delete, fact.Key)
			tx.If = append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
		}
		receipt, err := e.Store.Commit(ctx, tx)
		if err != nil && !errors.Is(err, graph.ErrConflict) {
			return deleted, fmt.Errorf("delete what communities have done with: %w", err)
		}
		deleted += receipt.Deleted
	}
	return deleted, nil
}

// settledChunk is how many facts are deleted in one commit.
const settledChunk = 200

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
		hasNoEnd := value.Action == graph.MeasureExclude || value.Action == graph.MeasureHide
		forGood := hasNoEnd && value.State != graph.MeasureLifted
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
	var measures, reported []graph.Key
	for _, fact := range facts {
		switch fact.Key.Kind() {
		case graph.KindMeasure:
			measures = append(measures, fact.Key)
		case graph.KindReports:
			reported = append(reported, fact.To())
		}
	}
	authors, err := e.authorsOf(ctx, reported)
	if err != nil {
		return nil, err
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
		isReport := fact.Key.Kind() == graph.KindReports
		return stays[fact.Key] || fact.Key.IsEdge() && held[fact.From()] ||
			isReport && slices.ContainsFunc(authors[fact.To()], func(author graph.Key) bool { return held[author] })
	}), nil
}

// authorsOf returns who wrote contributions, named or not.
func (e *Eraser) authorsOf(ctx context.Context, contributions []graph.Key) (map[graph.Key][]graph.Key, error) {
	contributions = graph.Distinct(contributions)
	named, err := e.Store.Edges(ctx, contributions, graph.Into, graph.KindAuthored)
	if err != nil {
		return nil, err
	}
	unnamed, err := e.Store.Edges(ctx, contributions, graph.Out, graph.KindAskedBy)
	authors := map[graph.Key][]graph.Key{}
	for _, edge := range named {
		authors[edge.To()] = append(authors[edge.To()], edge.From())
	}
	for _, edge := range unnamed {
		authors[edge.From()] = append(authors[edge.From()], edge.To())
	}
	return authors, err
}
