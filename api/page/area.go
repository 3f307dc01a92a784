package page

import (
	"html/template"
	"net/http"
	"net/url"
)

// Page is a row of the table of pages.
type Page struct {
	// Path is a pattern of [http.ServeMux], read by GET.
	Path string
	// Query and template are files in the folder of pages, without their endings.
	Query, Template string
	// Subject is the field of the response that must not be null for the page to exist.
	Subject string
	// Variables of the query.
	Variables func(*http.Request) map[string]any
	// Unasked are the variables with which a page with a form asks for nothing, for where the form cannot be answered; nil shows
	// the error alone.
	Unasked func(*http.Request) map[string]any
}

// Form is a row of the table of forms: what is posted becomes a mutation of the viewer's, and the
// browser then returns to the page of the form.
type Form struct {
	Path string
	// Mutation is a file in the folder of pages, without its extension.
	Mutation  string
	Variables func(url.Values) (map[string]any, error)
	// Before may answer in place of the mutation, and reports whether it did; nil never does.
	Before func(s *Server, w http.ResponseWriter, r *http.Request) (answered bool, err error)
	// Again returns the address of the page that the form is on, and its template: where the form cannot be saved, that page
	// is shown with what was typed. Nil shows the error alone.
	Again func(url.Values) (address, template string)
}

// Area is a part of the pages: rows of pages and forms, what their templates call, and what is no row.
type Area struct {
	Pages []Page
	Forms []Form
	// Templates are those of pages that are no row.
	Templates []string
	// Functions are what templates call besides those that all may call; nil for none.
	Functions func(*Renderer) template.FuncMap
	// First may answer in place of any page, and reports whether it did; nil never does.
	First func(s *Server, w http.ResponseWriter, r *http.Request) (answered bool, err error)
	// Routes adds what is no page and no form, as files; nil for nothing.
	Routes func(*Server, *http.ServeMux)
}
