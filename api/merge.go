package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/sachant/sachant/api/page"
)

func mergeVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"skill": strings.TrimSpace(fields.Get("skill")), "into": strings.TrimSpace(fields.Get("into")), "preview": false}, nil
}

// previewMerge shows what a merge would change, until somebody who has seen that confirms it.
func previewMerge(s *page.Server, w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	if r.PostForm.Get("confirm") == "yes" {
		return false, nil
	}
	view, err := s.Config.View(r)
	if err != nil {
		return false, page.Unidentified(err)
	}
	variables, err := mergeVariables(r.PostForm)
	if err != nil {
		return false, err
	}
	variables["preview"], variables["language"] = true, page.LanguageName(r)
	merge, err := s.Ask(r, view, "merge", variables)
	if err != nil {
		return false, err
	}
	data, err := s.Ask(r, view, "plain", map[string]any{})
	if err != nil {
		return false, err
	}
	data["mergeSkills"] = merge["mergeSkills"]
	page := s.DataOf(r, data)
	page.Here = "/vocabulary" // there is no page here to come back to
	s.Write(w, r, "merge", http.StatusOK, page)
	return true, nil
}

func mergeForm(url.Values) (address, template string) { return "/vocabulary", "vocabulary" }
