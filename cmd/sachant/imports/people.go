package imports

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/people"
	"github.com/sachant/sachant/ingest/table"
)

func newImportPeople(i *importOptions) *cobra.Command {
	var maps []string
	sheet, complete := "", false
	command := &cobra.Command{
		Use:   "people FILE",
		Short: "Import people from HR's file, CSV or XLSX, also those in no directory",
		Long: `Imports who works in the company from a file of HR, CSV or XLSX, a row a person: employee number,
name, post, unit, site, employee number of the manager, end of the contract and day of leaving,
under the names that HR systems use (Matricule, Nom, Prénom, Poste, Service, Site, Matricule N+1,
Fin de contrat, Date de sortie, ...).

Who has an account in a directory too is the same person, by employee number, and the directory
describes them; the file describes the others. With --complete the file holds everybody, and who
is missing has left, by the rules of a directory; a day of leaving that has passed lets somebody
leave in any case.`,
		Example: `  sachant import people personnel.xlsx --dry-run
  sachant import people personnel.csv --complete`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			mapping, err := table.ParseMapping(maps, people.Columns())
			if err != nil {
				return fmt.Errorf("--map: %w", err)
			}
			if err := cli.Readable(files); err != nil {
				return cli.Failed(err)
			}
			source := i.sourceOr("people")
			kept, err := i.Mappings().Read(source)
			if err != nil {
				return cli.Failed(err)
			}
			allowed, err := i.allow(files)
			if err != nil {
				return cli.Failed(err)
			}
			i.createPeople, i.files = true, files
			reader := people.Reader{Allowed: allowed, Path: files[0], Sheet: sheet, Mapping: mapping.Over(kept), Source: source, Complete: complete, Now: i.Now, Understood: i.details.understood}
			i.after = func(report ingest.Report) error { return i.keepMapping(source, reader.Mapping, report) }
			return i.run(command.Context(), source, func(namer graph.Namer, _ graph.Reader) (ingest.Reader, error) {
				reader.Namer = namer
				return reader, nil
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&sheet, "sheet", "", "the `name` of the sheet of a workbook (the first that holds something where not given)")
	flags.StringArrayVar(&maps, "map", nil, "what a column holds, as `HEADER=FIELD`, such as \"Fonction exercée=post\"; ignore leaves one out (repeatable)")
	i.override.flags(flags)
	flags.BoolVar(&complete, "complete", false, "the file holds everybody: who is missing has left")
	flags.BoolVar(&i.confirmRemovals, "confirm-removals", false, "let people leave, however many they are")
	return command
}
