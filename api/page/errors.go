package page

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/text/language"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
)

// Error is an error with the HTTP status of the page that shows it. reason is shown to the
// person: the message of an invalid request, or the id of an internal error. why, where it is not empty, says
// which of the causes of a status it is, in the keys of the catalogue of messages.
type Error struct {
	Status      int
	why, Reason string
	Cause       error
}

func (e Error) Error() string {
	message := strings.TrimSpace(fmt.Sprintf("page answered with status %d %s", e.Status, e.Reason))
	if e.Cause != nil {
		message += ": " + e.Cause.Error()
	}
	return message
}

func (e Error) Unwrap() error { return e.Cause }

// noDay matches what the API says of a variable that is no day; on a page people typed it into a field.
var noDay = regexp.MustCompile(`^the variable \$\S+ is ("[^"]*") where Date is wanted$`)

// pageErrorOf returns the page error for an error of the schema, by its code.
func pageErrorOf(code, id, message string) Error {
	switch code {
	case "NOT_FOUND":
		return Error{Status: http.StatusNotFound}
	case "CONFLICT":
		return Error{Status: http.StatusConflict}
	case "INVALID":
		if typed := noDay.FindStringSubmatch(message); typed != nil {
			message = typed[1] + " is not a date such as 2026-01-14"
		}
		return Error{Status: http.StatusUnprocessableEntity, Reason: message}
	case "REFUSED":
		return Error{Status: http.StatusBadRequest}
	case "BUSY", "TIMEOUT":
		return Error{Status: http.StatusServiceUnavailable}
	case "UNAVAILABLE":
		return Error{Status: http.StatusBadGateway}
	case "UNCERTAIN":
		return Error{Status: http.StatusGatewayTimeout}
	}
	return Error{Status: http.StatusInternalServerError, Reason: id}
}

// Unidentified returns the page error for an error of [Identify].
func Unidentified(err error) Error {
	failure := Error{Status: signin.Status(err), Cause: err}
	switch {
	case errors.Is(err, signin.ErrOutside):
		failure.why = "-outside"
	case errors.Is(err, signin.ErrNotYet):
		failure.why = "-notyet"
	case errors.Is(err, signin.ErrStranger):
		failure.why = "-stranger"
	case errors.Is(err, signin.ErrAmbiguous):
		failure.why = "-ambiguous"
		_, failure.Reason, _ = strings.Cut(err.Error(), signin.ErrAmbiguous.Error()+": ") // the people
	}
	return failure
}

// Fail responds with the page of an error, in the viewer's language.
func (s *Server) Fail(w http.ResponseWriter, r *http.Request, err error) {
	failure := Error{Status: http.StatusInternalServerError, Cause: err}
	errors.As(err, &failure)
	if failure.Status == http.StatusUnauthorized && s.Config.SignIn != nil {
		s.askToSignIn(w, r)
		return
	}
	if failure.Status >= http.StatusInternalServerError {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("page")
	}
	if failure.Status == http.StatusUnprocessableEntity && r.Method == http.MethodGet {
		failure.why = "-read"
	}
	data := s.frameData(r)
	data.Status, data.Why, data.Reason = failure.Status, fmt.Sprint(failure.Status, failure.why), s.Reason(r, failure)
	if r.Method == http.MethodPost {
		data.Back = LocalPath(r.PostForm.Get("back"))
	}
	s.Write(w, r, "error", failure.Status, data)
}

// Reason returns the reason in the language of the page; one that is not in the catalogue is not shown, since it would
// be in English.
func (s *Server) Reason(r *http.Request, failure Error) string {
	page, invalid := s.Renderers[LanguageOf(r)], graph.ErrInvalid.Error()
	messages := page.Catalog
	english := strings.TrimPrefix(failure.Reason, invalid+": ")
	if failure.Status == http.StatusUnprocessableEntity && page.Tag != language.English { // it holds most with the word before them
		_, text, _ := strings.Cut(messages.Text(invalid+": "+english), messages.Text(invalid)+" : ")
		return text
	}
	return strings.ReplaceAll(messages.Text(english), signin.NotShown, messages.Text(signin.NotShown))
}

// frameData returns the data that every page needs, that of a viewer without a page where it is not
// known who asks or nothing can be read.
func (s *Server) frameData(r *http.Request) Data {
	if view, err := s.Config.View(r); err == nil {
		if data, err := s.Ask(r, view, "plain", nil); err == nil {
			return s.DataOf(r, data)
		}
	}
	return s.DataOf(r, map[string]any{"viewer": map[string]any{"person": nil, "roles": []any{}}})
}

// notFound responds at every address that is no page.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	s.Fail(w, r, Error{Status: http.StatusNotFound})
}

// failPlainly responds without a page, where not even the page of an error can be made.
func (s *Server) failPlainly(w http.ResponseWriter, r *http.Request, err error) {
	zerolog.Ctx(r.Context()).Error().Err(err).Msg("page")
	http.Error(w, "Une erreur est survenue. Réessayez dans un instant.\nSomething went wrong. Try again in a moment.", http.StatusInternalServerError)
}

// ServeAsset responds with an embedded file. Its address holds its hash, so it may be cached.
func (s *Server) ServeAsset(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := fs.ReadFile(s.Files, name)
		if err != nil {
			s.failPlainly(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
	}
}
