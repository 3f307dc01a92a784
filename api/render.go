package api

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"strings"

	"golang.org/x/text/language"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/graph"
)

//go:embed pages
var embedded embed.FS

// pageData is the data of a template: the response of the API, and the request.
type pageData struct {
	// Data is the response to the page's query.
	Data map[string]any
	// Here is the page's own path and query, to which its forms return.
	Here string
	// Words, Unit, Site, After and Emphasis are the parameters of a search; Welcome reports that there is none.
	Words, Unit, Site, After, Emphasis string
	Welcome                            bool
	Demo                               *DemoConfig
	// State is that of the openings of a list.
	State string
	// Skip is how many members of a list come before the page.
	Skip int
	// MayImport: this server imports what the viewer sends.
	MayImport bool
	// MayPropose: this server finds skills in texts.
	MayPropose bool
	// Model is the language model that is asked; nil where none is.
	Model *ModelNotice
	// Status, Why, Reason and Back belong to the page of an error; Why is the status with its cause. Back is also where
	// the choice of a demonstration leads.
	Status            int
	Why, Reason, Back string
	// SignIn belongs to the page of signing in; MaySignOut says that the viewer signed in there.
	SignIn     *signInData
	MaySignOut bool
	// Typed is what the form of the page holds that could not be saved, for Reason.
	Typed url.Values
	// today decides which declarations have expired.
	today graph.Date
}

// Parameter returns a parameter of the page's own address, "" where it has none of that name.
func (p pageData) Parameter(name string) string {
	return p.query().Get(name)
}

// HasParameter reports whether the page's own address has a parameter, which may be empty.
func (p pageData) HasParameter(name string) bool { return p.query().Has(name) }

// Section returns the first two parts of the page's path, such as "/hr/skills".
func (p pageData) Section() string {
	path, _, _ := strings.Cut(p.Here, "?")
	parts := strings.SplitN(path, "/", 4)
	return strings.Join(parts[:min(len(parts), 3)], "/")
}

func (p pageData) query() url.Values {
	address, err := url.Parse(p.Here)
	if err != nil {
		return nil
	}
	return address.Query()
}

// Past reports whether a day has passed; false for null.
func (p pageData) Past(day any) bool {
	text := plainText(day)
	return text != "" && graph.Date(text) < p.today
}

// renderer makes the pages of one language.
type renderer struct {
	*translator
	catalog   *catalog.Catalog // of messages that are written in English elsewhere
	templates map[string]*template.Template
}

// newRenderers makes a renderer for each language, in the order of [languages].
func newRenderers(files fs.FS) ([]*renderer, error) {
	names := []string{"error", "demo", "signin", "imports", "import", "proposals", "similar", "merge"}
	for _, page := range pageTable() {
		names = append(names, page.template)
	}
	var all []*renderer
	for _, tag := range languages() {
		one, err := newRenderer(files, tag, names)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// newRenderer reads the templates of pages. A page of prose has a template in each
// language, NAME.fr.html; others have one, NAME.html.
func newRenderer(files fs.FS, tag language.Tag, names []string) (*renderer, error) {
	translator, err := newTranslator(files, tag)
	if err != nil {
		return nil, err
	}
	messages, err := catalog.New(tag.String())
	if err != nil {
		return nil, err
	}
	r := &renderer{translator: translator, catalog: messages, templates: make(map[string]*template.Template, len(names))}
	base, err := template.New("").Option("missingkey=error").Funcs(r.functions(files)).Funcs(r.hrFunctions()).ParseFS(files, "base.html")
	if err != nil {
		return nil, fmt.Errorf("base.html of the pages: %w", err)
	}
	for _, name := range names {
		if r.templates[name], err = r.parse(base, files, name); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *renderer) parse(base *template.Template, files fs.FS, name string) (*template.Template, error) {
	file := name + "." + r.tag.String() + ".html"
	if _, err := fs.Stat(files, file); err != nil {
		file = name + ".html"
	}
	clone, err := base.Clone()
	if err == nil {
		clone, err = clone.ParseFS(files, file)
	}
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return clone, nil
}

// render returns a whole page, or an error and no page at all.
func (r *renderer) render(name string, data pageData) ([]byte, error) {
	var page bytes.Buffer
	if err := r.templates[name].ExecuteTemplate(&page, "base", data); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return page.Bytes(), nil
}

// functions returns the functions that templates call.
func (r *renderer) functions(files fs.FS) template.FuncMap {
	return template.FuncMap{
		"language":   r.tag.String,
		"t":          r.translate,
		"rich":       r.translateHTML,
		"label":      r.label,
		"text":       plainText,
		"number":     r.text,
		"day":        r.day,
		"join":       r.list,
		"useful":     r.useful,
		"interview":  r.interview,
		"provenance": r.provenance,
		"breakdown":  r.breakdown,
		"experts":    expertsOf,
		"heldlevel":  r.heldLevel,
		"asset":      func(name string) (string, error) { return asset(files, name) },
		"link":       link,
		"demo":       demoLink,
		"provider":   providerLink,
		"web":        webAddress,
		"telephone":  telephone,
		"search":     searchLink,
		"more":       nextPage,
		"anchor":     anchor,
		"name":       nameOf,
		"path":       breakable,
		"dots":       dots,
		"unmarked":   unmarked,
		"tint":       tint,
		"initials":   initials,
		"proof":      isProof,
		"isMe":       isMe,
		"hasRole":    hasRole,
		"post":       postOf,
		"histories":  declarationHistories,
		"comparison": comparisonOf,
		"moves":      graph.Moves, "consented": consented, "holds": holds, "asfield": asField,
		"horizons": func() []string {
			return []string{graph.HorizonYear, graph.HorizonTwoYears, graph.HorizonFiveYears, graph.HorizonLater}
		},
		"place":           func(skip, i int) int { return skip + i + 1 },
		"states":          graph.OpeningStates,
		"requirementrows": requirementRows,
		"typed":           typedOpening,
		"criteria":        criteriaOf,
		"levels":          func() []int { return []int{1, 2, 3, 4} },
		"scales":          func() []string { return []string{"auto", "0-4", "1-4", "1-5", "words", "iluo", "public"} },
		"gaps":            gapsLink,
	}
}
