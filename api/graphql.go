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

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/api/request"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// maxRequest is the greatest length of a GraphQL request, in bytes.
const maxRequest = 64 << 10

// GraphQL serves GraphQL over HTTP: one request at a time, by POST of JSON, which a browser does not
// send for another site without asking first, and is never allowed to. Errors are in the language of who asks.
func GraphQL(answers *schema.Schema, view func(*http.Request) (*access.View, error)) http.Handler {
	language := newResponseLanguage()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen, err := view(r)
		if err != nil {
			refuseViewer(w, r, err, language.of(r, nil))
			return
		}
		asked, err := readRequest(w, r)
		var refused refusal
		if errors.As(err, &refused) {
			writeRefusal(w, r, refused, language.of(r, seen))
			return
		}
		response := withErrorsFor(answers.Execute(r.Context(), seen, asked), language.of(r, seen), request.IDOf(r.Context()))
		writeJSON(w, r, response.Status, response.Body)
	})
}

// SDL serves the schema as text, to people who are signed in.
func SDL(answers *schema.Schema, view func(*http.Request) (*access.View, error)) http.Handler {
	language := newResponseLanguage()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := view(r); err != nil {
			refuseViewer(w, r, err, language.of(r, nil))
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, answers.SDL())
	})
}

// refusal is why a request is not handed to the schema.
type refusal struct {
	status  int
	message string
}

func (r refusal) Error() string { return r.message }

func refuseViewer(w http.ResponseWriter, r *http.Request, err error, messages *catalog.Catalog) {
	status := signin.Status(err)
	switch status {
	case http.StatusUnauthorized:
		message := signin.ErrUnidentified.Error() + ": the proxy that signs people in did not send who"
		switch {
		case errors.Is(err, signin.ErrToken):
			message = signin.ErrToken.Error()
		case errors.Is(err, signin.ErrSignedOut):
			message = signin.ErrUnidentified.Error() + ": sign in first"
		case errors.Is(err, signin.ErrOutside):
			message = signin.ErrUnidentified.Error() + ": ask through the proxy that signs people in"
		}
		writeRefusal(w, r, refusal{status, message}, messages)
	case http.StatusForbidden:
		message := signin.ErrStranger.Error() + ": the address or number that the proxy sent is of nobody there"
		switch {
		case errors.Is(err, signin.ErrAmbiguous):
			message = err.Error()
		case errors.Is(err, signin.ErrNotYet):
			message = signin.ErrNotYet.Error()
		}
		writeRefusal(w, r, refusal{status, message}, messages)
	default:
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("who is asking")
		writeRefusal(w, r, refusal{status, "internal error"}, messages)
	}
}

// readRequest reads one GraphQL request; its errors are refusals.
func readRequest(w http.ResponseWriter, r *http.Request) (asked schema.Request, err error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return asked, refusal{http.StatusMethodNotAllowed, "ask by POST"}
	}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := parameters["charset"]
	if err != nil || kind != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") || r.Header.Get("Content-Encoding") != "" {
		return asked, refusal{http.StatusUnsupportedMediaType, "ask with Content-Type: application/json, in UTF-8, not compressed"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var large *http.MaxBytesError
	switch body = bytes.TrimSpace(body); {
	case errors.As(err, &large):
		return asked, refusal{http.StatusRequestEntityTooLarge, "the request is longer than 64 KiB"}
	case err != nil:
		return asked, refusal{http.StatusBadRequest, "the request could not be read"}
	case bytes.HasPrefix(body, []byte("[")):
		return asked, refusal{http.StatusBadRequest, "one question at a time: a list of requests is not answered"}
	case json.Unmarshal(body, &asked) != nil:
		return asked, refusal{http.StatusBadRequest, "the request is not JSON with a text `query`, and where needed an object `variables` and a text `operationName`"}
	case strings.TrimSpace(asked.Query) == "":
		return asked, refusal{http.StatusBadRequest, "the request has no `query`"}
	}
	return asked, nil
}

func writeRefusal(w http.ResponseWriter, r *http.Request, refused refusal, messages *catalog.Catalog) {
	type failure struct {
		Message    string            `json:"message"`
		Extensions map[string]string `json:"extensions"`
	}
	body, err := json.Marshal(map[string][]failure{"errors": {{messages.Text(refused.message), map[string]string{"code": "REFUSED", "requestId": request.IDOf(r.Context())}}}})
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
