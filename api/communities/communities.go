// Package communities serves the pages of communities: the list, each one with what its managers and moderators decide, the form
// by which one is made, reports of contributions, and the measures against oneself.
package communities

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
)

// Area returns the pages.
func Area() page.Area {
	return page.Area{
		Pages: []page.Page{
			{Path: "/communities", Query: "communities", Template: "communities", Variables: listVariables},
			{Path: "/community/{id...}", Query: "community", Template: "community", Subject: "community", Variables: page.NodeVariables(graph.KindCommunity)},
			{Path: "/communities/edit", Query: "community_edit", Template: "community_edit", Variables: editVariables},
			{Path: "/communities/measures", Query: "measures", Template: "measures", Variables: page.NoVariables},
			{Path: "/report/{id...}", Query: "report", Template: "report", Subject: "contribution", Variables: reportVariables},
		},
		Forms: []page.Form{
			{Path: "/communities/edit", Mutation: "community_set", Variables: setVariables, Again: editForm},
			{Path: "/communities/join", Mutation: "community_join", Variables: page.TextVariables("community", "text"), Again: communityForm},
			{Path: "/communities/leave", Mutation: "community_leave", Variables: page.TextVariables("community"), Again: communityForm},
			{Path: "/communities/invite", Mutation: "community_invite", Variables: dayVariables("community", "person"), Again: communityForm},
			{Path: "/communities/request", Mutation: "community_request", Variables: answerVariables},
			{Path: "/communities/role", Mutation: "community_role", Variables: page.TextVariables("community", "person", "role"), Again: communityForm},
			{Path: "/communities/guest", Mutation: "community_guest", Variables: dayVariables("community", "person"), Again: communityForm},
			{Path: "/communities/remove", Mutation: "community_remove", Variables: page.TextVariables("community", "person"), Again: communityForm},
			{Path: "/report", Mutation: "report_make", Variables: page.TextVariables("contribution", "reason", "text"), Again: reportForm},
			{Path: "/report/settle", Mutation: "report_settle", Variables: page.TextVariables("community", "contribution"), Again: reportForm},
			{Path: "/report/moderate", Mutation: "moderate", Variables: dayVariables("community", "contribution", "action", "reason", "text"), Again: reportForm},
			{Path: "/communities/measures", Mutation: "measure_appeal", Variables: page.TextVariables("measure", "text"), Again: measuresForm},
			{Path: "/communities/decide", Mutation: "measure_decide", Variables: decideVariables},
		},
		Functions: func(*page.Renderer) template.FuncMap {
			return template.FuncMap{
				"communitytypes": graph.CommunityTypes, "admissions": graph.Admissions, "memberroles": graph.MemberRoles,
				"reportreasons": graph.ReportReasons, "measureactions": graph.MeasureActions,
				"typedcommunity": typed, "placeof": placeOf, "reportsof": reportsOf, "dict": dict,
			}
		},
	}
}

func listVariables(r *http.Request) map[string]any {
	query := r.URL.Query()
	kind := query.Get("type")
	if !slices.Contains(graph.CommunityTypes(), kind) {
		kind = ""
	}
	return map[string]any{"type": page.OrNull(kind), "text": page.OrNull(page.Trim(query.Get("name"))), "mine": query.Get("mine") == "yes",
		"after": page.OrNull(page.SearchParametersOf(r).After)}
}

// editVariables are the community to change; none for a new one.
func editVariables(r *http.Request) map[string]any {
	return map[string]any{"id": r.URL.Query().Get("id")}
}

// reportVariables are the contribution whose whole key is in the path.
func reportVariables(r *http.Request) map[string]any {
	return map[string]any{"id": r.PathValue("id")}
}

func setVariables(fields url.Values) (map[string]any, error) {
	input := map[string]any{"id": page.OrNull(fields.Get("id")), "name": strings.TrimSpace(fields.Get("name")), "summary": strings.TrimSpace(fields.Get("summary")),
		"type": fields.Get("type"), "admission": fields.Get("admission"), "idempotencyKey": page.OrNull(fields.Get("key"))}
	for _, name := range switches() {
		input[name] = fields.Get(name) == "yes"
	}
	return map[string]any{"input": input}, nil
}

func switches() []string {
	return []string{"secret", "sensitive", "nonProfessional", "anonymousQuestions"}
}

// typed returns what the form of a community holds that could not be saved; nil where nothing was sent.
func typed(fields url.Values) map[string]any {
	if !fields.Has("name") {
		return nil
	}
	out := map[string]any{"name": fields.Get("name"), "summary": fields.Get("summary"), "type": fields.Get("type"), "admission": fields.Get("admission")}
	for _, name := range switches() {
		out[name] = fields.Get(name) == "yes"
	}
	return out
}

// dayVariables are fields of a form as they are, and a day, none where the field is empty.
func dayVariables(names ...string) func(url.Values) (map[string]any, error) {
	return func(fields url.Values) (map[string]any, error) {
		variables, err := page.TextVariables(names...)(fields)
		if err != nil {
			return nil, err
		}
		text := strings.TrimSpace(fields.Get("until"))
		if _, err := graph.ParseDate(text); text != "" && err != nil {
			return nil, page.Error{Status: http.StatusBadRequest, Cause: err}
		}
		variables["until"] = page.OrNull(text)
		return variables, nil
	}
}

func answerVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"community": fields.Get("community"), "person": fields.Get("person"), "admit": fields.Get("admit") == "yes"}, nil
}

func decideVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"measure": fields.Get("measure"), "lift": fields.Get("lift") == "yes", "answer": fields.Get("answer")}, nil
}

func editForm(fields url.Values) (address, template string) {
	return "/communities/edit?" + url.Values{"id": {fields.Get("id")}}.Encode(), "community_edit"
}

func communityForm(fields url.Values) (address, template string) {
	return page.Link(fields.Get("community")), "community"
}

func reportForm(fields url.Values) (address, template string) {
	return "/report/" + (&url.URL{Path: fields.Get("contribution")}).EscapedPath(), "report"
}

func measuresForm(url.Values) (address, template string) { return "/communities/measures", "measures" }

// placeOf returns the community of a contribution, or of the question that it answers; nil where there is none.
func placeOf(contribution map[string]any) any {
	if place, is := contribution["community"].(map[string]any); is {
		return place
	}
	question, _ := contribution["question"].(map[string]any)
	if place, is := question["community"].(map[string]any); is {
		return place
	}
	return nil
}

// reportsOf returns why a contribution is reported in a community, as far as its moderators are told.
func reportsOf(contribution, community map[string]any) []map[string]any {
	for _, one := range page.Objects(community["reports"]) {
		of, _ := one["contribution"].(map[string]any)
		if of["id"] == contribution["id"] {
			return page.Objects(one["reasons"])
		}
	}
	return nil
}

// dict returns a value of names and values in turn, for a template that takes several.
func dict(pairs ...any) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[page.PlainText(pairs[i])] = pairs[i+1]
	}
	return out
}
