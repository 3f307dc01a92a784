package hr

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
)

// maxUpload is the greatest length of a table that is sent, in bytes.
const maxUpload = 64 << 20

// importRoutes serves the imports of HR, to those who may import.
func importRoutes(s *page.Server, mux *http.ServeMux) {
	if s.Config.Imports == nil {
		return
	}
	mux.HandleFunc("GET /hr/imports", forImporters(s, showImports))
	mux.HandleFunc("GET /hr/imports/{id}", forImporters(s, showImports))
	mux.HandleFunc("GET /hr/imports/{id}/rejects", forImporters(s, sendRejects))
	mux.HandleFunc("POST /hr/imports", forImporters(s, beginImport))
	mux.HandleFunc("POST /hr/imports/{id}", forImporters(s, changeImport))
}

// forImporters answers those who may import; for others there is no such page.
func forImporters(s *page.Server, next func(*page.Server, http.ResponseWriter, *http.Request, *access.View) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		view, err := s.Config.View(r)
		if err != nil {
			s.Fail(w, r, page.Unidentified(err))
			return
		}
		may, err := view.MayImport(r.Context())
		switch {
		case err == nil && !may:
			err = page.Error{Status: http.StatusNotFound}
		case err == nil:
			err = next(s, w, r, view)
		}
		if err != nil {
			s.Fail(w, r, err)
		}
	}
}

func showImports(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View) error {
	data, err := s.Ask(r, view, "plain", map[string]any{})
	if err != nil {
		return err
	}
	looked, found := s.Config.Imports.Look(r.PathValue("id"), page.Languages()[page.LanguageOf(r)].String())
	if !found {
		return page.Error{Status: http.StatusNotFound}
	}
	if looked.Import != nil && (looked.Kept || looked.Actor != view.Viewer().Person) {
		if err := noteShown(s, r, view, audit.ActionView, looked); err != nil {
			return err
		}
	}
	shown, err := page.Converted[map[string]any](looked)
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
	page := s.DataOf(r, data)
	page.MayImport = true
	s.Write(w, r, template, http.StatusOK, page)
	return nil
}

// noteShown notes in the audit that a viewer is shown an import, with the people in it. After an error the import must not be
// shown.
func noteShown(s *page.Server, r *http.Request, view *access.View, action string, looked page.ImportsView) error {
	if s.Config.Audit == nil {
		return nil
	}
	return s.Config.Audit.Append(audit.Entry{Actor: string(view.Viewer().Person), Role: string(view.Office()), Action: action,
		Purpose: r.URL.Path, Filter: looked.Import.File, People: looked.People})
}

// sendRejects answers with the rows of an import that were rejected.
func sendRejects(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View) error {
	looked, found := s.Config.Imports.Look(r.PathValue("id"), page.Languages()[page.LanguageOf(r)].String())
	if !found || len(looked.Rejects) == 0 {
		return page.Error{Status: http.StatusNotFound}
	}
	if err := noteShown(s, r, view, audit.ActionExport, looked); err != nil {
		return err
	}
	sendFile(w, looked.Rejects, "rejets", "csv")
	return nil
}

func beginImport(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return page.Error{Status: http.StatusBadRequest, Cause: err}
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	file, header, err := r.FormFile("file")
	if err != nil {
		return page.Error{Status: http.StatusBadRequest, Cause: err}
	}
	defer file.Close()
	scale := cmp.Or(strings.TrimSpace(r.PostFormValue("own")), r.PostFormValue("scale"))
	upload := page.Upload{Name: header.Filename, Kind: r.PostFormValue("kind"), Scale: scale, Complete: r.PostFormValue("complete") == "yes", Content: file}
	id, err := s.Config.Imports.Begin(r.Context(), view.Viewer().Person, upload)
	if err != nil {
		return importError(err)
	}
	http.Redirect(w, r, "/hr/imports/"+url.PathEscape(id), http.StatusSeeOther)
	return nil
}

func changeImport(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View) error {
	if err := page.ReadForm(w, r); err != nil {
		return err
	}
	id, action := r.PathValue("id"), r.PostForm.Get("action")
	if action == "allow" && !view.MayAllowColumns() {
		return page.Error{Status: http.StatusNotFound}
	}
	if err := s.Config.Imports.Do(r.Context(), view.Viewer().Person, id, action, r.PostForm); err != nil {
		return importError(err)
	}
	to := "/hr/imports/" + url.PathEscape(id)
	if _, found := s.Config.Imports.Look(id, "en"); !found {
		to = "/hr/imports"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// importError returns the page error for an error of [Imports].
func importError(err error) error {
	switch {
	case errors.Is(err, graph.ErrNotFound):
		return page.Error{Status: http.StatusNotFound, Cause: err}
	case errors.Is(err, page.ErrBusy):
		return page.Error{Status: http.StatusServiceUnavailable, Cause: err}
	case errors.Is(err, graph.ErrInvalid):
		return page.Error{Status: http.StatusUnprocessableEntity, Reason: err.Error(), Cause: err}
	}
	return fmt.Errorf("import: %w", err)
}
