package schedule

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Removals is what a plan removes. A fact that is replaced counts as changed: an edge of somebody who has another one of its kind
// afterwards, such as a person in another unit.
type Removals struct {
	removed []graph.Key
	added   map[string]int // edges, by from and kind
	changed []graph.Key    // people
}

// Add takes a line of the plan.
func (r *Removals) Add(line ingest.PlanLine) {
	key := line.Key()
	switch {
	case line.Change == ingest.Removed:
		r.removed = append(r.removed, key)
	case line.Change == ingest.Added && key.IsEdge():
		if r.added == nil {
			r.added = map[string]int{}
		}
		r.added[replaces(key)]++
	case line.Change == ingest.Changed && key.Kind() == graph.KindPerson:
		r.changed = append(r.changed, key)
	}
}

// Keys returns the facts that the plan removes.
func (r *Removals) Keys() map[graph.Key]bool {
	keys := make(map[graph.Key]bool, len(r.removed))
	for _, key := range r.removed {
		keys[key] = true
	}
	return keys
}

// replaces returns what two edges have in common of which one replaces the other.
func replaces(key graph.Key) string {
	from, _ := key.Ends()
	return string(from) + " " + string(key.Kind())
}

// Counts returns how many people leave and how many other facts are removed. Accounts, and edges of people who leave, count with
// their people.
func (r *Removals) Counts() (people, others int) {
	left := map[graph.Key]bool{}
	for _, key := range r.removed {
		if key.Kind() == graph.KindPerson {
			left[key] = true
		}
	}
	replacing := maps.Clone(r.added)
	for _, key := range r.removed {
		from, _ := key.Ends()
		switch {
		case key.Kind() == graph.KindPerson, key.Kind() == graph.KindAccount:
		case key.IsEdge() && left[from]:
		case key.IsEdge() && replacing[replaces(key)] > 0:
			replacing[replaces(key)]-- // one edge replaces one
		default:
			others++
		}
	}
	return len(left), others
}

// Exceeds reports whether a source may not remove as much by itself; limited is what the import says of its own limits.
func (r *Removals) Exceeds(source Source, limited bool) bool {
	people, others := r.Counts()
	if source.MaxRemovals >= 0 {
		return limited || people+others > source.MaxRemovals
	}
	return limited || others > FactsRemoved
}

// shownPeople is how many people of a run that waits are listed.
const shownPeople = 50

// Hold returns the run that waits; limited is whether it may be for the people that it changes.
func (r *Removals) Hold(at time.Time, file string, limited bool) *Held {
	keys := slices.Clone(r.removed)
	if limited {
		keys = append(keys, r.changed...)
	}
	slices.Sort(keys)
	held := &Held{At: at, File: file, Removed: map[string]int{}}
	digest := sha256.New()
	for _, key := range keys {
		fmt.Fprintln(digest, key)
		if key.Kind() == graph.KindPerson && len(held.People) < shownPeople {
			held.People = append(held.People, key)
		}
	}
	for _, key := range r.removed {
		held.Removed[string(key.Kind())]++
	}
	if limited && len(r.removed) == 0 {
		held.Removed["changed "+string(graph.KindPerson)] = len(r.changed)
	}
	held.ID = fmt.Sprintf("%x", digest.Sum(nil)[:8])
	return held
}
