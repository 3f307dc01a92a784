package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// mostRequest is the greatest length of a GraphQL request, in bytes.
const mostRequest = 64 << 10

// GraphQL answers GraphQL over HTTP: one question at a time, by POST of JSON, which a page of
// another site cannot send without asking first, and is never allowed to.
func GraphQL(answers *schema.Schema, view func(*http.Request) (*access.View, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen, err := view(r)
		if err != nil {
			refuseViewer(w, r, err)
			return
		}
		request, err := readRequest(w, r)
		var refused refusal
		if errors.As(err, &refused) {
			writeRefusal(w, r, refused)
			return
		}
		response := answers.Execute(r.Context(), seen, request)
		writeJSON(w, r, response.Status, response.Body)
	})
}

// SDL answers with the schema as text, to whoever is known.
func SDL(answers *schema.Schema, view func(*http.Request) (*access.View, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := view(r); err != nil {
			refuseViewer(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, answers.SDL())
	})
}

// refusal is why a request is not even handed to the schema.
type refusal struct {
	status  int
	message string
}

func (r refusal) Error() string { return r.message }

func refuseViewer(w http.ResponseWriter, r *http.Request, err error) {
	status := Status(err)
	switch status {
	case http.StatusUnauthorized:
		writeRefusal(w, r, refusal{status, ErrUnidentified.Error()})
	case http.StatusForbidden:
		writeRefusal(w, r, refusal{status, ErrStranger.Error()})
	default:
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("who is asking")
		writeRefusal(w, r, refusal{status, "internal error"})
	}
}

// readRequest takes one question from a request; its errors are refusals.
func readRequest(w http.ResponseWriter, r *http.Request) (schema.Request, error) {
	if err := checkRequest(w, r); err != nil {
		return schema.Request{}, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostRequest))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return schema.Request{}, refusal{http.StatusRequestEntityTooLarge, "the request is longer than 64 KiB"}
	}
	if err != nil {
		return schema.Request{}, refusal{http.StatusBadRequest, "the request could not be read"}
	}
	return decodeRequest(body)
}

func checkRequest(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return refusal{http.StatusMethodNotAllowed, "ask by POST"}
	}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := parameters["charset"]
	if err != nil || kind != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") || r.Header.Get("Content-Encoding") != "" {
		return refusal{http.StatusUnsupportedMediaType, "ask with Content-Type: application/json, in UTF-8, not compressed"}
	}
	return nil
}

func decodeRequest(body []byte) (schema.Request, error) {
	body = bytes.TrimSpace(body)
	if bytes.HasPrefix(body, []byte("[")) {
		return schema.Request{}, refusal{http.StatusBadRequest, "one question at a time: a list of requests is not answered"}
	}
	var request schema.Request
	if err := json.Unmarshal(body, &request); err != nil {
		return schema.Request{}, refusal{http.StatusBadRequest, "the request is not JSON with a text `query`, and where needed an object `variables` and a text `operationName`"}
	}
	if strings.TrimSpace(request.Query) == "" {
		return schema.Request{}, refusal{http.StatusBadRequest, "the request has no `query`"}
	}
	return request, nil
}

func writeRefusal(w http.ResponseWriter, r *http.Request, refused refusal) {
	type failure struct {
		Message    string            `json:"message"`
		Extensions map[string]string `json:"extensions"`
	}
	body, err := json.Marshal(map[string][]failure{"errors": {{refused.message, map[string]string{"code": "REFUSED"}}}})
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	writeJSON(w, r, refused.status, body)
}

func writeJSON(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	kind := "application/json; charset=utf-8"
	if strings.Contains(r.Header.Get("Accept"), "application/graphql-response+json") {
		kind = "application/graphql-response+json; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
