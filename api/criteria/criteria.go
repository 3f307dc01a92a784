// Package criteria says how the form of people by criteria becomes the filter of the API, and a filter the form again.
package criteria

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// The ways in which a row of the form counts.
const (
	All  = "and"
	Some = "or"
	None = "not"
)

// What a row of the form asks as evidence, beside a mere statement.
const (
	Validated    = "validated"
	Demonstrated = "demonstrated"
)

// Row is a row of the form: a skill, and what is asked of it.
type Row struct{ How, Skill, Level, Evidence, Since string }

// spare is how many rows of the form are empty, maxRows how many it has at most.
const (
	spare   = 2
	maxRows = 12
)

// single are the fields of the form that are criteria of the filter as they are.
func single() []string { return []string{"unit", "site", "role", "language", "willing"} }

// Filter returns the filter that a form describes; false where it asks for nothing.
func Filter(fields url.Values) (filter map[string]any, asks bool) {
	filter = map[string]any{}
	for _, name := range single() {
		if text := strings.TrimSpace(fields.Get(name)); text != "" {
			filter[name] = text
		}
	}
	groups := map[string][]any{}
	for _, row := range filled(fields) {
		groups[row.How] = append(groups[row.How], row.criterion())
	}
	for how, all := range groups {
		filter[how] = all
		if how == None {
			filter[how] = map[string]any{"or": all}
		}
	}
	return filter, len(filter) > 0
}

// criterion is a row as the API takes it. A level that is no number is left for the API to refuse.
func (r Row) criterion() map[string]any {
	out := map[string]any{"skill": r.Skill}
	if r.Level != "" {
		out["level"] = any(r.Level)
		if level, err := strconv.ParseFloat(r.Level, 64); err == nil {
			out["level"] = level
		}
	}
	if r.Since != "" {
		out["since"] = r.Since
	}
	if r.Evidence != "" {
		out[r.Evidence] = true
	}
	return out
}

// Rows returns the rows of a form, and empty ones after them.
func Rows(fields url.Values) []Row {
	rows := filled(fields)
	for range spare {
		if len(rows) < maxRows {
			rows = append(rows, Row{How: All})
		}
	}
	return rows
}

// filled returns the rows of a form that name a skill.
func filled(fields url.Values) (rows []Row) {
	at := func(name string, i int) string {
		if i < len(fields[name]) {
			return strings.TrimSpace(fields[name][i])
		}
		return ""
	}
	for i := range fields["skill"] {
		row := Row{at("how", i), at("skill", i), at("level", i), at("evidence", i), at("since", i)}
		if row.Skill == "" || len(rows) == maxRows {
			continue
		}
		if row.How != Some && row.How != None {
			row.How = All
		}
		if row.Evidence != Validated && row.Evidence != Demonstrated {
			row.Evidence = ""
		}
		rows = append(rows, row)
	}
	return rows
}

// Fields returns the form that describes a filter; false where no form does.
func Fields(filter map[string]any) (fields url.Values, is bool) {
	fields = url.Values{}
	for _, name := range single() {
		if text, _ := filter[name].(string); text != "" {
			fields.Set(name, text)
		}
	}
	not, _ := filter[None].(map[string]any)
	for _, group := range []struct {
		how string
		of  any
	}{{All, filter[All]}, {Some, filter[Some]}, {None, not["or"]}} {
		list, _ := group.of.([]any)
		for _, each := range list {
			criterion, _ := each.(map[string]any)
			addRow(fields, group.how, criterion)
		}
	}
	again, _ := Filter(fields)
	return fields, reflect.DeepEqual(again, filter)
}

func addRow(fields url.Values, how string, criterion map[string]any) {
	text := func(name string) string {
		switch value := criterion[name].(type) {
		case string:
			return value
		case float64:
			return strconv.FormatFloat(value, 'g', -1, 64)
		}
		return ""
	}
	evidence := ""
	for _, class := range []string{Validated, Demonstrated} {
		if criterion[class] == true {
			evidence = class
		}
	}
	for name, value := range map[string]string{"how": how, "skill": text("skill"), "level": text("level"), "evidence": evidence, "since": text("since")} {
		fields.Add(name, value)
	}
}

// Query returns the parameters of a form alone, in an order that does not depend on how they were sent.
func Query(fields url.Values) string {
	kept := url.Values{}
	for _, row := range filled(fields) {
		for name, value := range map[string]string{"how": row.How, "skill": row.Skill, "level": row.Level, "evidence": row.Evidence, "since": row.Since} {
			kept.Add(name, value)
		}
	}
	for name := range fields {
		if text := strings.TrimSpace(fields.Get(name)); text != "" && slices.Contains(single(), name) {
			kept.Set(name, text)
		}
	}
	return kept.Encode()
}
