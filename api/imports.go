package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
)

// Imports takes tables of HR into the graph: each is looked at first, then imported, and can be undone. Methods may be
// called by several goroutines.
type Imports interface {
	// Begin keeps a table that somebody sent, begins to look at it, and returns the id of the import.
	Begin(ctx context.Context, actor graph.Key, upload Upload) (id string, err error)
	// Look returns an import, or all of them where id is empty, with texts in a language; false where there is none.
	Look(id, language string) (ImportsView, bool)
	// Do changes an import: "columns" looks at it again, "allow" lets a column through that must not be imported, "confirm"
	// imports it, "undo" takes it back, "discard" forgets it.
	Do(ctx context.Context, actor graph.Key, id, action string, fields url.Values) error
}

// ErrBusy: another import is running.
var ErrBusy = errors.New("another import is running")

// Upload is a table that somebody sends.
type Upload struct {
	Name string
	// Kind is "interviews", "people", "openings", "units" or "reorganization".
	Kind string
	// Scale is that of the levels; Complete says that a file of people holds everybody.
	Scale    string
	Complete bool
	Content  io.Reader
}

// ImportsView is what pages show of imports.
type ImportsView struct {
	Import *ImportView  `json:"import,omitempty"`
	Past   []PastImport `json:"past"`
	// Rejects are the rows of the import that were rejected, as a table with a column that says why.
	Rejects []byte `json:"-"`
	// People are in the import. When it is planned, the audit notes that Actor is shown them; when an import is Kept from
	// before, the audit notes each look.
	People []graph.Key `json:"-"`
	Actor  graph.Key   `json:"-"`
	Kept   bool        `json:"-"`
}

// PastImport is an import that was made.
type PastImport struct {
	ID      string `json:"id"`
	Source  string `json:"source"`
	Files   string `json:"files"`
	At      string `json:"at"`
	Changes int    `json:"changes"`
	Undone  bool   `json:"undone"`
	// Report: what the page said of it can be read.
	Report bool `json:"report"`
}

// ImportView is what a page shows of an import.
type ImportView struct {
	ID   string `json:"id"`
	File string `json:"file"`
	Kind string `json:"kind"`
	// State is reading, planned, running, done, undone or failed.
	State    string `json:"state"`
	Progress string `json:"progress"`
	Error    string `json:"error"`
	Layout   string `json:"layout"`
	// Columns are those of the table; Choices what each can be taken for.
	Columns []ImportColumn `json:"columns"`
	Choices []ImportChoice `json:"choices"`
	// Sections are the plan or the report.
	Sections []ImportSection `json:"sections"`
	Rejected int             `json:"rejected"`
	// Nothing: nothing of the table can be imported. HasRejects: its rejected rows can be fetched.
	Nothing    bool `json:"nothing"`
	HasRejects bool `json:"hasRejects"`
	// Sheets are those of a workbook, Sheet the one that is read. Refused is the column that makes the table refused.
	Sheets  []string `json:"sheets"`
	Sheet   string   `json:"sheet"`
	Refused string   `json:"refused"`
}

// ImportColumn is a column, and what it is taken for.
type ImportColumn struct {
	Header  string `json:"header"`
	Key     string `json:"key"`
	Field   string `json:"field"`
	Example string `json:"example"`
}

// ImportChoice is something that a column can hold.
type ImportChoice struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// ImportSection is a title and lines below it.
type ImportSection struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}

// maxUpload is the greatest length of a table that is sent, in bytes.
const maxUpload = 64 << 20

// importRoutes serves the imports of HR, to those who may import.
func (s *pageServer) importRoutes(mux *http.ServeMux) {
	if s.config.Imports == nil {
		return
	}
	mux.HandleFunc("GET /hr/imports", s.forImporters(s.showImports))
	mux.HandleFunc("GET /hr/imports/{id}", s.forImporters(s.showImports))
	mux.HandleFunc("GET /hr/imports/{id}/rejects", s.forImporters(s.sendRejects))
	mux.HandleFunc("POST /hr/imports", s.forImporters(s.beginImport))
	mux.HandleFunc("POST /hr/imports/{id}", s.forImporters(s.changeImport))
}

// forImporters answers those who may import; for others there is no such page.
func (s *pageServer) forImporters(next func(http.ResponseWriter, *http.Request, *access.View) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		view, err := s.config.View(r)
		if err != nil {
			s.fail(w, r, unidentified(err))
			return
		}
		may, err := view.MayImport(r.Context())
		switch {
		case err == nil && !may:
			err = pageError{status: http.StatusNotFound}
		case err == nil:
			err = next(w, r, view)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

func (s *pageServer) showImports(w http.ResponseWriter, r *http.Request, view *access.View) error {
	data, err := s.ask(r, view, "plain", map[string]any{})
	if err != nil {
		return err
	}
	looked, found := s.config.Imports.Look(r.PathValue("id"), languages()[languageOf(r)].String())
	if !found {
		return pageError{status: http.StatusNotFound}
	}
	if looked.Import != nil && (looked.Kept || looked.Actor != view.Viewer().Person) {
		if err := s.noteShown(r, view, audit.ActionView, looked); err != nil {
			return err
		}
	}
	shown, err := converted[map[string]any](looked)
	if err != nil {
		return err
	}
	for name, value := range shown {
		data[name] = value
	}
	template := "imports"
	if one := looked.Import; one != nil {
		template = "import"
		if one.State == "reading" || one.State == "running" {
			w.Header().Set("Refresh", "1")
		}
	}
	page := s.dataOf(r, data)
	page.MayImport = true
	s.write(w, r, template, http.StatusOK, page)
	return nil
}

// noteShown notes in the audit that a viewer is shown an import, with the people in it. After an error the import must not be
// shown.
func (s *pageServer) noteShown(r *http.Request, view *access.View, action string, looked ImportsView) error {
	if s.config.Audit == nil {
		return nil
	}
	return s.config.Audit.Append(audit.Entry{Actor: string(view.Viewer().Person), Role: string(view.Office()), Action: action,
		Purpose: r.URL.Path, Filter: looked.Import.File, People: looked.People})
}

// sendRejects answers with the rows of an import that were rejected.
func (s *pageServer) sendRejects(w http.ResponseWriter, r *http.Request, view *access.View) error {
	looked, found := s.config.Imports.Look(r.PathValue("id"), languages()[languageOf(r)].String())
	if !found || len(looked.Rejects) == 0 {
		return pageError{status: http.StatusNotFound}
	}
	if err := s.noteShown(r, view, audit.ActionExport, looked); err != nil {
		return err
	}
	sendFile(w, looked.Rejects, "rejets", "csv")
	return nil
}

// converted returns a value in another form that has the same JSON, such as that of the answer of a query.
func converted[T any](value any) (other T, err error) {
	text, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(text, &other)
	}
	return other, err
}

func (s *pageServer) beginImport(w http.ResponseWriter, r *http.Request, view *access.View) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return pageError{status: http.StatusBadRequest, cause: err}
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	file, header, err := r.FormFile("file")
	if err != nil {
		return pageError{status: http.StatusBadRequest, cause: err}
	}
	defer file.Close()
	scale := cmp.Or(strings.TrimSpace(r.PostFormValue("own")), r.PostFormValue("scale"))
	upload := Upload{Name: header.Filename, Kind: r.PostFormValue("kind"), Scale: scale, Complete: r.PostFormValue("complete") == "yes", Content: file}
	id, err := s.config.Imports.Begin(r.Context(), view.Viewer().Person, upload)
	if err != nil {
		return importError(err)
	}
	http.Redirect(w, r, "/hr/imports/"+url.PathEscape(id), http.StatusSeeOther)
	return nil
}

func (s *pageServer) changeImport(w http.ResponseWriter, r *http.Request, view *access.View) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	id, action := r.PathValue("id"), r.PostForm.Get("action")
	if action == "allow" && !view.MayAllowColumns() {
		return pageError{status: http.StatusNotFound}
	}
	if err := s.config.Imports.Do(r.Context(), view.Viewer().Person, id, action, r.PostForm); err != nil {
		return importError(err)
	}
	to := "/hr/imports/" + url.PathEscape(id)
	if _, found := s.config.Imports.Look(id, "en"); !found {
		to = "/hr/imports"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// importError returns the page error for an error of [Imports].
func importError(err error) error {
	switch {
	case errors.Is(err, graph.ErrNotFound):
		return pageError{status: http.StatusNotFound, cause: err}
	case errors.Is(err, ErrBusy):
		return pageError{status: http.StatusServiceUnavailable, cause: err}
	case errors.Is(err, graph.ErrInvalid):
		return pageError{status: http.StatusUnprocessableEntity, reason: err.Error(), cause: err}
	}
	return fmt.Errorf("import: %w", err)
}
