package imports

import (
	"cmp"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/organization"
	"github.com/sachant/sachant/ingest/table"
)

// The states of an import on a page.
const (
	stateReading = "reading"
	statePlanned = "planned"
	stateRunning = "running"
	stateDone    = "done"
	stateUndone  = "undone"
	stateFailed  = "failed"
)

// job is one table that HR sent. The mutex of [Imports] guards what changes.
type job struct {
	id, kind, name, path string
	number               int // in the order in which they were sent
	actor                graph.Key
	scale                interview.Scale
	role                 string // by which the actor imports
	viewer               access.Viewer
	complete             bool
	mapping              table.Mapping
	sheets               []string // of a workbook
	sheet                string   // the one that was chosen
	allowed              table.Allowed

	state   string
	read    int64
	problem error
	result  result
	people  []graph.Key // in the plan
	undone  *plan.Undone
}

// result is what looking at a table, or importing it, found.
type result struct {
	report     ingest.Report
	err        error
	plan       *plan.Plan // nil after an import
	understood []table.Understanding
	undo       string // names what can be taken back
	// moves are the units that take another path.
	moves []organization.Move
	// rejects are the rows that were rejected, by language.
	rejects map[string][]byte
}

// end decides the state after a run.
func (j *job) end(dry bool) {
	switch {
	case j.result.err != nil:
		j.state, j.problem = stateFailed, j.result.err
	case dry:
		j.state = statePlanned
	default:
		j.state = stateDone
	}
}

// view returns what a page shows of the import.
func (j *job) view(messages *catalog.Catalog) *page.ImportView {
	out := &page.ImportView{ID: j.id, File: j.name, Kind: j.kind, State: j.state, Rejected: len(j.result.report.Rejected), Nothing: j.result.report.Exit() == 1, HasRejects: len(j.result.rejects) > 0,
		Sheets: append([]string{}, j.sheets...), Sheet: cmp.Or(j.sheet, j.readSheet()), Refused: j.refusedColumn(), Columns: []page.ImportColumn{}, Choices: []page.ImportChoice{}, Sections: []page.ImportSection{}}
	switch {
	case j.problem != nil:
		out.Error = withoutFlags(messages.Text(j.problem.Error()))
		return out
	case j.state == stateReading || j.state == stateRunning:
		out.Progress = messages.Sprintf("%d entries read", j.read)
		return out
	case j.undone != nil:
		out.Progress = messages.Sprintf("%d facts restored, %d removed", j.undone.Restored, j.undone.Removed)
		out.Sections = leftSections(j.undone, messages)
		return out
	}
	j.showColumns(out, messages)
	out.Sections = j.sections(messages)
	return out
}

// readSheet returns the sheet that is read where none was chosen.
func (j *job) readSheet() string {
	for _, file := range j.result.understood {
		return file.Sheet
	}
	return ""
}

// refusedColumn returns the column that makes the whole table refused, "" where none does.
func (j *job) refusedColumn() string {
	for _, each := range j.result.report.Rejected {
		if table.IsRefusal(each.Cause) {
			return each.Place.Column
		}
	}
	return ""
}

func (j *job) showColumns(out *page.ImportView, messages *catalog.Catalog) {
	for _, file := range j.result.understood {
		out.Layout = messages.Text(LayoutText(file.Layout))
		for _, column := range file.Columns {
			out.Columns = append(out.Columns, page.ImportColumn{Header: column.Header, Key: column.Key, Field: messages.Text(column.Field), Example: cut(column.Example)})
		}
	}
	out.Choices = append(out.Choices, page.ImportChoice{Key: "ignore", Name: messages.Text(string(table.Ignored))})
	for _, column := range columnsOf(j.kind) {
		out.Choices = append(out.Choices, page.ImportChoice{Key: column.Key, Name: messages.Text(string(column.Field))})
	}
}

// cut shortens an example.
func cut(text string) string {
	const longest = 40
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}

// shownOnPage is how many lines a section has on a page.
const shownOnPage = 200

// sections returns the plan or the report.
func (j *job) sections(messages *catalog.Catalog) []page.ImportSection {
	out := []page.ImportSection{}
	add := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		for n := range lines { // the table lies in a folder that says nothing to anybody, and a page has no flags
			lines[n] = strings.ReplaceAll(withoutFlags(lines[n]), filepath.Dir(j.path)+string(filepath.Separator), "")
		}
		title = messages.Sprintf("%s (%d)", title, len(lines))
		if rest := len(lines) - shownOnPage; rest > 0 {
			lines = append(lines[:shownOnPage:shownOnPage], messages.Sprintf("... and %d more", rest))
		}
		out = append(out, page.ImportSection{Title: title, Lines: lines})
	}
	report, of := j.result.report, counts{messages}
	add(messages.Text("summary"), of.lines(report, j.result.plan != nil))
	if len(j.result.understood) > 0 {
		unknown := report.Unknown()
		add(messages.Text("unknown people"), of.counted(unknown.People))
		if j.result.plan != nil {
			add(messages.Text("skills that are new"), of.counted(j.result.plan.NewSkills()))
		}
		add(messages.Text("values that are not understood"), of.counted(unknown.Values))
	}
	var moves []string
	for _, move := range j.result.moves {
		moves = append(moves, strings.TrimSpace(messages.Sprintf("%s → %s: %d people and %d who were there are %d\n", move.Old, move.New, move.People, move.Before, move.Together)))
	}
	add(messages.Text("what became of units"), moves)
	var rejected []string
	for _, each := range report.Rejected {
		rejected = append(rejected, messages.Text(each.Where)+" : "+messages.Text(each.Cause))
	}
	add(messages.Text("rejected"), rejected)
	var warnings []string
	for _, each := range report.Warnings {
		warnings = append(warnings, messages.Text(each))
	}
	add(messages.Text("to be checked"), warnings)
	if j.result.plan != nil {
		for _, section := range j.result.plan.Sections(messages) {
			add(section.Title, section.Lines)
		}
	}
	return out
}

// flagHint matches the part of a message that names a flag, which only users of the command have.
var flagHint = regexp.MustCompile(`\s*\(--[a-z][^()]*\)`)

// withoutFlags returns a message without what it says of flags: a page has fields instead.
func withoutFlags(message string) string { return flagHint.ReplaceAllString(message, "") }

// leftSections returns what undoing left.
func leftSections(u *plan.Undone, messages *catalog.Catalog) []page.ImportSection {
	var lines []string
	for _, each := range u.Left {
		lines = append(lines, each.Name+" : "+messages.Text(each.Why))
	}
	if len(lines) == 0 {
		return []page.ImportSection{}
	}
	return []page.ImportSection{{Title: messages.Text("left as it is"), Lines: lines[:min(len(lines), shownOnPage)]}}
}
