package main

import (
	"context"
	"sync"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/vocabulary"
)

// nearSkills finds the skills of the company whose meaning is near that of a query. Reading them anew happens in
// the background; until then the former ones are used.
type nearSkills struct {
	client *model.Client
	gate   *access.Gate
	// revision differs where skills have changed since the last call, begin runs a function in the background.
	revision func() int64
	begin    func(func(context.Context))
	note     func(error)
	now      func() time.Time

	mutex    sync.Mutex
	isRead   bool
	read     int64 // revision
	reading  bool
	failedAt time.Time
	meanings *vocabulary.Meanings
	skills   []graph.Key // in the order of the labels
}

// nearPatience is how long somebody who searches waits for the language model.
const nearPatience = 2 * time.Second

// nearAgain is how long a model that failed is left alone.
const nearAgain = time.Minute

// Near returns those of the skills that every colleague sees.
func (n *nearSkills) Near(ctx context.Context, query string) []graph.Key {
	meanings, skills := n.current()
	if meanings == nil {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, nearPatience)
	defer cancel()
	found, err := meanings.Find(limited, query)
	if err != nil && ctx.Err() == nil {
		n.note(err)
	}
	var near []graph.Key
	for _, label := range found {
		near = append(near, skills[label])
	}
	return near
}

func (n *nearSkills) current() (*vocabulary.Meanings, []graph.Key) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	now := n.revision()
	if n.reading || n.isRead && now == n.read || n.now().Sub(n.failedAt) < nearAgain {
		return n.meanings, n.skills
	}
	n.reading = true
	n.begin(func(ctx context.Context) { n.readAt(ctx, now) })
	return n.meanings, n.skills
}

func (n *nearSkills) readAt(ctx context.Context, revision int64) {
	var labels []string
	var skills []graph.Key
	_, err := n.gate.View(access.Colleague()).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		labels, skills = append(labels, graph.As[graph.Skill](fact).PrefLabel), append(skills, fact.Key)
		return nil
	}, graph.KindSkill)
	var meanings *vocabulary.Meanings
	if err == nil {
		meanings, err = vocabulary.NewMeanings(ctx, n.client, labels)
	}
	if err != nil && ctx.Err() == nil {
		n.note(err)
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.reading = false; err != nil {
		n.failedAt = n.now()
		return
	}
	n.isRead, n.read, n.meanings, n.skills = true, revision, meanings, skills
}

// nearSkills are those of a server: labels are read anew in the background, after skills have changed.
func (s *server) nearSkills(client *model.Client, o *options, note func(error)) *nearSkills {
	n := &nearSkills{client: client, gate: s.gate, revision: s.revisionOf(graph.KindSkill, graph.KindDeclares), note: note, now: o.Now}
	n.begin = func(read func(context.Context)) { s.imports.Go(func() { read(s.importing) }) }
	return n
}

// nearSkillsNow are those of a command that answers once: they are read before the first query that wants them.
func (o *options) nearSkillsNow(ctx context.Context, client *model.Client, gate *access.Gate) *nearSkills {
	n := &nearSkills{
		client: client, gate: gate, revision: func() int64 { return 0 }, now: o.Now,
		note: func(err error) { o.note("%s; only words were searched\n", o.text(err.Error())) },
	}
	n.begin = func(read func(context.Context)) { // the caller holds the lock
		n.mutex.Unlock()
		defer n.mutex.Lock()
		read(ctx)
	}
	return n
}
