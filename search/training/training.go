// Package training makes the training plan of a unit: what its people lack of the skills that are required of them, and the
// trainings that they wish and let human resources see, grouped by skill, with a priority. How people stand to skills is read by
// package skillmap. Wishes are read through the view, which shows those that their person consents to show.
package training

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/skillmap"
)

// Priority is how urgent a training is.
type Priority string

// The priorities, the most urgent first.
const (
	// High: somebody falls short of a skill that is critical, or what they had to hold has expired, or they wish the training
	// that they lack.
	High Priority = "high"
	// Medium: somebody falls short by a level or more, or wishes the training with a high priority.
	Medium Priority = "medium"
	// Low: what is left.
	Low Priority = "low"
)

func priorities() []Priority { return []Priority{High, Medium, Low} }

// Wish is a training that somebody wishes, as they or their interview word it.
type Wish struct {
	Person graph.NodeID
	Text   string
	// Priority is that of the wish, one of graph's; "" where none is said.
	Priority string
}

// Trainee is somebody who lacks a skill or wishes to learn it.
type Trainee struct {
	Person graph.NodeID
	// Standing is how they stand to the skill where they fall short of it; nil where they only wish it.
	Standing *skillmap.Standing
	// Wish is what they wish; nil where they wish nothing of it.
	Wish *Wish
}

// Training is a skill to be learnt, or a training that somebody wishes and that is no known skill.
type Training struct {
	// Skill is 0 where the wish names none. Name is the label of the skill, or the words of the wish.
	Skill    graph.NodeID
	Name     string
	Domain   string
	Critical bool
	Priority Priority
	// Trainees are those who fall short, farthest first, then those who only wish it.
	Trainees []Trainee
}

// Short returns how many of the trainees fall short of the skill, and Wishes how many wish it.
func (t Training) Short() int {
	return count(t.Trainees, func(one Trainee) bool { return one.Standing != nil })
}

// Wishes returns how many of the trainees wish the training.
func (t Training) Wishes() int {
	return count(t.Trainees, func(one Trainee) bool { return one.Wish != nil })
}

func count(trainees []Trainee, holds func(Trainee) bool) (n int) {
	for _, one := range trainees {
		if holds(one) {
			n++
		}
	}
	return n
}

// Plan groups what people lack and wish by skill: the most urgent first, then what most people need.
func Plan(staff skillmap.Staff, skills map[graph.NodeID]graph.Skill, filter skillmap.Filter, wishes []Wish) []Training {
	found := map[string]*Training{}
	at := func(skill graph.NodeID, name string) *Training {
		id := fmt.Sprint(skill, " ", name)
		if found[id] == nil {
			of := skills[skill]
			found[id] = &Training{Skill: skill, Name: cmp.Or(of.PrefLabel, name), Domain: of.Domain, Critical: of.Critical}
		}
		return found[id]
	}
	for i, standing := range staff.Standings {
		if standing.State() == skillmap.Below {
			of := at(standing.Skill, "")
			of.Trainees = append(of.Trainees, Trainee{Person: standing.Person, Standing: &staff.Standings[i]})
		}
	}
	named := byLabel(skills)
	for i, wish := range wishes {
		skill := named.within(wish.Text)
		if !filter.KeepsSkill(skills[skill]) {
			continue
		}
		if skill != 0 {
			at(skill, "").wish(&wishes[i])
		} else {
			at(0, graph.Slug(wish.Text)).wishAs(wish.Text, &wishes[i])
		}
	}
	return ordered(found)
}

func ordered(found map[string]*Training) []Training {
	plan := make([]Training, 0, len(found))
	for _, of := range found {
		of.Priority = of.priority()
		slices.SortFunc(of.Trainees, compareTrainees)
		plan = append(plan, *of)
	}
	slices.SortFunc(plan, func(a, b Training) int {
		return cmp.Or(cmp.Compare(slices.Index(priorities(), a.Priority), slices.Index(priorities(), b.Priority)), cmp.Compare(len(b.Trainees), len(a.Trainees)),
			cmp.Compare(graph.Slug(a.Name), graph.Slug(b.Name)), cmp.Compare(a.Skill, b.Skill))
	})
	return plan
}

// compareTrainees puts those who fall short before those who only wish, the farthest first.
func compareTrainees(a, b Trainee) int {
	gap := func(one Trainee) float64 {
		if one.Standing == nil {
			return 1
		}
		return one.Standing.Gap()
	}
	return cmp.Or(cmp.Compare(gap(a), gap(b)), cmp.Compare(a.Person, b.Person))
}

// wish notes that somebody wishes the training: once, and beside what they lack of it.
func (t *Training) wish(wish *Wish) {
	for i, one := range t.Trainees {
		if one.Person == wish.Person {
			t.Trainees[i].Wish = wish
			return
		}
	}
	t.Trainees = append(t.Trainees, Trainee{Person: wish.Person, Wish: wish})
}

// wishAs is [Training.wish] of a training that is known by its words alone.
func (t *Training) wishAs(text string, wish *Wish) {
	if len(t.Trainees) == 0 {
		t.Name = text
	}
	t.wish(wish)
}

func (t *Training) priority() Priority {
	found := Low
	for _, one := range t.Trainees {
		of := Low
		switch standing := one.Standing; {
		case standing != nil && (t.Critical || standing.Expired || one.Wish != nil):
			of = High
		case standing != nil && (standing.Required == nil || standing.Gap() <= -1), one.Wish != nil && one.Wish.Priority == graph.PriorityHigh:
			of = Medium
		}
		if slices.Index(priorities(), of) < slices.Index(priorities(), found) {
			found = of
		}
	}
	return found
}

// labels are those of skills, as slugs.
type labels map[string]graph.NodeID

func byLabel(skills map[graph.NodeID]graph.Skill) labels {
	all := labels{}
	for node, skill := range skills {
		for _, label := range append([]string{skill.PrefLabel}, skill.AltLabel...) {
			if slug := graph.Slug(label); slug != "" && (all[slug] == 0 || node < all[slug]) {
				all[slug] = node
			}
		}
	}
	return all
}

// within returns the skill whose label is in a text as whole words, of several the one with the longest; 0 where there is none.
func (l labels) within(text string) graph.NodeID {
	words := strings.Split(graph.Slug(text), "-")
	for length := len(words); length > 0; length-- {
		for from := 0; from+length <= len(words); from++ {
			if skill := l[strings.Join(words[from:from+length], "-")]; skill != 0 {
				return skill
			}
		}
	}
	return 0
}

// Read makes the plan of people whom package skillmap has read with a filter.
func Read(ctx context.Context, view *access.View, staff skillmap.Staff, filter skillmap.Filter) ([]Training, error) {
	wishes, err := readWishes(ctx, view, staff)
	if err != nil {
		return nil, fmt.Errorf("read the trainings that people wish: %w", err)
	}
	skills, err := readSkills(ctx, view)
	if err != nil {
		return nil, fmt.Errorf("read the skills that can be learnt: %w", err)
	}
	for node, skill := range staff.Skills {
		skills[node] = skill
	}
	return Plan(staff, skills, filter, wishes), nil
}

func readSkills(ctx context.Context, view *access.View) (map[graph.NodeID]graph.Skill, error) {
	var keys []graph.Key
	var values []graph.Skill
	_, err := view.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		keys, values = append(keys, fact.Key), append(values, graph.As[graph.Skill](fact))
		return nil
	}, graph.KindSkill)
	if err != nil {
		return nil, err
	}
	nodes, err := view.NodeIDs(ctx, keys...)
	skills := map[graph.NodeID]graph.Skill{}
	for i, node := range nodes {
		if node != 0 {
			skills[node] = values[i]
		}
	}
	return skills, err
}

// readWishes returns the trainings that people wish, by the latest wish of each that names some.
func readWishes(ctx context.Context, view *access.View, staff skillmap.Staff) ([]Wish, error) {
	people := make([]graph.NodeID, len(staff.People))
	for i, person := range staff.People {
		people[i] = person.Node
	}
	edges, err := view.AppendEdges(ctx, nil, people, graph.Into, graph.KindWishedBy)
	if err != nil {
		return nil, err
	}
	nodes := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		nodes[i] = edge.From
	}
	values, err := view.NodeValues(ctx, nodes)
	if err != nil {
		return nil, err
	}
	latest := map[graph.NodeID]graph.Wish{}
	for i, edge := range edges {
		said, _ := values[i].(graph.Wish)
		if before, is := latest[edge.To]; len(said.Trainings) > 0 && (!is || said.On > before.On) {
			latest[edge.To] = said
		}
	}
	var wishes []Wish
	for _, person := range people {
		for _, text := range latest[person].Trainings {
			wishes = append(wishes, Wish{person, text, latest[person].Priority})
		}
	}
	return wishes, nil
}
