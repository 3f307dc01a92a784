package ingest

import (
	"fmt"

	"github.com/sachant/sachant/graph"
)

// tooManyDepartures reports whether more than max(5, 10 %) of the people present before would leave.
func tooManyDepartures(leaving, present int) bool { return leaving > 5 && leaving*10 > present }

// tooManyChanges reports whether more than max(5, 20 %) of the people present before would be described differently.
func tooManyChanges(changed, present int) bool {
	return changed > 5 && present > 0 && changed*5 > present
}

// limitedChunk is how many facts a run with limited changes compares before it commits the first of them: those of
// more than 100,000 people.
const limitedChunk = 1_000_000

// exceedsChanges reports whether the changes of a chunk, with those before, are more than the run may make.
func (r *run) exceedsChanges(lines []PlanLine) bool {
	if !r.LimitChanges || r.ConfirmRemovals {
		return false
	}
	for _, line := range lines {
		if line.Change == Changed && line.Key().Kind() == graph.KindPerson && line.Was.Origin == r.Source {
			r.changedPeople++
		}
	}
	if !tooManyChanges(r.changedPeople, r.presentBefore) {
		return false
	}
	r.report.Limited = true
	if made := r.report.changes(); made > 0 {
		r.holdBack(fmt.Sprintf("%d changes were applied before it was seen that %d of %d known people would be described differently, which is "+
			"more than max(5, 20 %%), and the rest was not: import undo takes back what was applied, and --confirm-removals applies the rest",
			made, r.changedPeople, r.presentBefore))
		return true
	}
	r.holdBack(fmt.Sprintf("nothing was applied: %d of %d known people would be described differently, which is more than "+
		"max(5, 20 %%); --dry-run shows how, and --confirm-removals applies it", r.changedPeople, r.presentBefore))
	return true
}
