package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/schema"
)

// explorerPath is the page where people try what the API answers them.
const explorerPath = "/explorer"

// exampleQuery is what the page offers to begin with.
const exampleQuery = `query Find($words: String!) {
  me { displayName }
  findExperts(words: $words, first: 3) {
    totalCount
    edges { node { score person { displayName title } headline { text } } }
  }
}`

// explorerRoutes serve the page. It asks as the person who looks at it, in their session, and needs no script.
func explorerRoutes(s *page.Server, mux *http.ServeMux) {
	mux.HandleFunc("GET "+explorerPath, func(w http.ResponseWriter, r *http.Request) {
		if err := explore(s, w, r, schema.Request{Query: exampleQuery, Variables: map[string]any{"words": "soudage"}}, false); err != nil {
			s.Fail(w, r, err)
		}
	})
	mux.HandleFunc("POST "+explorerPath, func(w http.ResponseWriter, r *http.Request) {
		if err := page.ReadForm(w, r); err != nil {
			s.Fail(w, r, err)
			return
		}
		if err := explore(s, w, r, schema.Request{Query: strings.ReplaceAll(r.PostForm.Get("query"), "\r\n", "\n")}, true); err != nil {
			s.Fail(w, r, err)
		}
	})
}

// explore responds with a query and, where it is sent, with its answer.
func explore(s *page.Server, w http.ResponseWriter, r *http.Request, request schema.Request, sent bool) error {
	view, err := s.Config.View(r)
	if err != nil {
		return page.Unidentified(err)
	}
	fields, err := s.Ask(r, view, "plain", map[string]any{})
	if err != nil {
		return err
	}
	variables, answer, status := r.PostForm.Get("variables"), "", http.StatusOK
	if !sent {
		variables = `{"words": "soudage"}`
	}
	wrong := strings.TrimSpace(variables) != "" && json.Unmarshal([]byte(variables), &request.Variables) != nil
	if sent && !wrong {
		var text bytes.Buffer
		response := s.Config.Schema.Execute(r.Context(), view, request)
		if err := json.Indent(&text, response.Body, "", "  "); err != nil {
			return err
		}
		answer, status = text.String(), response.Status
	} else if wrong {
		status = http.StatusUnprocessableEntity
	}
	fields["explorer"] = map[string]any{"query": request.Query, "variables": variables, "answer": answer, "wrong": wrong}
	s.Write(w, r, "explorer", status, s.DataOf(r, fields))
	return nil
}
