package questions

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/sachant/sachant/api/page"
)

// serveEvents sends the viewer's questions, and those for them, as server-sent events: as they are now, and again each time
// that something of them has changed, until the viewer goes away or is signed out.
func serveEvents(s *page.Server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.Config.Changed == nil {
			s.Fail(w, r, page.Error{Status: http.StatusNotFound})
			return
		}
		now, err := questionsNow(s, r)
		if err != nil {
			s.Fail(w, r, err)
			return
		}
		stream := http.NewResponseController(w)
		_ = stream.SetWriteDeadline(time.Time{}) // it lasts; a server that sets none refuses
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no")
		for {
			if _, err := fmt.Fprintf(w, "event: questions\ndata: %s\n\n", now); err != nil || stream.Flush() != nil {
				return
			}
			for before := now; now == before; {
				if s.Config.Changed(r.Context()) != nil {
					return
				}
				if now, err = questionsNow(s, r); err != nil {
					return
				}
			}
		}
	}
}

// questionsNow returns the questions as JSON, in one line.
func questionsNow(s *page.Server, r *http.Request) (string, error) {
	view, err := s.Config.View(r)
	if err != nil {
		return "", page.Unidentified(err)
	}
	if view.Viewer().Person == "" {
		return "", page.Error{Status: http.StatusNotFound}
	}
	data, err := s.Ask(r, view, "question_events", map[string]any{})
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(data)
	return string(text), err
}
