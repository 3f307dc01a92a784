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

// pageError is an error with the HTTP status of the page that shows it. reason is shown to the
// person: the message of an invalid request, or the id of an internal error.
type pageError struct {
	status int
	reason string
	cause  error
}

func (e pageError) Error() string {
	return fmt.Sprintf("page answered with status %d %s: %v", e.status, e.reason, e.cause)
}

func (e pageError) Unwrap() error { return e.cause }

// pageErrorOf returns the page error for an error of the schema, by its code.
func pageErrorOf(code, id, message string) pageError {
	switch code {
	case "NOT_FOUND":
		return pageError{status: http.StatusNotFound}
	case "CONFLICT":
		return pageError{status: http.StatusConflict}
	case "INVALID":
		return pageError{status: http.StatusUnprocessableEntity, reason: message}
	case "REFUSED":
		return pageError{status: http.StatusBadRequest}
	case "BUSY", "TIMEOUT":
		return pageError{status: http.StatusServiceUnavailable}
	case "UNAVAILABLE":
		return pageError{status: http.StatusBadGateway}
	case "UNCERTAIN":
		return pageError{status: http.StatusGatewayTimeout}
	}
	return pageError{status: http.StatusInternalServerError, reason: id}
}

// fail responds with the page of an error, in the viewer's language.
func (s *pageServer) fail(w http.ResponseWriter, r *http.Request, err error) {
	failure := pageError{status: http.StatusInternalServerError, cause: err}
	errors.As(err, &failure)
	if failure.status >= http.StatusInternalServerError {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("page")
	}
	data := s.frameData(r)
	data.Status, data.Reason = failure.status, failure.reason
	if r.Method == http.MethodPost {
		data.Back = localPath(r.PostForm.Get("back"))
	}
	s.write(w, r, "error", failure.status, data)
}

// frameData returns the data that every page needs, that of a viewer without a page where it is not
// known who asks or nothing can be read.
func (s *pageServer) frameData(r *http.Request) pageData {
	if view, err := s.config.View(r); err == nil {
		if data, err := s.ask(r, view, "plain", nil); err == nil {
			return s.dataOf(r, data)
		}
	}
	return s.dataOf(r, map[string]any{"viewer": map[string]any{"person": nil, "roles": []any{}}})
}

// notFound responds at every address that is no page.
func (s *pageServer) notFound(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, pageError{status: http.StatusNotFound})
}

// failPlainly responds without a page, where not even the page of an error can be made.
func (s *pageServer) failPlainly(w http.ResponseWriter, r *http.Request, err error) {
	zerolog.Ctx(r.Context()).Error().Err(err).Msg("page")
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// serveAsset responds with an embedded file. Its address holds its hash, so it may be cached.
func (s *pageServer) serveAsset(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := fs.ReadFile(s.files, name)
		if err != nil {
			s.failPlainly(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
	}
}
