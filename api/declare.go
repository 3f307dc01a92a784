package api

import (
	"net/http"
	"strings"
)

// askWhichSkill asks somebody who types the name of a skill that is not here whether one of those that are like it is
// meant, so that one skill does not become three.
func (s *pageServer) askWhichSkill(w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	typed := strings.TrimSpace(r.PostForm.Get("skill"))
	if r.PostForm.Get("check") != "yes" || typed == "" {
		return false, nil
	}
	view, err := s.config.View(r)
	if err != nil {
		return false, unidentified(err)
	}
	data, err := s.ask(r, view, "similar", map[string]any{"label": typed})
	if err != nil || len(objects(data["similarSkills"])) == 0 {
		return false, err
	}
	data["form"] = map[string]any{
		"typed": typed, "level": r.PostForm.Get("level"), "published": r.PostForm.Get("published"), "back": localPath(r.PostForm.Get("back")),
	}
	page := s.dataOf(r, data)
	page.Here = localPath(r.PostForm.Get("back")) // there is no page here to come back to
	s.write(w, r, "similar", http.StatusOK, page)
	return true, nil
}
