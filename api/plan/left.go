package plan

import (
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/journal"
)

// Undone is the result of undoing, as JSON.
type Undone struct {
	journal.Undone
	Left []Left `json:"left"`
}

// Left is a fact that undoing left, with its name.
type Left struct {
	journal.Left
	Name string `json:"name,omitempty"`
}

// NameLeft names facts for people.
func NameLeft(ctx context.Context, stored graph.Reader, left []journal.Left) ([]Left, error) {
	planned := &Plan{}
	for _, each := range left {
		facts, err := stored.Facts(ctx, graph.Brief, each.Key)
		if err != nil {
			return nil, err
		}
		line := ingest.PlanLine{Change: ingest.Changed, Is: graph.Fact{Key: each.Key}}
		if len(facts) > 0 {
			line.Is = facts[0]
		}
		planned.Changes = append(planned.Changes, Change{Key: each.Key, Name: line.Name()})
	}
	if err := planned.NameEnds(ctx, stored); err != nil {
		return nil, err
	}
	named := make([]Left, len(left))
	for n, change := range planned.Changes {
		name := change.Name
		if change.From != "" {
			name = change.From + " · " + change.To
		}
		if name == "" {
			name = string(change.Key)
		}
		named[n] = Left{left[n], name}
	}
	return named, nil
}
