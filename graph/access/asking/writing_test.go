package asking_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/graph/sqlite"
)

const (
	ana      graph.Key = "person/ana"
	ben      graph.Key = "person/ben"
	question graph.Key = "contribution/q"
	answer   graph.Key = "contribution/a"
)

// interrupted is a store in which something else is committed between what a change reads and what it commits, once.
type interrupted struct {
	*sqlite.Store
	before func()
}

func (i *interrupted) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	if before := i.before; before != nil {
		i.before = nil
		before()
	}
	return i.Store.Commit(ctx, tx)
}

// answered is a company in which Ana asked and Ben answered.
func answered(t *testing.T) *interrupted {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	text := func(key graph.Key, by graph.Key, kind string) []graph.Fact {
		return []graph.Fact{
			{Key: key, Origin: string(by), Value: graph.Contribution{Type: kind, Title: "Why?", Content: "Words.", MediaType: graph.MarkdownType}},
			graph.Edge(by, "", key, string(by), graph.Authored{}),
		}
	}
	facts := []graph.Fact{graph.Node("ana", "directory", graph.Person{DisplayName: "Ana"}), graph.Node("ben", "directory", graph.Person{DisplayName: "Ben"})}
	facts = append(append(facts, text(question, ana, graph.TypeQuestion)...), text(answer, ben, graph.TypeAnswer)...)
	facts = append(facts, graph.Edge(answer, "", question, string(ben), graph.Answers{}))
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	return &interrupted{Store: store}
}

func (i *interrupted) as(person graph.Key) *access.View {
	return access.NewGate(i.Store, i).View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
}

func (i *interrupted) isAccepted(t *testing.T) bool {
	t.Helper()
	facts, err := i.Facts(t.Context(), graph.Whole, graph.EdgeKey(answer, graph.KindAnswers, "", question))
	if err != nil || len(facts) != 1 {
		t.Fatal(facts, err)
	}
	return graph.As[graph.Answers](facts[0]).Accepted
}

func TestAnAnswerThatIsDeletedMeanwhileIsNotAccepted(t *testing.T) {
	store, now := answered(t), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	store.before = func() {
		if err := asking.Delete(t.Context(), store.as(ben), answer, now); err != nil {
			t.Error(err)
		}
	}
	if err := asking.Accept(t.Context(), store.as(ana), answer, true, now); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("a deleted answer is accepted: %v", err)
	}
	if store.isAccepted(t) {
		t.Error("a deleted answer stays accepted")
	}
}

func TestAnAnswerThatIsAcceptedMeanwhileIsDeleted(t *testing.T) {
	store, now := answered(t), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	store.before = func() {
		if err := asking.Accept(t.Context(), store.as(ana), answer, true, now); err != nil {
			t.Error(err)
		}
	}
	if err := asking.Delete(t.Context(), store.as(ben), answer, now); err != nil {
		t.Error(err)
	}
	if store.isAccepted(t) {
		t.Error("a deleted answer stays accepted")
	}
}
