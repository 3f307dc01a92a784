package ingest

import "github.com/sachant/sachant/graph"

// PlanLine is one change that an import makes: of the fact Was, or to the fact Is, whose value
// is nil where there is none.
type PlanLine struct {
	Change  Change
	Was, Is graph.Fact
}

// Change is what happens to a fact.
type Change byte

// The changes, as they are shown.
const (
	Added   Change = '+'
	Changed Change = '~'
	Removed Change = '-'
)
