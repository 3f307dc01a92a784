package api

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph/access"
)

// The greatest length, in bytes, of a form with a text, and of what is kept of one in memory. Somebody who sends a PDF or a
// file of Word, which hold pictures, is told that these are not read.
const (
	maxProse    = 16 << 20
	maxInMemory = 1 << 20
)

// proposalRoutes serves the form by which people have skills found in a text of theirs.
func proposalRoutes(s *page.Server, mux *http.ServeMux) {
	if s.Config.Proposals == nil {
		return
	}
	for _, method := range []string{"GET", "POST"} {
		mux.HandleFunc(method+" /me/proposals", func(w http.ResponseWriter, r *http.Request) {
			if err := showProposals(s, w, r); err != nil {
				s.Fail(w, r, err)
			}
		})
	}
}

// showProposals shows what a text proposes, after one proposal was accepted where the form says so. The text is kept
// nowhere: the page holds it.
func showProposals(s *page.Server, w http.ResponseWriter, r *http.Request) error {
	view, err := s.Config.View(r)
	if err != nil {
		return page.Unidentified(err)
	}
	if view.Viewer().Person == "" {
		return page.Error{Status: http.StatusNotFound}
	}
	said, unread, err := readProse(s, w, r)
	if err != nil {
		return err
	}
	if accepted := r.PostFormValue("accept"); accepted != "" {
		if view, err = acceptProposal(s, r, view, accepted); err != nil {
			return err
		}
	}
	data, err := s.Ask(r, view, "plain", map[string]any{})
	if err != nil {
		return err
	}
	shown := page.ProposalsView{}
	if said != "" {
		if shown, err = s.Config.Proposals.Propose(r.Context(), view, said); err != nil {
			return err
		}
	}
	if unread != nil {
		shown.Failure = unread.Error()
	}
	shown.Failure = s.Renderers[page.LanguageOf(r)].Catalog.Text(shown.Failure)
	fields, err := page.Converted[map[string]any](shown)
	if err != nil {
		return err
	}
	data["proposals"], data["said"] = fields, said
	data["published"] = r.Method == http.MethodGet || r.PostFormValue("published") == "yes" || r.PostFormValue("accept") == ""
	s.Write(w, r, "proposals", http.StatusOK, s.DataOf(r, data))
	return nil
}

// readProse returns the text of a form: that of the file, where one was sent. Unread is what is wrong with the file.
func readProse(s *page.Server, w http.ResponseWriter, r *http.Request) (said string, unread, err error) {
	if r.Method == http.MethodGet {
		return "", nil, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxProse)
	if err := r.ParseMultipartForm(maxInMemory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", nil, page.Error{Status: http.StatusBadRequest, Cause: err}
	}
	content := []byte(r.PostFormValue("text"))
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	file, header, err := r.FormFile("file")
	if err == nil && header.Size > 0 {
		defer func() { _ = file.Close() }()
		if content, err = io.ReadAll(file); err != nil {
			return "", nil, page.Error{Status: http.StatusBadRequest, Cause: err}
		}
	}
	said, unread = s.Config.Proposals.Decode(r.Context(), content)
	return strings.TrimSpace(said), unread, nil
}

// acceptProposal declares a skill of the viewer's, at the level before its label, and returns a view of what is known then.
func acceptProposal(s *page.Server, r *http.Request, view *access.View, accepted string) (*access.View, error) {
	level, label, _ := strings.Cut(accepted, " ")
	variables, err := declareVariables(map[string][]string{"skill": {label}, "level": {level}, "published": {r.PostFormValue("published")}})
	if err != nil {
		return nil, err
	}
	if _, err := s.Ask(r, view, "declare", variables); err != nil {
		return nil, err
	}
	return s.Config.View(r)
}
