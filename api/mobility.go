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

// editVariables are the opening to edit, none for a new one, and the role of which requirements are proposed.
func editVariables(r *http.Request) map[string]any {
	query := r.URL.Query()
	return map[string]any{"id": query.Get("id"), "role": trim(query.Get("role"))}
}

// setOpeningVariables are an opening as a form describes it; rows without a skill are left out.
func setOpeningVariables(fields url.Values) (map[string]any, error) {
	input := map[string]any{"mission": fields.Get("mission") == "yes"}
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
	demanded, _ := fields["requirements"].([]any)
	for _, each := range demanded {
		row, _ := each.(map[string]any)
		skill, _ := row["skill"].(map[string]any)
		add(plainText(skill["prefLabel"]), row)
	}
	list, _ := proposed.([]any)
	for _, each := range list {
		row, _ := each.(map[string]any)
		add(plainText(row["skill"]), row)
	}
	for range spareRows {
		rows = append(rows, requirementRow{Must: true})
	}
	return rows
}
