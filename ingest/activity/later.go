package activity

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// deferredRelations are the likes and follows that stand, to be said once all else was. A file has millions of
// them in the order of time, so that each is by somebody else: a store, which keeps together what
// somebody did, would write the places of nearly everybody anew with each commit. Said person by
// person, it writes each place once; and that of a post, to which likes come from everywhere, stays
// in memory as long as no more than postsTogether are concerned. A like takes 24 bytes until then,
// as many as the first reading needed for it.
type deferredRelations struct {
	actors    *idTable
	relations []deferredRelation
}

// deferredRelation is a like or follow; actor and object are their places among the actors and, for a
// like, the contributions.
type deferredRelation struct {
	at                  int64 // ms since 1970
	line, actor, object int32
	isFollow            bool
}

// postsPerBlock is how many contributions are liked before others are.
const postsPerBlock = 300_000

// deferredSize stands for a relation that is said later where the reader tells how far it is: about
// the bytes of its line.
const deferredSize = 128

func newDeferredRelations(most int) *deferredRelations {
	return &deferredRelations{actors: newIDTable(), relations: make([]deferredRelation, 0, most)}
}

// like and follow note a relation; liked is the place of a contribution.
func (l *deferredRelations) like(line int, a activity, liked int32) {
	l.relations = append(l.relations, deferredRelation{at: a.at.UnixMilli(), line: int32(line), actor: l.actors.intern(a.Actor.ID), object: liked})
}

func (l *deferredRelations) follow(line int, a activity) {
	l.relations = append(l.relations, deferredRelation{
		at: a.at.UnixMilli(), line: int32(line), actor: l.actors.intern(a.Actor.ID), object: l.actors.intern(a.Object.ID), isFollow: true,
	})
}

// inOrder puts those together that a store keeps together.
func (l *deferredRelations) inOrder() []deferredRelation {
	slices.SortFunc(l.relations, func(a, b deferredRelation) int {
		return cmp.Or(cmp.Compare(a.part(), b.part()), cmp.Compare(a.actor, b.actor), cmp.Compare(a.line, b.line))
	})
	return l.relations
}

func (r deferredRelation) part() int32 {
	if r.isFollow {
		return 0
	}
	return r.object / postsPerBlock
}

// emitDeferred says what was kept for later.
func (s translator) emitDeferred(ctx context.Context, progress *progress) error {
	for i, each := range s.deferred.inOrder() {
		if err := s.sink.Emit(ingest.Statement{Where: s.where(int(each.line)), Lenient: true, Facts: []graph.Fact{s.related(each)}}); err != nil {
			return err
		}
		if i%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		progress.tell(s.sink, int64(i+1)*deferredSize)
	}
	return nil
}

func (s translator) related(said deferredRelation) graph.Fact {
	actor, at := s.person(s.deferred.actors.ids[said.actor]), time.UnixMilli(said.at).UTC()
	if said.isFollow {
		return graph.Edge(actor, "", s.person(s.deferred.actors.ids[said.object]), "", graph.Follows{At: at})
	}
	return graph.Edge(actor, "", s.contribution(s.firstPass.contributions.ids[said.object]), "", graph.Likes{At: at})
}
