package replica

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// maxCachedAcceptances bounds the cache to some tens of megabytes.
const maxCachedAcceptances = 1_000_000

// AppendAcceptances appends the answers of people that were accepted, one after the other. The answers of an expert are
// looked at in query after query, so those of a person are cached until one of them changes.
func (s *Snapshot) AppendAcceptances(ctx context.Context, acceptances []graph.Acceptance, people []graph.NodeID) ([]graph.Acceptance, error) {
	for _, id := range people {
		if id != 0 {
			acceptances = append(acceptances, s.acceptances.of(numberOf(id), s.acceptedOf)...)
		}
	}
	return acceptances, ctx.Err()
}

func (s *Snapshot) acceptedOf(person uint32) (all []graph.Acceptance) {
	for _, authored := range s.outgoing(person, uint8(s.kinds.number[graph.KindAuthored])) {
		number := s.edges.at(authored.edge()).to
		summary := s.contribution(s.nodes.at(number))
		if summary.Accepted && summary.Asker != 0 {
			all = append(all, graph.Acceptance{
				Asker: summary.Asker, Question: summary.Question, Answer: idOf(number), Author: idOf(person), On: summary.AcceptedOn,
			})
		}
	}
	return all
}
