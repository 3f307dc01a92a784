// Package imports makes the imports that HR sends on pages: it looks at a table first, imports it, keeps its report and takes
// it back.
package imports

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/journal"
	"github.com/sachant/sachant/ingest/table"
	"github.com/sachant/sachant/search/role"
)

// Config is what the imports of an installation work with.
type Config struct {
	Store graph.Store
	// Gate says which skills somebody who imports sees.
	Gate     *access.Gate
	Namer    graph.Namer
	Journals journal.Dir
	Mappings table.MappingDir
	// Uploads is the folder for tables while they are not imported; what lies there is removed.
	Uploads string
	Audit   *audit.Log
	Log     zerolog.Logger
	Now     func() time.Time
	// Background runs a function in the background, with a context that ends with the server.
	Background func(func(context.Context))
	// LinkSkills links the skills that an import brought to the concepts that their labels name for certain; nil links none.
	LinkSkills func(context.Context) error
	// Ran is told of each import how it ended; nil for nobody.
	Ran func(kind string, err error)
	// Turn waits until nothing else is imported; done ends the turn. Nil waits for nothing.
	Turn func(context.Context) (done func(), err error)
	// CatchUp shows people what was imported.
	CatchUp func(context.Context) error
}

// Imports implements [page.Imports]. A table that is sent lies in the folder of uploads until it was imported or given up, or
// the server ends.
type Imports struct {
	Config

	mutex   sync.Mutex
	jobs    map[string]*job
	begun   int  // how many were, so far
	running bool // one is being looked at or imported
}

var _ page.Imports = (*Imports)(nil)

// maxJobs is how many imports are kept that were neither closed nor given up.
const maxJobs = 20

// New returns the imports of a server, which ends with a context.
func New(ctx context.Context, config Config) *Imports {
	h := &Imports{Config: config, jobs: map[string]*job{}}
	_ = os.RemoveAll(h.Uploads) // of a server that was killed
	context.AfterFunc(ctx, func() { _ = os.RemoveAll(h.Uploads) })
	return h
}

// Look implements [page.Imports].
func (h *Imports) Look(id, language string) (page.ImportsView, bool) {
	messages, err := catalog.New(language)
	if err != nil {
		return page.ImportsView{}, false
	}
	out := page.ImportsView{Past: []page.PastImport{}}
	if id == "" {
		all, err := h.Journals.List()
		if err != nil {
			h.Log.Error().Err(err).Msg("the list of imports")
		}
		for _, each := range all {
			out.Past = append(out.Past, page.PastImport{ID: each.ID, Source: each.Source, Files: strings.Join(each.Files, ", "), At: each.At.Format(time.DateOnly),
				Changes: each.Changes, Undone: each.UndoneAt != nil, Report: h.hasReport(each.ID)})
		}
		return out, true
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	job := h.jobs[id]
	if job == nil {
		if kept, found := h.keptReport(id, language); found {
			return kept, true
		}
		if job = h.openJob(id); job == nil {
			return out, false
		}
	}
	out.Import, out.Rejects = job.view(messages), job.result.rejects[language]
	out.People, out.Actor = job.people, job.actor
	return out, true
}

// Begin implements [page.Imports].
func (h *Imports) Begin(ctx context.Context, actor graph.Key, upload page.Upload) (string, error) {
	scale, err := interview.ParseScale(upload.Scale)
	if err != nil {
		return "", fmt.Errorf("%w: %w", graph.ErrInvalid, err)
	}
	if !slices.Contains(kinds(), upload.Kind) {
		return "", fmt.Errorf("%w: %q", graph.ErrInvalid, upload.Kind)
	}
	job := &job{id: strings.ToLower(rand.Text()[:12]), actor: actor, kind: upload.Kind, name: filepath.Base(upload.Name), scale: scale,
		role: upload.Role, viewer: upload.Viewer, complete: upload.Complete, state: stateReading}
	if job.mapping, err = h.Mappings.Read(job.kind); err != nil {
		return "", err
	}
	if err = h.keepUpload(job, upload.Content); err == nil {
		job.sheets = table.Sheets(ctx, job.path)
		h.mutex.Lock()
		h.forgetOldest()
		h.begun++
		job.number, h.jobs[job.id] = h.begun, job
		h.mutex.Unlock()
		err = h.start(job, true)
	}
	if err != nil {
		h.mutex.Lock()
		defer h.mutex.Unlock()
		h.forget(job)
		return "", err
	}
	return job.id, nil
}

func (h *Imports) keepUpload(job *job, content io.Reader) error {
	if err := os.MkdirAll(filepath.Join(h.Uploads, job.id), 0o700); err != nil {
		return err
	}
	job.path = filepath.Join(h.Uploads, job.id, job.name)
	file, err := os.OpenFile(job.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}

// forgetOldest makes room for one more; the caller holds the mutex.
func (h *Imports) forgetOldest() {
	if len(h.jobs) < maxJobs {
		return
	}
	var oldest *job
	for _, job := range h.jobs {
		if job.state != stateReading && job.state != stateRunning && (oldest == nil || job.number < oldest.number) {
			oldest = job
		}
	}
	if oldest != nil {
		h.forget(oldest)
	}
}

func (h *Imports) forget(job *job) {
	delete(h.jobs, job.id)
	_ = os.RemoveAll(filepath.Join(h.Uploads, job.id))
}

// start looks at a table or imports it, one at a time, while the page says how far it is.
func (h *Imports) start(job *job, dry bool) error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.running {
		return page.ErrBusy
	}
	h.running = true
	job.state, job.problem = stateRunning, nil
	if dry {
		job.state = stateReading
	}
	h.Background(func(ctx context.Context) {
		result := h.runInTurn(ctx, job, dry)
		if !dry && h.Ran != nil {
			h.Ran(job.kind, result.err)
		}
		h.mutex.Lock()
		defer h.mutex.Unlock()
		h.running, job.result = false, result
		if dry {
			job.people = result.plan.People()
		}
		job.end(dry)
		if job.state != stateDone {
			return
		}
		_ = os.RemoveAll(filepath.Join(h.Uploads, job.id))
		if err := h.keepReport(job); err != nil {
			h.Log.Error().Err(err).Msg("the report of an import")
		}
	})
	return nil
}

// skills is the name under which a report counts skills.
const skills = string(graph.KindSkill)

// runInTurn looks at a table, or imports it once nothing else is imported.
func (h *Imports) runInTurn(ctx context.Context, job *job, dry bool) result {
	if dry || h.Turn == nil {
		return h.run(ctx, job, dry)
	}
	done, err := h.Turn(ctx)
	if err != nil {
		return result{err: err}
	}
	defer done()
	return h.run(ctx, job, dry)
}

// run imports a table, or only looks at it.
func (h *Imports) run(ctx context.Context, job *job, dry bool) (out result) {
	planned := &plan.Plan{}
	im := ingest.Import{Source: job.kind, Store: h.Store, Namer: h.Namer, CreatePeople: job.kind == kindPeople, DryRun: dry, Now: h.Now,
		Progress: func(now ingest.Progress) {
			h.mutex.Lock()
			job.read = now.Read
			h.mutex.Unlock()
		}}
	if dry {
		if im.Store, out.err = h.storeSeenBy(ctx, job.viewer); out.err != nil {
			return out
		}
		im.ShowPlan = planned.Add
		out.report, out.err = im.Run(ctx, job.reader(h, im.Store, &out))
		out.err = errors.Join(out.err, planned.NameEnds(ctx, im.Store))
		if out.err == nil {
			out.rejects, out.err = rejectedRows(ctx, job.reader(h, im.Store, &result{}), out.report)
		}
		if out.err == nil {
			out.err = h.note(job, audit.ActionView, planned)
		}
		out.plan = planned
		return out
	}
	if out.err = h.note(job, audit.ActionImport, job.result.plan); out.err != nil {
		return out
	}
	writer, err := h.Journals.Begin(job.kind, []string{job.name}, h.Now())
	if err != nil {
		out.err = err
		return out
	}
	im.Journal = writer.Write
	out.report, out.err = im.Run(ctx, job.reader(h, h.Store, &out))
	if told := job.result.report.Added[skills]; out.err == nil && told > out.report.Added[skills] { // some of them existed unseen
		out.report.Added[skills] = told
	}
	if out.err == nil && out.report.Touched(role.Kinds()...) {
		out.err = role.Give(ctx, h.Store)
	}
	if out.err == nil && h.LinkSkills != nil && out.report.Touched(graph.KindSkill) {
		out.err = h.LinkSkills(ctx)
	}
	kept, ended := writer.End()
	if kept.Changes > 0 {
		out.undo = kept.ID
	}
	out.err = errors.Join(out.err, ended, h.CatchUp(ctx))
	if out.err == nil {
		out.rejects, out.err = rejectedRows(ctx, job.reader(h, h.Store, &result{}), out.report)
	}
	if out.err == nil && out.report.Exit() != 1 {
		out.err = h.Mappings.Keep(job.kind, job.mapping)
	}
	return out
}

// Do implements [page.Imports].
func (h *Imports) Do(ctx context.Context, actor graph.Key, id, action string, fields url.Values) error {
	h.mutex.Lock()
	job := h.jobs[id]
	state := ""
	if job != nil {
		state = job.state
	}
	h.mutex.Unlock()
	switch {
	case action == "undo" && (job == nil || state == stateDone):
		return h.undo(ctx, actor, id, job)
	case job == nil:
		return fmt.Errorf("%w: %s", graph.ErrNotFound, id)
	case state == stateReading || state == stateRunning:
		return page.ErrBusy
	case action == "discard":
		h.mutex.Lock()
		h.forget(job)
		h.mutex.Unlock()
		return nil
	case action == "columns" && state == statePlanned:
		if err := job.takeColumns(fields); err != nil {
			return err
		}
		return h.start(job, true)
	case action == "allow" && state == statePlanned:
		if err := h.allowColumn(job, actor, fields.Get("reason")); err != nil {
			return err
		}
		return h.start(job, true)
	case action == "confirm" && state == statePlanned && job.result.report.Exit() != 1:
		return h.start(job, false)
	}
	return fmt.Errorf("%w: %q of an import that is %s", graph.ErrInvalid, action, state)
}

// allowColumn lets through the column that makes a table refused, once the audit notes who allows that and why.
func (h *Imports) allowColumn(job *job, actor graph.Key, reason string) error {
	column := job.refusedColumn()
	if reason = strings.TrimSpace(reason); reason == "" || column == "" {
		return fmt.Errorf("%w: a column that is allowed needs a reason", graph.ErrInvalid)
	}
	if err := h.Audit.Append(Override(string(actor), job.name, []string{column}, reason)); err != nil {
		return err
	}
	job.allowed = append(job.allowed, column)
	return nil
}

// takeColumns takes the columns for what a form says.
func (j *job) takeColumns(fields url.Values) error {
	if sheet := fields.Get("sheet"); slices.Contains(j.sheets, sheet) && sheet != j.sheet {
		j.sheet = sheet
		return nil // its columns are others
	}
	headers, chosen := fields["header"], fields["field"]
	if len(headers) != len(chosen) {
		return fmt.Errorf("%w: %d headers and %d fields", graph.ErrInvalid, len(headers), len(chosen))
	}
	understood := map[string]string{}
	for _, file := range j.result.understood {
		for _, column := range file.Columns {
			understood[column.Header] = column.Key
		}
	}
	var mapping table.Mapping
	for i, header := range headers {
		if key := chosen[i]; key != "" && key != understood[header] {
			mapping = append(mapping, table.Mapped{Header: header, Key: key})
		}
	}
	j.mapping = mapping.Over(j.mapping)
	return nil
}
