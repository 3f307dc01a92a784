package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxForm is the greatest length of a form, in bytes.
const maxForm = 16 << 10

// form is a row of the table of forms: what is posted becomes a mutation of the viewer's, and the
// browser then returns to the page of the form.
type form struct {
	path string
	// mutation is a file in the folder of pages, without its extension.
	mutation  string
	variables func(url.Values) (map[string]any, error)
	// before may answer in place of the mutation, and reports whether it did; nil never does.
	before func(s *pageServer, w http.ResponseWriter, r *http.Request) (answered bool, err error)
	// again returns the address of the page that the form is on, and its template: where the form cannot be saved, that page
	// is shown with what was typed. Nil shows the error alone.
	again func(url.Values) (address, template string)
}

func formTable() []form {
	return []form{
		{path: "/like", mutation: "like", variables: likeVariables},
		{path: "/follow", mutation: "follow", variables: followVariables},
		{path: "/declare", mutation: "declare", variables: declareVariables, before: (*pageServer).askWhichSkill},
		{path: "/publish", mutation: "publish", variables: yesNoVariables("declaration", "published")},
		{path: "/contest", mutation: "contest", variables: yesNoVariables("declaration", "contested")},
		{path: "/settle", mutation: "settle", variables: yesNoVariables("declaration", "stands")},
		{path: "/critical", mutation: "critical", variables: yesNoVariables("skill", "critical")},
		{path: "/decide", mutation: "decide", variables: decideVariables},
		{path: "/vocabulary/merge", mutation: "merge", variables: mergeVariables, before: (*pageServer).previewMerge, again: mergeForm},
		{path: "/vocabulary/split", mutation: "split", variables: textVariables("skill")},
		{path: "/me/ranked", mutation: "ranked_set", variables: rankedVariables},
		{path: "/consent", mutation: "consent", variables: consentVariables},
		{path: "/mobility/shortlists", mutation: "shortlist_make", variables: makeShortlistVariables, again: shortlistForm},
		{path: "/mobility/shortlist", mutation: "shortlist_change", variables: changeShortlistVariables},
		{path: "/mobility/shortlist/delete", mutation: "shortlist_delete", variables: textVariables("shortlist")},
		{path: peopleSearchPath, mutation: "search_save", variables: saveSearchVariables, again: peopleSearchForm},
		{path: "/mobility/search/delete", mutation: "search_delete", variables: textVariables("search")},
		{path: "/mobility/ask", mutation: "invite", variables: textVariables("opening", "person")},
		{path: "/mobility/answer", mutation: "answer_invitation", variables: textVariables("opening", "answer")},
		{path: "/mobility/interest", mutation: "interest", variables: yesNoVariables("opening", "interested")},
		{path: "/mobility/recommend", mutation: "recommend", variables: textVariables("opening", "person"), again: shortlistForm},
		{path: "/mobility/recommended", mutation: "answer_recommendation", variables: yesNoVariables("opening", "agrees")},
		{path: "/mobility/wishes", mutation: "mobility_set", variables: mobilityVariables},
		{path: "/mobility/edit", mutation: "opening_set", variables: setOpeningVariables, again: openingForm},
	}
}

func likeVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"contribution": fields.Get("contribution"), "like": fields.Get("like") == "yes"}, nil
}

// yesNoVariables are an id, and whether something is to be so.
func yesNoVariables(id, answer string) func(url.Values) (map[string]any, error) {
	return func(fields url.Values) (map[string]any, error) {
		return map[string]any{id: fields.Get(id), answer: fields.Get(answer) == "yes"}, nil
	}
}

// decideVariables are a skill and the concept that it is, none where it is none of its candidates.
func decideVariables(fields url.Values) (map[string]any, error) {
	variables := map[string]any{"skill": fields.Get("skill"), "concept": nil}
	if concept := fields.Get("concept"); concept != "" {
		variables["concept"] = concept
	}
	return variables, nil
}

func rankedVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"ranked": fields.Get("ranked") == "yes"}, nil
}

func consentVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"consent": fields.Get("consent") == "yes", "textVersion": fields.Get("version")}, nil
}

func followVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"person": fields.Get("person"), "follow": fields.Get("follow") == "yes"}, nil
}

// declareVariables declares a skill at a level, or withdraws the declaration where the form says so.
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
		return nil, pageError{status: http.StatusBadRequest, cause: err}
	}
	variables["level"] = level
	return variables, nil
}

// serveForm executes a form's mutation.
func (s *pageServer) serveForm(form form) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answered, err := s.submit(w, r, form)
		switch {
		case err != nil && form.again != nil:
			s.showAgain(w, r, form, err)
		case err != nil:
			s.fail(w, r, err)
		case !answered:
			goBack(w, r)
		}
	}
}

// submit executes the mutation, unless another answer was given before.
func (s *pageServer) submit(w http.ResponseWriter, r *http.Request, form form) (answered bool, err error) {
	if err := readForm(w, r); err != nil {
		return false, err
	}
	if form.before != nil {
		if answered, err := form.before(s, w, r); answered || err != nil {
			return answered, err
		}
	}
	view, err := s.config.View(r)
	if err != nil {
		return false, unidentified(err)
	}
	variables, err := form.variables(r.PostForm)
	if err == nil {
		_, err = s.ask(r, view, form.mutation, variables)
	}
	return false, err
}

func readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return pageError{status: http.StatusBadRequest, cause: err}
	}
	return nil
}

// goBack sends the browser to the page of the form, by GET.
func goBack(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, localPath(r.PostForm.Get("back")), http.StatusSeeOther)
}

// chooseLanguage stores a language in the browser for a year.
func (s *pageServer) chooseLanguage(w http.ResponseWriter, r *http.Request) {
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

// showDemo responds with the people to choose from; nobody need be signed in.
func (s *pageServer) showDemo(w http.ResponseWriter, r *http.Request) {
	data := s.frameData(r)
	data.Back = localPath(r.URL.Query().Get("back"))
	s.write(w, r, "demo", http.StatusOK, data)
}

func (s *pageServer) chooseDemoPerson(w http.ResponseWriter, r *http.Request) {
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
	s.fail(w, r, pageError{status: http.StatusBadRequest})
}
