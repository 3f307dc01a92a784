package imports

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/organization"
	"github.com/sachant/sachant/ingest/table"
)

func newImportUnits(i *importOptions) *cobra.Command {
	t := tableFlags{fallback: "units", columns: organization.UnitColumns()}
	command := &cobra.Command{
		Use:   "units FILE",
		Short: "Import the list of the company's units, CSV or XLSX",
		Long: `Imports how the company is organised from a list of its units, CSV or XLSX, a row a unit: code,
label and code of the parent (Code, Libellé, Parent, ...). Each unit gets the path that its
parents make, such as Production/Chaudronnerie, whether other sources call it by its code or by
its label, and keeps it when they are imported again.`,
		Example: `  sachant import units services.csv --dry-run`,
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			return t.run(command.Context(), i, files, func(mapping table.Mapping, namer graph.Namer, store graph.Reader) ingest.Reader {
				return organization.Units{Path: files[0], Sheet: t.sheet, Mapping: mapping, Namer: namer, Store: store, Understood: i.details.understood}
			})
		},
	}
	t.flags(command)
	return command
}

func newImportReorganization(i *importOptions) *cobra.Command {
	t := tableFlags{fallback: "reorganization", columns: organization.ReorganizationColumns()}
	command := &cobra.Command{
		Use:   "reorganization FILE",
		Short: "Import what became of units in a reorganisation, CSV or XLSX",
		Long: `Imports what became of units, CSV or XLSX, a row a unit: old unit, new unit and day (Ancien,
Nouveau, Date, ...), each unit by its code, its path or its name. A unit takes the path of the
new one with all its parts, or joins it where that exists. Nobody changes their unit, so what was
said of people counts where they are now, and as many people are in the units as before: how many
is printed for each. A change whose day is to come is left for a later import.`,
		Example: `  sachant import reorganization fusion-2027.csv --dry-run`,
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			return t.run(command.Context(), i, files, func(mapping table.Mapping, _ graph.Namer, store graph.Reader) ingest.Reader {
				return organization.Reorganization{Path: files[0], Sheet: t.sheet, Mapping: mapping, Store: store, Now: i.Now, Moved: i.sayMoved, Understood: i.details.understood}
			})
		},
	}
	t.flags(command)
	return command
}

// sayMoved tells of a unit that takes another path, with the numbers by which one sees that nobody was lost.
func (i *importOptions) sayMoved(move organization.Move) {
	i.Note("%s → %s: %d people and %d who were there are %d\n", move.Old, move.New, move.People, move.Before, move.Together)
}

// tableFlags are the flags of an import of one table.
type tableFlags struct {
	fallback string // the name of the source where none is given
	columns  []table.Column
	sheet    string
	maps     []string
}

func (t *tableFlags) flags(command *cobra.Command) {
	command.Flags().StringVar(&t.sheet, "sheet", "", "the `name` of the sheet of a workbook (the first that holds something where not given)")
	command.Flags().StringArrayVar(&t.maps, "map", nil, "what a column holds, as `HEADER=FIELD`; ignore leaves one out (repeatable)")
}

// run imports a table with the mapping of its flags over the one that was kept.
func (t *tableFlags) run(ctx context.Context, i *importOptions, files []string, make func(table.Mapping, graph.Namer, graph.Reader) ingest.Reader) error {
	mapping, err := table.ParseMapping(t.maps, t.columns)
	if err != nil {
		return fmt.Errorf("--map: %w", err)
	}
	if err := cli.Readable(files); err != nil {
		return cli.Failed(err)
	}
	source := i.sourceOr(t.fallback)
	kept, err := i.Mappings().Read(source)
	if err != nil {
		return cli.Failed(err)
	}
	i.files, mapping = files, mapping.Over(kept)
	i.after = func(report ingest.Report) error { return i.keepMapping(source, mapping, report) }
	return i.run(ctx, source, func(namer graph.Namer, store graph.Reader) (ingest.Reader, error) {
		return make(mapping, namer, store), nil
	})
}
