// Package network holds the pages by which people find each other: the directory, and what leads from one person or skill to
// others. Each is a row with a query and a template; what is a file has its own handler over the same view.
package network

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/sachant/sachant/api/ego"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
)

// Area returns the pages of this package.
func Area() page.Area {
	return page.Area{
		Pages: []page.Page{
			{Path: "/people", Query: "people", Template: "people", Variables: directoryVariables},
			{Path: "/around/{id...}", Query: "neighborhood", Template: "neighborhood", Subject: "neighborhood", Variables: aroundVariables},
		},
		Forms: []page.Form{
			{Path: subscriptionsPath, Mutation: "subscribe", Variables: page.TextVariables("topic", "every", "words")},
			{Path: "/me/confirm", Mutation: "skill_confirm", Variables: page.TextVariables("skill", "answer")},
		},
		Templates: []string{"subscriptions", "unsubscribe"},
		Functions: func(*page.Renderer) template.FuncMap {
			return template.FuncMap{
				"capital": strings.ToUpper, "ego": drawn, "frequencies": graph.Frequencies,
				"at":   func(folder string, id any) string { return (&url.URL{Path: folder + page.PlainText(id)}).EscapedPath() },
				"plus": func(a, b int) int { return a + b }, "minus": func(a, b int) int { return a - b },
			}
		},
		Routes: func(s *page.Server, mux *http.ServeMux) {
			mux.HandleFunc("GET /vcard/person/{id...}", serveCard(s))
			subscriptionRoutes(s, mux)
		},
	}
}

func directoryVariables(r *http.Request) map[string]any {
	search := page.SearchParametersOf(r)
	return map[string]any{
		"letter": page.OrNull(r.URL.Query().Get("letter")),
		"unit":   page.OrNull(search.Unit),
		"site":   page.OrNull(search.Site),
		"after":  page.OrNull(search.After),
	}
}

func aroundVariables(r *http.Request) map[string]any {
	return map[string]any{"of": r.PathValue("id")}
}

// drawn draws a neighborhood as the API answers it.
func drawn(neighborhood map[string]any) ego.Picture {
	var around []ego.Thing
	for _, neighbor := range page.Objects(neighborhood["neighbors"]) {
		around = append(around, thingOf(neighbor))
	}
	return ego.New(thingOf(neighborhood), around)
}

// thingOf returns the person, skill or community that an object of the API holds.
func thingOf(of map[string]any) ego.Thing {
	for form, name := range map[string]string{ego.Person: "displayName", ego.Skill: "prefLabel", ego.Community: "name"} {
		if fields, is := of[form].(map[string]any); is {
			return ego.Thing{Form: form, Name: page.PlainText(fields[name]), Address: page.Link(fields["id"])}
		}
	}
	return ego.Thing{Form: string(graph.KindPerson)}
}
