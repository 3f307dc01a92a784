package serving

import (
	"context"
	"sync"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/model"
)

// noticeOf returns what people are told of a language model, nil where none is asked.
func noticeOf(client *model.Client) *page.ModelNotice {
	if client == nil {
		return nil
	}
	return &page.ModelNotice{Host: client.Host(), Completes: client.Completes(), Embeds: client.Embeds()}
}

// freshMask masks the names of everybody in the store now; it notices people who join while the server runs.
type freshMask struct {
	read     func() (*model.People, error)
	revision func() int64 // differs where people have changed since the last call

	mutex  sync.Mutex
	people *model.People
	at     int64
}

func (s *Server) mask() *freshMask {
	read := func() (*model.People, error) { return model.ReadPeople(context.Background(), s.Replica.Snapshot()) }
	return &freshMask{read: read, revision: s.revisionOf(graph.KindPerson)}
}

// Mask masks everything where it is not known who there is.
func (f *freshMask) Mask(text string) string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if now := f.revision(); f.people == nil || now != f.at {
		people, err := f.read()
		if err != nil {
			f.people = nil
			return model.Mask
		}
		f.people, f.at = people, now
	}
	return f.people.Mask(text)
}
