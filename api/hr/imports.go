package hr

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/graph/audit"
)

// maxUpload is the greatest length of a table that is sent, in bytes.
const maxUpload = 64 << 20

// importPages are the pages on which some people import some kinds of tables.
type importPages struct {
	*page.Server
	// path is the address of the pages.
	path string
	// may reports whether a viewer may import there; for others there is no such page.
	may func(ctx context.Context, view *access.View) (bool, error)
	// kinds are those of the tables: others are imported elsewhere.
	kinds []string
}

// importRoutes serves the imports of HR, and those of openings to recruiters.
func importRoutes(s *page.Server, mux *http.ServeMux) {
	if s.Config.Imports == nil {
		return
	}
	for _, pages := range []importPages{
		{s, "/hr/imports", func(ctx context.Context, view *access.View) (bool, error) { return view.MayImport(ctx) }, []string{"interviews", "people", "openings", "units", "reorganization"}},
		{s, "/mobility/imports", func(_ context.Context, view *access.View) (bool, error) { return mobility.Recruits(view), nil }, []string{"openings"}},
	} {
		mux.HandleFunc("GET "+pages.path, pages.serve(pages.show))
		mux.HandleFunc("GET "+pages.path+"/{id}", pages.serve(pages.show))
		mux.HandleFunc("GET "+pages.path+"/{id}/rejects", pages.serve(pages.sendRejects))
		mux.HandleFunc("POST "+pages.path, pages.serve(pages.begin))
		mux.HandleFunc("POST "+pages.path+"/{id}", pages.serve(pages.change))
	}
}

// serve answers those who may import here.
func (s importPages) serve(next func(http.ResponseWriter, *http.Request, *access.View) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		view, err := s.Config.View(r)
		if err != nil {
			s.Fail(w, r, page.Unidentified(err))
			return
		}
		may, err := s.may(r.Context(), view)
		switch {
		case err == nil && !may:
			err = page.Error{Status: http.StatusNotFound}
		case err == nil:
			err = next(w, r, view)
		}
		if err != nil {
			s.Fail(w, r, err)
		}
	}
}

// look returns an import of the kinds that are imported here, or all of them where id is empty.
func (s importPages) look(r *http.Request, id string) (page.ImportsView, bool) {
	looked, found := s.Config.Imports.Look(id, page.Languages()[page.LanguageOf(r)].String())
	looked.Past = slices.DeleteFunc(looked.Past, func(past page.PastImport) bool { return !slices.Contains(s.kinds, past.Source) })
	return looked, found && (looked.Import == nil || slices.Contains(s.kinds, looked.Import.Kind))
}

// has reports whether an import that is open or was made is of the kinds that are imported here.
func (s importPages) has(r *http.Request, id string) bool {
	if _, found := s.look(r, id); found {
		return true
	}
	all, _ := s.look(r, "")
	return slices.ContainsFunc(all.Past, func(past page.PastImport) bool { return past.ID == id })
}

func (s importPages) show(w http.ResponseWriter, r *http.Request, view *access.View) error {
	data, err := s.Ask(r, view, "plain", map[string]any{})
	if err != nil {
		return err
	}
	looked, found := s.look(r, r.PathValue("id"))
	if !found {
		return page.Error{Status: http.StatusNotFound}
	}
	if looked.Import != nil && (looked.Kept || looked.Actor != view.Viewer().Person) {
		if err := s.noteShown(r, view, audit.ActionView, looked); err != nil {
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
	out := s.DataOf(r, data)
	out.ImportsAt, out.ImportKinds = s.path, s.kinds
	if out.MayImport, err = view.MayImport(r.Context()); err != nil {
		return err
	}
	s.Write(w, r, template, http.StatusOK, out)
	return nil
}

// noteShown notes in the audit that a viewer is shown an import, with the people in it. After an error the import must not be
// shown.
func (s importPages) noteShown(r *http.Request, view *access.View, action string, looked page.ImportsView) error {
	if s.Config.Audit == nil {
		return nil
	}
	return s.Config.Audit.Append(audit.Entry{Actor: string(view.Viewer().Person), Role: string(view.Office()), Action: action,
		Purpose: r.URL.Path, Filter: looked.Import.File, People: looked.People})
}

// sendRejects answers with the rows of an import that were rejected.
func (s importPages) sendRejects(w http.ResponseWriter, r *http.Request, view *access.View) error {
	looked, found := s.look(r, r.PathValue("id"))
	if !found || len(looked.Rejects) == 0 {
		return page.Error{Status: http.StatusNotFound}
	}
	if err := s.noteShown(r, view, audit.ActionExport, looked); err != nil {
		return err
	}
	sendFile(w, looked.Rejects, "rejets", "csv")
	return nil
}

func (s importPages) begin(w http.ResponseWriter, r *http.Request, view *access.View) error {
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
	upload := page.Upload{Name: header.Filename, Kind: r.PostFormValue("kind"), Scale: scale, Complete: r.PostFormValue("complete") == "yes", Content: file,
		Role: string(view.Office()), Viewer: view.Viewer()}
	if !slices.Contains(s.kinds, upload.Kind) {
		return page.Error{Status: http.StatusNotFound}
	}
	id, err := s.Config.Imports.Begin(r.Context(), view.Viewer().Person, upload)
	if err != nil {
		return importError(err)
	}
	http.Redirect(w, r, s.path+"/"+url.PathEscape(id), http.StatusSeeOther)
	return nil
}

func (s importPages) change(w http.ResponseWriter, r *http.Request, view *access.View) error {
	if err := page.ReadForm(w, r); err != nil {
		return err
	}
	id, action := r.PathValue("id"), r.PostForm.Get("action")
	if action == "allow" && !view.MayAllowColumns() || !s.has(r, id) {
		return page.Error{Status: http.StatusNotFound}
	}
	if err := s.Config.Imports.Do(r.Context(), view.Viewer().Person, id, action, r.PostForm); err != nil {
		return importError(err)
	}
	to := s.path + "/" + url.PathEscape(id)
	if _, found := s.look(r, id); !found {
		to = s.path
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
