package api

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/sachant/sachant/graph"
)

//go:embed pages
var embedded embed.FS

// sight is what a template is given: the API's answer, and where we are.
type sight struct {
	// Data is the answer of the page's query.
	Data map[string]any
	// Here is the page's own path and query, where its forms come back to.
	Here string
	// Words, Unit, Site and After are what was searched; Welcome where nothing was.
	Words, Unit, Site, After string
	Welcome                  bool
	Demo                     *DemoConfig
	// Status, Reason and Back belong to the page of an error.
	Status       int
	Reason, Back string
	// today decides what has expired.
	today graph.Date
}

// Past reports whether a day, null where there is none, lies behind us.
func (s sight) Past(day any) bool {
	text := plainText(day)
	return text != "" && graph.Date(text) < s.today
}

// renderer turns sights into pages of one language.
type renderer struct {
	*words
	templates map[string]*template.Template
}

// readLanguages makes a renderer for each language, in the order of [languages].
func readLanguages(files fs.FS) ([]*renderer, error) {
	names := []string{"error", "demo"}
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

// newRenderer reads the templates of the pages named. A page of prose has a template in each
// language, NAME.fr.html; others have one, NAME.html.
func newRenderer(files fs.FS, tag language.Tag, names []string) (*renderer, error) {
	words, err := readWords(files, tag)
	if err != nil {
		return nil, err
	}
	r := &renderer{words: words, templates: make(map[string]*template.Template, len(names))}
	base, err := template.New("").Option("missingkey=error").Funcs(r.functions(files)).ParseFS(files, "base.html")
	if err != nil {
		return nil, fmt.Errorf("the frame of the pages: %w", err)
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

// render is a whole page, or an error and no page at all.
func (r *renderer) render(name string, what sight) ([]byte, error) {
	var page bytes.Buffer
	if err := r.templates[name].ExecuteTemplate(&page, "base", what); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return page.Bytes(), nil
}

func (r *renderer) functions(files fs.FS) template.FuncMap {
	return template.FuncMap{
		"language":   r.tag.String,
		"t":          r.say,
		"rich":       r.markup,
		"label":      r.label,
		"text":       plainText,
		"number":     r.text,
		"day":        r.day,
		"join":       r.list,
		"useful":     r.useful,
		"interview":  r.interview,
		"provenance": r.provenance,
		"ledger":     r.account,
		"asset":      func(name string) (string, error) { return asset(files, name) },
		"link":       link,
		"web":        web,
		"dial":       dial,
		"search":     searchLink,
		"more":       following,
		"anchor":     anchor,
		"name":       nameOf,
		"path":       breakable,
		"dots":       dots,
		"tint":       tint,
		"initials":   initials,
		"proof":      isProof,
		"isMe":       isMe,
		"said":       saidBy,
		"current":    current,
		"levels":     func() []int { return []int{1, 2, 3, 4} },
	}
}

// useful says how many found something useful; nothing where nobody has.
func (w *words) useful(likes any) (string, error) {
	if count, _ := quantity(likes); count <= 0 {
		return "", nil
	}
	return w.say("contribution.likes", "count", likes)
}

// interview names the sort of an interview; nothing where there is none.
func (w *words) interview(of any) string {
	fields, _ := of.(map[string]any)
	if fields["type"] == nil {
		return ""
	}
	return w.label("interview", fields["type"])
}

// provenance says what a piece of evidence is and where it comes from. Who follows says so
// themselves, which goes without saying.
func (w *words) provenance(piece map[string]any) string {
	kind := w.label("evidence", piece["kind"])
	if piece["kind"] == "follow" {
		return kind
	}
	return dots(kind, w.label("source", piece["source"]))
}

// nameOf is the name of a unit, site or community, "" where there is none.
func nameOf(node any) string {
	fields, isNode := node.(map[string]any)
	if !isNode {
		return plainText(node)
	}
	return plainText(fields["name"])
}

// dots joins what is there of texts and named nodes: "Achats · Paris".
func dots(parts ...any) string {
	var present []string
	for _, part := range parts {
		if text := nameOf(part); text != "" {
			present = append(present, text)
		}
	}
	return strings.Join(present, " · ")
}

// breakable lets the path of a unit go on in the next line.
func breakable(path string) string { return strings.ReplaceAll(path, "/", "/\u200b") }

// tint spreads people over the tints of the style sheet; it means nothing.
func tint(id any) string {
	hash := sha256.Sum256([]byte(plainText(id)))
	return "c" + strconv.Itoa(int(hash[0])%6)
}

// initials are the first letters of the first and the last word of a name.
func initials(name any) string {
	words := strings.FieldsFunc(plainText(name), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	if len(words) == 0 {
		return "·"
	}
	letters := firstLetter(words[0])
	if len(words) > 1 {
		letters += firstLetter(words[len(words)-1])
	}
	return letters
}

func firstLetter(word string) string {
	letter, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, "'’"))
	return string(unicode.ToUpper(letter))
}

// isProof tells evidence that somebody else vouches for from what is only claimed.
func isProof(class any) bool { return class == "demonstrated" || class == "validated" }

func isMe(id any, viewer map[string]any) bool {
	me, _ := viewer["person"].(map[string]any)
	return me != nil && me["id"] == id
}

// utterance is a question or an answer with what the viewer may do with it.
type utterance struct {
	Item    map[string]any
	MayLike bool
	Back    string
}

// saidBy: nobody is offered to find useful what they wrote themselves.
func saidBy(item map[string]any, what sight) utterance {
	viewer, _ := what.Data["viewer"].(map[string]any)
	author, _ := item["author"].(map[string]any)
	return utterance{
		Item:    item,
		MayLike: viewer["person"] != nil && !isMe(author["id"], viewer),
		Back:    what.Here + "#" + anchor(item["id"]),
	}
}
