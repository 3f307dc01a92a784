// Package opensearch lets people search from outside the pages: a description by which a browser adds the search to its own
// (OpenSearch 1.1), suggestions while somebody types there, and a search box that an intranet can show in a frame. The box and the
// description hold nothing of anybody, and are answered without looking at who asks; suggestions are those of the viewer.
package opensearch

import (
	"encoding/json"
	"encoding/xml"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/client"
	"github.com/sachant/sachant/graph/access"
)

// Config is what the search outside the pages needs of others.
type Config struct {
	Client *client.Client
	View   func(*http.Request) (*access.View, error)
	// Language returns the language of a request, fr or en.
	Language func(*http.Request) string
	// Address is that of the pages, such as https://sachant.example.com; empty where only who asks knows it.
	Address string
	// Embedders are the origins whose pages may show the search box, such as https://intranet.example.com; where there are none,
	// there is no box.
	Embedders []string
}

// The addresses.
const (
	DescriptionPath = "/opensearch.xml"
	suggestionsPath = "/opensearch/suggestions"
	EmbedPath       = "/embed"
	stylePath       = "/embed/style.css"
)

// Search answers what is outside the pages.
type Search struct {
	Config
	box *template.Template
}

// New returns a search.
func New(config Config) (*Search, error) {
	box, err := template.ParseFS(files, "embed.html")
	return &Search{config, box}, err
}

// Open adds what is answered to everybody alike.
func (s *Search) Open(mux *http.ServeMux) {
	mux.HandleFunc("GET "+DescriptionPath, s.describe)
	if len(s.Embedders) > 0 {
		mux.HandleFunc("GET "+EmbedPath, s.frame)
		mux.HandleFunc("GET "+stylePath, style)
	}
}

// Routes adds what is answered to a viewer.
func (s *Search) Routes(mux *http.ServeMux) { mux.HandleFunc("GET "+suggestionsPath, s.suggest) }

type description struct {
	XMLName     xml.Name     `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName   string       `xml:"ShortName"`
	Description string       `xml:"Description"`
	URLs        []addressing `xml:"Url"`
	Image       image        `xml:"Image"`
	Language    string       `xml:"Language"`
	Input       string       `xml:"InputEncoding"`
	Output      string       `xml:"OutputEncoding"`
}

type addressing struct {
	Type     string `xml:"type,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
	Template string `xml:"template,attr"`
}

type image struct {
	Type    string `xml:"type,attr"`
	Width   int    `xml:"width,attr"`
	Height  int    `xml:"height,attr"`
	Address string `xml:",chardata"`
}

// describe responds with the description of the search.
func (s *Search) describe(w http.ResponseWriter, r *http.Request) {
	language, origin := s.Language(r), s.origin(r)
	text, err := xml.MarshalIndent(description{
		ShortName: "Sachant", Description: s.Client.Messages(language).Text("Find who knows in the company, and why"),
		URLs: []addressing{
			{"text/html", "results", origin + "/?q={searchTerms}"},
			{"application/x-suggestions+json", "suggestions", origin + suggestionsPath + "?q={searchTerms}"},
			{"application/opensearchdescription+xml", "self", origin + DescriptionPath},
		},
		Image: image{"image/svg+xml", 16, 16, origin + "/icon.svg"}, Language: language, Input: "UTF-8", Output: "UTF-8",
	}, "", " ")
	if err != nil {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("the description of the search")
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/opensearchdescription+xml; charset=utf-8")
	w.Header().Set("Vary", "Accept-Language, Cookie")
	_, _ = w.Write(append([]byte(xml.Header), append(text, '\n')...))
}

// origin returns the address of the pages as who asks knows it.
func (s *Search) origin(r *http.Request) string {
	if s.Address != "" {
		return strings.TrimRight(s.Address, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host}).String()
}

// longest is the most bytes of what is typed that is looked at.
const longest = 100

// suggest responds with what may be meant by what is typed: the words, the suggestions, what tells each from others, and the
// address of its page. Nobody who is not signed in is told anything.
func (s *Search) suggest(w http.ResponseWriter, r *http.Request) {
	typed := strings.ToValidUTF8(r.URL.Query().Get("q"), "")
	answer := [4]any{typed, []string{}, []string{}, []string{}}
	w.Header().Set("Content-Type", "application/x-suggestions+json; charset=utf-8")
	if _, err := s.View(r); err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		_ = json.NewEncoder(w).Encode(answer)
		return
	}
	if strings.TrimSpace(typed) != "" && len(typed) <= longest {
		caller := client.Caller{Language: s.Language(r), View: func() (*access.View, error) { return s.View(r) }}
		found, err := s.Client.Suggest(r.Context(), caller, typed)
		if err != nil {
			zerolog.Ctx(r.Context()).Warn().Err(err).Msg("suggestions for a browser")
		}
		labels, details, pages := []string{}, []string{}, []string{}
		for _, one := range found {
			labels, details, pages = append(labels, one.Label), append(details, one.Detail), append(pages, s.located(r, one.Page))
		}
		answer = [4]any{typed, labels, details, pages}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// located returns the whole address of a page.
func (s *Search) located(r *http.Request, page string) string {
	if strings.HasPrefix(page, "/") {
		return s.origin(r) + page
	}
	return page
}
