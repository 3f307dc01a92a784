package questions

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/sachant/sachant/api/link"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
)

// linkRoutes add what links in mails lead to. By GET nothing happens: programs follow the links of mails.
func linkRoutes(s *page.Server, mux *http.ServeMux) {
	if s.Config.ViewOf == nil {
		return
	}
	mux.HandleFunc("GET /question/link", func(w http.ResponseWriter, r *http.Request) {
		if err := showLink(s, w, r, r.URL.Query().Get("t"), "", http.StatusOK); err != nil {
			s.Fail(w, r, err)
		}
	})
	mux.HandleFunc("POST /question/link", func(w http.ResponseWriter, r *http.Request) {
		if err := followLink(s, w, r); err != nil {
			s.Fail(w, r, err)
		}
	})
}

// opened returns what a link does, and the view of the person that it is for; an error where it is good no longer.
func opened(s *page.Server, r *http.Request, token string) (one link.Link, view *access.View, err error) {
	if one, err = (link.Signer{Key: s.Config.LinkKey}).Verify(token, s.Config.Now()); err != nil {
		return one, nil, page.Error{Status: http.StatusGone, Cause: err}
	}
	view = s.Config.ViewOf(one.Person)
	since, open, err := asking.OpenRequest(r.Context(), view, one.Question)
	switch {
	case err != nil:
		return one, nil, err
	case !open || since.UnixMilli() != one.Since:
		return one, nil, page.Error{Status: http.StatusGone, Cause: link.ErrInvalid}
	}
	return one, view, nil
}

// showLink shows what a link is about to do, for its person to confirm.
func showLink(s *page.Server, w http.ResponseWriter, r *http.Request, token, reason string, status int) error {
	one, view, err := opened(s, r, token)
	if err != nil {
		return err
	}
	fields := url.Values{"t": {token}, "action": {one.Action}, "content": {r.PostForm.Get("content")}, "person": {r.PostForm.Get("person")}}
	return writeLink(s, w, r, view, one.Question, fields, reason, status)
}

func writeLink(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View, question graph.Key, fields url.Values, reason string, status int) error {
	answer, err := s.Ask(r, view, "question_link", map[string]any{"id": string(question)})
	if err != nil {
		return err
	}
	if answer["contribution"] == nil {
		return page.Error{Status: http.StatusGone, Cause: link.ErrInvalid}
	}
	data := s.DataOf(r, answer)
	data.Here, data.Typed, data.Reason, data.MaySignOut = "/", fields, reason, false
	s.Write(w, r, "question_link", status, data)
	return nil
}

// followLink does what a link says, in the name of its person.
func followLink(s *page.Server, w http.ResponseWriter, r *http.Request) error {
	if err := page.ReadForm(w, r); err != nil {
		return err
	}
	token := r.PostForm.Get("t")
	one, view, err := opened(s, r, token)
	if err != nil {
		return err
	}
	mutation, variables := mutationOf(one, r.PostForm)
	_, err = s.Ask(r, view, mutation, variables)
	var refused page.Error
	switch {
	case errors.As(err, &refused) && refused.Status == http.StatusUnprocessableEntity:
		return showLink(s, w, r, token, s.Reason(r, refused), refused.Status)
	case err != nil:
		return err
	}
	fields := url.Values{"action": {one.Action}, "done": {"yes"}}
	return writeLink(s, w, r, s.Config.ViewOf(one.Person), one.Question, fields, "", http.StatusOK)
}

// mutationOf returns the mutation of a link, with its variables. An answer is one text however often it is sent.
func mutationOf(one link.Link, fields url.Values) (mutation string, variables map[string]any) {
	question := string(one.Question)
	switch one.Action {
	case link.Answer:
		return "question_answer", map[string]any{"question": question, "content": fields.Get("content"), "key": "link"}
	case link.Refer:
		return "question_refer", map[string]any{"question": question, "person": strings.TrimSpace(fields.Get("person"))}
	case link.Later:
		return "question_respond", map[string]any{"question": question, "response": graph.RequestLater}
	}
	return "question_respond", map[string]any{"question": question, "response": graph.RequestDeclined}
}
