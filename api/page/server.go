package page

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// New serves the pages of areas. Each is a query, executed as the person who asks, and a template, so that a
// page can show no more than the API does. It fails where a query does not fit the schema, or a
// template does not parse.
func New(config Config, files fs.FS, areas []Area) (http.Handler, error) {
	if config.Nonce == nil {
		config.Nonce = rand.Text
	}
	s := &Server{Config: config, Files: files, areas: areas}
	var err error
	if s.queries, err = ReadQueries(files, config.Schema); err != nil {
		return nil, err
	}
	if s.Renderers, err = NewRenderers(files, areas); err != nil {
		return nil, err
	}
	return s.routes(), nil
}

// Server is what all pages share.
type Server struct {
	Config    Config
	Files     fs.FS
	areas     []Area
	queries   map[string]string
	Renderers []*Renderer // by index in [languages]
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, area := range s.areas {
		for _, page := range area.Pages {
			mux.HandleFunc("GET "+page.Path, s.servePage(page))
		}
		for _, form := range area.Forms {
			mux.HandleFunc("POST "+form.Path, s.serveForm(form))
		}
		if area.Routes != nil {
			area.Routes(s, mux)
		}
	}
	mux.HandleFunc("/", s.notFound)
	open := http.NewServeMux() // to everybody at once
	s.signInRoutes(open)
	open.HandleFunc("POST /language", s.chooseLanguage)
	if s.Config.Demo != nil {
		open.HandleFunc("GET /demo", s.showDemo)
		open.HandleFunc("POST /demo", s.chooseDemoPerson)
	}
	for _, name := range []string{"style.css", "icon.svg", "suggest.js", "combobox.js"} {
		open.HandleFunc("GET /"+name, s.ServeAsset(name))
	}
	open.Handle("/", s.withFirst(mux))
	return s.sameOrigin(open)
}

// withFirst has an area answer in place of any page or file.
func (s *Server) withFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch answered, err := s.first(w, r); {
		case err != nil:
			s.Fail(w, r, err)
		case !answered:
			next.ServeHTTP(w, r)
		}
	})
}

// sameOrigin refuses forms that are sent by another site.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Fail(w, r, Error{Status: http.StatusForbidden, why: "-site"})
	}))
	return protection.Handler(next)
}

// servePage responds with a page of the table.
func (s *Server) servePage(page Page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := s.load(r, page)
		var refused Error
		switch {
		case err == nil:
			s.Write(w, r, page.Template, http.StatusOK, data)
		case page.Unasked != nil && errors.As(err, &refused) && refused.Status == http.StatusUnprocessableEntity:
			s.showUnasked(w, r, page, refused)
		default:
			s.Fail(w, r, err)
		}
	}
}

// first reports whether an area answered in place of a page.
func (s *Server) first(w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	for _, area := range s.areas {
		if area.First == nil || answered || err != nil {
			continue
		}
		answered, err = area.First(s, w, r)
	}
	return answered, err
}

// showUnasked responds with a page whose form asks for what cannot be answered: with the form as it was sent, and why.
func (s *Server) showUnasked(w http.ResponseWriter, r *http.Request, page Page, refused Error) {
	page.Variables = page.Unasked
	data, err := s.load(r, page)
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	data.Reason = s.Reason(r, refused)
	s.Write(w, r, page.Template, refused.Status, data)
}

// load executes a page's query as the person who asks for the page.
func (s *Server) load(r *http.Request, page Page) (Data, error) {
	view, err := s.Config.View(r)
	if err != nil {
		return Data{}, Unidentified(err)
	}
	data, err := s.Ask(r, view, page.Query, page.Variables(r))
	if err != nil {
		return Data{}, err
	}
	if page.Subject != "" && data[page.Subject] == nil {
		return Data{}, Error{Status: http.StatusNotFound}
	}
	out := s.DataOf(r, data)
	out.Alternates = alternatesOf(r) // of rows of pages alone: other addresses may hold what is not to be passed on
	out.MayImport, err = s.mayImport(r.Context(), view)
	return out, err
}

// mayImport reports whether a viewer may import on a page of this server.
func (s *Server) mayImport(ctx context.Context, view *access.View) (bool, error) {
	if s.Config.Imports == nil {
		return false, nil
	}
	return view.MayImport(ctx)
}

// DataOf returns the data of a template: an answer of the API, and what is told of the request.
func (s *Server) DataOf(r *http.Request, data map[string]any) Data {
	search := SearchParametersOf(r)
	return Data{
		Data: data, Here: r.URL.RequestURI(), Demo: s.Config.Demo,
		Words: search.Words, Unit: search.Unit, Site: search.Site, After: search.After, Emphasis: search.Emphasis,
		Welcome: r.URL.Path == "/" && search.Words == "", State: OpeningState(r), Skip: SkipVariables(r)["skip"].(int),
		Nonce: s.Config.Nonce(), Today: graph.DateOf(s.Config.Now()), MayPropose: s.Config.Proposals != nil, Model: s.Config.Model, MaySignOut: s.Config.SignIn != nil && isSignedIn(data), HasTokens: s.Config.Tokens != nil, HasImports: s.Config.Imports != nil,
	}
}

// Ask executes a query of the folder of pages. An error that the schema reports is a [pageError].
func (s *Server) Ask(r *http.Request, view *access.View, query string, variables map[string]any) (map[string]any, error) {
	response := s.Config.Schema.Execute(r.Context(), view, schema.Request{Query: s.queries[query], Variables: variables})
	var result struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Extensions struct{ Code, ID string }
		}
	}
	if err := json.Unmarshal(response.Body, &result); err != nil {
		return nil, fmt.Errorf("query %s: response of status %d: %w", query, response.Status, err)
	}
	for _, failure := range result.Errors {
		return nil, pageErrorOf(failure.Extensions.Code, failure.Extensions.ID, failure.Message)
	}
	return result.Data, nil
}

// Write responds with a page, of a template and its data.
func (s *Server) Write(w http.ResponseWriter, r *http.Request, template string, status int, data Data) {
	page, err := s.Renderers[LanguageOf(r)].Render(template, data)
	if err != nil {
		s.failPlainly(w, r, err)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(page)
	}
}

// ReadQueries reads every query and mutation, and validates them. A query that spreads the fragment
// Frame, the data of every page, is sent with it.
func ReadQueries(files fs.FS, api *schema.Schema) (map[string]string, error) {
	frame, err := fs.ReadFile(files, "frame.graphql")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.graphql")
	if err != nil {
		return nil, err
	}
	queries := make(map[string]string, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		query := string(text)
		if strings.Contains(query, "...Frame") {
			query += "\n" + string(frame)
		}
		queries[strings.TrimSuffix(name, ".graphql")] = query
	}
	delete(queries, "frame")
	var wrong []error
	for name, query := range queries {
		if err := api.Validate(query); err != nil {
			wrong = append(wrong, fmt.Errorf("query of the page %s: %w", name, err))
		}
	}
	return queries, errors.Join(wrong...)
}
