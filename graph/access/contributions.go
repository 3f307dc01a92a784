package access

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// AppendContributions appends the summaries of contributions which this view gave, in the order of the nodes: one for
// each author that the viewer may see, in key order. A question or an asker that is hidden is none. What authors object to is
// left out: summaries are evidence. So is that an answer was accepted by who asked without being named: whether they only
// accept each other's cannot be weighed without telling who they are.
func (v *View) AppendContributions(
	ctx context.Context, summaries []graph.AuthoredContribution, nodes []graph.NodeID,
) ([]graph.AuthoredContribution, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 || len(nodes) == 0 {
		return summaries, err
	}
	before := len(summaries)
	if summaries, err = f.graph.AppendContributions(ctx, summaries, nodes); err != nil {
		return summaries[:before], err
	}
	visible, err := f.contributions(ctx, summaries[before:])
	if err == nil {
		visible, err = f.keepCounted(ctx, visible)
	}
	if err == nil {
		visible, err = f.keepUsedContributions(ctx, visible)
	}
	if err == nil {
		err = f.leaveOutUnnamed(ctx, visible)
	}
	return summaries[:before+len(visible)], err
}

// leaveOutUnnamed leaves out of summaries that an answer was accepted by who asked without being named.
func (f *filter) leaveOutUnnamed(ctx context.Context, summaries []graph.AuthoredContribution) error {
	isAccepted := func(one *graph.AuthoredContribution) bool { return one.Accepted && one.Asker == 0 && one.Question != 0 }
	var questions []graph.NodeID
	for i := range summaries {
		if one := &summaries[i]; isAccepted(one) {
			questions = append(questions, one.Question)
		}
	}
	if len(questions) == 0 {
		return nil
	}
	unnamed, err := f.graph.AppendEdges(ctx, nil, distinctNodes(questions), graph.Out, graph.KindAskedBy)
	if err != nil || len(unnamed) == 0 {
		return err
	}
	of := map[graph.NodeID]bool{}
	for _, edge := range unnamed {
		of[edge.From] = true
	}
	for i := range summaries {
		if one := &summaries[i]; isAccepted(one) && of[one.Question] {
			one.Accepted, one.AcceptedOn = false, 0
		}
	}
	return nil
}

// contributions keeps, in place, the summaries of which the viewer may see the author, and leaves out of them what is hidden.
func (f *filter) contributions(ctx context.Context, summaries []graph.AuthoredContribution) ([]graph.AuthoredContribution, error) {
	rules := f.rulesOf([]graph.Kind{graph.KindAuthored, graph.KindAnswers})
	var undecided []graph.NodeID
	for i := range summaries {
		one := &summaries[i]
		for _, node := range [...]graph.NodeID{one.Author, one.Question, one.Asker} {
			if node != 0 && !f.companySees(node) {
				undecided = append(undecided, node)
			}
		}
	}
	if len(undecided) > 0 {
		if err := f.decide(ctx, undecided); err != nil {
			return nil, err
		}
	}
	shows := func(rule *edgeRule, from, to, other graph.NodeID) bool {
		return other != 0 && f.sees(other) && f.allows(rule, &graph.EdgeRef{From: from, To: to})
	}
	kept := summaries[:0]
	for i := range summaries {
		one := summaries[i]
		if !shows(&rules[0], one.Author, one.Node, one.Author) {
			continue
		}
		if !shows(&rules[1], one.Node, one.Question, one.Question) {
			one.Question, one.Asker, one.Accepted, one.AcceptedOn = 0, 0, false, 0
		}
		if !shows(&rules[0], one.Asker, one.Question, one.Asker) {
			one.Asker = 0
		}
		kept = append(kept, one)
	}
	return kept, nil
}

// AppendContributions is what a snapshot has under this name.
func (s *storeAdjacency) AppendContributions(
	ctx context.Context, summaries []graph.AuthoredContribution, nodes []graph.NodeID,
) ([]graph.AuthoredContribution, error) {
	facts, err := s.reader.Facts(ctx, graph.Brief, keysOf(s, nodes)...)
	if err != nil {
		return summaries, err
	}
	values := graph.ByKey(facts)
	answers, err := s.AppendEdges(ctx, nil, nodes, graph.Out, graph.KindAnswers)
	if err != nil {
		return summaries, err
	}
	questions := map[graph.NodeID]graph.EdgeRef{} // by answer
	both := slices.Clone(nodes)
	for _, edge := range answers {
		if _, more := questions[edge.From]; !more {
			questions[edge.From], both = edge, append(both, edge.To)
		}
	}
	slices.Sort(both)
	authored, err := s.AppendEdges(ctx, nil, slices.Compact(both), graph.Into, graph.KindAuthored)
	if err != nil {
		return summaries, err
	}
	authors := map[graph.NodeID][]graph.NodeID{}
	for _, edge := range authored {
		if !slices.Contains(authors[edge.To], edge.From) {
			authors[edge.To] = append(authors[edge.To], edge.From)
		}
	}
	likes, err := degrees(ctx, s, nodes, graph.Into, graph.KindLikes)
	for i, node := range nodes {
		contribution, is := values[s.Key(node)].Value.(graph.Contribution)
		if !is {
			continue
		}
		answer := questions[node]
		summary := graph.AuthoredContribution{
			ContributionSummary: contribution.Summary(), Node: node, Likes: uint32(likes[i]),
			Question: answer.To, Accepted: answer.Accepted, AcceptedOn: answer.On,
		}
		if askers := authors[answer.To]; len(askers) > 0 {
			summary.Asker = askers[0]
		}
		for _, summary.Author = range authors[node] {
			summaries = append(summaries, summary)
		}
	}
	return summaries, err
}

// AppendAcceptances appends the accepted answers of people, in the order of the people, as far as the viewer may see all
// of each: asker, question, answer and author.
func (v *View) AppendAcceptances(ctx context.Context, acceptances []graph.Acceptance, people []graph.NodeID) ([]graph.Acceptance, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 || len(people) == 0 {
		return acceptances, err
	}
	before := len(acceptances)
	if acceptances, err = f.graph.AppendAcceptances(ctx, acceptances, people); err != nil {
		return acceptances[:before], err
	}
	kept, err := keepAnswers(ctx, f, acceptances[before:], func(one *graph.Acceptance) graph.Reply {
		return graph.Reply{Asker: one.Asker, Question: one.Question, Answer: one.Answer, Author: one.Author}
	})
	if err == nil {
		kept, err = keepUsed(ctx, f, kept, func(one *graph.Acceptance) [2]graph.NodeID { return [2]graph.NodeID{one.Answer, one.Question} })
	}
	return acceptances[:before+len(kept)], err
}

// AppendReplies appends the answers of people to questions of others from a day on, in the order of the people, the latest
// first, as far as the viewer may see all of each: asker, question, answer and author.
func (v *View) AppendReplies(ctx context.Context, replies []graph.Reply, people []graph.NodeID, since graph.Day) ([]graph.Reply, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 || len(people) == 0 {
		return replies, err
	}
	before := len(replies)
	if replies, err = f.graph.AppendReplies(ctx, replies, people, since); err != nil {
		return replies[:before], err
	}
	kept, err := keepAnswers(ctx, f, replies[before:], func(one *graph.Reply) graph.Reply { return *one })
	if err == nil {
		kept, err = f.keepReplies(ctx, kept)
	}
	if err == nil {
		kept, err = keepUsed(ctx, f, kept, func(one *graph.Reply) [2]graph.NodeID { return [2]graph.NodeID{one.Answer, one.Question} })
	}
	return replies[:before+len(kept)], err
}

// keepAnswers keeps, in place, the answers of which the viewer may see all: asker, question, answer and author.
func keepAnswers[T any](ctx context.Context, f *filter, all []T, of func(*T) graph.Reply) ([]T, error) {
	var undecided []graph.NodeID
	for i := range all {
		one := of(&all[i])
		for _, node := range [...]graph.NodeID{one.Asker, one.Question, one.Answer, one.Author} {
			if !f.companySees(node) {
				undecided = append(undecided, node)
			}
		}
	}
	if err := f.decide(ctx, undecided); err != nil {
		return all[:0], err
	}
	rules := f.rulesOf([]graph.Kind{graph.KindAuthored, graph.KindAnswers})
	return slices.DeleteFunc(all, func(answer T) bool {
		one := of(&answer)
		return !f.sees(one.Asker) || !f.sees(one.Question) || !f.sees(one.Answer) || !f.sees(one.Author) ||
			!f.allows(&rules[0], &graph.EdgeRef{From: one.Asker, To: one.Question}) ||
			!f.allows(&rules[0], &graph.EdgeRef{From: one.Author, To: one.Answer}) ||
			!f.allows(&rules[1], &graph.EdgeRef{From: one.Answer, To: one.Question})
	}), nil
}

// AppendAcceptances is what a snapshot has under this name.
func (s *storeAdjacency) AppendAcceptances(ctx context.Context, acceptances []graph.Acceptance, people []graph.NodeID) ([]graph.Acceptance, error) {
	err := s.eachAuthored(ctx, people, func(author graph.NodeID, one graph.AuthoredContribution) {
		if one.Accepted && one.Asker != 0 {
			acceptances = append(acceptances, graph.Acceptance{
				Asker: one.Asker, Question: one.Question, Answer: one.Node, Author: author, On: one.AcceptedOn,
			})
		}
	})
	return acceptances, err
}

// AppendReplies is what a snapshot has under this name.
func (s *storeAdjacency) AppendReplies(ctx context.Context, replies []graph.Reply, people []graph.NodeID, since graph.Day) ([]graph.Reply, error) {
	before := len(replies)
	err := s.eachAuthored(ctx, people, func(author graph.NodeID, one graph.AuthoredContribution) {
		if one.Type == graph.TypeAnswer && one.On != 0 && one.On >= since && one.Asker != 0 && one.Asker != author {
			replies = append(replies, graph.Reply{Asker: one.Asker, Question: one.Question, Answer: one.Node, Author: author, On: one.On})
		}
	})
	place := map[graph.NodeID]int{}
	for i, person := range people {
		place[person] = i
	}
	slices.SortStableFunc(replies[before:], func(a, b graph.Reply) int {
		return cmp.Or(cmp.Compare(place[a.Author], place[b.Author]), cmp.Compare(b.On, a.On), cmp.Compare(a.Answer, b.Answer))
	})
	return replies, err
}

// eachAuthored visits the contributions of people, each once for each of these who wrote it.
func (s *storeAdjacency) eachAuthored(ctx context.Context, people []graph.NodeID, visit func(author graph.NodeID, one graph.AuthoredContribution)) error {
	authored, err := s.AppendEdges(ctx, nil, people, graph.Out, graph.KindAuthored)
	if err != nil {
		return err
	}
	nodes := make([]graph.NodeID, len(authored))
	for i, edge := range authored {
		nodes[i] = edge.To
	}
	slices.Sort(nodes)
	summaries, err := s.AppendContributions(ctx, nil, slices.Compact(nodes))
	byNode := map[graph.NodeID]graph.AuthoredContribution{}
	for _, one := range summaries {
		byNode[one.Node] = one
	}
	for _, edge := range authored {
		if one, known := byNode[edge.To]; known {
			visit(edge.From, one)
		}
	}
	return err
}

// AskedByViewer reports whether the viewer asked a question, and whether they are not named.
func (v *View) AskedByViewer(ctx context.Context, question graph.Key) (is, anonymous bool, err error) {
	person := v.viewer.Person
	if person == "" || question.Kind() != graph.KindContribution || question.Check() != nil {
		return false, false, nil
	}
	named := graph.EdgeKey(person, graph.KindAuthored, "", question)
	hidden := graph.EdgeKey(question, graph.KindAskedBy, "", person)
	facts, err := v.gate.reader.Facts(ctx, graph.Brief, named, hidden)
	found := graph.ByKey(facts)
	_, anonymous = found[hidden]
	_, is = found[named]
	return is || anonymous, anonymous, err
}

// IsAsker reports whether the viewer asked a question, or wrote another contribution.
func (v *View) IsAsker(ctx context.Context, question graph.Key) (bool, error) {
	is, _, err := v.AskedByViewer(ctx, question)
	return is, err
}

// IsUnnamed reports whether a fact is of somebody who asked without being named.
func IsUnnamed(fact graph.Fact) bool { return fact.Origin == Unnamed }

// Unnamed is the origin of facts, and the actor of changes, that must not tell who asked a question.
const Unnamed = "questions"
