package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/sachant/sachant/graph/access"
)

// Proposals finds skills in texts. Methods may be called by several goroutines.
type Proposals interface {
	// Propose returns the skills that a text speaks of, as far as a viewer may know them.
	Propose(ctx context.Context, view *access.View, text string) (ProposalsView, error)
	// Decode returns the text of a file; the error says why it is none.
	Decode(ctx context.Context, content []byte) (string, error)
}

// ProposalsView is what a page shows of a text.
type ProposalsView struct {
	Items []ProposalItem `json:"items"`
	// Reading: a language model has not answered yet. Failure is why one could not, in English.
	Reading bool   `json:"reading"`
	Failure string `json:"failure"`
}

// ProposalItem is a skill that a text speaks of, with the words that it stands on, and some around them.
type ProposalItem struct {
	Label  string `json:"label"`
	Before string `json:"before"`
	Quote  string `json:"quote"`
	After  string `json:"after"`
	// InUse is a skill of the company, ByModel what a language model proposes.
	InUse   bool `json:"inUse"`
	ByModel bool `json:"byModel"`
	// Attribution is the notice of the vocabulary that the label is from.
	Attribution string `json:"attribution"`
	// Declared: the viewer states the skill already.
	Declared bool `json:"declared"`
}

// The greatest length, in bytes, of a form with a text, and of what is kept of one in memory. Somebody who sends a PDF or a
// file of Word, which hold pictures, is told that these are not read.
const (
	maxProse    = 16 << 20
	maxInMemory = 1 << 20
)

// proposalRoutes serves the form by which people have skills found in a text of theirs.
func (s *pageServer) proposalRoutes(mux *http.ServeMux) {
	if s.config.Proposals == nil {
		return
	}
	for _, method := range []string{"GET", "POST"} {
		mux.HandleFunc(method+" /me/proposals", func(w http.ResponseWriter, r *http.Request) {
			if err := s.showProposals(w, r); err != nil {
				s.fail(w, r, err)
			}
		})
	}
}

// showProposals shows what a text proposes, after one proposal was accepted where the form says so. The text is kept
// nowhere: the page holds it.
func (s *pageServer) showProposals(w http.ResponseWriter, r *http.Request) error {
	view, err := s.config.View(r)
	if err != nil {
		return unidentified(err)
	}
	if view.Viewer().Person == "" {
		return pageError{status: http.StatusNotFound}
	}
	said, unread, err := s.readProse(w, r)
	if err != nil {
		return err
	}
	if accepted := r.PostFormValue("accept"); accepted != "" {
		if view, err = s.acceptProposal(r, view, accepted); err != nil {
			return err
		}
	}
	data, err := s.ask(r, view, "plain", map[string]any{})
	if err != nil {
		return err
	}
	shown := ProposalsView{}
	if said != "" {
		if shown, err = s.config.Proposals.Propose(r.Context(), view, said); err != nil {
			return err
		}
	}
	if unread != nil {
		shown.Failure = unread.Error()
	}
	shown.Failure = s.renderers[languageOf(r)].catalog.Text(shown.Failure)
	fields, err := converted[map[string]any](shown)
	if err != nil {
		return err
	}
	data["proposals"], data["said"] = fields, said
	data["published"] = r.Method == http.MethodGet || r.PostFormValue("published") == "yes" || r.PostFormValue("accept") == ""
	s.write(w, r, "proposals", http.StatusOK, s.dataOf(r, data))
	return nil
}

// readProse returns the text of a form: that of the file, where one was sent. Unread is what is wrong with the file.
func (s *pageServer) readProse(w http.ResponseWriter, r *http.Request) (said string, unread, err error) {
	if r.Method == http.MethodGet {
		return "", nil, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxProse)
	if err := r.ParseMultipartForm(maxInMemory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", nil, pageError{status: http.StatusBadRequest, cause: err}
	}
	content := []byte(r.PostFormValue("text"))
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	file, header, err := r.FormFile("file")
	if err == nil && header.Size > 0 {
		defer func() { _ = file.Close() }()
		if content, err = io.ReadAll(file); err != nil {
			return "", nil, pageError{status: http.StatusBadRequest, cause: err}
		}
	}
	said, unread = s.config.Proposals.Decode(r.Context(), content)
	return strings.TrimSpace(said), unread, nil
}

// acceptProposal declares a skill of the viewer's, at the level before its label, and returns a view of what is known then.
func (s *pageServer) acceptProposal(r *http.Request, view *access.View, accepted string) (*access.View, error) {
	level, label, _ := strings.Cut(accepted, " ")
	variables, err := declareVariables(map[string][]string{"skill": {label}, "level": {level}, "published": {r.PostFormValue("published")}})
	if err != nil {
		return nil, err
	}
	if _, err := s.ask(r, view, "declare", variables); err != nil {
		return nil, err
	}
	return s.config.View(r)
}
