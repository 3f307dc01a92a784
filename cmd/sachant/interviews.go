package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/due"
)

func newInterviews(o *options) *cobra.Command {
	command := &cobra.Command{
		Use:   "interviews",
		Short: "See whose career interviews are due",
		Long:  "Sees whose career interviews are due.",
		Args:  noArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_ = command.Help()
			return errors.New("interviews wants due")
		},
	}
	command.AddCommand(newInterviewsDue(o))
	return command
}

// dueRules are the flags of the periods of interviews.
type dueRules struct {
	period      int
	legacyUntil string
}

func (d *dueRules) flags(flags *pflag.FlagSet) {
	flags.IntVar(&d.period, "interview-period", 48, "the `months` between two career interviews, where an agreement shortens the 48 of the law")
	flags.StringVar(&d.legacyUntil, "interview-legacy-until", "", "the last `day` on which an agreement keeps the former rules (every two years, a sum every six), 2026-10-01 at the latest")
}

func (d *dueRules) rules() (due.Rules, error) {
	rules := due.Rules{Period: d.period}
	if d.period < 1 || d.period > 48 {
		return rules, errors.New("--interview-period wants 1 to 48 months")
	}
	if d.legacyUntil != "" {
		day, err := graph.ParseDate(d.legacyUntil)
		if err != nil {
			return rules, fmt.Errorf("--interview-legacy-until: %w", err)
		}
		rules.LegacyUntil = day
	}
	return rules, nil
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

func newInterviewsDue(o *options) *cobra.Command {
	rules, before := &dueRules{}, ""
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
			parsed, err := rules.rules()
			if err != nil {
				return err
			}
			until := graph.DateOf(o.Now().Add(due.Soon))
			if before != "" {
				if until, err = graph.ParseDate(before); err != nil {
					return fmt.Errorf("--before: %w", err)
				}
			}
			return failed(o.sayDue(command.Context(), parsed, until))
		},
	}
	command.Flags().StringVar(&before, "before", "", "list those due until this `day` (in 90 days where not given)")
	rules.flags(command.Flags())
	return command
}

func (o *options) sayDue(ctx context.Context, rules due.Rules, before graph.Date) error {
	inst, err := o.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	view := access.NewGate(inst.store, inst.store).View(access.Viewer{Roles: []access.Role{access.Employee, access.HRRole}})
	today := graph.DateOf(o.Now())
	entries, unknown, err := due.List(ctx, view, rules, today, before)
	if err != nil {
		return err
	}
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
	o.noteCommand("interviews due", string(before), keys)
	if o.json {
		return o.print(map[string]any{"due": listed, "unknown": len(unknown)})
	}
	o.sayDueList(listed, len(unknown), before)
	return nil
}

func (o *options) sayDueList(listed []dueEntry, unknown int, before graph.Date) {
	for _, each := range listed {
		late := ""
		if each.Overdue {
			late = o.text(", overdue")
		}
		o.say("%s  %s (%s): %s%s\n", each.On, each.Name, each.EmployeeNumber, o.text(dueText(each)), late)
	}
	day := before.Time().Format(time.DateOnly)
	o.say("%d interviews due until %s; of %d people nothing is known by which one could be\n", len(listed), day, unknown)
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
