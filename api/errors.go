package api

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/text/language"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
)

// pageError is an error with the HTTP status of the page that shows it. reason is shown to the
// person: the message of an invalid request, or the id of an internal error. why, where it is not empty, says
// which of the causes of a status it is, in the keys of the catalogue of messages.
type pageError struct {
	status      int
	why, reason string
	cause       error
}

func (e pageError) Error() string {
	message := strings.TrimSpace(fmt.Sprintf("page answered with status %d %s", e.status, e.reason))
	if e.cause != nil {
		message += ": " + e.cause.Error()
	}
	return message
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

// unidentified returns the page error for an error of [Identify].
func unidentified(err error) pageError {
	failure := pageError{status: Status(err), cause: err}
	switch {
	case errors.Is(err, signin.ErrOutside):
		failure.why = "-outside"
	case errors.Is(err, signin.ErrStranger):
		failure.why = "-stranger"
	case errors.Is(err, signin.ErrAmbiguous):
		failure.why = "-ambiguous"
		_, failure.reason, _ = strings.Cut(err.Error(), signin.ErrAmbiguous.Error()+": ") // the people
	}
	return failure
}

// fail responds with the page of an error, in the viewer's language.
func (s *pageServer) fail(w http.ResponseWriter, r *http.Request, err error) {
	failure := pageError{status: http.StatusInternalServerError, cause: err}
	errors.As(err, &failure)
	if failure.status == http.StatusUnauthorized && s.config.SignIn != nil {
		s.askToSignIn(w, r)
		return
	}
	if failure.status >= http.StatusInternalServerError {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("page")
	}
	if failure.status == http.StatusUnprocessableEntity && r.Method == http.MethodGet {
		failure.why = "-read"
	}
	data := s.frameData(r)
	data.Status, data.Why, data.Reason = failure.status, fmt.Sprint(failure.status, failure.why), s.reason(r, failure)
	if r.Method == http.MethodPost {
		data.Back = localPath(r.PostForm.Get("back"))
	}
	s.write(w, r, "error", failure.status, data)
}

// reason returns the reason in the language of the page; one that is not in the catalogue is not shown, since it would
// be in English.
func (s *pageServer) reason(r *http.Request, failure pageError) string {
	page, invalid := s.renderers[languageOf(r)], graph.ErrInvalid.Error()
	messages := page.catalog
	english := strings.TrimPrefix(failure.reason, invalid+": ")
	if failure.status == http.StatusUnprocessableEntity && page.tag != language.English { // it holds most with the word before them
		_, text, _ := strings.Cut(messages.Text(invalid+": "+english), messages.Text(invalid)+" : ")
		return text
	}
	return strings.ReplaceAll(messages.Text(english), signin.NotShown, messages.Text(signin.NotShown))
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
	http.Error(w, "Une erreur est survenue. Réessayez dans un instant.\nSomething went wrong. Try again in a moment.", http.StatusInternalServerError)
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
