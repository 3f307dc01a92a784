package replica

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// maxCachedAcceptances bounds the cache to some tens of megabytes.
const maxCachedAcceptances = 1_000_000

// AppendAcceptances appends the answers that people accepted, one after the other. An answer by several authors is
// there for each. Somebody who asks much is looked at in query after query, so those of a person are cached until one
// of them changes.
func (s *Snapshot) AppendAcceptances(ctx context.Context, acceptances []graph.Acceptance, people []graph.NodeID) ([]graph.Acceptance, error) {
	for _, id := range people {
		if id != 0 {
			acceptances = append(acceptances, s.acceptances.of(numberOf(id), s.acceptancesBy)...)
		}
	}
	return acceptances, ctx.Err()
}

func (s *Snapshot) acceptancesBy(person uint32) (all []graph.Acceptance) {
	answers := uint8(s.kinds.number[graph.KindAnswers])
	for _, authored := range s.outgoing(person, uint8(s.kinds.number[graph.KindAuthored])) {
		question := s.edges.at(authored.edge()).to
		list := s.incoming(question, answers)
		for i := range list {
			var edge graph.EdgeRef
			if s.setPayload(&edge, saysDay, list[i].payload); !edge.Accepted {
				continue
			}
			one := graph.Acceptance{Asker: idOf(person), Question: idOf(question), Answer: idOf(list[i].from()), On: edge.On}
			for _, author := range s.incoming(list[i].from(), uint8(s.kinds.number[graph.KindAuthored])) {
				one.Author = idOf(author.from())
				all = append(all, one)
			}
		}
	}
	return all
}
