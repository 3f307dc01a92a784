package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
)

func newImportInterviews(i *importOptions) *cobra.Command {
	scale := ""
	command := &cobra.Command{
		Use:   "interviews FILE...",
		Short: "Import skills declared in GPEC/GEPP interviews, from CSV files",
		Long: `Imports what people declare in GPEC/GEPP interviews: CSV files with one row for each
person, skill and interview, with the column names that French HR systems use (Matricule,
Compétence, Niveau requis, Niveau acquis, Date de l'entretien, ...).

People are found by employee number, or by e-mail with --trust-email, never by name. Comments
are left out and counted. A file with a column that must not be here (date of birth, social
security number, salary, health, ...) is refused whole.`,
		Example: `  sachant import interviews entretiens-2026.csv
  sachant import interviews --dry-run *.csv`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			parsed, err := interview.ParseScale(scale)
			if err != nil {
				return fmt.Errorf("--scale: %w", err)
			}
			if err := readable(files); err != nil {
				return failed(err)
			}
			return i.run(command.Context(), i.sourceOr("interviews"), interviewReader(i, files, parsed))
		},
	}
	command.Flags().BoolVar(&i.trustEmail, "trust-email", false, "find people by e-mail where a row has no employee number")
	command.Flags().StringVar(&scale, "scale", "", "the `scale` of the levels: 0-4, 1-4, 1-5, words, iluo or public (told by the file where not given)")
	return command
}

func interviewReader(i *importOptions, files []string, scale interview.Scale) makeReader {
	return func(_ graph.Namer, reader graph.Reader) (ingest.Reader, error) {
		return interview.Reader{Paths: files, Scale: scale, TrustEmail: i.trustEmail, Store: reader}, nil
	}
}
