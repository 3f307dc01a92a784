package audit

import (
	"errors"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Filter says which entries are wanted: of a day, and of a role; "" is all.
type Filter struct {
	Day  graph.Date
	Role string
	// First is how many, after Skip others.
	First, Skip int
}

// Found is entries, the newest first, and how many there are in all.
type Found struct {
	Entries []Entry
	Total   int
	// Damage is the first entry that is not as it was written; those after it are not read. It is nil where there is none.
	Damage *Damage
}

// Find returns the entries that a filter wants.
func (l *Log) Find(filter Filter) (found Found, err error) {
	err = l.exclusively(func() error {
		if err := l.purge(l.now()); err != nil {
			return err
		}
		return Each(l.dir, func(entry Entry) error {
			if (filter.Day == "" || graph.DateOf(entry.At) == filter.Day) && (filter.Role == "" || entry.Role == filter.Role) {
				found.Entries = append(found.Entries, entry)
			}
			return nil
		})
	})
	if errors.As(err, &found.Damage) {
		err = nil
	}
	slices.Reverse(found.Entries)
	found.Total = len(found.Entries)
	from := min(max(0, filter.Skip), found.Total)
	found.Entries = found.Entries[from:min(found.Total, from+max(0, filter.First))]
	return found, err
}

// Verify is [Verify] of this log, while nothing is written to it.
func (l *Log) Verify() (verified Verified, err error) {
	err = l.exclusively(func() error {
		verified, err = Verify(l.dir)
		return err
	})
	return verified, err
}
