package mobility

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/sachant/sachant/api/criteria"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
)

// peopleSearchPath is that of the page of people by criteria.
const peopleSearchPath = "/mobility/search"

// peopleSearchVariables are criteria as the form sends them, whether there are any, and how many people come before the page.
func peopleSearchVariables(r *http.Request) map[string]any {
	variables := page.SkipVariables(r)
	variables["filter"], variables["asked"] = criteria.Filter(r.URL.Query())
	return variables
}

// noCriteria are those of the page that asks for nothing.
func noCriteria(*http.Request) map[string]any {
	return map[string]any{"filter": map[string]any{}, "asked": false, "skip": 0}
}

// savedSearchVariables are a search that is kept, and how many people come before the page.
func savedSearchVariables(r *http.Request) map[string]any {
	variables := page.SkipVariables(r)
	variables["id"] = string(graph.NodeKey(graph.KindSavedSearch, r.PathValue("id")))
	return variables
}

// saveSearchVariables are a purpose, a last day, and the criteria of the page that is kept.
func saveSearchVariables(fields url.Values) (map[string]any, error) {
	form, err := url.ParseQuery(fields.Get("criteria"))
	if err != nil {
		return nil, page.Error{Status: http.StatusBadRequest, Cause: err}
	}
	filter, _ := criteria.Filter(form)
	return map[string]any{"purpose": fields.Get("purpose"), "expiresOn": fields.Get("expiresOn"), "filter": filter}, nil
}

func peopleSearchForm(fields url.Values) (address, template string) {
	return peopleSearchPath + "?" + fields.Get("criteria"), "people_search"
}

// criteriaRows returns the rows of the form of people by criteria, as the address of the page fills them.
func criteriaRows(page page.Data) []criteria.Row { return criteria.Rows(page.Query()) }

// criteriaQuery returns the criteria of a page as parameters; empty where it asks for nothing.
func criteriaQuery(page page.Data) string { return criteria.Query(page.Query()) }

// savedCriteria are criteria that are kept, as the form shows them.
type savedCriteria struct {
	Rows []criteria.Row
	// Others are the fields of the form that are no rows, by name.
	Others map[string]string
	// Form is the address of the form that describes them.
	Form string
}

// criteriaOf returns what the form shows of criteria that are kept; nil where no form describes them.
func criteriaOf(saved any) *savedCriteria {
	var filter map[string]any
	if err := json.Unmarshal([]byte(page.PlainText(saved)), &filter); err != nil {
		return nil
	}
	fields, is := criteria.Fields(filter)
	if !is {
		return nil
	}
	out := &savedCriteria{Others: map[string]string{}, Form: peopleSearchPath + "?" + criteria.Query(fields)}
	for _, row := range criteria.Rows(fields) {
		if row.Skill != "" {
			out.Rows = append(out.Rows, row)
		}
	}
	for name := range fields {
		if text, is := filter[name].(string); is {
			out.Others[name] = text
		}
	}
	return out
}
