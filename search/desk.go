package search

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// desk is room for what is looked at for one answer, so that it need not be made for each: an answer
// takes a hundredth of it.
type desk struct {
	said, skills, profiles               []hit
	authored, answers, declares, favours []graph.EdgeRef
	standings                            []graph.DeclarationSummary
	writings                             []graph.ContributionSummary
	tally                                rank.Accumulator
}

func newDesk() any { return &desk{} }

// clear empties a desk. What lay on it, nobody holds any more.
func (d *desk) clear() {
	clear(d.said)
	clear(d.skills)
	clear(d.profiles)
	d.said, d.skills, d.profiles = d.said[:0], d.skills[:0], d.profiles[:0]
	d.authored, d.answers, d.declares, d.favours = d.authored[:0], d.answers[:0], d.declares[:0], d.favours[:0]
	d.standings, d.writings = d.standings[:0], d.writings[:0]
}
