package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/due"
)

func newInterviews(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "interviews",
		Short: "See whose career interviews are due",
		Long:  "Sees whose career interviews are due.",
		Args:  cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_ = command.Help()
			return errors.New("interviews wants due")
		},
	}
	command.AddCommand(newInterviewsDue(o))
	return command
}

// dueEntry is somebody whose interview is due; a contract with scripts.
type dueEntry struct {
	EmployeeNumber string     `json:"employeeNumber,omitempty"`
	Name           string     `json:"name"`
	On             graph.Date `json:"on"`
	Type           string     `json:"type"`
	Why            string     `json:"why"`
	Last           graph.Date `json:"last,omitempty"`
	Overdue        bool       `json:"overdue"`
}

func newInterviewsDue(o *cli.Options) *cobra.Command {
	rules, before := &cli.DueRules{}, ""
	command := &cobra.Command{
		Use:   "due",
		Short: "List whose next career interview is due",
		Long: `Lists whose next career interview (entretien de parcours professionnel) is due, the longest overdue
first, by the law of 24 October 2025: within a year of hiring, then every four years at most, and a
sum every eight; the next due date that the HR system states goes before, unless it is too late.
Days of hiring come from sachant import people, the others from interviews. Yearly appraisals do not
count. It is for HR: nothing is left out for privacy.`,
		Example: `  sachant interviews due
  sachant interviews due --before 2027-06-30 --json`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			parsed, err := rules.Rules()
			if err != nil {
				return err
			}
			until := graph.DateOf(o.Now().Add(due.Soon))
			if before != "" {
				if until, err = graph.ParseDate(before); err != nil {
					return fmt.Errorf("--before: %w", err)
				}
			}
			return cli.Failed(sayDue(command.Context(), o, parsed, until))
		},
	}
	command.Flags().StringVar(&before, "before", "", "list those due until this `day` (in 90 days where not given)")
	rules.Flags(command.Flags())
	return command
}

func sayDue(ctx context.Context, o *cli.Options, rules due.Rules, before graph.Date) error {
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	view := access.NewGate(inst.Store, inst.Store).View(access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}})
	today := graph.DateOf(o.Now())
	histories, err := due.Read(ctx, view)
	if err != nil {
		return err
	}
	entries, unknown := rules.List(histories, today, before)
	keys := make([]graph.Key, len(entries))
	for i, each := range entries {
		keys[i] = each.Person
	}
	facts, err := view.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return err
	}
	people, listed := graph.ByKey(facts), []dueEntry{}
	for _, each := range entries {
		person := graph.As[graph.Person](people[each.Person])
		listed = append(listed, dueEntry{person.EmployeeNumber, person.DisplayName, each.On, each.Type, each.Why, each.Last, each.On < today})
	}
	o.NoteCommand("interviews due", string(before), keys)
	if o.JSON {
		return o.Print(map[string]any{"due": listed, "unknown": len(unknown)})
	}
	sayDueList(o, listed, len(unknown), before)
	return nil
}

func sayDueList(o *cli.Options, listed []dueEntry, unknown int, before graph.Date) {
	for _, each := range listed {
		late := ""
		if each.Overdue {
			late = o.Text(", overdue")
		}
		o.Say("%s  %s (%s): %s%s\n", each.On, each.Name, each.EmployeeNumber, o.Text(dueText(each)), late)
	}
	day := before.Time().Format(time.DateOnly)
	o.Say("%d interviews due until %s; of %d people nothing is known by which one could be\n", len(listed), day, unknown)
}

// dueText says why an interview is due.
func dueText(of dueEntry) string {
	switch of.Why {
	case due.WhyHired:
		return "the first one, a year after hiring"
	case due.WhyStated:
		return "the day that the HR system states"
	case due.WhyRecap:
		return "the one that sums up the last years"
	}
	return "the period since the last one has passed"
}
