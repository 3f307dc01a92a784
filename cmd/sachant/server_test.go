package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/search"
)

// While the store is unavailable searches find people, changes are refused, and the server is not
// ready; when it is back, everything goes on.
func TestTheStoreIsUnavailable(t *testing.T) {
	o, server := sampleCompany(t)
	question := search.Query{Words: "soudage TIG", First: 3}
	find := func() search.Answer {
		t.Helper()
		answer, err := server.Finder.FindExperts(t.Context(), server.Gate.View(access.Colleague()), question)
		if err != nil || len(answer.Experts) == 0 {
			t.Fatalf("found %d people, %v", len(answer.Experts), err)
		}
		return answer
	}
	before := find()
	server.NoteFollowed(t.Context(), o.Logger(), fmt.Errorf("follow: %w", graph.ErrUnavailable))
	if during := find(); during.Total != before.Total || during.Experts[0].Score != before.Experts[0].Score {
		t.Errorf("%d people while the store is away, want %d as before", during.Total, before.Total)
	}
	person := before.Experts[0].Person.Key
	like := graph.Tx{Put: []graph.Fact{graph.Edge(person, "", before.Experts[1].Person.Key, "", graph.Follows{})}}
	view := server.Gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
	if _, err := view.Commit(t.Context(), like); !errors.Is(err, graph.ErrUnavailable) {
		t.Errorf("a change while the store is away: %v, want %v", err, graph.ErrUnavailable)
	}
	if server.Ready(t.Context()) == nil {
		t.Error("the server says it is ready while the store is away")
	}
	// What another process stored before the store went away is read whole to be indexed.
	late := graph.Tx{Actor: "import:test", Put: []graph.Fact{graph.Node("late", "test", graph.Contribution{Title: "Late", Content: "late"})}}
	if _, err := server.Store.(*serving.CircuitBreaker).Durable.Commit(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	server.NoteFollowed(t.Context(), o.Logger(), server.CatchUp(t.Context()))
	if _, err := view.Commit(t.Context(), like); err != nil || server.Ready(t.Context()) != nil {
		t.Errorf("once the store is back: %v, ready %v", err, server.Ready(t.Context()))
	}
}

// A server whose file is deleted, or replaced by another, refuses changes, since they would be lost, and says that
// it is not ready; people are still found.
func TestADeletedStoreIsNoticed(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"deleted": os.Remove,
		"replaced": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, nil, 0o600))
		},
	} {
		o, server := sampleCompany(t)
		if err := damage(installation.StorePath(o)); err != nil {
			t.Fatal(err)
		}
		put := graph.Tx{Actor: "test", Put: []graph.Fact{graph.Node("late", "test", graph.Skill{PrefLabel: "Late"})}}
		if _, err := server.Commit(t.Context(), put); !errors.Is(err, graph.ErrUnavailable) {
			t.Errorf("%s: Commit = %v, want %v", name, err, graph.ErrUnavailable)
		}
		server.NoteFollowed(t.Context(), o.Logger(), server.CatchUp(t.Context()))
		if err := server.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "deleted or replaced") {
			t.Errorf("%s: ready = %v", name, err)
		}
		answer, err := server.Finder.FindExperts(t.Context(), server.Gate.View(access.Colleague()), search.Query{Words: "soudage", First: 3})
		if err != nil || len(answer.Experts) == 0 {
			t.Errorf("%s: found %d people, %v", name, len(answer.Experts), err)
		}
	}
}

// cutOff is a store that calls a function after each commit.
type cutOff struct {
	graph.Store
	after func()
}

func (c cutOff) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	defer c.after()
	return c.Store.Commit(ctx, tx)
}

// What is stored and cannot be shown just now is acknowledged, and shown later.
func TestACommitThatCannotBeShownYet(t *testing.T) {
	_, server := sampleCompany(t)
	before := server.Revision()
	ctx, cancel := context.WithCancel(t.Context())
	server.Store = cutOff{server.Store, cancel}
	receipt, err := server.Commit(ctx, graph.Tx{Actor: "import:test", Put: []graph.Fact{graph.Node("late", "test", graph.Skill{PrefLabel: "Late"})}})
	if err != nil || receipt.Revision != before+1 || server.Revision() != before {
		t.Errorf("Commit = %+v, %v, shown at %d; want revision %d, shown at the one before", receipt, err, server.Revision(), before+1)
	}
	if err := server.CatchUp(t.Context()); err != nil || server.Revision() != before+1 {
		t.Errorf("shown later at %d, %v; want %d", server.Revision(), err, before+1)
	}
}

// slowLog is a store that holds each reader of its log until it is released, even where the reader's
// context has ended.
type slowLog struct {
	graph.Store
	reading   chan struct{} // receives when somebody reads the log; nil where the store is not slow
	cancelled chan struct{} // receives when that reader's context has ended
	release   chan struct{}
}

func (s *slowLog) Changes(ctx context.Context, after int64) ([]graph.Change, error) {
	if s.reading == nil {
		return s.Store.Changes(ctx, after)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	s.reading <- struct{}{}
	<-ctx.Done()
	s.cancelled <- struct{}{}
	<-s.release
	return nil, ctx.Err()
}

// Close returns only once the follower has ended, so that nothing reads what is closed next.
func TestCloseWaitsForTheFollower(t *testing.T) {
	_, server := sampleCompany(t)
	slow := &slowLog{Store: server.Store}
	var err error
	if server.Replica, err = replica.Follow(t.Context(), slow); err != nil {
		t.Fatal(err)
	}
	slow.reading, slow.cancelled, slow.release = make(chan struct{}), make(chan struct{}), make(chan struct{})
	server.Follow(zerolog.New(io.Discard), time.Millisecond)
	<-slow.reading
	closed := make(chan error, 1)
	go func() { closed <- server.Close() }()
	<-slow.cancelled
	select {
	case <-closed:
		t.Fatal("the server is closed while its follower reads the log")
	case <-time.After(200 * time.Millisecond):
	}
	close(slow.release)
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

// A server may be closed at any moment while other processes commit.
func TestCloseWhileCommitsGoOn(t *testing.T) {
	o, server := sampleCompany(t)
	store := server.Store
	ctx, stop := context.WithCancel(t.Context())
	var committing sync.WaitGroup
	committing.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			skill := graph.Node(fmt.Sprintf("new-%d", n), "test", graph.Skill{PrefLabel: "New"})
			if _, err := store.Commit(ctx, graph.Tx{Actor: "import:test", Put: []graph.Fact{skill}}); err != nil && ctx.Err() == nil {
				t.Error(err)
				return
			}
		}
	})
	from := server.Revision()
	server.Follow(o.Logger(), time.Millisecond)
	for server.Revision() < from+5 {
		runtime.Gosched()
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if err := server.Ready(ctx); err != nil {
		t.Errorf("following failed: %v", err)
	}
	stop()
	committing.Wait()
}
