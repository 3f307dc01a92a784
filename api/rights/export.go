package rights

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/sheet"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
)

// exported is what somebody takes with them of what is kept about them.
type exported struct {
	MadeAt   time.Time         `json:"madeAt"`
	Person   graph.Key         `json:"person"`
	Facts    []exportedFact    `json:"facts"`
	Ranking  []exportedRanking `json:"ranking"`
	ViewedBy []exportedView    `json:"viewedBy"`
	ShownFor []exportedShown   `json:"shownFor"`
}

type exportedFact struct {
	Key      graph.Key         `json:"key"`
	Kind     graph.Kind        `json:"kind"`
	About    string            `json:"about,omitempty"`
	Source   string            `json:"source"`
	At       time.Time         `json:"at"`
	Audience []string          `json:"audience"`
	Fields   map[string]string `json:"fields"`
	// Seen names who sees each field.
	Seen map[string][]string `json:"seen"`

	types map[string]string // what the text of each field says
}

type exportedView struct {
	Role  string `json:"role"`
	Count int    `json:"count"`
}

// serveExport responds with everything that is kept about the viewer, as JSON, or as CSV where that is asked for.
func serveExport(s *page.Server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		all, err := export(s, r)
		if err != nil {
			s.Fail(w, r, err)
			return
		}
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		name := "sachant-" + string(graph.DateOf(s.Config.Now()))
		if r.URL.Query().Get("format") == "csv" {
			table, err := exportSheet(s.Renderers[page.LanguageOf(r)].Translator, all)
			if err != nil {
				s.Fail(w, r, err)
				return
			}
			header.Set("Content-Type", "text/csv; charset=utf-8")
			header.Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
			_ = sheet.CSV(w, table)
			return
		}
		header.Set("Content-Type", "application/json")
		header.Set("Content-Disposition", `attachment; filename="`+name+`.json"`)
		lines := json.NewEncoder(w)
		lines.SetIndent("", "  ")
		lines.SetEscapeHTML(false)
		_ = lines.Encode(all)
	}
}

func export(s *page.Server, r *http.Request) (exported, error) {
	view, err := s.Config.View(r)
	if err != nil {
		return exported{}, page.Unidentified(err)
	}
	held, err := rights.Held(r.Context(), view)
	if err == nil && len(held) == 0 {
		err = page.Error{Status: http.StatusNotFound}
	}
	if err != nil {
		return exported{}, err
	}
	person := view.Viewer().Person
	all := exported{MadeAt: s.Config.Now().UTC().Truncate(time.Second), Person: person}
	if all.Facts, err = exportFacts(r, view, held); err != nil {
		return exported{}, err
	}
	if all.ViewedBy, err = viewedBy(s, person); err != nil {
		return exported{}, err
	}
	err = all.addSearches(s, r, view)
	return all, err
}

// viewedBy returns how often somebody was looked at, by role.
func viewedBy(s *page.Server, person graph.Key) ([]exportedView, error) {
	views := []exportedView{}
	if s.Config.Audit == nil {
		return views, nil
	}
	counts, err := s.Config.Audit.Viewed(person)
	for _, role := range slices.Sorted(maps.Keys(counts)) {
		views = append(views, exportedView{role, counts[role]})
	}
	return views, err
}

func exportFacts(r *http.Request, view *access.View, held []rights.HeldFact) ([]exportedFact, error) {
	person := view.Viewer().Person
	var ends []graph.Key
	for _, fact := range held {
		ends = append(ends, rights.OtherEnd(fact.Key, person))
	}
	names, err := rights.NamesOf(r.Context(), view, ends)
	facts := []exportedFact{}
	for i, fact := range held {
		one := exportedFact{Key: fact.Key, Kind: fact.Key.Kind(), About: names[ends[i]], Source: rights.SourceOf(fact.Fact, person), At: fact.At, Audience: fact.Audience,
			Fields: map[string]string{}, Seen: map[string][]string{}, types: map[string]string{}}
		for _, field := range fact.Fields {
			one.Fields[field.Name], one.Seen[field.Name], one.types[field.Name] = field.Value, field.Audience, field.Type
		}
		facts = append(facts, one)
	}
	return facts, err
}

// exportSheet is an export as a table: a line for each field of each fact, for each reason, and for each role that looked.
func exportSheet(t *page.Translator, all exported) (sheet.Sheet, error) {
	say := func(key string) string { return t.Label("me.csv", key) }
	out := sheet.Sheet{Name: say("title"), Head: []string{say("what"), say("about"), say("field"), say("says"), say("source"), say("date"), say("seen")}}
	add := func(day time.Time, texts ...string) {
		row := []sheet.Cell{}
		for _, text := range texts[:5] {
			row = append(row, sheet.Text(text))
		}
		out.Rows = append(out.Rows, append(row, sheet.Day(day), sheet.Text(texts[5])))
	}
	audience := func(words []string) string {
		labels := make([]string, len(words))
		for i, word := range words {
			labels[i] = t.Label("held.audience", word)
		}
		return strings.Join(labels, ", ")
	}
	for _, fact := range all.Facts {
		kind, source := t.Label("held.kind", string(fact.Kind)), t.Label("held.source", fact.Source)
		if len(fact.Fields) == 0 {
			add(fact.At, kind, fact.About, "", "", source, audience(fact.Audience))
		}
		for _, name := range slices.Sorted(maps.Keys(fact.Fields)) {
			text, err := said(t, name, fact.types[name], fact.Fields[name])
			if err != nil {
				return out, err
			}
			add(fact.At, kind, fact.About, t.Label("held.field", name), text, source, audience(fact.Seen[name]))
		}
	}
	for _, ranking := range all.Ranking {
		add(all.MadeAt, say("ranking"), ranking.Skill, say("score"), t.Text(ranking.Score), "", t.Label("held.audience", "company"))
		for _, reason := range ranking.Reasons {
			add(all.MadeAt, say("ranking"), ranking.Skill, t.Label("basis", reason.Kind), reason.Text+" ("+t.Text(reason.Points)+")", "", t.Label("held.audience", "company"))
		}
	}
	for _, shown := range all.ShownFor {
		add(all.MadeAt, say("shown"), shown.topic(t), t.Label("role", shown.Role), shown.count(t), "", t.Label("held.audience", "self"))
	}
	for _, view := range all.ViewedBy {
		add(all.MadeAt, say("viewed"), t.Label("role", view.Role), "", t.Text(view.Count), "", t.Label("held.audience", "self"))
	}
	return out, nil
}
