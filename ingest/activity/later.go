package activity

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// later are the likes and follows that stand, to be said once all else was. A file has millions of
// them in the order of time, so that each is by somebody else: a store, which keeps together what
// somebody did, would write the places of nearly everybody anew with each commit. Said person by
// person, it writes each place once; and that of a post, to which likes come from everywhere, stays
// in memory as long as no more than postsTogether are concerned. A like takes 24 bytes until then,
// as many as the first reading needed for it.
type later struct {
	actors *places
	said   []relationSaid
}

// relationSaid is a like or follow; actor and object are their places among the actors and, for a
// like, the contributions.
type relationSaid struct {
	at                  int64 // ms since 1970
	line, actor, object int32
	isFollow            bool
}

// postsTogether is how many contributions are liked before others are.
const postsTogether = 300_000

// laterSize stands for a relation that is said later where the reader tells how far it is: about
// the bytes of its line.
const laterSize = 128

func newLater(most int) *later {
	return &later{actors: newPlaces(), said: make([]relationSaid, 0, most)}
}

// like and follow note a relation; liked is the place of a contribution.
func (l *later) like(line int, a activity, liked int32) {
	l.said = append(l.said, relationSaid{at: a.at.UnixMilli(), line: int32(line), actor: l.actors.place(a.Actor.ID), object: liked})
}

func (l *later) follow(line int, a activity) {
	l.said = append(l.said, relationSaid{
		at: a.at.UnixMilli(), line: int32(line), actor: l.actors.place(a.Actor.ID), object: l.actors.place(a.Object.ID), isFollow: true,
	})
}

// inOrder puts those together that a store keeps together.
func (l *later) inOrder() []relationSaid {
	slices.SortFunc(l.said, func(a, b relationSaid) int {
		return cmp.Or(cmp.Compare(a.part(), b.part()), cmp.Compare(a.actor, b.actor), cmp.Compare(a.line, b.line))
	})
	return l.said
}

func (r relationSaid) part() int32 {
	if r.isFollow {
		return 0
	}
	return r.object / postsTogether
}

// sayLater says what was kept for later.
func (s speaker) sayLater(ctx context.Context, progress *progress) error {
	for i, each := range s.later.inOrder() {
		if err := s.sink.Say(ingest.Statement{Where: s.where(int(each.line)), Lenient: true, Facts: []graph.Fact{s.related(each)}}); err != nil {
			return err
		}
		if i%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		progress.tell(s.sink, int64(i+1)*laterSize)
	}
	return nil
}

func (s speaker) related(said relationSaid) graph.Fact {
	actor, at := s.person(s.later.actors.ids[said.actor]), time.UnixMilli(said.at).UTC()
	if said.isFollow {
		return graph.Edge(actor, "", s.person(s.later.actors.ids[said.object]), "", graph.Follows{At: at})
	}
	return graph.Edge(actor, "", s.contribution(s.survey.contributions.ids[said.object]), "", graph.Likes{At: at})
}
