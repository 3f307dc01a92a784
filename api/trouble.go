package api

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"github.com/rs/zerolog"
)

// complaint is why a page cannot be shown, as a status of HTTP. reason is what the schema says
// to the person, shown as it is.
type complaint struct {
	status int
	reason string
	cause  error
}

func (c complaint) Error() string {
	return fmt.Sprintf("page answered with status %d %s: %v", c.status, c.reason, c.cause)
}

func (c complaint) Unwrap() error { return c.cause }

// complaintOf turns an error of the schema, by its code, into what a page says.
func complaintOf(code, id, message string) complaint {
	switch code {
	case "NOT_FOUND":
		return complaint{status: http.StatusNotFound}
	case "CONFLICT":
		return complaint{status: http.StatusConflict}
	case "INVALID":
		return complaint{status: http.StatusUnprocessableEntity, reason: message}
	case "REFUSED":
		return complaint{status: http.StatusBadRequest}
	case "BUSY", "TIMEOUT":
		return complaint{status: http.StatusServiceUnavailable}
	case "UNAVAILABLE":
		return complaint{status: http.StatusBadGateway}
	case "UNCERTAIN":
		return complaint{status: http.StatusGatewayTimeout}
	}
	return complaint{status: http.StatusInternalServerError, reason: id}
}

// fail answers with the page of an error, in the language and the frame of who asks.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	trouble := complaint{status: http.StatusInternalServerError, cause: err}
	errors.As(err, &trouble)
	if trouble.status >= http.StatusInternalServerError {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("page")
	}
	what := s.anybody(r)
	what.Status, what.Reason = trouble.status, trouble.reason
	if r.Method == http.MethodPost {
		what.Back = localPath(r.PostForm.Get("back"))
	}
	s.write(w, r, "error", trouble.status, what)
}

// anybody is what can be said to somebody who may be nobody: the frame where they are known.
func (s *site) anybody(r *http.Request) sight {
	nobody := map[string]any{"viewer": map[string]any{"person": nil, "roles": []any{}}}
	view, err := s.config.View(r)
	if err != nil {
		return s.sightOf(r, nobody)
	}
	data, err := s.ask(r, view, "plain", nil)
	if err != nil {
		return s.sightOf(r, nobody)
	}
	return s.sightOf(r, data)
}

// notFound answers for every address that no page has.
func (s *site) notFound(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, complaint{status: http.StatusNotFound})
}

// broken is the last resort, where not even a page of an error can be made.
func (s *site) broken(w http.ResponseWriter, r *http.Request, err error) {
	zerolog.Ctx(r.Context()).Error().Err(err).Msg("page")
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// serveAsset answers with an embedded file. Its address holds its hash, so it may be kept.
func (s *site) serveAsset(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := fs.ReadFile(s.files, name)
		if err != nil {
			s.broken(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
	}
}
