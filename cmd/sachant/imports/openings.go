package imports

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/opening"
	"github.com/sachant/sachant/ingest/table"
)

func newImportOpenings(i *importOptions) *cobra.Command {
	var maps []string
	sheet, scale := "", ""
	command := &cobra.Command{
		Use:   "openings FILE",
		Short: "Import openings, from CSV, XLSX or JSON-LD",
		Long: `Imports the openings of the company: the list of its "bourse de l'emploi" as CSV or XLSX, a row
an opening, under the names that HR systems use (Référence, Intitulé, Code emploi, Code ROME,
Entité, Site, Type de contrat, Date limite, Contact RH, Statut, Compétences requises, Compétences
souhaitées, ...), or postings as JSON-LD, of the type JobPosting of schema.org.

Skills stand in a cell, "Soudage TIG : 3 | Lecture de plans", or in rows of their own that repeat
the reference, with Compétence, Niveau requis and Importance. A file says all that its openings
demand; openings that are not in it stay as they are.`,
		Example: `  sachant import openings offres.csv --dry-run
  sachant import openings postes.jsonld`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			mapping, err := table.ParseMapping(maps, opening.Columns())
			if err != nil {
				return fmt.Errorf("--map: %w", err)
			}
			reader := opening.Reader{Path: files[0], Sheet: sheet, Understood: i.details.understood}
			if reader.Scale, err = interview.ParseScale(scale); err != nil {
				return fmt.Errorf("--scale: %w", err)
			}
			if err := cli.Readable(files); err != nil {
				return cli.Failed(err)
			}
			source := i.sourceOr("openings")
			kept, err := i.Mappings().Read(source)
			if err != nil {
				return cli.Failed(err)
			}
			i.files, reader.Mapping = files, mapping.Over(kept)
			i.after = func(report ingest.Report) error { return i.keepMapping(source, reader.Mapping, report) }
			return i.run(command.Context(), source, func(namer graph.Namer, store graph.Reader) (ingest.Reader, error) {
				reader.Namer, reader.Store = namer, store
				return reader, nil
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&sheet, "sheet", "", "the `name` of the sheet of a workbook (the first that holds something where not given)")
	flags.StringVar(&scale, "scale", "", "the `scale` of the levels: 0-4, 1-4, 1-5, words, iluo, public, or your own such as I=1,L=2,U=3,S=4 (told by the file where not given)")
	flags.StringArrayVar(&maps, "map", nil, "what a column holds, as `HEADER=FIELD`, such as \"Lieu d'exercice=site\"; ignore leaves one out (repeatable)")
	return command
}
