package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// PagesConfig says what the pages are made from.
type PagesConfig struct {
	Schema *schema.Schema
	// View is what the person asking may see; an error where nobody knows who asks.
	View func(*http.Request) (*access.View, error)
	// Demo lets everybody choose who they are; nil where people are who they are.
	Demo *DemoConfig
	// Now is the clock that decides what has expired.
	Now func() time.Time
}

// DemoConfig lets whoever tries Sachant choose who they are.
type DemoConfig struct {
	People []DemoPerson
	// Examples are searches worth trying.
	Examples []string
	// Choose remembers the person chosen, by id.
	Choose func(w http.ResponseWriter, id string)
}

// DemoPerson is somebody whom one can be. Role is an [access.Role].
type DemoPerson struct{ ID, Name, Role string }

// page is one row of the table of pages: a query and a template of the same name.
type page struct {
	// path is a pattern of [http.ServeMux], read by GET.
	path string
	// query and template are files in the folder of pages, without their endings.
	query, template string
	// subject is the field of the answer without which there is no such page.
	subject string
	// variables of the query.
	variables func(*http.Request) map[string]any
}

func pageTable() []page {
	return []page{
		{path: "/{$}", query: "find", template: "find", variables: findVariables},
		{path: "/person/{id...}", query: "person", template: "person", subject: "person", variables: nodeVariables(graph.KindPerson)},
		{path: "/contribution/{id...}", query: "contribution", template: "contribution", subject: "contribution", variables: nodeVariables(graph.KindContribution)},
		{path: "/skill/{id...}", query: "skill", template: "skill", subject: "skill", variables: nodeVariables(graph.KindSkill)},
		{path: "/how", query: "plain", template: "how", variables: noVariables},
		{path: "/privacy", query: "plain", template: "privacy", variables: noVariables},
	}
}

// Pages answers with pages for people. Each is a query that the schema answers as seen by who
// asks, put into a template; so a page can show no more than the API does. It fails where a
// query does not fit the schema, or a template does not parse.
func Pages(config PagesConfig) (http.Handler, error) {
	files, err := fs.Sub(embedded, "pages")
	if err != nil {
		return nil, err
	}
	s := &site{config: config, files: files}
	if s.queries, err = readQueries(files, config.Schema); err != nil {
		return nil, err
	}
	if s.languages, err = readLanguages(files); err != nil {
		return nil, err
	}
	return s.routes(), nil
}

// site holds what all pages share.
type site struct {
	config    PagesConfig
	files     fs.FS
	queries   map[string]string
	languages []*renderer
}

func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	for _, page := range pageTable() {
		mux.HandleFunc("GET "+page.path, s.show(page))
	}
	for _, form := range formTable() {
		mux.HandleFunc("POST "+form.path, s.accept(form))
	}
	mux.HandleFunc("POST /language", s.chooseLanguage)
	if s.config.Demo != nil {
		mux.HandleFunc("GET /demo", s.showDemo)
		mux.HandleFunc("POST /demo", s.choosePerson)
	}
	for _, name := range []string{"style.css", "icon.svg"} {
		mux.HandleFunc("GET /"+name, s.serveAsset(name))
	}
	mux.HandleFunc("/", s.notFound)
	return s.sameOrigin(mux)
}

// sameOrigin refuses forms that come from another site.
func (s *site) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, complaint{status: http.StatusForbidden})
	}))
	return protection.Handler(next)
}

// show answers with one page of the table.
func (s *site) show(page page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		what, err := s.look(r, page)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.write(w, r, page.template, http.StatusOK, what)
	}
}

// look asks a page's query as the person who asks for the page.
func (s *site) look(r *http.Request, page page) (sight, error) {
	view, err := s.config.View(r)
	if err != nil {
		return sight{}, complaint{status: Status(err), cause: err}
	}
	data, err := s.ask(r, view, page.query, page.variables(r))
	if err != nil {
		return sight{}, err
	}
	if page.subject != "" && data[page.subject] == nil {
		return sight{}, complaint{status: http.StatusNotFound}
	}
	return s.sightOf(r, data), nil
}

func (s *site) sightOf(r *http.Request, data map[string]any) sight {
	searched := searchOf(r)
	return sight{
		Data: data, Here: r.URL.RequestURI(), Demo: s.config.Demo,
		Words: searched.words, Unit: searched.unit, Site: searched.site, After: searched.after,
		Welcome: r.URL.Path == "/" && searched.words == "",
		today:   graph.DateOf(s.config.Now()),
	}
}

// ask executes a query of the folder of pages. An error that the schema reports is a complaint,
// unless it only says that something is not there.
func (s *site) ask(r *http.Request, view *access.View, query string, variables map[string]any) (map[string]any, error) {
	response := s.config.Schema.Execute(r.Context(), view, schema.Request{Query: s.queries[query], Variables: variables})
	var answer struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Extensions struct{ Code, ID string }
		}
	}
	if err := json.Unmarshal(response.Body, &answer); err != nil {
		return nil, fmt.Errorf("query %s: answer of status %d: %w", query, response.Status, err)
	}
	for _, failure := range answer.Errors {
		return nil, complaintOf(failure.Extensions.Code, failure.Extensions.ID, failure.Message)
	}
	return answer.Data, nil
}

func (s *site) write(w http.ResponseWriter, r *http.Request, template string, status int, what sight) {
	page, err := s.renderer(r).render(template, what)
	if err != nil {
		s.broken(w, r, err)
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

// readQueries reads every query and mutation, and has the schema check them. Each query is
// sent with the frame's fragment, which every page spreads.
func readQueries(files fs.FS, api *schema.Schema) (map[string]string, error) {
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
	return queries, validate(queries, api)
}

func validate(queries map[string]string, api *schema.Schema) error {
	var wrong []error
	for name, query := range queries {
		if err := api.Validate(query); err != nil {
			wrong = append(wrong, fmt.Errorf("query of the page %s: %w", name, err))
		}
	}
	return errors.Join(wrong...)
}
