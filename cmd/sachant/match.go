package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/match"
)

// matchedPerson is who could take an opening; a contract with scripts.
type matchedPerson struct {
	Person graph.Key     `json:"person"`
	Name   string        `json:"name"`
	Score  float64       `json:"score"`
	Held   int           `json:"held"`
	Musts  int           `json:"musts"`
	Lines  []matchedLine `json:"lines"`
}

type matchedLine struct {
	Skill  string  `json:"skill"`
	Must   bool    `json:"must"`
	Status string  `json:"status"`
	Basis  string  `json:"basis,omitempty"`
	Points float64 `json:"points"`
	Text   string  `json:"text"`
}

func newMatch(o *cli.Options) *cobra.Command {
	first := 10
	command := &cobra.Command{
		Use:   "match OPENING",
		Short: "Show who could take an opening, and why",
		Long: `Shows the people who could take an opening, the best first, skill by skill: who has proof, who
claims it, who holds something near, who lacks it. OPENING is its reference or key.

It shows what a recruiter sees: only people who consented to be listed for such a move, and only
levels that they published.`,
		Example: `  sachant match OFF-2026-014
  sachant match opening/off-2026-014 --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if first < 1 {
				return fmt.Errorf("--first wants 1 or more")
			}
			return cli.Failed(listMatches(command.Context(), o, args[0], first))
		},
	}
	command.Flags().IntVar(&first, "first", 10, "how many people")
	return command
}

func listMatches(ctx context.Context, o *cli.Options, name string, first int) error {
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	view := access.NewGate(inst.Store, inst.Store).View(access.Viewer{Roles: []access.Role{access.Employee, access.Recruiter}})
	opening, err := findOpening(ctx, view, name)
	if err != nil {
		return err
	}
	sheets, err := match.People(ctx, view, opening.Key, graph.DateOf(o.Now()), match.DefaultWeights())
	if err != nil {
		return err
	}
	people := []matchedPerson{}
	for _, sheet := range sheets[:min(first, len(sheets))] {
		one, err := matched(ctx, o, view, &sheet)
		if err != nil {
			return err
		}
		people = append(people, one)
	}
	if o.JSON {
		return o.Print(people)
	}
	o.Say("%s (%d)\n", graph.As[graph.Opening](opening).Title, len(sheets))
	for i, one := range people {
		o.Say("%d. %s: holds of the needed skills %s\n", i+1, one.Name, fmt.Sprintf("%d/%d", one.Held, one.Musts))
		for _, line := range one.Lines {
			o.Say("   %s: %s\n", line.Skill, line.Text)
		}
	}
	return nil
}

// findOpening returns the opening with a reference or a key.
func findOpening(ctx context.Context, view *access.View, name string) (graph.Fact, error) {
	key := graph.Key(name)
	if key.Kind() != graph.KindOpening {
		key = graph.NodeKey(graph.KindOpening, graph.Slug(name))
	}
	if key.Check() != nil {
		return graph.Fact{}, fmt.Errorf("%q is neither the reference nor the key of an opening", name)
	}
	facts, err := view.Facts(ctx, graph.Brief, key)
	if err == nil && len(facts) == 0 {
		err = fmt.Errorf("there is no opening %q", name)
	}
	if err != nil {
		return graph.Fact{}, err
	}
	return facts[0], nil
}

// matched names what a sheet holds.
func matched(ctx context.Context, o *cli.Options, view *access.View, sheet *match.Sheet) (matchedPerson, error) {
	keys := []graph.Key{sheet.Person}
	for _, line := range sheet.Lines {
		keys = append(keys, view.Key(line.Requirement.Skill), view.Key(line.Of))
	}
	facts, err := view.Facts(ctx, graph.Brief, keys...)
	found := graph.ByKey(facts)
	out := matchedPerson{Person: sheet.Person, Name: graph.As[graph.Person](found[sheet.Person]).DisplayName, Score: sheet.Score, Held: sheet.Held, Musts: sheet.Musts}
	for _, line := range sheet.Lines {
		of := found[view.Key(line.Of)]
		label := graph.As[graph.Skill](of).PrefLabel + graph.InLanguage(graph.As[graph.Role](of).PrefLabel, o.Language)
		out.Lines = append(out.Lines, matchedLine{
			Skill: graph.As[graph.Skill](found[view.Key(line.Requirement.Skill)]).PrefLabel, Must: line.Must, Status: line.Status, Basis: line.Basis,
			Points: line.Points, Text: line.Text(label, o.Language),
		})
	}
	return out, err
}
