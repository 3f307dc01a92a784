package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

type findOptions struct {
	*cli.Options
	as, unit, site, asOf, emphasis string
	first                          int
	verbose                        bool
}

func newFind(o *cli.Options) *cobra.Command {
	f := &findOptions{Options: o}
	command := &cobra.Command{
		Use:   "find WORDS...",
		Short: "Find who knows, and why",
		Long: `Finds people who know about the words, best first, each with the reasons for
their rank. It shows what any colleague may see, or with --as what that person may.

Words are found however they are written: accents or not, joined, apart or with
signs (powerbi, power bi). A word found by another form of it has ≈ before it.

  "project management"       these words in a row, in any form
  welding AND steel          people with evidence of each; also ET
  SAP OR ERP                 either; also OU
  welding -steel             without what holds the word; also NOT, SAUF
  skill:welding level>=3     who declares the skill, at this level
  unit:Purchasing site:Nantes title:buyer
                             who works there, as this; several words in quotes
  (welding OR brazing) AND steel

The name of a person, a unit or a site finds that person, or the people there.
What follows no rule is searched as words. Before a query that begins with - put --.`,
		Example: `  sachant find "négociation fournisseurs"
  sachant find kubernetes --site Nantes --json
  sachant find kubernetes --emphasis who-knows
  sachant find 'compétence:soudage niveau>=3 -inox'
  sachant find "equity split" --as-of 2013-12-31`,
		Args: cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, args []string) error {
			return f.run(command.Context(), strings.Join(args, " "))
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.as, "as", "", "answer as this person would see it, by `key` (person/...) or e-mail")
	flags.StringVar(&f.unit, "unit", "", "only people of this unit, or a part of it")
	flags.StringVar(&f.site, "site", "", "only people of this site")
	flags.StringVar(&f.asOf, "as-of", "", "rank as of the end of a `day`, such as 2013-12-31, with what was known then")
	flags.StringVar(&f.emphasis, "emphasis", "answer-now", "rank by expertise alone, who-knows, or by who answers lately too, answer-now")
	flags.IntVar(&f.first, "first", 10, "how many people")
	flags.BoolVar(&f.verbose, "verbose", false, "say on standard error how long the answer took")
	return command
}

func (f *findOptions) run(ctx context.Context, words string) error {
	asOf, err := endOf(f.asOf)
	if err != nil {
		return err
	}
	emphasis, err := emphasisOf(f.emphasis)
	if err != nil {
		return err
	}
	if strings.TrimSpace(words) == "" {
		return errors.New("find wants words to look for")
	}
	if f.first < 1 {
		return errors.New("--first wants 1 or more")
	}
	inst, err := installation.OpenReadOnly(ctx, f.Options)
	if err != nil {
		return cli.Failed(err)
	}
	defer inst.Close()
	// Reading the store costs one answer less than loading the replica: for 10,000 people 0.5 to 0.8 s of
	// processor time and 110 MB against 1.1 s and 250 MB, and loading grows with the company.
	searcher, err := inst.OpenSearcher(ctx, f.Options, inst.Store, inst.Store)
	if err != nil {
		return cli.Failed(err)
	}
	defer searcher.Close()
	client, err := installation.OpenModel(ctx, f.Options, inst, nil)
	if err != nil {
		return cli.Failed(err)
	}
	if client.Embeds() {
		searcher.Finder.NearSkills = installation.NearSkillsNow(f.Options, client, searcher.Gate)
	}
	view, err := f.view(ctx, searcher)
	if err != nil {
		return cli.Failed(err)
	}
	if err := f.checkPlaces(ctx, view); err != nil {
		return err
	}
	query := search.Query{Words: words, Unit: f.unit, Site: f.site, AsOf: asOf, Emphasis: emphasis}
	return cli.Failed(f.find(ctx, searcher.Finder, view, query))
}

// checkPlaces refuses units and sites that there are not, which are mistyped: nobody would be found there.
func (f *findOptions) checkPlaces(ctx context.Context, view *access.View) error {
	for _, each := range []struct {
		flag, wanted string
		kind         graph.Kind
	}{{"--unit", f.unit, graph.KindUnit}, {"--site", f.site, graph.KindSite}} {
		known, nearest, err := search.FindPlace(ctx, view, each.kind, each.wanted)
		switch {
		case err != nil:
			return cli.Failed(err)
		case !known && len(nearest) == 0:
			return fmt.Errorf("%s: there is no %s %q", each.flag, each.kind, each.wanted)
		case !known:
			return fmt.Errorf("%s: there is no %s %q; the nearest are %s", each.flag, each.kind, each.wanted, quoted(nearest))
		}
	}
	return nil
}

func quoted(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = strconv.Quote(name)
	}
	return strings.Join(all, ", ")
}

// find asks for the people wanted, a page at a time.
func (f *findOptions) find(ctx context.Context, finder *search.Finder, view *access.View, query search.Query) error {
	began := time.Now()
	query.First = min(f.first, search.MaxFirst)
	answer, err := finder.FindExperts(ctx, view, query)
	for next := answer; err == nil && next.More && len(answer.Experts) < f.first; {
		query.After = next.Experts[len(next.Experts)-1].Cursor
		query.First = min(f.first-len(answer.Experts), search.MaxFirst)
		if next, err = finder.FindExperts(ctx, view, query); err == nil {
			answer.Experts = append(answer.Experts, next.Experts...)
		}
	}
	if err != nil {
		return err
	}
	if f.verbose {
		f.Note("answered in %.1f ms\n", float64(time.Since(began).Microseconds())/1000)
	}
	if f.JSON {
		return f.Print(foundExperts(answer, f.Language))
	}
	f.sayAnswer(answer)
	return nil
}

// view is that of any colleague, or with --as of one person.
func (f *findOptions) view(ctx context.Context, searcher installation.Searcher) (*access.View, error) {
	if f.as == "" {
		return searcher.Gate.View(access.Colleague()), nil
	}
	person, err := installation.FindPerson(ctx, searcher.Reader, f.as)
	if err != nil {
		return nil, fmt.Errorf("--as %s: %w", f.as, err)
	}
	return searcher.Gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}}), nil
}

func emphasisOf(name string) (search.Emphasis, error) {
	switch strings.ReplaceAll(strings.ToLower(name), "_", "-") {
	case "who-knows":
		return search.WhoKnows, nil
	case "answer-now":
		return search.AnswerNow, nil
	}
	return search.WhoKnows, fmt.Errorf("--emphasis: there is no emphasis %q: say who-knows or answer-now", name)
}

// endOf is the last millisecond of a day; the zero time for no day.
func endOf(day string) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	date, err := graph.ParseDate(day)
	if err != nil {
		return time.Time{}, fmt.Errorf("--as-of: %w", err)
	}
	return date.Time().Add(24*time.Hour - time.Millisecond), nil
}
