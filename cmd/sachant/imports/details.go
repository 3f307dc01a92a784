package imports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/imports"
	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

func (d *details) understood(file table.Understanding) { d.Understood = append(d.Understood, file) }

// complete adds who and what is unknown, where files were understood.
func (d *details) complete(report ingest.Report, planned *plan.Plan) {
	if len(d.Understood) == 0 {
		return
	}
	unknown := report.Unknown()
	d.Unknown, d.NewSkills = &unknown, planned.NewSkills()
}

// keepMapping keeps what was said of the columns of a source, once something was imported by it.
func (i *importOptions) keepMapping(source string, mapping table.Mapping, report ingest.Report) error {
	if i.dryRun || report.Exit() == 1 {
		return nil
	}
	return i.Mappings().Keep(source, mapping)
}

// sayUnderstood prints how the columns of each file were understood: in a dry run all, else those that were mapped.
func (i *importOptions) sayUnderstood() {
	for _, file := range i.details.Understood {
		columns := file.Columns
		if !i.dryRun {
			columns = slices.DeleteFunc(slices.Clone(columns), func(column table.Understood) bool { return !column.Mapped })
		}
		if len(columns) == 0 {
			continue
		}
		i.Say("%s: %s, with its header on line %d\n", file.File, i.Text(imports.LayoutText(file.Layout)), file.Line)
		width := 0
		for _, column := range columns {
			width = max(width, len([]rune(column.Header)))
		}
		for _, column := range columns {
			i.Say("  %s\n", i.columnLine(column, width))
		}
	}
}

func (i *importOptions) columnLine(column table.Understood, width int) string {
	line := column.Header + strings.Repeat(" ", width-len([]rune(column.Header))) + "  " + i.Text(column.Field)
	if column.Mapped {
		line += i.Text(" (as you said)")
	}
	if column.Example != "" && column.Field != "ignored" {
		line += i.Catalog.Sprintf(", such as %.40q", column.Example)
	}
	return line
}

// shownUnknown is how many unknown people, skills or values are listed for people; --json has them all.
const shownUnknown = 50

// sayUnknown prints who and what is unknown, each once.
func (i *importOptions) sayUnknown() {
	if i.details.Unknown == nil {
		return
	}
	i.sayCounted("unknown people", i.details.Unknown.People)
	if i.dryRun {
		i.sayCounted("skills that are new", i.details.NewSkills)
	}
	i.sayCounted("values that are not understood", i.details.Unknown.Values)
}

func (i *importOptions) sayCounted(title string, all []ingest.Counted) {
	if len(all) == 0 {
		return
	}
	i.Say("%s (%d)\n", i.Text(title), len(all))
	for _, each := range all[:min(len(all), shownUnknown)] {
		line := each.Value
		if each.Column != "" {
			line = fmt.Sprintf("%s: %q", each.Column, each.Value)
		}
		if each.First != "" {
			i.Say("  %s, %d times, first %s\n", line, each.Count, i.Text(each.First))
			continue
		}
		i.Say("  %s, %d times\n", line, each.Count)
	}
	if rest := len(all) - shownUnknown; rest > 0 {
		i.Say("  ... and %d more; --json lists them all\n", rest)
	}
}
