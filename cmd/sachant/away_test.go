package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// While the store is away people are found, changes are refused, and the server is not ready;
// when it is back, everything goes on.
func TestTheStoreIsAway(t *testing.T) {
	o, engine := sampleCompany(t)
	question := search.Query{Words: "soudage TIG", First: 3}
	find := func() search.Answer {
		t.Helper()
		answer, err := engine.finder.FindExperts(t.Context(), engine.gate.View(access.Colleague()), question)
		if err != nil || len(answer.Experts) == 0 {
			t.Fatalf("found %d people, %v", len(answer.Experts), err)
		}
		return answer
	}
	before := find()
	engine.note(t.Context(), o.logger(), fmt.Errorf("follow: %w", graph.ErrUnavailable))
	if during := find(); during.Total != before.Total || during.Experts[0].Score != before.Experts[0].Score {
		t.Errorf("%d people while the store is away, want %d as before", during.Total, before.Total)
	}
	person := before.Experts[0].Person.Key
	like := graph.Tx{Put: []graph.Fact{graph.Edge(person, "", before.Experts[1].Person.Key, "", graph.Follows{})}}
	view := engine.gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
	if _, err := view.Commit(t.Context(), like); !errors.Is(err, graph.ErrUnavailable) {
		t.Errorf("a change while the store is away: %v, want %v", err, graph.ErrUnavailable)
	}
	if engine.ready(t.Context()) == nil {
		t.Error("the server says it is ready while the store is away")
	}
	engine.note(t.Context(), o.logger(), engine.catchUp(t.Context()))
	if _, err := view.Commit(t.Context(), like); err != nil || engine.ready(t.Context()) != nil {
		t.Errorf("once the store is back: %v, ready %v", err, engine.ready(t.Context()))
	}
}

// cutOff is a store that commits, and then something happens.
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
	_, engine := sampleCompany(t)
	before := engine.revision()
	ctx, cancel := context.WithCancel(t.Context())
	engine.store = cutOff{engine.store, cancel}
	receipt, err := engine.Commit(ctx, graph.Tx{Actor: "import:test", Put: []graph.Fact{graph.Node("late", "test", graph.Skill{PrefLabel: "Late"})}})
	if err != nil || receipt.Revision != before+1 || engine.revision() != before {
		t.Errorf("Commit = %+v, %v, shown at %d; want revision %d, shown at the one before", receipt, err, engine.revision(), before+1)
	}
	if err := engine.catchUp(t.Context()); err != nil || engine.revision() != before+1 {
		t.Errorf("shown later at %d, %v; want %d", engine.revision(), err, before+1)
	}
}
