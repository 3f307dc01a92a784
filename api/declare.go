package api

import (
	"net/http"
	"strings"

	"github.com/sachant/sachant/api/page"
)

// askWhichSkill asks somebody who types the name of a skill that is not here whether one of those that are like it is
// meant, so that one skill does not become three.
func askWhichSkill(s *page.Server, w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	typed := strings.TrimSpace(r.PostForm.Get("skill"))
	if r.PostForm.Get("check") != "yes" || typed == "" {
		return false, nil
	}
	view, err := s.Config.View(r)
	if err != nil {
		return false, page.Unidentified(err)
	}
	data, err := s.Ask(r, view, "similar", map[string]any{"label": typed})
	if err != nil || len(page.Objects(data["similarSkills"])) == 0 {
		return false, err
	}
	data["form"] = map[string]any{
		"typed": typed, "level": r.PostForm.Get("level"), "published": r.PostForm.Get("published"), "back": page.LocalPath(r.PostForm.Get("back")),
	}
	shown := s.DataOf(r, data)
	shown.Here = page.LocalPath(r.PostForm.Get("back")) // there is no page here to come back to
	s.Write(w, r, "similar", http.StatusOK, shown)
	return true, nil
}
