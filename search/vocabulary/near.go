package vocabulary

import (
	"context"
	"sync"
	"time"

	"github.com/sachant/sachant/graph"
)

// NearSkills finds the skills whose meaning is near that of a query. It reads them anew once they have changed; queries may
// come from several goroutines.
type NearSkills struct {
	From Embedder
	// Skills returns a reader of the skills that may be told of.
	Skills func() graph.Reader
	// Revision differs where skills have changed since the last call; nil where they do not.
	Revision func() int64
	// Background runs a function in the background, and queries use the former skills until it ends; where it is nil, the first
	// query waits for the skills to be read.
	Background func(func(context.Context))
	// Note is told of failures.
	Note func(error)
	Now  func() time.Time

	mutex    sync.Mutex
	isRead   bool
	read     int64 // revision
	reading  bool
	failedAt time.Time
	meanings *Meanings
	skills   []graph.Key // in the order of the labels
}

// nearPatience is how long somebody who searches waits for the language model.
const nearPatience = 2 * time.Second

// nearAgain is how long a model that failed is left alone.
const nearAgain = time.Minute

// Near returns skills whose meaning is near that of a query, the nearest first; none where it cannot tell.
func (n *NearSkills) Near(ctx context.Context, query string) []graph.Key {
	meanings, skills := n.current(ctx)
	if meanings == nil {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, nearPatience)
	defer cancel()
	found, err := meanings.Find(limited, query)
	if err != nil && ctx.Err() == nil {
		n.Note(err)
	}
	var near []graph.Key
	for _, label := range found {
		near = append(near, skills[label])
	}
	return near
}

func (n *NearSkills) current(ctx context.Context) (*Meanings, []graph.Key) {
	switch revision, due := n.due(); {
	case due && n.Background == nil:
		n.readAt(ctx, revision)
	case due:
		n.Background(func(ctx context.Context) { n.readAt(ctx, revision) })
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return n.meanings, n.skills
}

// due reports whether the skills are to be read, and notes that this goroutine does.
func (n *NearSkills) due() (revision int64, due bool) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.Revision != nil {
		revision = n.Revision()
	}
	if n.reading || n.isRead && revision == n.read || n.Now().Sub(n.failedAt) < nearAgain {
		return revision, false
	}
	n.reading = true
	return revision, true
}

func (n *NearSkills) readAt(ctx context.Context, revision int64) {
	var labels []string
	var skills []graph.Key
	_, err := n.Skills().Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		labels, skills = append(labels, graph.As[graph.Skill](fact).PrefLabel), append(skills, fact.Key)
		return nil
	}, graph.KindSkill)
	var meanings *Meanings
	if err == nil {
		meanings, err = NewMeanings(ctx, n.From, labels)
	}
	if err != nil && ctx.Err() == nil {
		n.Note(err)
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.reading = false; err != nil {
		n.failedAt = n.Now()
		return
	}
	n.isRead, n.read, n.meanings, n.skills = true, revision, meanings, skills
}
