package search_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// away is a replica whose store cannot be reached: it knows everything but long texts.
type away struct{ graph.Reader }

func (a away) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) ([]graph.Fact, error) {
	if detail == graph.Whole {
		return nil, fmt.Errorf("texts: %w", graph.ErrUnavailable)
	}
	return a.Reader.Facts(ctx, detail, keys...)
}

func TestWhileTheStoreIsAwayPeopleAreFoundWithoutExcerpts(t *testing.T) {
	c := newCompany(t)
	ada := c.person("ada", "Engineer", "IT")
	question := c.ask("q", "How to drain a kubernetes node", "It hangs.", "2026-03-01")
	c.answer(ada, question, "a", "Cordon the kubernetes node first.", "2026-03-02", true)
	o := c.open()
	with := o.find("kubernetes node")
	o.gate = access.NewGate(away{o.store}, o.store)
	without := o.find("kubernetes node")
	if len(without.Experts) != 1 || without.Experts[0].Score != with.Experts[0].Score {
		t.Fatalf("found %v while the store is away, want %v", names(without), names(with))
	}
	piece := without.Experts[0].Reasons[0].Evidence[0]
	if piece.Title == "" || piece.Excerpt != "" {
		t.Errorf("evidence %+v, want its title and no excerpt", piece)
	}
}
