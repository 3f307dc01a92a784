package rights

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
)

// noticePath is the page of the texts that somebody has to read.
const noticePath = "/notice"

// textVersions are the versions of the texts, by their names. One that changes what people are told gets another version, and is
// read again by everybody.
func textVersions() map[string]string {
	return map[string]string{
		"notice": "2026-1", "charter-hr": "2026-1", "charter-recruiter": "2026-1", "charter-dpo": "2026-1",
		"charter-vocabulary": "2026-1", "charter-administrator": "2026-1", "charter-community": "2026-1",
	}
}

// charterOfModerators is for community managers, and for people who manage or moderate a community.
const charterOfModerators = "charter-community"

// unread returns the texts that a viewer has not read in their version: the notice, then the charters of their roles.
func unread(r *http.Request, view *access.View) ([]string, error) {
	if view.Viewer().Person == "" {
		return nil, nil
	}
	names := []string{"notice"}
	for _, role := range view.Viewer().Roles {
		if name := "charter-" + string(role); textVersions()[name] != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if moderates, err := view.ModeratesAny(r.Context()); err != nil {
		return nil, err
	} else if moderates {
		names = append(names, charterOfModerators)
	}
	var missing []string
	for _, name := range names {
		version, err := rights.Acknowledged(r.Context(), view, name)
		if err != nil {
			return nil, err
		}
		if version != textVersions()[name] {
			missing = append(missing, name)
		}
	}
	return missing, nil
}

// First sends somebody who opens a page or a file, and has not read what they have to read, to the notice; it reports whether it
// did. What tells of data protection, and their own data, is open to everybody.
func First(s *page.Server, w http.ResponseWriter, r *http.Request) (sent bool, err error) {
	open := []string{"/privacy", "/how", "/me", noticePath}
	isOpen := slices.Contains(open, r.URL.Path) || strings.HasPrefix(r.URL.Path, "/me/")
	isLooking := r.Method == http.MethodGet || r.Method == http.MethodHead
	if s.Config.Notice == nil || !isLooking || isOpen {
		return false, nil
	}
	view, err := s.Config.View(r)
	if err != nil {
		return false, nil // the page itself says so
	}
	missing, err := unread(r, view)
	if err != nil || len(missing) == 0 {
		return false, err
	}
	http.Redirect(w, r, noticePath+"?"+url.Values{"back": {r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
	return true, nil
}

// serveNotice shows the text that the viewer has to read next, or the notice after they read all.
func serveNotice(s *page.Server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := notice(s, r)
		if err != nil {
			s.Fail(w, r, err)
			return
		}
		s.Write(w, r, "notice", http.StatusOK, data)
	}
}

func notice(s *page.Server, r *http.Request) (page.Data, error) {
	view, err := s.Config.View(r)
	if err != nil {
		return page.Data{}, page.Unidentified(err)
	}
	data, err := s.Ask(r, view, "plain", page.NoVariables(r))
	if err != nil {
		return page.Data{}, err
	}
	missing, err := unread(r, view)
	if err != nil {
		return page.Data{}, err
	}
	texts, isRead := missing, len(missing) == 0
	if isRead {
		texts = []string{"notice"}
	}
	data["texts"], data["read"], data["contact"] = texts, isRead, ""
	if s.Config.Notice != nil {
		data["contact"] = s.Config.Notice.Contact
	}
	out := s.DataOf(r, data)
	out.Back = page.LocalPath(r.URL.Query().Get("back"))
	return out, nil
}

// acknowledge notes that somebody read the texts that were shown to them, and leads on to where they wanted to go.
func acknowledge(s *page.Server, w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	if err := acknowledgeAll(s, r); err != nil {
		return false, err
	}
	http.Redirect(w, r, page.LocalPath(r.PostForm.Get("back")), http.StatusSeeOther)
	return true, nil
}

func acknowledgeAll(s *page.Server, r *http.Request) error {
	view, err := s.Config.View(r)
	if err != nil {
		return page.Unidentified(err)
	}
	for name := range strings.FieldsSeq(r.PostForm.Get("texts")) {
		version := textVersions()[name]
		if version == "" {
			return page.Error{Status: http.StatusNotFound}
		}
		if _, err := s.Ask(r, view, "acknowledge", map[string]any{"text": name, "version": version}); err != nil {
			return err
		}
	}
	return nil
}

// versionOf returns the version of a text.
func versionOf(name any) string { return textVersions()[page.PlainText(name)] }
