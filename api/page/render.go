package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/url"
	"strings"

	"golang.org/x/text/language"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/graph"
)

// Data is the data of a template: the response of the API, and the request.
type Data struct {
	// Data is the response to the page's query.
	Data map[string]any
	// Here is the page's own path and query, to which its forms return.
	Here string
	// Alternates are the addresses of a page of the table in each language.
	Alternates []Alternate
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
	// ImportsAt is the address of the pages of imports that are shown, ImportKinds the kinds of tables there.
	ImportsAt   string
	ImportKinds []string
	// MayPropose: this server finds skills in texts.
	MayPropose bool
	// Model is the language model that is asked; nil where none is.
	Model *ModelNotice
	// Status, Why, Reason and Back belong to the page of an error; Why is the status with its cause. Back is also where
	// the choice of a demonstration leads.
	Status            int
	Why, Reason, Back string
	// SignIn belongs to the page of signing in; MaySignOut says that the viewer signed in there.
	SignIn     *SignInData
	MaySignOut bool
	// HasImports: this server imports tables that are sent to pages.
	HasImports bool
	// HasTokens: this server has API tokens.
	HasTokens bool
	// Typed is what the form of the page holds that could not be saved, for Reason.
	Typed url.Values
	// Nonce is another one each time that a page is shown: what is posted twice with the same one is one text.
	Nonce string
	// Today decides which declarations have expired.
	Today graph.Date
}

// Parameter returns a parameter of the page's own address, "" where it has none of that name.
func (p Data) Parameter(name string) string {
	return p.Query().Get(name)
}

// HasParameter reports whether the page's own address has a parameter, which may be empty.
func (p Data) HasParameter(name string) bool { return p.Query().Has(name) }

// Section returns the first two parts of the page's path, such as "/hr/skills".
func (p Data) Section() string {
	path, _, _ := strings.Cut(p.Here, "?")
	parts := strings.SplitN(path, "/", 4)
	return strings.Join(parts[:min(len(parts), 3)], "/")
}

// Query returns the parameters of the page's own address.
func (p Data) Query() url.Values {
	address, err := url.Parse(p.Here)
	if err != nil {
		return nil
	}
	return address.Query()
}

// Past reports whether a day has passed; false for null.
func (p Data) Past(day any) bool {
	text := PlainText(day)
	return text != "" && graph.Date(text) < p.Today
}

// Renderer makes the pages of one language.
type Renderer struct {
	*Translator
	Catalog   *catalog.Catalog // of messages that are written in English elsewhere
	templates map[string]*template.Template
}

// NewRenderers makes a renderer for each language, in the order of [languages].
func NewRenderers(files fs.FS, areas []Area) ([]*Renderer, error) {
	var all []*Renderer
	for _, tag := range Languages() {
		one, err := newRenderer(files, tag, areas)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// newRenderer reads the templates of pages. A page of prose has a template in each
// language, NAME.fr.html; others have one, NAME.html.
func newRenderer(files fs.FS, tag language.Tag, areas []Area) (*Renderer, error) {
	translator, err := newTranslator(files, tag)
	if err != nil {
		return nil, err
	}
	messages, err := catalog.New(tag.String())
	if err != nil {
		return nil, err
	}
	r := &Renderer{Translator: translator, Catalog: messages, templates: map[string]*template.Template{}}
	base, err := template.New("").Option("missingkey=error").Funcs(r.functions(files, areas)).ParseFS(files, "base.html")
	if err != nil {
		return nil, fmt.Errorf("base.html of the pages: %w", err)
	}
	for _, area := range areas {
		names := area.Templates
		for _, page := range area.Pages {
			names = append(names, page.Template)
		}
		for _, name := range names {
			if r.templates[name], err = r.parse(base, files, name); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

func (r *Renderer) parse(base *template.Template, files fs.FS, name string) (*template.Template, error) {
	file := name + "." + r.Tag.String() + ".html"
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

// Render returns a whole page, or an error and no page at all.
func (r *Renderer) Render(name string, data Data) ([]byte, error) {
	var page bytes.Buffer
	if err := r.templates[name].ExecuteTemplate(&page, "base", data); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return page.Bytes(), nil
}

// functions returns the functions that templates call.
func (r *Renderer) functions(files fs.FS, areas []Area) template.FuncMap {
	all := template.FuncMap{
		"language":   r.Tag.String,
		"t":          r.Translate,
		"rich":       r.TranslateHTML,
		"label":      r.Label,
		"text":       PlainText,
		"number":     r.Text,
		"day":        r.Day,
		"join":       r.list,
		"useful":     r.useful,
		"interview":  r.interview,
		"provenance": r.provenance,
		"breakdown":  r.Breakdown,
		"experts":    expertsOf,
		"heldlevel":  r.heldLevel,
		"asset":      func(name string) (string, error) { return asset(files, name) },
		"link":       Link,
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
		"initials":   Initials,
		"proof":      isProof,
		"isMe":       isMe,
		"hasRole":    hasRole,
		"post":       postOf,
		"histories":  DeclarationHistories,
		"place":      func(skip, i int) int { return skip + i + 1 },
		"levels":     func() []int { return []int{1, 2, 3, 4} },
		"scales":     func() []string { return []string{"auto", "0-4", "1-4", "1-5", "words", "iluo", "public"} },
		"gaps":       gapsLink,
	}
	for _, area := range areas {
		if area.Functions != nil {
			maps.Copy(all, area.Functions(r))
		}
	}
	return all
}
