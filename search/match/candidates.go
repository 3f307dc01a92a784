package match

import (
	"context"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// skillsOf returns the skills that openings demand, and those near them.
func skillsOf(openings []readOpening) (all skillSet) {
	all = skillSet{map[graph.NodeID]bool{}, map[graph.NodeID]bool{}}
	for _, one := range openings {
		for _, required := range one.Requirements {
			all.demanded[required.Skill] = true
			all.any[required.Skill] = true
			for _, near := range required.Near {
				all.any[near.Skill] = true
			}
		}
	}
	return all
}

// skillSet holds the skills that are demanded, and these with those near them.
type skillSet struct{ demanded, any map[graph.NodeID]bool }

// holders returns, in key order, the people that an opening has something to do with: they hold the skills that it
// demands, or skills or roles near these, or wrote accepted answers about the demanded skills.
func holders(ctx context.Context, view *access.View, opening readOpening) ([]graph.NodeID, error) {
	skills := skillsOf([]readOpening{opening})
	edges, err := view.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(skills.any)), graph.Into, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	roles := map[graph.NodeID]bool{}
	for role := range opening.LeadingTo {
		roles[role] = true
	}
	for _, required := range opening.Requirements {
		for _, role := range required.Roles {
			roles[role] = true
		}
	}
	held, err := view.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(roles)), graph.Into, graph.KindHoldsRole)
	if err == nil {
		held, err = view.KeepRoles(ctx, held)
	}
	if err != nil {
		return nil, err
	}
	found := make(map[graph.NodeID]bool, len(edges)+len(held))
	for _, edge := range slices.Concat(edges, held) {
		found[edge.From] = true
	}
	accepted, err := acceptedAbout(ctx, view, skills.demanded)
	for author := range accepted {
		found[author] = true
	}
	return slices.Sorted(maps.Keys(found)), err
}

// acceptedAbout returns the answers about skills that the colleagues who asked accepted, by author: of questions that are
// about a skill, and of answers that are themselves. Nobody's answer to themselves counts, nor do exchanges, in which two
// accept each other's.
func acceptedAbout(ctx context.Context, view *access.View, skills map[graph.NodeID]bool) (map[graph.NodeID][]Accepted, error) {
	about, err := view.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(skills)), graph.Into, graph.KindAbout)
	if err != nil || len(about) == 0 {
		return nil, err
	}
	topics := map[graph.NodeID][]graph.NodeID{} // skills, by contribution
	for _, edge := range about {
		topics[edge.From] = append(topics[edge.From], edge.To)
	}
	answers, err := view.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(topics)), graph.Into, graph.KindAnswers)
	if err != nil {
		return nil, err
	}
	for _, edge := range answers {
		if edge.Accepted {
			topics[edge.From] = append(topics[edge.From], topics[edge.To]...)
		}
	}
	summaries, err := view.AppendContributions(ctx, nil, slices.Sorted(maps.Keys(topics)))
	if err != nil {
		return nil, err
	}
	pairs := map[[2]graph.NodeID]bool{}
	for _, one := range summaries {
		if one.Accepted {
			pairs[[2]graph.NodeID{one.Asker, one.Author}] = true
		}
	}
	out := map[graph.NodeID][]Accepted{}
	for _, one := range summaries {
		if !one.Accepted || one.Author == 0 || one.Asker == one.Author || pairs[[2]graph.NodeID{one.Author, one.Asker}] {
			continue
		}
		all := slices.Clone(topics[one.Node])
		slices.Sort(all)
		for _, skill := range slices.Compact(all) {
			out[one.Author] = append(out[one.Author], Accepted{Skill: skill, Asker: one.Asker, Answer: one.Node, On: max(one.On, one.AcceptedOn)})
		}
	}
	return out, nil
}

// Demonstrated returns the people whose answers about a skill are a proof of it, with the day of the newest.
func Demonstrated(ctx context.Context, view *access.View, skill graph.NodeID, today graph.Day, weights Weights) (map[graph.NodeID]graph.Day, error) {
	accepted, err := acceptedAbout(ctx, view, map[graph.NodeID]bool{skill: true})
	shown := map[graph.NodeID]graph.Day{}
	for author, answers := range accepted {
		m := matcher{candidate: &Candidate{Accepted: answers}, today: today, weights: weights}
		if line, is := m.demonstrated(&Requirement{Skill: skill}); is {
			shown[author] = line.On
		}
	}
	return shown, err
}

// candidatesOf reads what a match knows of people, in their order.
func candidatesOf(ctx context.Context, view *access.View, people []graph.NodeID, skills skillSet) ([]Candidate, error) {
	if len(people) == 0 {
		return nil, nil
	}
	edges, err := view.AppendEdges(ctx, nil, people, graph.Out, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	edges = slices.DeleteFunc(edges, func(edge graph.EdgeRef) bool { return !skills.any[edge.To] })
	if edges, err = view.KeepMatched(ctx, edges); err != nil {
		return nil, err
	}
	summaries := view.AppendDeclarations(nil, edges)
	roles, err := view.AppendEdges(ctx, nil, people, graph.Out, graph.KindHoldsRole)
	if err == nil {
		roles, err = view.KeepRoles(ctx, roles)
	}
	if err != nil {
		return nil, err
	}
	accepted, err := acceptedAbout(ctx, view, skills.demanded)
	if err != nil {
		return nil, err
	}
	at := make(map[graph.NodeID]int, len(people))
	candidates := make([]Candidate, len(people))
	for i, person := range people {
		at[person] = i
		candidates[i] = Candidate{Person: view.Key(person), Accepted: accepted[person]}
		if candidates[i].Complete, err = view.MatchesUnpublished(ctx, candidates[i].Person); err != nil {
			return nil, err
		}
	}
	for i, edge := range edges {
		if declared := &summaries[i]; declared.Held == nil && declared.SelfAssessed == nil && !declared.Possessed {
			continue // it says nothing of what the person holds
		}
		one := &candidates[at[edge.From]]
		one.Statements = append(one.Statements, statementOf(edge, &summaries[i]))
	}
	for _, edge := range roles {
		one := &candidates[at[edge.From]]
		one.Roles = append(one.Roles, edge.To)
	}
	return candidates, nil
}

// statementOf is what a declaration says. The level held comes before a self-assessed one, which nobody validates.
func statementOf(edge graph.EdgeRef, declared *graph.DeclarationSummary) Statement {
	out := Statement{Skill: edge.To, Possessed: declared.Possessed, Validated: declared.Validated, On: declared.On, Until: declared.ValidUntil, Ref: edge}
	if out.On == 0 {
		out.On = declared.ValidatedOn
	}
	switch {
	case declared.Held != nil:
		out.Level, out.Possessed = float64(*declared.Held), false
	case declared.SelfAssessed != nil && !declared.Possessed:
		out.Level, out.Validated = float64(*declared.SelfAssessed), false
	}
	return out
}
