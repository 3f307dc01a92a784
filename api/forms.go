package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// mostForm is the greatest length of a form, in bytes.
const mostForm = 16 << 10

// form is one row of the table of forms: what is posted becomes a mutation, whose actor is who
// is signed in; then the browser goes back to where it was.
type form struct {
	path string
	// mutation is a file in the folder of pages, without its ending.
	mutation  string
	variables func(url.Values) (map[string]any, error)
}

func formTable() []form {
	return []form{
		{path: "/like", mutation: "like", variables: likeVariables},
		{path: "/follow", mutation: "follow", variables: followVariables},
		{path: "/declare", mutation: "declare", variables: declareVariables},
	}
}

func likeVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"contribution": fields.Get("contribution"), "like": fields.Get("like") == "yes"}, nil
}

func followVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"person": fields.Get("person"), "follow": fields.Get("follow") == "yes"}, nil
}

// declareVariables states a skill, or takes it back where the form says "withdraw". A level
// left empty stays a skill held without one.
func declareVariables(fields url.Values) (map[string]any, error) {
	variables := map[string]any{
		"skill":     strings.TrimSpace(fields.Get("skill")),
		"level":     nil,
		"published": fields.Get("published") == "yes",
	}
	if fields.Get("withdraw") == "yes" {
		return variables, nil
	}
	level, err := strconv.ParseFloat(fields.Get("level"), 64)
	if err != nil {
		return nil, complaint{status: http.StatusBadRequest, cause: err}
	}
	variables["level"] = level
	return variables, nil
}

// accept executes a form's mutation.
func (s *site) accept(form form) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.submit(w, r, form); err != nil {
			s.fail(w, r, err)
			return
		}
		goBack(w, r)
	}
}

func (s *site) submit(w http.ResponseWriter, r *http.Request, form form) error {
	if err := readForm(w, r); err != nil {
		return err
	}
	view, err := s.config.View(r)
	if err != nil {
		return complaint{status: Status(err), cause: err}
	}
	variables, err := form.variables(r.PostForm)
	if err != nil {
		return err
	}
	_, err = s.ask(r, view, form.mutation, variables)
	return err
}

func readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		return complaint{status: http.StatusBadRequest, cause: err}
	}
	return nil
}

// goBack sends the browser to the page that the form was on, by GET.
func goBack(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, localPath(r.PostForm.Get("back")), http.StatusSeeOther)
}

// chooseLanguage keeps a language for a year.
func (s *site) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	if err := readForm(w, r); err != nil {
		s.fail(w, r, err)
		return
	}
	for _, tag := range languages() {
		if tag.String() == r.PostForm.Get("language") {
			http.SetCookie(w, &http.Cookie{
				Name: languageCookie, Value: tag.String(), Path: "/", HttpOnly: true,
				SameSite: http.SameSiteLaxMode, MaxAge: int((365 * 24 * time.Hour).Seconds()),
			})
		}
	}
	goBack(w, r)
}

// showDemo lets whoever tries Sachant choose who they are; it needs to know nobody.
func (s *site) showDemo(w http.ResponseWriter, r *http.Request) {
	s.write(w, r, "demo", http.StatusOK, s.anybody(r))
}

func (s *site) choosePerson(w http.ResponseWriter, r *http.Request) {
	if err := readForm(w, r); err != nil {
		s.fail(w, r, err)
		return
	}
	for _, person := range s.config.Demo.People {
		if person.ID == r.PostForm.Get("who") {
			s.config.Demo.Choose(w, person.ID)
			goBack(w, r)
			return
		}
	}
	s.fail(w, r, complaint{status: http.StatusBadRequest})
}
