package replica

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// maxCachedAcceptances and maxCachedReplies bound the caches to some tens of megabytes each.
const maxCachedAcceptances, maxCachedReplies = 1_000_000, 1_000_000

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

// AppendReplies appends the answers of people to questions of others, from a day on, one person after the other, the latest
// first; those without a day are left out. They are cached as acceptances are.
func (s *Snapshot) AppendReplies(ctx context.Context, replies []graph.Reply, people []graph.NodeID, since graph.Day) ([]graph.Reply, error) {
	for _, id := range people {
		if id == 0 {
			continue
		}
		for _, reply := range s.replies.of(numberOf(id), s.repliesOf) {
			if reply.On < since {
				break
			}
			replies = append(replies, reply)
		}
	}
	return replies, ctx.Err()
}

func (s *Snapshot) repliesOf(person uint32) (all []graph.Reply) {
	for _, authored := range s.outgoing(person, uint8(s.kinds.number[graph.KindAuthored])) {
		number := s.edges.at(authored.edge()).to
		summary := s.contribution(s.nodes.at(number))
		if summary.Type == graph.TypeAnswer && summary.On != 0 && summary.Asker != 0 && summary.Asker != idOf(person) {
			all = append(all, graph.Reply{Asker: summary.Asker, Question: summary.Question, Answer: idOf(number), Author: idOf(person), On: summary.On})
		}
	}
	slices.SortFunc(all, func(a, b graph.Reply) int { return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Answer, b.Answer)) })
	return all
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
