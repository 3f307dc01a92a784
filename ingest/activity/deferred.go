package activity

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/source"
)

// deferredRelations are the likes and follows that hold, emitted after all else and actor by actor. A file has
// millions of them in the order of time, so that each is by somebody else: a store, which keeps the edges of a
// person together, would rewrite the pages of nearly everybody with each commit.
type deferredRelations struct {
	relations []deferredRelation
	ids       internedIDs
}

// deferredRelation has no pointers, so that the garbage collector passes millions of them over.
type deferredRelation struct {
	at            int64 // ms since 1970
	actor, object int32 // see [internedIDs]
	line          int32
	isFollow      bool
}

// internedIDs numbers ids in the order in which they are first met.
type internedIDs struct {
	numbers map[string]int32
	ids     []string
}

func (n *internedIDs) number(id string) int32 {
	number, ok := n.numbers[id]
	if !ok {
		id = strings.Clone(id)
		number = int32(len(n.ids))
		n.ids, n.numbers[id] = append(n.ids, id), number
	}
	return number
}

// deferredSize stands for a deferred relation in the reader's progress: about the bytes of its line.
const deferredSize = 128

func newDeferredRelations() *deferredRelations {
	return &deferredRelations{ids: internedIDs{numbers: map[string]int32{}}}
}

func (d *deferredRelations) add(line int, a activity) {
	d.relations = append(d.relations, deferredRelation{
		at: a.at.UnixMilli(), actor: d.ids.number(a.Actor.ID), object: d.ids.number(a.Object.ID), line: int32(line), isFollow: a.Type == typeFollow,
	})
}

// emitDeferred emits the deferred relations.
func (t *translator) emitDeferred(ctx context.Context, progress *source.Progress) error {
	slices.SortFunc(t.deferred.relations, func(a, b deferredRelation) int {
		return cmp.Or(cmp.Compare(a.actor, b.actor), cmp.Compare(a.line, b.line))
	})
	for i, each := range t.deferred.relations {
		statement := ingest.Statement{Where: t.where(int(each.line)), Columns: t.columns, Lenient: true, Facts: []graph.Fact{t.relationOf(each)}}
		if err := t.sink.Emit(statement); err != nil {
			return err
		}
		if i%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		progress.Report(t.sink, int64(i+1)*deferredSize)
	}
	return nil
}

func (t *translator) relationOf(r deferredRelation) graph.Fact {
	ids := t.deferred.ids.ids
	actor, object, at := t.Person(ids[r.actor]), ids[r.object], time.UnixMilli(r.at).UTC()
	if r.isFollow {
		return graph.Edge(actor, "", t.Person(object), "", graph.Follows{At: at})
	}
	return graph.Edge(actor, "", t.Contribution(object), "", graph.Likes{At: at})
}
