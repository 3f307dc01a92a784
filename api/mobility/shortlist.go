package mobility

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sachant/sachant/api/address"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
)

// candidatesVariables are those of the page of a node with candidates: how many of these come before the page, and the
// language of their sheets.
func candidatesVariables(kind graph.Kind) func(*http.Request) map[string]any {
	return func(r *http.Request) map[string]any {
		variables := page.LocalizedVariables(kind)(r)
		delete(variables, "after")
		variables["skip"] = page.SkipVariables(r)["skip"]
		return variables
	}
}

func makeShortlistVariables(fields url.Values) (map[string]any, error) {
	shared := strings.FieldsFunc(fields.Get("sharedWith"), func(r rune) bool { return strings.ContainsRune(",; ", r) })
	return map[string]any{"opening": fields.Get("opening"), "purpose": fields.Get("purpose"), "expiresOn": fields.Get("expiresOn"), "sharedWith": anyList(shared)}, nil
}

func changeShortlistVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"shortlist": fields.Get("shortlist"), "putOn": page.OrNull(fields.Get("putOn")), "takeOff": page.OrNull(fields.Get("takeOff"))}, nil
}

// maxCompared is how many people are compared side by side.
const maxCompared = 5

// comparison compares people on a shortlist, skill by skill.
type comparison struct {
	People []string
	Rows   []comparedRow
}

type comparedRow struct {
	Skill    string
	Statuses []string
}

// compared reports whether the address of a page chooses the member at a place of a list to be compared.
func compared(here string, place int) bool {
	return slices.Contains(address.Parse(here).All("compare"), strconv.Itoa(place))
}

// comparisonOf compares members of a list side by side: those that are chosen, the first ones where fewer than two are; nil
// where the list has fewer than two.
func comparisonOf(members any, data page.Data) *comparison {
	all := page.Objects(members)
	var list []map[string]any
	for place, member := range all {
		if compared(data.Here, place) {
			list = append(list, member)
		}
	}
	if len(list) < 2 {
		list = all
	}
	if len(list) < 2 {
		return nil
	}
	out := &comparison{}
	for _, member := range list[:min(len(list), maxCompared)] {
		sheet, _ := member["sheet"].(map[string]any)
		person, _ := sheet["person"].(map[string]any)
		out.People = append(out.People, page.PlainText(person["displayName"]))
		for i, line := range page.Objects(sheet["lines"]) {
			if i == len(out.Rows) {
				skill, _ := line["skill"].(map[string]any)
				out.Rows = append(out.Rows, comparedRow{Skill: page.PlainText(skill["prefLabel"])})
			}
			out.Rows[i].Statuses = append(out.Rows[i].Statuses, page.PlainText(line["status"]))
		}
	}
	return out
}
