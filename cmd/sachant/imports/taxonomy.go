package imports

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/taxonomy"
)

// taxonomyOptions are the flags of an import of a vocabulary.
type taxonomyOptions struct {
	*importOptions
	rome  string
	esco  bool
	lists bool
	sheet string
}

func newImportTaxonomy(i *importOptions) *cobra.Command {
	o := &taxonomyOptions{importOptions: i}
	command := &cobra.Command{
		Use:   "taxonomy (--rome DIR | --esco DIR... | --csv FILE...)",
		Short: "Import a vocabulary of skills and jobs: ROME, ESCO, or the company's own",
		Long: `Imports concepts with their labels in French and English, what is broader and what is related,
and jobs with the skills that they need. Tables are known by the names of their columns; what a
folder lacks is named, and the rest is read. Concepts do not count as skills of anybody: they are
offered while a skill is typed, and their labels find each other in searches.

A later version under the same source is an upgrade: --dry-run shows its plan. What it no longer
has is marked as deprecated and kept, so that no skill loses what it was found to be. Languages
that a run does not hold stay as they were.

With --csv, CSV or XLSX files: a table (code; label; language; synonyms; broader; definition; type) or a list of
synonyms and abbreviations with a line for each: k8s = Kubernetes. In a table, a column Code OGR
or URI ESCO names the concept of a stored vocabulary that the one of its row is.`,
		Example: `  sachant import taxonomy --rome RefRomeCsv
  sachant import taxonomy --esco esco-fr esco-en
  sachant import taxonomy --csv competences.csv synonymes.txt`,
		Args: cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, args []string) error {
			source, reader, err := o.choose(args)
			if err != nil {
				return err
			}
			if err := cli.Readable(append(args, o.romeDirs()...)); err != nil {
				return cli.Failed(err)
			}
			return o.run(command.Context(), source, reader)
		},
	}
	flags := command.Flags()
	flags.StringVar(&o.rome, "rome", "", "the `directory` of the tables of ROME 4.0 (RefRomeCsv)")
	flags.BoolVar(&o.esco, "esco", false, "read the directories named after it as ESCO, each in one language")
	flags.BoolVar(&o.lists, "csv", false, "read the files named after it as the company's own list or its synonyms, CSV or XLSX")
	flags.StringVar(&o.sheet, "sheet", "", "with --csv, the `name` of the sheet of a workbook (the first that holds something where not given)")
	return command
}

func (o *taxonomyOptions) romeDirs() []string {
	if o.rome == "" {
		return nil
	}
	return []string{o.rome}
}

// choose returns the source that the flags name, and what reads it.
func (o *taxonomyOptions) choose(args []string) (source string, reader makeReader, err error) {
	kinds := cli.Given(o.rome)
	for _, is := range []bool{o.esco, o.lists} {
		if is {
			kinds++
		}
	}
	switch {
	case kinds != 1, o.rome == "" && len(args) == 0, o.rome != "" && len(args) > 0:
		return "", nil, errors.New("import taxonomy wants one of --rome DIR, --esco DIR... or --csv FILE")
	case o.rome != "":
		return o.sourceOr(taxonomy.SchemeROME), func(_ graph.Namer, store graph.Reader) (ingest.Reader, error) {
			return taxonomy.ROME{Dir: o.rome, Store: store}, nil
		}, nil
	case o.esco:
		return o.sourceOr(taxonomy.SchemeESCO), func(_ graph.Namer, store graph.Reader) (ingest.Reader, error) {
			return taxonomy.ESCO{Dirs: args, Store: store}, nil
		}, nil
	}
	source = o.sourceOr(taxonomy.SchemeCompany)
	return source, func(_ graph.Namer, store graph.Reader) (ingest.Reader, error) {
		return taxonomy.List{Paths: args, Sheet: o.sheet, Scheme: source, Store: store}, nil
	}, nil
}
