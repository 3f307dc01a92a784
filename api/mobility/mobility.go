package mobility

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
)

// openingsVariables are a state of openings, open where none is given, and how many come before the page.
func openingsVariables(r *http.Request) map[string]any {
	variables := page.SkipVariables(r)
	variables["state"] = page.OpeningState(r)
	return variables
}

// editVariables are the opening to edit, none for a new one, and the role that requirements are proposed from.
func editVariables(r *http.Request) map[string]any {
	query := r.URL.Query()
	return map[string]any{"id": query.Get("id"), "role": page.Trim(query.Get("role"))}
}

// setOpeningVariables are an opening as a form describes it; rows without a skill are left out.
func setOpeningVariables(fields url.Values) (map[string]any, error) {
	input := map[string]any{"mission": fields.Get("mission") == "yes", "mentoring": fields.Get("mentoring") == "yes"}
	for _, name := range []string{"id", "reference", "title", "role", "unit", "site", "contract", "state", "startsOn", "closesOn", "contact", "description"} {
		if text := strings.TrimSpace(fields.Get(name)); text != "" || name == "title" {
			input[name] = text
		}
	}
	rows := []any{}
	for i, skill := range fields["skill"] {
		if strings.TrimSpace(skill) == "" {
			continue
		}
		if i >= len(fields["level"]) || i >= len(fields["need"]) {
			return nil, page.Error{Status: http.StatusBadRequest}
		}
		row := map[string]any{"skill": skill, "level": nil, "must": fields["need"][i] == "must"}
		if text := fields["level"][i]; text != "" {
			level, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, page.Error{Status: http.StatusBadRequest, Cause: err}
			}
			row["level"] = level
		}
		rows = append(rows, row)
	}
	input["requirements"] = rows
	return map[string]any{"input": input}, nil
}

// requirementRow is a row of the form of an opening.
type requirementRow struct {
	Skill, Level string
	Must         bool
}

// spareRows is how many rows of the form are empty.
const spareRows = 4

// requirementRows returns the rows of the form of an opening: what it demands, what was proposed besides, and spare ones.
func requirementRows(opening any, proposed any) []requirementRow {
	var rows []requirementRow
	add := func(skill string, fields map[string]any) {
		known := slices.ContainsFunc(rows, func(row requirementRow) bool { return graph.Slug(row.Skill) == graph.Slug(skill) })
		if skill != "" && !known {
			rows = append(rows, requirementRow{skill, page.PlainText(fields["level"]), fields["must"] == true})
		}
	}
	fields, _ := opening.(map[string]any)
	for _, row := range page.Objects(fields["requirements"]) {
		skill, _ := row["skill"].(map[string]any)
		add(page.PlainText(skill["prefLabel"]), row)
	}
	for _, row := range page.Objects(proposed) {
		add(page.PlainText(row["skill"]), row)
	}
	for range spareRows {
		rows = append(rows, requirementRow{Must: true})
	}
	return rows
}

// openingVariables are an opening, whether it is hidden who could take it, and how many come before the page.
func openingVariables(r *http.Request) map[string]any {
	variables := candidatesVariables(graph.KindOpening)(r)
	variables["blind"] = r.URL.Query().Get("names") != "yes"
	return variables
}

// mobilityVariables are the kinds of moves that somebody consents to, and their wishes, of which a field holds several.
func mobilityVariables(fields url.Values) (map[string]any, error) {
	variables := map[string]any{"moves": anyList(fields["move"]), "version": fields.Get("version"), "mentoring": anyList(fields["mentoring"]), "horizon": page.OrNull(fields.Get("horizon"))}
	for _, name := range []string{"jobs", "places"} {
		variables[name] = anyList(strings.FieldsFunc(fields.Get(name), func(r rune) bool { return strings.ContainsRune(",;|", r) }))
	}
	if asked := fields["mails"]; len(asked) > 0 { // the page asks where mails are sent
		variables["mails"] = slices.Contains(asked, "yes")
	}
	return variables, nil
}

func anyList(texts []string) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}

// consented reports whether a kind of move is among consents.
func consented(consents any, move string) bool {
	return slices.ContainsFunc(page.Objects(consents), func(consent map[string]any) bool { return consent["move"] == move })
}

// holds reports whether a text is in a list.
func holds(list any, text string) bool {
	all, _ := list.([]any)
	return slices.Contains(all, any(text))
}

// asField joins texts as the field of a form holds them.
func asField(list any) string {
	all, _ := list.([]any)
	var texts []string
	for _, each := range all {
		texts = append(texts, page.PlainText(each))
	}
	return strings.Join(texts, ", ")
}

func shortlistForm(fields url.Values) (address, template string) {
	return page.Link(fields.Get("opening")), "opening"
}

func openingForm(fields url.Values) (address, template string) {
	address = "/mobility/edit"
	if id := fields.Get("id"); id != "" {
		address += "?" + url.Values{"id": {id}}.Encode()
	}
	return address, "opening_edit"
}

// typedOpening is an opening as a form describes it, in the form of an answer of the API; nil without a form.
func typedOpening(fields url.Values) any {
	if fields == nil {
		return nil
	}
	typed := map[string]any{"mission": fields.Get("mission") == "yes", "mentoring": fields.Get("mentoring") == "yes"}
	for _, name := range []string{"title", "reference", "contract", "closesOn", "startsOn", "contact", "state", "description"} {
		typed[name] = fields.Get(name)
	}
	for name, field := range map[string]string{"role": "id", "unit": "name", "site": "name"} {
		typed[name] = map[string]any{field: fields.Get(name)}
	}
	rows := []any{}
	for i, skill := range fields["skill"] {
		row := map[string]any{"skill": map[string]any{"prefLabel": skill}}
		if i < len(fields["level"]) && i < len(fields["need"]) {
			row["level"], row["must"] = fields["level"][i], fields["need"][i] == "must"
		}
		rows = append(rows, row)
	}
	typed["requirements"] = rows
	return typed
}

// Area is the pages of openings, shortlists and searches by criteria.
func Area() page.Area {
	return page.Area{
		Pages: []page.Page{
			{Path: "/mobility", Query: "openings", Template: "openings", Variables: openingsVariables},
			{Path: "/mobility/opening/{id...}", Query: "opening", Template: "opening", Subject: "opening", Variables: openingVariables},
			{Path: "/mobility/shortlists", Query: "shortlists", Template: "shortlists", Subject: "shortlists", Variables: page.NoVariables},
			{Path: "/mobility/shortlist/{id...}", Query: "shortlist", Template: "shortlist", Subject: "shortlist", Variables: candidatesVariables(graph.KindShortlist)},
			{Path: peopleSearchPath, Query: "people_search", Template: "people_search", Subject: "savedSearches", Variables: peopleSearchVariables, Unasked: noCriteria},
			{Path: "/mobility/search/{id...}", Query: "saved_search", Template: "saved_search", Subject: "savedSearch", Variables: savedSearchVariables},
			{Path: "/mobility/edit", Query: "opening_edit", Template: "opening_edit", Subject: "proposedRequirements", Variables: editVariables},
		},
		Forms: []page.Form{
			{Path: "/mobility/shortlists", Mutation: "shortlist_make", Variables: makeShortlistVariables, Again: shortlistForm},
			{Path: "/mobility/shortlist", Mutation: "shortlist_change", Variables: changeShortlistVariables},
			{Path: "/mobility/shortlist/delete", Mutation: "shortlist_delete", Variables: page.TextVariables("shortlist")},
			{Path: peopleSearchPath, Mutation: "search_save", Variables: saveSearchVariables, Again: peopleSearchForm},
			{Path: "/mobility/search/delete", Mutation: "search_delete", Variables: page.TextVariables("search")},
			{Path: "/mobility/ask", Mutation: "invite", Variables: page.TextVariables("opening", "person")},
			{Path: "/mobility/answer", Mutation: "answer_invitation", Variables: page.TextVariables("opening", "answer")},
			{Path: "/mobility/interest", Mutation: "interest", Variables: page.YesNoVariables("opening", "interested")},
			{Path: "/mobility/recommend", Mutation: "recommend", Variables: page.TextVariables("opening", "person"), Again: shortlistForm},
			{Path: "/mobility/recommended", Mutation: "answer_recommendation", Variables: page.YesNoVariables("opening", "agrees")},
			{Path: "/mobility/look", Mutation: "look", Variables: page.TextVariables()},
			{Path: "/mobility/wishes", Mutation: "mobility_set", Variables: mobilityVariables},
			{Path: "/mobility/edit", Mutation: "opening_set", Variables: setOpeningVariables, Again: openingForm},
		},
		Functions: mobilityFunctions,
	}
}

func mobilityFunctions(*page.Renderer) template.FuncMap {
	return template.FuncMap{
		"moves": graph.Moves, "consented": consented, "holds": holds, "asfield": asField,
		"horizons": func() []string {
			return []string{graph.HorizonYear, graph.HorizonTwoYears, graph.HorizonFiveYears, graph.HorizonLater}
		},
		"states":          graph.OpeningStates,
		"requirementrows": requirementRows,
		"typed":           typedOpening,
		"criteria":        criteriaOf,
		"criteriarows":    criteriaRows,
		"criteriaquery":   criteriaQuery,
		"comparison":      comparisonOf,
		"compared":        compared,
	}
}
