package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/ingest"
)

func newGenerate(o *cli.Options) *cobra.Command {
	company, out := fixtures.Company{}, ""
	command := &cobra.Command{
		Use:   "generate --out DIR",
		Short: "Generate the files of a believable company, of any size",
		Long: `Generates a company in which nobody exists, to try Sachant at the size of your own: its
directory (LDIF), six years of interviews (CSV) and ten years of activity (ActivityStreams 2.0
lines), in French and English, ready to be imported; and what human resources keep beside (CSV):
posts with the skills they require, who is hired and leaves when, licences with their ends, career
interviews. The same numbers give the same bytes.

There are 5 likes for each contribution, and 20 declared skills and 10 follows for each person.
docs/generated-company.md shows its shape beside that of real communities.`,
		Example: `  sachant generate --people 1000 --contributions 10000 --out company
  sachant import directory --ldif company/directory.ldif
  sachant import people company/personnel.csv
  sachant import interviews company/posts.csv company/interviews-*.csv company/career.csv company/licences.csv
  sachant import activity --jsonl company/activity.jsonl --trust-email`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := company.Check(); err != nil {
				return err
			}
			return generate(o, command, company, out)
		},
	}
	flags := command.Flags()
	flags.IntVar(&company.People, "people", 1000, fmt.Sprintf("how many `people`, %d to %d", fixtures.MinPeople, fixtures.MaxPeople))
	flags.IntVar(&company.Contributions, "contributions", 10_000, "how many `contributions`: questions, answers, notes and articles")
	flags.Uint64Var(&company.Seed, "seed", 1, "the `number` that all chance follows from")
	flags.StringVar(&out, "out", "", "the `directory` to write into")
	flags.BoolVar(&company.Tables, "csv", false, "write it as plain CSV tables too, for loading into other databases")
	_ = command.MarkFlagRequired("out")
	return command
}

func generate(o *cli.Options, command *cobra.Command, company fixtures.Company, out string) error {
	show, begun := cli.NewProgress(o), o.Now()
	err := company.Write(command.Context(), out, func(facts int64) {
		show.At(ingest.Progress{Done: facts, Total: company.Facts(), Read: facts, Elapsed: o.Now().Sub(begun)})
	})
	show.End()
	if err != nil {
		return cli.Failed(err)
	}
	if o.JSON {
		return o.Print(map[string]any{"out": out, "people": company.People, "contributions": company.Contributions, "facts": company.Facts()})
	}
	o.Say("%d facts about %d people in %s; now\n", company.Facts(), company.People, out)
	o.Say("  sachant import directory --ldif %s\n", filepath.Join(out, "directory.ldif"))
	o.Say("  sachant import people %s\n", filepath.Join(out, "personnel.csv"))
	o.Say("  sachant import interviews %s %s %s %s\n", filepath.Join(out, "posts.csv"), filepath.Join(out, "interviews-*.csv"),
		filepath.Join(out, "career.csv"), filepath.Join(out, "licences.csv"))
	o.Say("  sachant import activity --jsonl %s --trust-email\n", filepath.Join(out, "activity.jsonl"))
	return nil
}
