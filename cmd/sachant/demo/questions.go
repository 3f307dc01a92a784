package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/schema/resolve"
)

// PopulateQuestions has people of the sample company ask the questions that wait for an answer, as they would on their pages.
func PopulateQuestions(ctx context.Context, now time.Time, inst *installation.Installation) error {
	gate, newID := access.NewGate(inst.Store, inst.Store), resolve.TextNamer(inst.Namer)
	for _, one := range fixtures.PendingQuestions() {
		people, err := findAll(ctx, inst, append([]string{one.Asker}, one.To...))
		if err != nil {
			return err
		}
		at := now.AddDate(0, 0, -one.Days)
		question := asking.Question{Key: graph.NodeKey(graph.KindContribution, newID(string(people[0]), "sample", one.ID)), Title: one.Title, Content: one.Content, Language: "fr"}
		if one.Skill != "" {
			question.Skills = []graph.Key{graph.NodeKey(graph.KindSkill, graph.Slug(one.Skill))}
		}
		for _, person := range people[1:] {
			question.To = append(question.To, asking.Recommended{Person: person, Reason: graph.AskedByChoice})
		}
		view := func(person graph.Key) *access.View {
			return gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
		}
		if err := asking.Ask(ctx, view(people[0]), question, at); err != nil {
			return fmt.Errorf("ask %s: %w", one.ID, err)
		}
		for i, mail := range one.To {
			if mail == one.Declined {
				if err := asking.Respond(ctx, view(people[i+1]), question.Key, graph.RequestDeclined, at); err != nil {
					return fmt.Errorf("decline %s: %w", one.ID, err)
				}
			}
		}
	}
	return nil
}

// findAll returns the people who have addresses.
func findAll(ctx context.Context, inst *installation.Installation, mails []string) ([]graph.Key, error) {
	people := make([]graph.Key, len(mails))
	for i, mail := range mails {
		person, err := installation.FindPerson(ctx, inst.Store, mail)
		if err != nil {
			return nil, fmt.Errorf("the sample company has nobody with %s: %w", mail, err)
		}
		people[i] = person
	}
	return people, nil
}
