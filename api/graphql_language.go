package api

import (
	"bytes"
	"encoding/json"
	"net/http"

	"golang.org/x/text/language"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/api/client"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// responseLanguage says in which language errors of GraphQL are told.
type responseLanguage struct{ french *catalog.Catalog }

// newResponseLanguage reads the messages, which are embedded; without them errors stay in English.
func newResponseLanguage() responseLanguage {
	french, err := catalog.New("fr")
	if err != nil {
		return responseLanguage{}
	}
	return responseLanguage{french}
}

// of returns the messages in the language of a request: that of its cookie or header, else that which the viewer prefers,
// else English. The view may be nil.
func (l responseLanguage) of(r *http.Request, view *access.View) *catalog.Catalog {
	_, err := r.Cookie(page.LanguageCookie)
	asked := err == nil || r.Header.Get("Accept-Language") != ""
	switch {
	case asked && page.Languages()[page.LanguageOf(r)] == language.French, !asked && prefersFrench(r, view):
		return l.french
	}
	return nil
}

func prefersFrench(r *http.Request, view *access.View) bool {
	if view == nil || view.Viewer().Person == "" {
		return false
	}
	facts, err := view.Facts(r.Context(), graph.Brief, view.Viewer().Person)
	if err != nil || len(facts) == 0 {
		return false
	}
	preferred, _ := language.Make(graph.As[graph.Person](facts[0]).PreferredLanguage).Base()
	french, _ := language.French.Base()
	return preferred == french
}

// withErrorsFor returns a response whose errors are in a language and hold the id of their request, and all else as it is.
func withErrorsFor(response schema.Response, messages *catalog.Catalog, requestID string) schema.Response {
	if !bytes.Contains(response.Body, []byte(`"errors":`)) {
		return response
	}
	type failure struct {
		Message    string          `json:"message"`
		Locations  json.RawMessage `json:"locations,omitempty"`
		Path       json.RawMessage `json:"path,omitempty"`
		Extensions map[string]any  `json:"extensions,omitempty"`
	}
	var answer struct {
		Data   json.RawMessage `json:"data,omitempty"`
		Errors []failure       `json:"errors,omitempty"`
	}
	if json.Unmarshal(response.Body, &answer) != nil || len(answer.Errors) == 0 {
		return response
	}
	for i := range answer.Errors {
		one := &answer.Errors[i]
		if messages != nil {
			one.Message = client.Told(messages, one.Message)
		}
		if one.Extensions == nil {
			one.Extensions = map[string]any{}
		}
		one.Extensions["requestId"] = requestID
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(answer) != nil {
		return response
	}
	return schema.Response{Status: response.Status, Body: bytes.TrimSuffix(body.Bytes(), []byte("\n"))}
}
