package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/sachant/sachant/api/heatmap"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// PagesConfig is what the pages need of others.
type PagesConfig struct {
	Schema *schema.Schema
	// View returns what the person who asks may see, or an error where it is not known who asks.
	View func(*http.Request) (*access.View, error)
	// Demo is set in a demonstration, where people choose who they are.
	Demo *DemoConfig
	// Audit notes the people that files show; nil notes nothing.
	Audit resolve.Auditor
	// Imports are those of HR; nil where there are none.
	Imports Imports
	// Proposals finds skills in texts; nil where nothing does.
	Proposals Proposals
	// Model is the language model that is asked; nil where none is.
	Model *ModelNotice
	// SignIn signs people in; nil where a proxy does, or where people choose who they are.
	SignIn *signin.SignIn
	// Now is the clock that decides which declarations have expired.
	Now func() time.Time
}

// ModelNotice is what people are told of the language model that Sachant asks.
type ModelNotice struct {
	// Host is the server that texts are sent to.
	Host string
	// Completes: it finds skills in texts. Embeds: it compares labels and queries by their meaning.
	Completes, Embeds bool
}

// DemoConfig lets people who try Sachant choose who they are.
type DemoConfig struct {
	People []DemoPerson
	// Examples are searches worth trying.
	Examples []string
	// Choose stores the id of the chosen person in a response.
	Choose func(w http.ResponseWriter, id string)
}

// DemoPerson is a person to choose. Role is an [access.Role]; Part, of the family "role" in the catalogue of messages,
// says how they differ from the others.
type DemoPerson struct{ ID, Name, Role, Part string }

// page is a row of the table of pages.
type page struct {
	// path is a pattern of [http.ServeMux], read by GET.
	path string
	// query and template are files in the folder of pages, without their endings.
	query, template string
	// subject is the field of the response that must not be null for the page to exist.
	subject string
	// variables of the query.
	variables func(*http.Request) map[string]any
	// unasked are the variables with which a page with a form asks for nothing, for where the form cannot be answered; nil shows
	// the error alone.
	unasked func(*http.Request) map[string]any
}

func pageTable() []page {
	return []page{
		{path: "/{$}", query: "find", template: "find", variables: findVariables},
		{path: "/person/{id...}", query: "person", template: "person", subject: "person", variables: localizedVariables(graph.KindPerson)},
		{path: "/contribution/{id...}", query: "contribution", template: "contribution", subject: "contribution", variables: nodeVariables(graph.KindContribution)},
		{path: "/skill/{id...}", query: "skill", template: "skill", subject: "skill", variables: localizedVariables(graph.KindSkill)},
		{path: "/units", query: "units", template: "units", variables: unitsVariables},
		{path: "/unit/{id...}", query: "unit", template: "unit", subject: "unit", variables: nodeVariables(graph.KindUnit)},
		{path: "/site/{id...}", query: "site", template: "site", subject: "site", variables: nodeVariables(graph.KindSite)},
		{path: heatmap.Path, query: "hrskills", template: "hrskills", subject: "skillMap", variables: mapVariables},
		{path: risksPath, query: "hrrisks", template: "hrrisks", subject: "risks", variables: risksVariables},
		{path: heatmap.PeoplePath, query: "hrholders", template: "hrholders", subject: "skillHolders", variables: holdersVariables},
		{path: trainingPath, query: "hrtraining", template: "hrtraining", subject: "trainingPlan", variables: mapVariables},
		{path: polyvalencePath, query: "hrpolyvalence", template: "hrpolyvalence", subject: "gapUnits", variables: polyvalenceVariables},
		{path: "/radar", query: "radar", template: "radar", subject: "roleComparison", variables: radarVariables},
		{path: emergingPath, query: "hremerging", template: "hremerging", subject: "emergingExperts", variables: emergingVariables},
		{path: adoptionPath, query: "hradoption", template: "hradoption", subject: "adoption", variables: skipVariables},
		{path: interviewsPath, query: "interviews", template: "interviews", subject: "interviewsDue", variables: interviewsVariables},
		{path: "/mobility", query: "openings", template: "openings", variables: openingsVariables},
		{path: "/mobility/opening/{id...}", query: "opening", template: "opening", subject: "opening", variables: openingVariables},
		{path: "/mobility/shortlists", query: "shortlists", template: "shortlists", subject: "shortlists", variables: noVariables},
		{path: "/mobility/shortlist/{id...}", query: "shortlist", template: "shortlist", subject: "shortlist", variables: candidatesVariables(graph.KindShortlist)},
		{path: peopleSearchPath, query: "people_search", template: "people_search", subject: "savedSearches", variables: peopleSearchVariables, unasked: noCriteria},
		{path: "/mobility/search/{id...}", query: "saved_search", template: "saved_search", subject: "savedSearch", variables: savedSearchVariables},
		{path: "/mobility/edit", query: "opening_edit", template: "opening_edit", subject: "proposedRequirements", variables: editVariables},
		{path: "/hr/gaps", query: "gaps", template: "gaps", subject: "gapUnits", variables: gapVariables},
		{path: "/vocabulary", query: "vocabulary", template: "vocabulary", subject: "vocabularyReview", variables: noVariables},
		{path: "/statistics", query: "statistics", template: "statistics", variables: statisticsVariables},
		{path: "/how", query: "plain", template: "how", variables: noVariables},
		{path: "/privacy", query: "plain", template: "privacy", variables: noVariables},
	}
}

// PagePaths returns the pages, as patterns of [http.ServeMux]; those of imports and of a demonstration are none of them.
func PagePaths() []string {
	var paths []string
	for _, page := range pageTable() {
		paths = append(paths, page.path)
	}
	return paths
}

// Pages serves the pages. Each is a query, executed as the person who asks, and a template, so that a
// page can show no more than the API does. It fails where a query does not fit the schema, or a
// template does not parse.
func Pages(config PagesConfig) (http.Handler, error) {
	files, err := fs.Sub(embedded, "pages")
	if err != nil {
		return nil, err
	}
	s := &pageServer{config: config, files: files}
	if s.queries, err = readQueries(files, config.Schema); err != nil {
		return nil, err
	}
	if s.renderers, err = newRenderers(files); err != nil {
		return nil, err
	}
	return s.routes(), nil
}

// pageServer is what all pages share.
type pageServer struct {
	config    PagesConfig
	files     fs.FS
	queries   map[string]string
	renderers []*renderer // by index in [languages]
}

func (s *pageServer) routes() http.Handler {
	mux := http.NewServeMux()
	for _, page := range pageTable() {
		mux.HandleFunc("GET "+page.path, s.servePage(page))
	}
	for _, form := range formTable() {
		mux.HandleFunc("POST "+form.path, s.serveForm(form))
	}
	s.signInRoutes(mux)
	s.importRoutes(mux)
	s.fileRoutes(mux)
	s.proposalRoutes(mux)
	mux.HandleFunc("POST /language", s.chooseLanguage)
	if s.config.Demo != nil {
		mux.HandleFunc("GET /demo", s.showDemo)
		mux.HandleFunc("POST /demo", s.chooseDemoPerson)
	}
	for _, name := range []string{"style.css", "icon.svg", "suggest.js"} {
		mux.HandleFunc("GET /"+name, s.serveAsset(name))
	}
	mux.HandleFunc("/", s.notFound)
	return s.sameOrigin(mux)
}

// sameOrigin refuses forms that are sent by another site.
func (s *pageServer) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, pageError{status: http.StatusForbidden, why: "-site"})
	}))
	return protection.Handler(next)
}

// servePage responds with a page of the table.
func (s *pageServer) servePage(page page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := s.load(r, page)
		var refused pageError
		switch {
		case err == nil:
			s.write(w, r, page.template, http.StatusOK, data)
		case page.unasked != nil && errors.As(err, &refused) && refused.status == http.StatusUnprocessableEntity:
			s.showUnasked(w, r, page, refused)
		default:
			s.fail(w, r, err)
		}
	}
}

// showUnasked responds with a page whose form asks for what cannot be answered: with the form as it was sent, and why.
func (s *pageServer) showUnasked(w http.ResponseWriter, r *http.Request, page page, refused pageError) {
	page.variables = page.unasked
	data, err := s.load(r, page)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	data.Reason = s.reason(r, refused)
	s.write(w, r, page.template, refused.status, data)
}

// load executes a page's query as the person who asks for the page.
func (s *pageServer) load(r *http.Request, page page) (pageData, error) {
	view, err := s.config.View(r)
	if err != nil {
		return pageData{}, unidentified(err)
	}
	data, err := s.ask(r, view, page.query, page.variables(r))
	if err != nil {
		return pageData{}, err
	}
	if page.subject != "" && data[page.subject] == nil {
		return pageData{}, pageError{status: http.StatusNotFound}
	}
	out := s.dataOf(r, data)
	out.MayImport, err = s.mayImport(r.Context(), view)
	return out, err
}

// mayImport reports whether a viewer may import on a page of this server.
func (s *pageServer) mayImport(ctx context.Context, view *access.View) (bool, error) {
	if s.config.Imports == nil {
		return false, nil
	}
	return view.MayImport(ctx)
}

func (s *pageServer) dataOf(r *http.Request, data map[string]any) pageData {
	search := searchParametersOf(r)
	return pageData{
		Data: data, Here: r.URL.RequestURI(), Demo: s.config.Demo,
		Words: search.words, Unit: search.unit, Site: search.site, After: search.after, Emphasis: search.emphasis,
		Welcome: r.URL.Path == "/" && search.words == "", State: openingState(r), Skip: skipVariables(r)["skip"].(int),
		today: graph.DateOf(s.config.Now()), MayPropose: s.config.Proposals != nil, Model: s.config.Model, MaySignOut: s.config.SignIn != nil && isSignedIn(data),
	}
}

// ask executes a query of the folder of pages. An error that the schema reports is a [pageError].
func (s *pageServer) ask(r *http.Request, view *access.View, query string, variables map[string]any) (map[string]any, error) {
	response := s.config.Schema.Execute(r.Context(), view, schema.Request{Query: s.queries[query], Variables: variables})
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

func (s *pageServer) write(w http.ResponseWriter, r *http.Request, template string, status int, data pageData) {
	page, err := s.renderers[languageOf(r)].render(template, data)
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

// readQueries reads every query and mutation, and validates them. A query that spreads the fragment
// Frame, the data of every page, is sent with it.
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
	var wrong []error
	for name, query := range queries {
		if err := api.Validate(query); err != nil {
			wrong = append(wrong, fmt.Errorf("query of the page %s: %w", name, err))
		}
	}
	return queries, errors.Join(wrong...)
}
