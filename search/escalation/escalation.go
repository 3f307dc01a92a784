// Package escalation leaves no question behind: after some working days without an answer the people asked
// are reminded, then more people are asked, then it is the turn of who looks after the community. Each step of a question is a
// fact with a key of its own, which is why it is taken once, also over a restart and by two servers on one store.
package escalation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/search/recipients"
	"github.com/sachant/sachant/search/routing"
	"github.com/sachant/sachant/search/workdays"
)

// Delays are after how many working days without an answer a step is taken.
type Delays struct{ Reminder, Wider, Manager int }

// DefaultDelays returns those that Sachant ships.
func DefaultDelays() Delays { return Delays{Reminder: 3, Wider: 5, Manager: 8} }

// LeastReminder is the least number of working days after which people are reminded.
const LeastReminder = 3

// Check returns an error for delays that make no sense.
func (d Delays) Check() error {
	if d.Reminder < LeastReminder || d.Wider <= d.Reminder || d.Manager <= d.Wider {
		return fmt.Errorf("questions without an answer need a reminder after 3 working days or more, then more people, then the manager, not %d, %d and %d", d.Reminder, d.Wider, d.Manager)
	}
	return nil
}

// Due returns the steps that are due on a day for a question of another day, in their order.
func (d Delays) Due(asked, today graph.Date, calendar workdays.Calendar) (steps []string) {
	for _, one := range []struct {
		step string
		days int
	}{{graph.StepReminder, d.Reminder}, {graph.StepWider, d.Wider}, {graph.StepManager, d.Manager}} {
		if calendar.After(asked, one.days) <= today {
			steps = append(steps, one.step)
		}
	}
	return steps
}

// Config is what a worker needs of others.
type Config struct {
	Gate     *access.Gate
	Finder   recipients.Finder
	Calendar workdays.Calendar
	Delays   Delays
	Now      func() time.Time
}

// Worker takes the steps that are due. Its passes run one after the other.
type Worker struct{ Config }

// New returns a worker.
func New(config Config) *Worker { return &Worker{config} }

// Pass takes the steps that are due. A question that fails fails no other one.
func (w *Worker) Pass(ctx context.Context) error {
	questions, err := asking.OpenQuestions(ctx, w.Gate)
	if err != nil {
		return err
	}
	var failures []error
	for _, question := range questions {
		if step := w.next(question, graph.DateOf(w.Now())); step != "" {
			failures = append(failures, w.take(ctx, question, step))
		}
	}
	return errors.Join(failures...)
}

// next returns the step that a question takes on a day, empty for none: one after the other, so that the people of a step have
// the time that it gives them, also where the server was away when it was due.
func (w *Worker) next(question asking.OpenQuestion, today graph.Date) string {
	given := map[string]int{graph.StepWider: w.Delays.Wider - w.Delays.Reminder, graph.StepManager: w.Delays.Manager - w.Delays.Wider}
	for _, step := range w.Delays.Due(question.AskedOn, today, w.Calendar) {
		switch {
		case slices.Contains(question.Steps, step):
		case question.SteppedOn != "" && w.Calendar.After(question.SteppedOn, given[step]) > today:
			return ""
		default:
			return step
		}
	}
	return ""
}

// take takes a step. Where another server took it meanwhile, nothing is left to do.
func (w *Worker) take(ctx context.Context, question asking.OpenQuestion, step string) error {
	var to []asking.Recommended
	switch step {
	case graph.StepManager:
		if !question.HasManager {
			return nil
		}
	case graph.StepWider:
		var err error
		if to, err = w.wider(ctx, question); err != nil {
			return err
		}
	}
	err := asking.TakeStep(ctx, w.Gate, question, step, to, w.Now())
	if errors.Is(err, graph.ErrConflict) || errors.Is(err, graph.ErrNotFound) {
		return nil
	}
	return err
}

// wider returns more people who know about a question, as its asker would be proposed them.
func (w *Worker) wider(ctx context.Context, question asking.OpenQuestion) (to []asking.Recommended, err error) {
	view := w.Gate.View(access.Viewer{Person: question.Asker, Roles: []access.Role{access.Employee}})
	weights := routing.DefaultWeights()
	draft := recipients.Draft{Title: question.Title, Skills: question.Skills, Community: question.Community}
	proposed, err := recipients.Propose(ctx, w.Finder, view, draft, graph.DateOf(w.Now()), weights.Usual+len(question.Asked), weights)
	for _, one := range proposed.To {
		if !slices.Contains(question.Asked, one.Person) && len(to) < weights.Usual {
			to = append(to, asking.Recommended{Person: one.Person, Reason: string(one.Reason)})
		}
	}
	return to, err
}
