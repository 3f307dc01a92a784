package api

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/api/signin/token"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// tokensPath is the page of a person's API tokens.
const tokensPath = "/me/tokens"

// shownTokens is what the page of tokens shows.
type shownTokens struct {
	Tokens []shownToken
	// Secret is that of a token that was just made; it is shown once.
	Secret string
	Scopes []string
	Days   []int
}

// shownToken is a token on the page; Created and Expires are days.
type shownToken struct{ ID, Name, Scope, Created, Expires string }

// tokenRoutes serves the page where people make and revoke tokens of theirs.
func tokenRoutes(s *page.Server, mux *http.ServeMux) {
	if s.Config.Tokens == nil {
		return
	}
	for pattern, answer := range map[string]func(*page.Server, http.ResponseWriter, *http.Request, *access.View) error{
		"GET " + tokensPath:              showTokens,
		"POST " + tokensPath:             makeToken,
		"POST " + tokensPath + "/revoke": revokeToken,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			view, err := owner(s, w, r)
			if err == nil {
				err = answer(s, w, r, view)
			}
			if err != nil {
				s.Fail(w, r, err)
			}
		})
	}
}

// owner reads the form of a request, and returns what the person who sends it may see; only people have tokens.
func owner(s *page.Server, w http.ResponseWriter, r *http.Request) (*access.View, error) {
	if err := page.ReadForm(w, r); err != nil {
		return nil, err
	}
	view, err := s.Config.View(r)
	switch {
	case err != nil:
		return nil, page.Unidentified(err)
	case view.Viewer().Person == "":
		return nil, page.Error{Status: http.StatusNotFound}
	}
	return view, nil
}

func showTokens(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View) error {
	return writeTokens(s, w, r, view, "", nil)
}

// writeTokens responds with the tokens of who asks; with the secret of a new one, or why none was made.
func writeTokens(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View, secret string, refused error) error {
	held, err := s.Config.Tokens.Of(r.Context(), view.Viewer().Person)
	if err != nil {
		return err
	}
	fields, err := s.Ask(r, view, "plain", map[string]any{})
	if err != nil {
		return err
	}
	fields["tokens"] = shownTokens{shownOf(held), secret, token.Scopes(), []int{30, 90, token.MaxDays}}
	data, status := s.DataOf(r, fields), http.StatusOK
	data.Here = tokensPath
	if refused != nil {
		status = http.StatusUnprocessableEntity
		data.Typed, data.Reason = r.PostForm, s.Reason(r, page.Error{Status: status, Reason: refused.Error()})
	}
	s.Write(w, r, "tokens", status, data)
	return nil
}

func shownOf(tokens []store.Token) []shownToken {
	shown := make([]shownToken, len(tokens))
	for i, one := range tokens {
		shown[i] = shownToken{one.ID, one.Name, one.Scope, one.Created.Format(time.DateOnly), one.Expires.Format(time.DateOnly)}
	}
	return shown
}

// makeToken makes a token of who asks, and responds with its secret.
func makeToken(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View) error {
	days, _ := strconv.Atoi(r.PostForm.Get("days"))
	secret, _, err := s.Config.Tokens.Create(r.Context(), token.Request{
		Person: view.Viewer().Person, Name: r.PostForm.Get("name"), Scope: r.PostForm.Get("scope"), Days: days,
	})
	if err != nil && !errors.Is(err, graph.ErrInvalid) {
		return err
	}
	return writeTokens(s, w, r, view, secret, err)
}

// revokeToken revokes a token of who asks.
func revokeToken(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View) error {
	err := s.Config.Tokens.RevokeOf(r.Context(), view.Viewer().Person, r.PostForm.Get("token"))
	if errors.Is(err, graph.ErrNotFound) {
		return page.Error{Status: http.StatusNotFound, Cause: err}
	}
	if err == nil {
		http.Redirect(w, r, tokensPath, http.StatusSeeOther)
	}
	return err
}
