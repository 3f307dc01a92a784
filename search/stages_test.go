package search_test

import (
	"context"
	"slices"
	"testing"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// told notes the stages that it is told of.
type told struct{ stages []string }

type withinStage struct{}

func (o *told) BeginStage(ctx context.Context, stage string) (context.Context, func()) {
	if outer, within := ctx.Value(withinStage{}).(string); within {
		stage = outer + " around " + stage
	}
	o.stages = append(o.stages, "begin "+stage)
	return context.WithValue(ctx, withinStage{}, stage), func() { o.stages = append(o.stages, "end "+stage) }
}

// Who watches a search is told of each stage, one after the other and none within another; where a search fails, of its end too.
func TestStagesFollowOneAnother(t *testing.T) {
	c := newCompany(t)
	c.shortAnswer(c.person("paul", "", ""), c.ask("q", "Comment lever les tubes ?", "", "2026-03-01"), "a", "Deux élingues à 60 degrés suffisent pour un faisceau de tubes.", "2026-03-01", true)
	o, watching := c.open(), &told{}
	o.finder.Stages = watching
	find := func(query search.Query) error {
		watching.stages = nil
		_, err := o.finder.FindExperts(t.Context(), o.gate.View(access.Colleague()), query)
		return err
	}
	if err := find(search.Query{Words: "élingues", First: 5}); err != nil {
		t.Fatal(err)
	}
	want := []string{"begin retrieve", "end retrieve", "begin evidence", "end evidence", "begin rank", "end rank", "begin explain", "end explain"}
	if !slices.Equal(watching.stages, want) {
		t.Errorf("told %q, want %q", watching.stages, want)
	}
	if err := find(search.Query{Words: "élingues", First: -1}); err == nil || len(watching.stages)%2 != 0 {
		t.Errorf("%v, told %q", err, watching.stages)
	}
}
