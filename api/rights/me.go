// Package rights serves the pages on which people see what is kept about them, take it with them, decide about it and ask for what
// the law gives them, and on which the data protection officer answers.
package rights

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Area returns the pages.
func Area() page.Area {
	return page.Area{
		Pages: []page.Page{
			{Path: "/me", Query: "me", Template: "me", Subject: "myData", Variables: meVariables},
			{Path: "/privacy/requests", Query: "rights_requests", Template: "rights_requests", Subject: "rightsRequests", Variables: page.NoVariables},
		},
		Forms: []page.Form{
			{Path: "/me/unavailable", Mutation: "unavailable_set", Variables: unavailableVariables},
			{Path: "/me/pronouns", Mutation: "pronouns_set", Variables: page.TextVariables("pronouns")},
			{Path: "/me/evidence", Mutation: "evidence_object", Variables: evidenceVariables},
			{Path: "/me/disclose", Mutation: "disclose", Variables: discloseVariables},
			{Path: "/me/ask", Mutation: "right_ask", Variables: page.TextVariables("right", "text")},
			{Path: "/privacy/answer", Mutation: "right_answer", Variables: page.TextVariables("request", "state", "answer")},
			{Path: noticePath, Mutation: "acknowledge", Variables: page.TextVariables("text", "version"), Before: acknowledge},
			{Path: "/privacy/restriction", Mutation: "restriction_set", Variables: page.YesNoVariables("person", "restricted")},
			{Path: "/privacy/hold", Mutation: "hold_set", Variables: holdVariables},
		},
		Templates: []string{"unseen", "notice", "audit"},
		Functions: func(r *page.Renderer) template.FuncMap {
			return template.FuncMap{"previews": access.Previews, "rights": graph.Rights, "said": saidField(r.Translator), "version": versionOf}
		},
		First: First,
		Routes: func(s *page.Server, mux *http.ServeMux) {
			mux.HandleFunc("GET /me/export", serveExport(s))
			mux.HandleFunc("GET /me/preview", servePreview(s))
			mux.HandleFunc("GET "+noticePath, serveNotice(s))
			auditRoutes(s, mux)
		},
	}
}

func meVariables(r *http.Request) map[string]any {
	variables := page.SkipVariables(r)
	variables["kind"], variables["language"] = page.OrNull(r.URL.Query().Get("kind")), page.LanguageName(r)
	return variables
}

// unavailableVariables are a day, none where the field is empty.
func unavailableVariables(fields url.Values) (map[string]any, error) {
	text := strings.TrimSpace(fields.Get("until"))
	if text == "" {
		return map[string]any{"until": nil}, nil
	}
	day, err := graph.ParseDate(text)
	if err != nil {
		return nil, page.Error{Status: http.StatusBadRequest, Cause: err}
	}
	return map[string]any{"until": string(day)}, nil
}

// discloseVariables are a field and who sees it; "default" is what the company says.
func discloseVariables(fields url.Values) (map[string]any, error) {
	audience := fields.Get("audience")
	if audience == "default" {
		audience = ""
	}
	return map[string]any{"field": fields.Get("field"), "audience": page.OrNull(audience)}, nil
}

// evidenceVariables are a piece of evidence and whether it is objected to.
func evidenceVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"evidence": fields.Get("evidence"), "part": fields.Get("part"), "objects": fields.Get("objects") == "yes"}, nil
}

// holdVariables are the person that a legal hold keeps, and its reason.
func holdVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"person": fields.Get("person"), "held": fields.Get("held") == "yes", "reason": fields.Get("reason")}, nil
}

// clipped returns the beginning of a long text.
func clipped(text string) string {
	const most = 300
	if len(text) <= most {
		return text
	}
	end := most
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// servePreview shows somebody their own page as somebody else sees it.
func servePreview(s *page.Server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := preview(s, r)
		switch {
		case err != nil:
			s.Fail(w, r, err)
		case data.Data["person"] == nil:
			s.Write(w, r, "unseen", http.StatusOK, data)
		default:
			s.Write(w, r, "person", http.StatusOK, data)
		}
	}
}

func preview(s *page.Server, r *http.Request) (page.Data, error) {
	view, err := s.Config.View(r)
	if err != nil {
		return page.Data{}, page.Unidentified(err)
	}
	as, err := view.Preview(r.URL.Query().Get("as"))
	if err != nil {
		return page.Data{}, page.Error{Status: http.StatusNotFound}
	}
	variables := map[string]any{"id": string(view.Viewer().Person), "after": nil, "language": page.LanguageName(r)}
	data, err := s.Ask(r, as, "person", variables)
	if err != nil {
		return page.Data{}, err
	}
	data["preview"] = r.URL.Query().Get("as")
	data["viewer"] = map[string]any{"person": nil, "roles": []any{}} // links of their office lead nowhere for who only looks
	return s.DataOf(r, data), nil
}
