// Package questions serves the pages on which people ask each other: a question in two steps, with the people it would go to and why
// before it is sent; the questions of a person; and the forms of what is done about a question.
package questions

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/sachant/sachant/api/markdown"
	"github.com/sachant/sachant/api/page"
)

// Area returns the pages.
func Area() page.Area {
	return page.Area{
		Pages: []page.Page{
			{Path: "/ask", Query: "ask", Template: "ask", Variables: page.NoVariables},
			{Path: "/questions", Query: "questions", Template: "questions", Variables: listVariables},
		},
		Forms: []page.Form{
			{Path: "/question/answer", Mutation: "question_answer", Variables: textVariables("question"), Again: contributionAgain},
			{Path: "/question/comment", Mutation: "question_comment", Variables: textVariables("contribution"), Again: contributionAgain},
			{Path: "/question/respond", Mutation: "question_respond", Variables: page.TextVariables("question", "response")},
			{Path: "/question/refer", Mutation: "question_refer", Variables: page.TextVariables("question", "person"), Again: contributionAgain},
			{Path: "/question/accept", Mutation: "question_accept", Variables: page.YesNoVariables("answer", "accepted")},
			{Path: "/question/thank", Mutation: "question_thank", Variables: page.YesNoVariables("contribution", "thanks")},
			{Path: "/question/edit", Mutation: "question_edit", Variables: page.TextVariables("contribution", "title", "content"), Again: contributionAgain},
			{Path: "/question/delete", Mutation: "question_delete", Variables: page.TextVariables("contribution")},
			{Path: "/me/questions", Mutation: "question_limit", Variables: limitVariables},
		},
		Templates: []string{"ask_check", "question_link"},
		Functions: func(*page.Renderer) template.FuncMap {
			texts := markdown.New()
			return template.FuncMap{
				"markdown": func(text any) template.HTML { return texts.HTML(page.PlainText(text)) },
				"spaces":   spaces,
				"asklink":  func(words string) string { return "/ask?" + url.Values{"title": {words}}.Encode() },
			}
		},
		Routes: func(s *page.Server, mux *http.ServeMux) {
			mux.HandleFunc("POST /ask/change", serveStep(s, change))
			mux.HandleFunc("POST /ask/check", serveStep(s, check))
			mux.HandleFunc("POST /ask", serveStep(s, send))
			mux.HandleFunc("GET /me/questions/events", serveEvents(s))
			linkRoutes(s, mux)
		},
	}
}

// listVariables are the community whose unanswered questions are listed, all where none is given.
func listVariables(r *http.Request) map[string]any {
	return map[string]any{"community": page.OrNull(r.URL.Query().Get("community")), "language": page.LanguageName(r)}
}

// textVariables are a text about something, and the key that makes the same form twice one text.
func textVariables(about string) func(url.Values) (map[string]any, error) {
	return func(fields url.Values) (map[string]any, error) {
		return map[string]any{about: fields.Get(about), "content": fields.Get("content"), "key": page.OrNull(fields.Get("key"))}, nil
	}
}

// limitVariables are how many questions a week somebody takes; as many as usual where the field is empty.
func limitVariables(fields url.Values) (map[string]any, error) {
	text := strings.TrimSpace(fields.Get("perWeek"))
	if text == "" {
		return map[string]any{"perWeek": nil}, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil {
		return nil, page.Error{Status: http.StatusBadRequest, Cause: err}
	}
	return map[string]any{"perWeek": number}, nil
}

// contributionAgain is the page that a form is on: what was typed is shown there again.
func contributionAgain(fields url.Values) (address, template string) {
	return page.LocalPath(fields.Get("back")), "contribution"
}

// spaces returns the items of a list of a form that are not empty, with empty ones up to so many.
func spaces(items []string, least int) []string {
	kept := []string{}
	for _, item := range items {
		if strings.TrimSpace(item) != "" {
			kept = append(kept, item)
		}
	}
	for len(kept) < least {
		kept = append(kept, "")
	}
	return kept
}
