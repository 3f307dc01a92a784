package page

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// MaxForm is the greatest length of a form, in bytes.
const MaxForm = 160 << 10

// serveForm executes a form's mutation.
func (s *Server) serveForm(form Form) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answered, err := s.submit(w, r, form)
		switch {
		case err != nil && form.Again != nil:
			s.showAgain(w, r, form, err)
		case err != nil:
			s.Fail(w, r, err)
		case !answered:
			goBack(w, r)
		}
	}
}

// submit executes the mutation, unless another answer was given before.
func (s *Server) submit(w http.ResponseWriter, r *http.Request, form Form) (answered bool, err error) {
	if err := ReadForm(w, r); err != nil {
		return false, err
	}
	if form.Before != nil {
		if answered, err := form.Before(s, w, r); answered || err != nil {
			return answered, err
		}
	}
	view, err := s.Config.View(r)
	if err != nil {
		return false, Unidentified(err)
	}
	variables, err := form.Variables(r.PostForm)
	if err == nil {
		_, err = s.Ask(r, view, form.Mutation, variables)
	}
	return false, err
}

// ReadForm reads the fields of a form, of a bounded length.
func ReadForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, MaxForm)
	if err := r.ParseForm(); err != nil {
		return Error{Status: http.StatusBadRequest, Cause: err}
	}
	return nil
}

// goBack sends the browser to the page of the form, by GET.
func goBack(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, LocalPath(r.PostForm.Get("back")), http.StatusSeeOther)
}

// chooseLanguage stores a language in the browser for a year.
func (s *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	if err := ReadForm(w, r); err != nil {
		s.Fail(w, r, err)
		return
	}
	r.PostForm.Set("back", withoutLanguage(r.PostForm.Get("back")))
	for _, tag := range Languages() {
		if tag.String() == r.PostForm.Get("language") {
			http.SetCookie(w, &http.Cookie{
				Name: LanguageCookie, Value: tag.String(), Path: "/", HttpOnly: true,
				SameSite: http.SameSiteLaxMode, MaxAge: int((365 * 24 * time.Hour).Seconds()),
			})
		}
	}
	goBack(w, r)
}

// showDemo responds with the people to choose from; nobody need be signed in.
func (s *Server) showDemo(w http.ResponseWriter, r *http.Request) {
	data := s.frameData(r)
	data.Back = LocalPath(r.URL.Query().Get("back"))
	s.Write(w, r, "demo", http.StatusOK, data)
}

func (s *Server) chooseDemoPerson(w http.ResponseWriter, r *http.Request) {
	if err := ReadForm(w, r); err != nil {
		s.Fail(w, r, err)
		return
	}
	for _, person := range s.Config.Demo.People {
		if person.ID == r.PostForm.Get("who") {
			s.Config.Demo.Choose(w, person.ID)
			goBack(w, r)
			return
		}
	}
	s.Fail(w, r, Error{Status: http.StatusBadRequest})
}

// showAgain responds with the page of a form that could not be saved, with why, and with what was typed. Other errors than
// what was typed are shown alone.
func (s *Server) showAgain(w http.ResponseWriter, r *http.Request, form Form, err error) {
	var failure Error
	address, template := form.Again(r.PostForm)
	at, parseErr := url.Parse(address)
	page, found := s.pageOf(template)
	if !errors.As(err, &failure) || failure.Status != http.StatusUnprocessableEntity || parseErr != nil || !found {
		s.Fail(w, r, err)
		return
	}
	there := r.Clone(r.Context())
	there.Method, there.URL = http.MethodGet, at
	if folder, has := strings.CutSuffix(page.Path, "{id...}"); has {
		there.SetPathValue("id", strings.TrimPrefix(at.Path, folder))
	}
	data, loadErr := s.load(there, page)
	if loadErr != nil {
		s.Fail(w, r, err)
		return
	}
	data.Reason, data.Typed = s.Reason(r, failure), r.PostForm
	s.Write(w, r, template, failure.Status, data)
}

// pageOf returns the row of the page that a template is of.
func (s *Server) pageOf(template string) (Page, bool) {
	for _, area := range s.areas {
		for _, page := range area.Pages {
			if page.Template == template {
				return page, true
			}
		}
	}
	return Page{}, false
}
