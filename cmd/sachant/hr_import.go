package main

import (
	"cmp"
	"path/filepath"
	"strings"
	"time"

	"github.com/sachant/sachant/api"
	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/journal"
	"github.com/sachant/sachant/ingest/people"
	"github.com/sachant/sachant/ingest/table"
)

type pastImport = journal.Import

// The states of an import on a page.
const (
	stateReading = "reading"
	statePlanned = "planned"
	stateRunning = "running"
	stateDone    = "done"
	stateUndone  = "undone"
	stateFailed  = "failed"
)

// hrImport is one table that HR sent. The mutex of [hrImports] guards what changes.
type hrImport struct {
	id, kind, name, path string
	actor                graph.Key
	scale                interview.Scale
	complete             bool
	mapping              table.Mapping
	sheets               []string // of a workbook
	sheet                string   // the one that was chosen
	allowed              table.Allowed

	state   string
	read    int64
	problem error
	result  hrResult
	undone  *undone
}

// hrResult is what looking at a table, or importing it, found.
type hrResult struct {
	report     ingest.Report
	err        error
	plan       *plan // nil after an import
	understood []table.Understanding
	undo       string // names what can be taken back
	// rejects are the rows that were rejected, by language.
	rejects map[string][]byte
}

// reader reads the table.
func (j *hrImport) reader(h *hrImports, into *hrResult) ingest.Reader {
	understood := func(file table.Understanding) { into.understood = append(into.understood, file) }
	if j.kind == "people" {
		return people.Reader{Path: j.path, Sheet: j.sheet, Allowed: j.allowed, Understood: understood, Mapping: j.mapping, Source: j.kind, Namer: h.server.namer, Complete: j.complete, Now: h.Now}
	}
	return interview.Reader{Paths: []string{j.path}, Sheet: j.sheet, Allowed: j.allowed, Mapping: j.mapping, Scale: j.scale, Store: h.server.store, Understood: understood}
}

// end decides the state after a run.
func (j *hrImport) end(dry bool) {
	switch {
	case j.result.err != nil:
		j.state, j.problem = stateFailed, j.result.err
	case dry:
		j.state = statePlanned
	default:
		j.state = stateDone
	}
}

// Look implements [api.Imports].
func (h *hrImports) Look(id, language string) (api.ImportsView, bool) {
	messages, err := catalog.New(language)
	if err != nil {
		return api.ImportsView{}, false
	}
	out := api.ImportsView{Past: []api.PastImport{}}
	if id == "" {
		all, err := h.journals().List()
		if err != nil {
			h.log.Error().Err(err).Msg("the list of imports")
		}
		for _, each := range all {
			out.Past = append(out.Past, api.PastImport{ID: each.ID, Source: each.Source, Files: strings.Join(each.Files, ", "), At: each.At.Format(time.DateOnly),
				Changes: each.Changes, Undone: each.UndoneAt != nil, Report: h.hasReport(each.ID)})
		}
		return out, true
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	job, found := h.jobs[id]
	if !found {
		return h.keptReport(id, language)
	}
	out.Import, out.Rejects = job.view(messages), job.result.rejects[language]
	return out, true
}

// view returns what a page shows of the import.
func (j *hrImport) view(messages *catalog.Catalog) *api.ImportView {
	out := &api.ImportView{ID: j.id, File: j.name, Kind: j.kind, State: j.state, Rejected: len(j.result.report.Rejected), Nothing: j.result.report.Exit() == 1, HasRejects: len(j.result.rejects) > 0,
		Sheets: append([]string{}, j.sheets...), Sheet: cmp.Or(j.sheet, j.readSheet()), Refused: j.refusedColumn(), Columns: []api.ImportColumn{}, Choices: []api.ImportChoice{}, Sections: []api.ImportSection{}}
	switch {
	case j.problem != nil:
		out.Error = messages.Text(j.problem.Error())
		return out
	case j.state == stateReading || j.state == stateRunning:
		out.Progress = messages.Sprintf("%d entries read", j.read)
		return out
	case j.undone != nil:
		out.Progress = messages.Sprintf("%d facts restored, %d removed", j.undone.Restored, j.undone.Removed)
		out.Sections = j.undone.sections(messages)
		return out
	}
	j.showColumns(out, messages)
	out.Sections = j.sections(messages)
	return out
}

// readSheet returns the sheet that is read where none was chosen.
func (j *hrImport) readSheet() string {
	for _, file := range j.result.understood {
		return file.Sheet
	}
	return ""
}

// refusedColumn returns the column that makes the whole table refused, "" where none does.
func (j *hrImport) refusedColumn() string {
	for _, each := range j.result.report.Rejected {
		if table.IsRefusal(each.Cause) {
			return each.Place.Column
		}
	}
	return ""
}

func (j *hrImport) showColumns(out *api.ImportView, messages *catalog.Catalog) {
	for _, file := range j.result.understood {
		out.Layout = messages.Text(layoutText(file.Layout))
		for _, column := range file.Columns {
			out.Columns = append(out.Columns, api.ImportColumn{Header: column.Header, Key: column.Key, Field: messages.Text(column.Field), Example: cut(column.Example)})
		}
	}
	out.Choices = append(out.Choices, api.ImportChoice{Key: "ignore", Name: messages.Text(string(table.Ignored))})
	columns := interview.Columns()
	if j.kind == "people" {
		columns = people.Columns()
	}
	for _, column := range columns {
		out.Choices = append(out.Choices, api.ImportChoice{Key: column.Key, Name: messages.Text(string(column.Field))})
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
func (j *hrImport) sections(messages *catalog.Catalog) []api.ImportSection {
	out := []api.ImportSection{}
	add := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		for n := range lines { // the table lies in a folder that says nothing to anybody
			lines[n] = strings.ReplaceAll(lines[n], filepath.Dir(j.path)+string(filepath.Separator), "")
		}
		title = messages.Sprintf("%s (%d)", title, len(lines))
		if rest := len(lines) - shownOnPage; rest > 0 {
			lines = append(lines[:shownOnPage:shownOnPage], messages.Sprintf("... and %d more", rest))
		}
		out = append(out, api.ImportSection{Title: title, Lines: lines})
	}
	report, of := j.result.report, importCounts{messages}
	add(messages.Text("summary"), of.lines(report, j.result.plan != nil))
	if len(j.result.understood) > 0 {
		unknown := report.Unknown()
		add(messages.Text("unknown people"), of.counted(unknown.People))
		if j.result.plan != nil {
			add(messages.Text("skills that are new"), of.counted(j.result.plan.newSkills()))
		}
		add(messages.Text("values that are not understood"), of.counted(unknown.Values))
	}
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
		for _, section := range j.result.plan.sections(messages) {
			add(section.title, section.lines)
		}
	}
	return out
}

// sections returns what undoing left.
func (u *undone) sections(messages *catalog.Catalog) []api.ImportSection {
	var lines []string
	for _, each := range u.Left {
		lines = append(lines, each.Name+" : "+messages.Text(each.Why))
	}
	if len(lines) == 0 {
		return []api.ImportSection{}
	}
	return []api.ImportSection{{Title: messages.Text("left as it is"), Lines: lines[:min(len(lines), shownOnPage)]}}
}
