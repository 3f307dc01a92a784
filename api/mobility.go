package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sachant/sachant/graph"
)

// openingsVariables are a state of openings, open where none is given, and how many come before the page.
func openingsVariables(r *http.Request) map[string]any {
	variables := skipVariables(r)
	variables["state"] = openingState(r)
	return variables
}

func openingState(r *http.Request) string {
	if state := r.URL.Query().Get("state"); slices.Contains(graph.OpeningStates(), state) {
		return state
	}
	return graph.OpeningOpen
}

// editVariables are the opening to edit, none for a new one, and the role that requirements are proposed from.
func editVariables(r *http.Request) map[string]any {
	query := r.URL.Query()
	return map[string]any{"id": query.Get("id"), "role": trim(query.Get("role"))}
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
			return nil, pageError{status: http.StatusBadRequest}
		}
		row := map[string]any{"skill": skill, "level": nil, "must": fields["need"][i] == "must"}
		if text := fields["level"][i]; text != "" {
			level, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, pageError{status: http.StatusBadRequest, cause: err}
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
			rows = append(rows, requirementRow{skill, plainText(fields["level"]), fields["must"] == true})
		}
	}
	fields, _ := opening.(map[string]any)
	for _, row := range objects(fields["requirements"]) {
		skill, _ := row["skill"].(map[string]any)
		add(plainText(skill["prefLabel"]), row)
	}
	for _, row := range objects(proposed) {
		add(plainText(row["skill"]), row)
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
	variables := map[string]any{"moves": anyList(fields["move"]), "version": fields.Get("version"), "mentoring": anyList(fields["mentoring"]), "horizon": orNull(fields.Get("horizon"))}
	for _, name := range []string{"jobs", "places"} {
		variables[name] = anyList(strings.FieldsFunc(fields.Get(name), func(r rune) bool { return strings.ContainsRune(",;|", r) }))
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
	return slices.ContainsFunc(objects(consents), func(consent map[string]any) bool { return consent["move"] == move })
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
		texts = append(texts, plainText(each))
	}
	return strings.Join(texts, ", ")
}
