package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
)

func newImportInterviews(i *importOptions) *cobra.Command {
	scale, sheet := "", ""
	command := &cobra.Command{
		Use:   "interviews FILE...",
		Short: "Import skills and wishes of GPEC/GEPP interviews, from CSV or XLSX files",
		Long: `Imports what people declare in GPEC/GEPP interviews: CSV or XLSX files with a row for each
person, skill and interview, or for each interview with its wishes, matrices of people and
skills, and lists of skills, with the column names that French HR systems use (Matricule,
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
			return i.run(command.Context(), i.sourceOr("interviews"), interviewReader(i, interview.Reader{Paths: files, Sheet: sheet, Scale: parsed}))
		},
	}
	command.Flags().BoolVar(&i.trustEmail, "trust-email", false, "find people by e-mail where a row has no employee number")
	command.Flags().StringVar(&sheet, "sheet", "", "the `name` of the sheet of a workbook (the first that holds something where not given)")
	command.Flags().StringVar(&scale, "scale", "", "the `scale` of the levels: 0-4, 1-4, 1-5, words, iluo or public (told by the file where not given)")
	return command
}

func interviewReader(i *importOptions, reader interview.Reader) makeReader {
	return func(_ graph.Namer, store graph.Reader) (ingest.Reader, error) {
		reader.TrustEmail, reader.Store = i.trustEmail, store
		return reader, nil
	}
}
