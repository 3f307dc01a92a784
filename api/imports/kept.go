package imports

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/journal"
)

// What is kept of an import: its report, and the rows that were rejected, in each language. While the import is open it
// lies with what was sent; once it is made, beside its journal, for as long as it can be undone.

// languagesOfReports are those in which pages show reports.
func languagesOfReports() []string { return []string{"fr", "en"} }

// rejecting is a reader that can write the rows which were rejected.
type rejecting interface {
	WriteRejects(ctx context.Context, rejected []ingest.Rejection, why string, explain func(string) string, out io.Writer) error
}

// rejectedRows returns the rows that a run rejected, by language; none where it rejected none, or the file as a whole.
func rejectedRows(ctx context.Context, reader ingest.Reader, report ingest.Report) (map[string][]byte, error) {
	of, can := reader.(rejecting)
	if !can || !slices.ContainsFunc(report.Rejected, func(each ingest.Rejection) bool { return each.Place.Line > 0 }) {
		return nil, nil
	}
	rows := map[string][]byte{}
	for _, language := range languagesOfReports() {
		messages, err := catalog.New(language)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		if err := of.WriteRejects(ctx, report.Rejected, messages.Text("Why it was rejected"), messages.Text, &out); err != nil {
			return nil, fmt.Errorf("write the rejected rows: %w", err)
		}
		rows[language] = out.Bytes()
	}
	return rows, nil
}

// peopleAttachment is the name of the attachment that lists the keys of the people in a report.
const peopleAttachment = "people"

// keepReport keeps what the page says of an import that was made.
func (h *Imports) keepReport(job *job) error {
	if job.result.undo == "" {
		return nil
	}
	for _, language := range languagesOfReports() {
		messages, err := catalog.New(language)
		if err != nil {
			return err
		}
		text, err := json.Marshal(job.view(messages))
		if err == nil {
			err = os.WriteFile(h.Journals.Attachment(job.result.undo, "report."+language), text, 0o600)
		}
		if rows := job.result.rejects[language]; err == nil && len(rows) > 0 {
			err = os.WriteFile(h.Journals.Attachment(job.result.undo, "rejects."+language), rows, 0o600)
		}
		if err != nil {
			return fmt.Errorf("keep the report: %w", err)
		}
	}
	people, err := json.Marshal(job.people)
	if err == nil {
		err = os.WriteFile(h.Journals.Attachment(job.result.undo, peopleAttachment), people, 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep the people of a report: %w", err)
	}
	return nil
}

// keptReport returns what the page said of an import that was made, false where there is none.
func (h *Imports) keptReport(id, language string) (page.ImportsView, bool) {
	past, found := h.pastOf(id)
	text, err := os.ReadFile(h.Journals.Attachment(id, "report."+language))
	if !found || err != nil {
		return page.ImportsView{}, false
	}
	view := &page.ImportView{}
	if err := json.Unmarshal(text, view); err != nil {
		return page.ImportsView{}, false
	}
	view.ID = id
	if past.UndoneAt != nil {
		view.State = stateUndone
	}
	rows, _ := os.ReadFile(h.Journals.Attachment(id, "rejects."+language))
	var people []graph.Key
	if text, err := os.ReadFile(h.Journals.Attachment(id, peopleAttachment)); err == nil {
		_ = json.Unmarshal(text, &people)
	}
	return page.ImportsView{Import: view, Past: []page.PastImport{}, Rejects: rows, People: people, Kept: true}, true
}

func (h *Imports) pastOf(id string) (journal.Import, bool) {
	all, err := h.Journals.List()
	at := slices.IndexFunc(all, func(each journal.Import) bool { return each.ID == id })
	if err != nil || at < 0 || strings.ContainsAny(id, `/\`) {
		return journal.Import{}, false
	}
	return all[at], true
}

// hasReport reports whether a report of an import is kept.
func (h *Imports) hasReport(id string) bool {
	_, err := os.Stat(h.Journals.Attachment(id, "report.fr"))
	return !errors.Is(err, os.ErrNotExist)
}

// note notes what HR is shown of people by a plan, or did to them by an import.
func (h *Imports) note(job *job, action string, planned *plan.Plan) error {
	return h.Audit.Append(audit.Entry{Actor: string(job.actor), Role: cmp.Or(job.role, string(access.HRRole)), Action: action, Purpose: "import " + job.kind,
		Filter: filepath.Base(job.name), People: planned.People()})
}
