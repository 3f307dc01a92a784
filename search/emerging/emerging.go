// Package emerging finds people who become experts in a topic that they never declared: their answers on it were accepted more often than
// before, or the level that others validated of them rose. It reads the company as every colleague sees it, so that nothing private is
// evidence, and tells of a topic who, never who does how much of what.
package emerging

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// The rules: within a year, so many accepted answers to so many people, and more than in the year before; or a level that rose by
// as much.
const (
	days         = 365
	leastAnswers = 3
	leastAskers  = 2
	leastRise    = 1
	// maxEvidence is how many answers are shown of a person.
	maxEvidence = 3
)

// Expert is somebody who emerges in a topic.
type Expert struct {
	Person graph.Key
	Name   string
	// Accepted is how many of their answers were accepted within the year; Evidence are some of these, the latest first.
	Accepted int
	Evidence []graph.Key
	// Level is the one that was validated last where it rose, and Before the one before; nil where it did not.
	Level, Before *graph.Level
}

// Topic is a skill, and who emerges in it, by name.
type Topic struct {
	Skill   graph.Key
	Name    string
	Experts []Expert
}

// subject is a person and a topic.
type subject struct{ person, skill graph.NodeID }

// record is what is known of a subject.
type record struct {
	declared bool // by themselves
	recent   []graph.Acceptance
	earlier  int
	levels   []graph.DeclarationSummary // validated
}

// Read finds those of people who emerge, as a colleague's view shows them, by the topics' names.
func Read(ctx context.Context, colleague *access.View, people []graph.Key, today graph.Day) ([]Topic, error) {
	nodes, err := colleague.NodeIDs(ctx, people...)
	if err != nil {
		return nil, fmt.Errorf("read what people answered: %w", err)
	}
	nodes = slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 })
	if nodes, err = colleague.KeepRanked(ctx, nodes); err != nil {
		return nil, fmt.Errorf("read what people answered: %w", err)
	}
	records := map[subject]*record{}
	if err := readAcceptances(ctx, colleague, nodes, today, records); err != nil {
		return nil, fmt.Errorf("read what people answered: %w", err)
	}
	if err := readDeclarations(ctx, colleague, nodes, records); err != nil {
		return nil, fmt.Errorf("read the skills of people: %w", err)
	}
	return named(ctx, colleague, emerge(records, today))
}

func at(records map[subject]*record, of subject) *record {
	if records[of] == nil {
		records[of] = &record{}
	}
	return records[of]
}

// readAcceptances notes the accepted answers of people by the skills that their questions are about.
func readAcceptances(ctx context.Context, view *access.View, people []graph.NodeID, today graph.Day, records map[subject]*record) error {
	accepted, err := view.AppendAcceptances(ctx, nil, people)
	if err != nil {
		return err
	}
	questions := make([]graph.NodeID, len(accepted))
	for i, one := range accepted {
		questions[i] = one.Question
	}
	slices.Sort(questions)
	edges, err := view.AppendEdges(ctx, nil, slices.Compact(questions), graph.Out, graph.KindAbout)
	if err != nil {
		return err
	}
	about := map[graph.NodeID][]graph.NodeID{}
	for _, edge := range edges {
		about[edge.From] = append(about[edge.From], edge.To)
	}
	for _, one := range accepted {
		if one.On == 0 || one.On > today || one.Asker == one.Author {
			continue
		}
		for _, skill := range about[one.Question] {
			of := at(records, subject{one.Author, skill})
			switch {
			case one.On > today-days:
				of.recent = append(of.recent, one)
			case one.On > today-2*days:
				of.earlier++
			}
		}
	}
	return nil
}

// readDeclarations notes what people say themselves, and which levels others validated.
func readDeclarations(ctx context.Context, view *access.View, people []graph.NodeID, records map[subject]*record) error {
	edges, err := view.AppendEdges(ctx, nil, people, graph.Out, graph.KindDeclares)
	if err != nil {
		return err
	}
	summaries := view.AppendDeclarations(nil, edges)
	for i, edge := range edges {
		of := at(records, subject{edge.From, edge.To})
		switch said := summaries[i]; {
		case view.Tag(edge) == access.DeclaredBySelf:
			of.declared = true
		case said.Validated && said.Held != nil:
			of.levels = append(of.levels, said)
		}
	}
	return nil
}

// emerge returns who emerges, by skill.
func emerge(records map[subject]*record, today graph.Day) map[graph.NodeID][]found {
	bySkill := map[graph.NodeID][]found{}
	for of, known := range records {
		one := found{person: of.person}
		if known.declared {
			continue
		}
		if known.answersGrew() {
			one.answers = known.recent
		}
		one.level, one.before = known.rise(today)
		if one.answers != nil || one.level != nil {
			bySkill[of.skill] = append(bySkill[of.skill], one)
		}
	}
	return bySkill
}

// found is somebody who emerges.
type found struct {
	person        graph.NodeID
	answers       []graph.Acceptance
	level, before *graph.Level
}

func (r *record) answersGrew() bool {
	askers := map[graph.NodeID]bool{}
	for _, one := range r.recent {
		askers[one.Asker] = true
	}
	return len(r.recent) >= leastAnswers && len(askers) >= leastAskers && len(r.recent) > r.earlier
}

// rise returns the level that was validated last and the one before, where that is within the year and much higher.
func (r *record) rise(today graph.Day) (level, before *graph.Level) {
	slices.SortFunc(r.levels, func(a, b graph.DeclarationSummary) int { return cmp.Compare(a.On, b.On) })
	if len(r.levels) < 2 {
		return nil, nil
	}
	last, previous := r.levels[len(r.levels)-1], r.levels[len(r.levels)-2]
	if last.On <= today-days || *last.Held-*previous.Held < leastRise {
		return nil, nil
	}
	return last.Held, previous.Held
}

// named gives topics and people their names, and their order.
func named(ctx context.Context, view *access.View, bySkill map[graph.NodeID][]found) ([]Topic, error) {
	var nodes []graph.NodeID
	for skill, experts := range bySkill {
		nodes = append(nodes, skill)
		for _, one := range experts {
			nodes = append(nodes, one.person)
		}
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	values, err := view.NodeValues(ctx, nodes)
	names := map[graph.NodeID]string{}
	for i, value := range values {
		switch value := value.(type) {
		case graph.Person:
			names[nodes[i]] = value.DisplayName
		case graph.Skill:
			names[nodes[i]] = value.PrefLabel
		}
	}
	var topics []Topic
	for skill, experts := range bySkill {
		topic := Topic{Skill: view.Key(skill), Name: names[skill]}
		for _, one := range experts {
			topic.Experts = append(topic.Experts, one.expert(view, names[one.person]))
		}
		slices.SortFunc(topic.Experts, func(a, b Expert) int {
			return cmp.Or(cmp.Compare(graph.Slug(a.Name), graph.Slug(b.Name)), cmp.Compare(a.Person, b.Person))
		})
		topics = append(topics, topic)
	}
	slices.SortFunc(topics, func(a, b Topic) int {
		return cmp.Or(cmp.Compare(graph.Slug(a.Name), graph.Slug(b.Name)), cmp.Compare(a.Skill, b.Skill))
	})
	return topics, err
}

func (f found) expert(view *access.View, name string) Expert {
	slices.SortFunc(f.answers, func(a, b graph.Acceptance) int {
		return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Answer, b.Answer))
	})
	expert := Expert{Person: view.Key(f.person), Name: name, Accepted: len(f.answers), Level: f.level, Before: f.before}
	for _, one := range f.answers[:min(len(f.answers), maxEvidence)] {
		expert.Evidence = append(expert.Evidence, view.Key(one.Answer))
	}
	return expert
}
