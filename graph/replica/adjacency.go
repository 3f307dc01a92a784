package replica

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// A node id is the number of a node and 1; 0 is none.
func idOf(number uint32) graph.NodeID { return graph.NodeID(number + 1) }

func numberOf(id graph.NodeID) uint32 { return uint32(id) - 1 }

// NodeIDs returns the ids of keys, 0 for those that are not known. An id may be that of a node that does
// not exist.
func (s *Snapshot) NodeIDs(keys []graph.Key) []graph.NodeID {
	ids := make([]graph.NodeID, len(keys))
	for i, key := range keys {
		if number, known := s.find(key); known {
			ids[i] = idOf(number)
		}
	}
	return ids
}

// Key returns that of a node.
func (s *Snapshot) Key(id graph.NodeID) graph.Key { return *s.keys.at(numberOf(id)) }

// IDSpace returns a value that is equal for all snapshots in which ids stand for the same nodes.
func (s *Snapshot) IDSpace() any { return s.numbering }

// MaxNodeID returns the largest id in the snapshot.
func (s *Snapshot) MaxNodeID() graph.NodeID { return graph.NodeID(s.nodes.length) }

// Tag returns that of an edge.
func (s *Snapshot) Tag(edge graph.EdgeRef) string { return s.texts[s.edges.at(edge.ID).tag] }

// NodeValues returns the values of nodes in brief, nil for those that do not exist; what they lead to must not
// be changed.
func (s *Snapshot) NodeValues(ctx context.Context, ids []graph.NodeID) ([]graph.Value, error) {
	values := make([]graph.Value, len(ids))
	for i, id := range ids {
		if id != 0 {
			values[i] = s.unpackNode(s.nodes.at(numberOf(id)).value)
		}
	}
	return values, ctx.Err()
}

// AppendContributions appends the summaries of contributions, in the order of the nodes: one for each author, in key
// order.
func (s *Snapshot) AppendContributions(ctx context.Context, summaries []graph.AuthoredContribution, ids []graph.NodeID) ([]graph.AuthoredContribution, error) {
	contribution, authored := s.kinds.number[graph.KindContribution], uint8(s.kinds.number[graph.KindAuthored])
	for _, id := range ids {
		if id == 0 {
			continue
		}
		node := s.nodes.at(numberOf(id))
		if node.value == nil || node.kind != contribution || node.author == 0 {
			continue
		}
		summary := s.contribution(node)
		if summary.Node = id; node.author != severalAuthors {
			summary.Author = graph.NodeID(node.author)
			summaries = append(summaries, summary)
			continue
		}
		for _, author := range s.incoming(numberOf(id), authored) {
			if by := idOf(author.from()); by != summary.Author {
				summary.Author = by
				summaries = append(summaries, summary)
			}
		}
	}
	return summaries, ctx.Err()
}

// contribution returns the summary of a contribution, without its own id and its author.
func (s *Snapshot) contribution(node *node) (summary graph.AuthoredContribution) {
	types := contributionTypes()
	summary.ContributionSummary = graph.ContributionSummary{
		Type: types[node.contributionType], On: node.publishedOn, HasTallies: node.hasTallies,
	}
	if node.contributionType == 0 {
		value, _ := node.value.(graph.Contribution)
		summary.Type = value.Type
	}
	summary.Likes = node.likes
	if node.question == 0 {
		return summary
	}
	var edge graph.EdgeRef
	s.setPayload(&edge, saysDay, node.answers)
	summary.Question, summary.Accepted, summary.AcceptedOn = graph.NodeID(node.question), edge.Accepted, edge.On
	number := numberOf(summary.Question)
	if author := s.nodes.at(number).author; author != severalAuthors {
		summary.Asker = graph.NodeID(author)
	} else {
		summary.Asker = idOf(s.incoming(number, uint8(s.kinds.number[graph.KindAuthored]))[0].from())
	}
	return summary
}

// summarizeEdges notes at a contribution what its lists of edges say.
func (s *Snapshot) summarizeEdges(node *node) {
	kind := func(name graph.Kind) uint8 { return uint8(s.kinds.number[name]) }
	node.author, node.question, node.answers = 0, 0, 0
	authors := between(node.into, kind(graph.KindAuthored), (*incoming).kind)
	for i := range authors {
		switch by := authors[i].from() + 1; node.author {
		case 0, by:
			node.author = by
		default:
			node.author = severalAuthors
		}
	}
	if questions := s.outgoingOf(node, kind(graph.KindAnswers)); len(questions) > 0 {
		edge := s.edges.at(questions[0].edge())
		node.question, node.answers = edge.to+1, s.payloadOf(edge)
	}
	node.likes = uint32(len(between(node.into, kind(graph.KindLikes), (*incoming).kind)))
}

// AppendDeclarations appends the summaries of declarations, in the order of their edges.
func (s *Snapshot) AppendDeclarations(summaries []graph.DeclarationSummary, edges []graph.EdgeRef) []graph.DeclarationSummary {
	summaries = slices.Grow(summaries, len(edges))
	for i := range edges {
		if packed := payload(edges[i].Summary); packed&isValueIndex == 0 {
			summaries = append(summaries, s.unpackSummary(uint32(packed&^isPublishedIndex)))
		} else {
			declares, _ := s.values[packed&^isValueIndex].(graph.Declares)
			summaries = append(summaries, declares.Summary())
		}
	}
	return summaries
}

// AppendEdges appends the edges at nodes: node by node, of each node kind by kind as the kinds are given, of
// each kind in key order.
func (s *Snapshot) AppendEdges(
	ctx context.Context, edges []graph.EdgeRef, ids []graph.NodeID, direction graph.Direction, kinds ...graph.Kind,
) ([]graph.EdgeRef, error) {
	wanted := make([]wantedKind, 0, len(kinds))
	for i, name := range kinds {
		if number, known := s.kinds.ofEdge(name); known {
			wanted = append(wanted, wantedKind{number, uint8(i)})
		}
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return edges, err
		}
		if id == 0 {
			continue
		}
		for _, kind := range wanted {
			if direction == graph.Out {
				edges = s.appendOutgoing(edges, id, kind)
			} else {
				edges = s.appendIncoming(edges, id, kind)
			}
		}
	}
	return edges, nil
}

// wantedKind is a kind of edges that is asked for, and its index among those.
type wantedKind struct{ number, index uint8 }

func (s *Snapshot) appendOutgoing(edges []graph.EdgeRef, id graph.NodeID, kind wantedKind) []graph.EdgeRef {
	for _, one := range s.outgoing(numberOf(id), kind.number) {
		ref := s.edgeRef(one.edge())
		ref.Kind = kind.index
		edges = append(edges, ref)
	}
	return edges
}

func (s *Snapshot) appendIncoming(edges []graph.EdgeRef, id graph.NodeID, kind wantedKind) []graph.EdgeRef {
	list, says := s.incoming(numberOf(id), kind.number), s.kinds.says[kind.number]
	edges = slices.Grow(edges, len(list))
	for i := range list {
		one := &list[i]
		edges = append(edges, graph.EdgeRef{From: idOf(one.from()), To: id, ID: one.edge(), Kind: kind.index})
		s.setPayload(&edges[len(edges)-1], says, one.payload)
	}
	return edges
}

func (s *Snapshot) edgeRef(number uint32) graph.EdgeRef {
	edge := s.edges.at(number)
	ref := graph.EdgeRef{From: idOf(edge.from), To: idOf(edge.to), ID: number}
	s.setPayload(&ref, s.kinds.says[edge.kind()], s.payloadOf(edge))
	return ref
}

// setPayload completes a reference with what its edge says.
func (s *Snapshot) setPayload(ref *graph.EdgeRef, says payloadKind, packed payload) {
	if says == saysSummary {
		ref.Summary = uint32(packed)
	}
	switch {
	case says == saysNothing:
	case packed&isValueIndex != 0:
		ref.SetValue(s.values[packed&^isValueIndex])
	case says == saysDay:
		ref.On, ref.Accepted = graph.Day(packed&^isAcceptance), packed&isAcceptance != 0
	default:
		ref.Published = packed&isPublishedIndex != 0
	}
}

// Degrees returns how many edges of a kind each of the nodes has in one direction.
func (s *Snapshot) Degrees(ids []graph.NodeID, direction graph.Direction, kind graph.Kind) []int {
	degrees := make([]int, len(ids))
	number, known := s.kinds.ofEdge(kind)
	for i, id := range ids {
		if id != 0 && known && direction == graph.Out {
			degrees[i] = len(s.outgoing(numberOf(id), number))
		} else if id != 0 && known {
			degrees[i] = len(s.incoming(numberOf(id), number))
		}
	}
	return degrees
}

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
