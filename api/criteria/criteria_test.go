package criteria

import (
	"net/url"
	"reflect"
	"testing"
)

// A form becomes a filter, and the filter the same form again; rows without a skill, and fields of others, are left out.
func TestAFormIsAFilterAndBack(t *testing.T) {
	form := url.Values{
		"skill": {"Soudage TIG", "", "SAP", "Excel", "Paie"}, "how": {"and", "and", "or", "or", "not"}, "level": {"3", "1", "", "2.5", ""},
		"evidence": {"validated", "", "", "demonstrated", "anything"}, "since": {"2025-01-01", "", "", "", ""},
		"unit": {" Production "}, "willing": {"mission"}, "skip": {"20"},
	}
	want := map[string]any{
		"and":  []any{map[string]any{"skill": "Soudage TIG", "level": 3.0, "validated": true, "since": "2025-01-01"}},
		"or":   []any{map[string]any{"skill": "SAP"}, map[string]any{"skill": "Excel", "level": 2.5, "demonstrated": true}},
		"not":  map[string]any{"or": []any{map[string]any{"skill": "Paie"}}},
		"unit": "Production", "willing": "mission",
	}
	filter, asks := Filter(form)
	if !asks || !reflect.DeepEqual(filter, want) {
		t.Errorf("the filter is %v, want %v", filter, want)
	}
	fields, is := Fields(filter)
	if !is || Query(fields) != Query(form) {
		t.Errorf("the form is %v, want %v", Query(fields), Query(form))
	}
	if rows := Rows(form); len(rows) != 4+spare || rows[3].How != None || rows[4].Skill != "" {
		t.Errorf("the rows are %v", rows)
	}
	if _, asks := Filter(url.Values{"skill": {"", " "}, "how": {"not", ""}, "skip": {"3"}}); asks {
		t.Error("an empty form asks for something")
	}
	for _, other := range []map[string]any{{"or": []any{map[string]any{"and": []any{}}}}, {"not": map[string]any{"skill": "SAP"}}, {"skill": "SAP"}} {
		if fields, is := Fields(other); is {
			t.Errorf("the form %v is said to describe %v", fields, other)
		}
	}
}
