package api

import (
	"io/fs"
	"net/http"

	"github.com/sachant/sachant/api/communities"
	"github.com/sachant/sachant/api/hr"
	"github.com/sachant/sachant/api/mobility"
	"github.com/sachant/sachant/api/network"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/questions"
	"github.com/sachant/sachant/api/rights"
	"github.com/sachant/sachant/graph"
)

// areas returns the parts of the pages; a new one is a line here.
func areas() []page.Area {
	return []page.Area{generalArea(), hr.Area(), mobility.Area(), communities.Area(), questions.Area(), rights.Area(), network.Area()}
}

func generalArea() page.Area {
	return page.Area{
		Pages: []page.Page{
			{Path: "/{$}", Query: "find", Template: "find", Variables: findVariables},
			{Path: "/person/{id...}", Query: "person", Template: "person", Subject: "person", Variables: page.LocalizedVariables(graph.KindPerson)},
			{Path: "/contribution/{id...}", Query: "contribution", Template: "contribution", Subject: "contribution", Variables: page.LocalizedVariables(graph.KindContribution)},
			{Path: "/skill/{id...}", Query: "skill", Template: "skill", Subject: "skill", Variables: page.LocalizedVariables(graph.KindSkill)},
			{Path: "/unit/{id...}", Query: "unit", Template: "unit", Subject: "unit", Variables: page.NodeVariables(graph.KindUnit)},
			{Path: "/site/{id...}", Query: "site", Template: "site", Subject: "site", Variables: page.NodeVariables(graph.KindSite)},
			{Path: "/vocabulary", Query: "vocabulary", Template: "vocabulary", Subject: "vocabularyReview", Variables: page.NoVariables},
			{Path: "/how", Query: "plain", Template: "how", Variables: page.NoVariables},
			{Path: "/privacy", Query: "plain", Template: "privacy", Variables: page.NoVariables},
		},
		Forms: []page.Form{
			{Path: "/like", Mutation: "like", Variables: likeVariables},
			{Path: "/follow", Mutation: "follow", Variables: followVariables},
			{Path: "/declare", Mutation: "declare", Variables: declareVariables, Before: askWhichSkill},
			{Path: "/publish", Mutation: "publish", Variables: page.YesNoVariables("declaration", "published")},
			{Path: "/contest", Mutation: "contest", Variables: page.YesNoVariables("declaration", "contested")},
			{Path: "/decide", Mutation: "decide", Variables: decideVariables},
			{Path: "/vocabulary/merge", Mutation: "merge", Variables: mergeVariables, Before: previewMerge, Again: mergeForm},
			{Path: "/vocabulary/split", Mutation: "split", Variables: page.TextVariables("skill")},
			{Path: "/me/ranked", Mutation: "ranked_set", Variables: rankedVariables},
			{Path: "/consent", Mutation: "consent", Variables: consentVariables},
		},
		Templates: []string{"error", "demo", "signin", "tokens", "proposals", "similar", "merge", "explorer"},
		Routes: func(s *page.Server, mux *http.ServeMux) {
			proposalRoutes(s, mux)
			tokenRoutes(s, mux)
			explorerRoutes(s, mux)
		},
	}
}

// PagePaths returns the pages, as patterns of [http.ServeMux]; those of imports and of a demonstration are none of them.
func PagePaths() []string {
	var paths []string
	for _, area := range areas() {
		for _, page := range area.Pages {
			paths = append(paths, page.Path)
		}
	}
	return paths
}

// Pages serves the pages. It fails where a query does not fit the schema, or a template does not parse.
func Pages(config page.Config) (http.Handler, error) {
	files, err := fs.Sub(embedded, "pages")
	if err != nil {
		return nil, err
	}
	return page.New(config, files, areas())
}

func findVariables(r *http.Request) map[string]any {
	search := page.SearchParametersOf(r)
	return map[string]any{
		"asked":    search.Words != "",
		"words":    search.Words,
		"unit":     page.OrNull(search.Unit),
		"site":     page.OrNull(search.Site),
		"after":    page.OrNull(search.After),
		"emphasis": page.OrNull(search.Emphasis),
		"language": page.LanguageName(r),
	}
}
