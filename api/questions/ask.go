package questions

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/sachant/sachant/api/address"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
)

// serveStep serves a step of asking: what was typed is in the form of each.
func serveStep(s *page.Server, step func(*page.Server, http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := page.ReadForm(w, r)
		if err == nil {
			err = step(s, w, r)
		}
		if err != nil {
			s.Fail(w, r, err)
		}
	}
}

// change shows the question again, to be changed.
func change(s *page.Server, w http.ResponseWriter, r *http.Request) error {
	return show(s, w, r, "ask", page.NoVariables(r), http.StatusOK, "")
}

// check shows what would become of a question.
func check(s *page.Server, w http.ResponseWriter, r *http.Request) error {
	if r.PostForm.Get("key") == "" {
		r.PostForm.Set("key", rand.Text())
	}
	err := show(s, w, r, "ask_check", draftVariables(r, r.PostForm["also"]), http.StatusOK, "")
	var refused page.Error
	switch {
	case !errors.As(err, &refused) || refused.Status != http.StatusUnprocessableEntity:
		return err
	case len(r.PostForm["also"]) > 0: // nobody has the address that was added
		return show(s, w, r, "ask_check", draftVariables(r, nil), refused.Status, s.Reason(r, refused))
	}
	return show(s, w, r, "ask", page.NoVariables(r), refused.Status, s.Reason(r, refused))
}

// send asks the question and shows it. Where it cannot be asked, it shows why, and the people it would go to now.
func send(s *page.Server, w http.ResponseWriter, r *http.Request) error {
	view, err := s.Config.View(r)
	if err != nil {
		return page.Unidentified(err)
	}
	variables := draftVariables(r, nil)
	variables["content"], variables["key"] = r.PostForm.Get("content"), page.OrNull(keyOf(r.PostForm))
	variables["anonymous"], variables["to"] = r.PostForm.Get("anonymous") == "yes", listOf(r.PostForm["to"])
	variables["in"] = strings.ToLower(page.LanguageName(r))
	delete(variables, "also")
	delete(variables, "language")
	data, err := s.Ask(r, view, "ask_send", variables)
	var refused page.Error
	if errors.As(err, &refused) && refused.Status == http.StatusUnprocessableEntity {
		return show(s, w, r, "ask_check", draftVariables(r, nil), refused.Status, s.Reason(r, refused))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, askedAt(data), http.StatusSeeOther)
	return nil
}

// keyOf returns the idempotency key of a question as it is typed: sent again it is the same question, and changed after the way
// back from it another one.
func keyOf(fields url.Values) string {
	if fields.Get("key") == "" {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", fields.Get("key"), fields.Get("title"), fields.Get("content")))
	return hex.EncodeToString(sum[:])
}

// askedAt is the address of the question that was asked.
func askedAt(data map[string]any) string {
	asked, _ := data["ask"].(map[string]any)
	question, _ := asked["contribution"].(map[string]any)
	return address.OfKey(graph.Key(page.PlainText(question["id"])))
}

// draftVariables are a question as a form has it, with people that are added.
func draftVariables(r *http.Request, also []string) map[string]any {
	fields := r.PostForm
	return map[string]any{
		"title": fields.Get("title"), "community": page.OrNull(fields.Get("community")), "skills": listOf(fields["skill"]),
		"also": listOf(also), "language": page.LanguageName(r),
	}
}

// listOf returns the texts that are not empty.
func listOf(texts []string) []any {
	all := []any{}
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// show responds with a page of a step, with what was typed and why it was refused.
func show(s *page.Server, w http.ResponseWriter, r *http.Request, name string, variables map[string]any, status int, reason string) error {
	view, err := s.Config.View(r)
	if err != nil {
		return page.Unidentified(err)
	}
	answer, err := s.Ask(r, view, name, variables)
	if err != nil {
		return err
	}
	data := s.DataOf(r, answer)
	data.Here, data.Typed, data.Reason = "/ask", typed(r.PostForm), reason
	s.Write(w, r, name, status, data)
	return nil
}

// typed returns fields without blanks that browsers add to the ends of lines.
func typed(fields url.Values) url.Values {
	kept := url.Values{}
	for name, values := range fields {
		for _, value := range values {
			kept.Add(name, strings.ReplaceAll(value, "\r\n", "\n"))
		}
	}
	return kept
}
