package hr

import (
	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/training"
)

// trainingPlan is what the people of a unit lack and wish, a page of it.
type trainingPlan struct {
	TotalCount int
	Unit       string
	People     int
	Entries    []trainingNeed
}

// trainingNeed is a skill to be learnt, or a training that is wished.
type trainingNeed struct {
	Skill    graph.Key
	Label    string
	Priority string
	Short    int
	Wishes   int
	people   []trainee
}

// trainee is somebody who needs or wishes a training.
type trainee struct {
	Person       graph.Key
	Held         *graph.Level
	Required     *graph.Level
	Short        bool
	Expired      bool
	Wish         any // the words; null where they wish nothing of it
	WishPriority any
}

func trainingArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"TrainingPlan": trainingPlan{}, "TrainingNeed": trainingNeed{}, "Trainee": trainee{}},
		Resolvers: map[string]resolve.Func{
			"Query.trainingPlan": planTraining,
			"TrainingNeed.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(trainingNeed).Skill)
			},
			"TrainingNeed.people": listTrainees,
			"Trainee.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(trainee).Person)
			},
		},
	}
}

func planTraining(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	filter := MapFilter(p.Args, r.Today())
	staff, may, err := readStaff(r, filter)
	if !may {
		return nil, err
	}
	plan, err := training.Read(r.Context, r.View, staff, filter)
	answer := trainingPlan{TotalCount: len(plan), Unit: staff.Unit, People: len(staff.People), Entries: []trainingNeed{}}
	for _, one := range resolve.Cut(plan, p.Args) {
		need := trainingNeed{Label: one.Name, Priority: string(one.Priority), Short: one.Short(), Wishes: one.Wishes()}
		if one.Skill != 0 {
			need.Skill = r.View.Key(one.Skill)
		}
		for _, each := range one.Trainees {
			need.people = append(need.people, newTrainee(r.View.Key(each.Person), each))
		}
		answer.Entries = append(answer.Entries, need)
	}
	return answer, err
}

func newTrainee(person graph.Key, of training.Trainee) trainee {
	shown := trainee{Person: person, Short: of.Standing != nil}
	if of.Standing != nil {
		shown.Held, shown.Required, shown.Expired = of.Standing.Held, of.Standing.Required, of.Standing.Expired
	}
	if of.Wish != nil {
		shown.Wish, shown.WishPriority = of.Wish.Text, of.Wish.Priority
	}
	return shown
}

func listTrainees(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
	people := resolve.Cut(p.Source.(trainingNeed).people, p.Args)
	return append([]trainee{}, people[:min(len(people), maxMembers)]...), nil
}
