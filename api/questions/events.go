package questions

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/sachant/sachant/graph"

	"github.com/sachant/sachant/api/page"
)

// serveEvents sends the viewer's questions, and those for them, as server-sent events: as they are now, and again each time
// that something of them has changed, until the viewer goes away or is signed out.
func serveEvents(s *page.Server) http.HandlerFunc {
	streams := &streams{open: map[graph.Key]int{}}
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
		view, err := s.Config.View(r)
		if err != nil {
			s.Fail(w, r, page.Unidentified(err))
			return
		}
		person := view.Viewer().Person
		if !streams.add(person) {
			s.Fail(w, r, page.Error{Status: http.StatusTooManyRequests})
			return
		}
		defer streams.remove(person)
		stream := http.NewResponseController(w)
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no")
		send := func(text string) bool {
			_ = stream.SetWriteDeadline(time.Now().Add(writeTimeout)) // a server that sets none refuses
			_, err := io.WriteString(w, text)
			return err == nil && stream.Flush() == nil
		}
		for last := ""; ; {
			text := ": nothing new\n\n"
			if now != last {
				text, last = fmt.Sprintf("event: questions\ndata: %s\n\n", now), now
			}
			if !send(text) {
				return
			}
			if now, err = nextQuestions(s, r, last); err != nil {
				return
			}
		}
	}
}

// heartbeat is how long a stream is silent at most, so that proxies keep it open and readers who are gone are noticed.
const heartbeat = 25 * time.Second

// nextQuestions returns the questions as soon as they differ from the last ones, and the same after a heartbeat.
func nextQuestions(s *page.Server, r *http.Request, last string) (string, error) {
	beat, cancel := context.WithTimeout(r.Context(), heartbeat)
	defer cancel()
	for {
		err := s.Config.Changed(beat)
		switch {
		case err != nil && r.Context().Err() == nil && beat.Err() != nil:
			return questionsNow(s, r)
		case err != nil:
			return "", err
		}
		if now, err := questionsNow(s, r); err != nil || now != last {
			return now, err
		}
	}
}

// writeTimeout is how long a reader may take for one event.
const writeTimeout = 10 * time.Second

// maxStreams is how many streams of events a person has at once: each of them reads their questions after every change.
const maxStreams = 5

// streams counts the open streams of each person.
type streams struct {
	mutex sync.Mutex
	open  map[graph.Key]int
}

// add counts one more, and reports whether there may be one.
func (s *streams) add(person graph.Key) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.open[person] == maxStreams {
		return false
	}
	s.open[person]++
	return true
}

func (s *streams) remove(person graph.Key) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.open[person]--; s.open[person] == 0 {
		delete(s.open, person)
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
