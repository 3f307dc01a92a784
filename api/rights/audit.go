package rights

import (
	"errors"
	"net/http"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/graph/audit"
)

// auditPath is the page of the audit.
const auditPath = "/privacy/audit"

// auditShown is how many entries a page shows.
const auditShown = 50

// shownAudit is what the page of the audit shows.
type shownAudit struct {
	Entries   []shownEntry
	Total     int
	Day, Role string
	Roles     []string
	// Damage is the entry that was changed, 0 where none was; Verified says that all were looked at, Last is the number of the
	// last one then, and Head its hash.
	Damage, Last int64
	Head         string
	Verified     bool
}

// shownEntry is an entry on the page, with who looked by name, where the officer sees it.
type shownEntry struct {
	Day, Time, Who, Actor, Role, Action, Purpose, Filter, Reason string
	Count                                                        int
}

// auditRoutes serves the page on which the data protection officer reads the audit.
func auditRoutes(s *page.Server, mux *http.ServeMux) {
	for pattern, verify := range map[string]bool{"GET " + auditPath: false, "POST " + auditPath + "/verify": true} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := showAudit(s, w, r, verify); err != nil {
				s.Fail(w, r, err)
			}
		})
	}
}

// showAudit responds with a page of the audit. That it was read is noted in it.
func showAudit(s *page.Server, w http.ResponseWriter, r *http.Request, verify bool) error {
	if err := page.ReadForm(w, r); err != nil {
		return err
	}
	view, err := s.Config.View(r)
	if err != nil {
		return page.Unidentified(err)
	}
	if s.Config.AuditLog == nil || !rights.ReadsAudit(view) {
		return page.Error{Status: http.StatusNotFound}
	}
	shown, err := readAudit(s, r, view)
	if err == nil && verify {
		err = shown.verify(s.Config.AuditLog)
	}
	if err != nil {
		return err
	}
	data, err := s.Ask(r, view, "plain", map[string]any{})
	if err != nil {
		return err
	}
	data["audit"] = shown
	answer := s.DataOf(r, data)
	if verify {
		answer.Here = auditPath
	}
	s.Write(w, r, "audit", http.StatusOK, answer)
	return nil
}

func readAudit(s *page.Server, r *http.Request, view *access.View) (*shownAudit, error) {
	query := r.URL.Query()
	shown := &shownAudit{Role: query.Get("role"), Roles: []string{string(access.HRRole), string(access.Recruiter), string(access.DPO)}}
	if text := query.Get("day"); text != "" {
		day, err := graph.ParseDate(text)
		if err != nil {
			return nil, page.Error{Status: http.StatusBadRequest, Cause: err}
		}
		shown.Day = string(day)
	}
	skip, _ := page.SkipVariables(r)["skip"].(int)
	found, err := s.Config.AuditLog.Find(audit.Filter{Day: graph.Date(shown.Day), Role: shown.Role, First: auditShown, Skip: skip})
	if err != nil {
		return nil, err
	}
	reading := audit.Entry{Actor: string(view.Viewer().Person), Role: string(access.DPO), Action: audit.ActionView, Purpose: "audit", Filter: r.URL.RawQuery, Count: len(found.Entries)}
	if err := s.Config.AuditLog.Append(reading); err != nil {
		return nil, err
	}
	shown.Total = found.Total
	if found.Damage != nil {
		shown.Damage = found.Damage.Sequence
	}
	return shown, shown.name(r, view, found.Entries)
}

// name names who looked, as far as the viewer sees them.
func (a *shownAudit) name(r *http.Request, view *access.View, entries []audit.Entry) error {
	var actors []graph.Key
	for _, entry := range entries {
		if key := graph.Key(entry.Actor); key.Kind() == graph.KindPerson && key.Check() == nil {
			actors = append(actors, key)
		}
	}
	names, err := rights.NamesOf(r.Context(), view, actors)
	for _, entry := range entries {
		a.Entries = append(a.Entries, shownEntry{
			Day: string(graph.DateOf(entry.At)), Time: entry.At.Format("15:04"), Who: names[graph.Key(entry.Actor)], Actor: entry.Actor, Role: entry.Role,
			Action: entry.Action, Purpose: entry.Purpose, Filter: entry.Filter, Reason: entry.Reason, Count: entry.Count,
		})
	}
	return err
}

// verify says whether an entry was changed.
func (a *shownAudit) verify(log page.AuditLog) error {
	verified, err := log.Verify()
	var damage *audit.Damage
	if errors.As(err, &damage) {
		a.Damage = damage.Sequence
		return nil
	}
	a.Verified, a.Last, a.Head = err == nil, verified.Last, verified.Head
	return err
}
