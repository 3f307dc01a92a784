package activity

import (
	"cmp"
	"context"
	"slices"
	"time"
	"unique"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// deferredRelations are the likes and follows that hold, emitted after all else and actor by actor. A file has
// millions of them in the order of time, so that each is by somebody else: a store, which keeps the edges of a
// person together, would rewrite the pages of nearly everybody with each commit.
type deferredRelations struct {
	relations []deferredRelation
	actors    map[unique.Handle[string]]int32 // in the order of the file
}

type deferredRelation struct {
	at            int64 // ms since 1970
	actor, object unique.Handle[string]
	line          int32
	isFollow      bool
}

// deferredSize stands for a deferred relation in the reader's progress: about the bytes of its line.
const deferredSize = 128

func newDeferredRelations() *deferredRelations {
	return &deferredRelations{actors: map[unique.Handle[string]]int32{}}
}

func (d *deferredRelations) add(line int, a activity) {
	actor := unique.Make(a.Actor.ID)
	if _, ok := d.actors[actor]; !ok {
		d.actors[actor] = int32(len(d.actors))
	}
	d.relations = append(d.relations, deferredRelation{
		at: a.at.UnixMilli(), actor: actor, object: unique.Make(a.Object.ID), line: int32(line), isFollow: a.Type == typeFollow,
	})
}

// emitDeferred emits the deferred relations.
func (t *translator) emitDeferred(ctx context.Context, progress *progress) error {
	actors := t.deferred.actors
	slices.SortFunc(t.deferred.relations, func(a, b deferredRelation) int {
		return cmp.Or(cmp.Compare(actors[a.actor], actors[b.actor]), cmp.Compare(a.line, b.line))
	})
	for i, each := range t.deferred.relations {
		statement := ingest.Statement{Where: t.where(int(each.line)), Lenient: true, Facts: []graph.Fact{t.relationOf(each)}}
		if err := t.sink.Emit(statement); err != nil {
			return err
		}
		if i%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		progress.report(t.sink, int64(i+1)*deferredSize)
	}
	return nil
}

func (t *translator) relationOf(r deferredRelation) graph.Fact {
	actor, at := t.person(r.actor.Value()), time.UnixMilli(r.at).UTC()
	if r.isFollow {
		return graph.Edge(actor, "", t.person(r.object.Value()), "", graph.Follows{At: at})
	}
	return graph.Edge(actor, "", t.contribution(r.object.Value()), "", graph.Likes{At: at})
}
