package ingest

import (
	"fmt"
	"time"

	"github.com/sachant/sachant/graph"
)

// futureDates counts the statements with a date that is probably a typing error, since it lies in the future.
// They are imported, and warned about.
type futureDates struct {
	// latest is the last time that may have happened, expiry the last day until which something may be valid.
	latest time.Time
	expiry graph.Date

	count int
	where Where // of the first
	date  graph.Date
}

// newFutureDates allows for clocks of other time zones, and for licences of twenty years.
func newFutureDates(now time.Time) *futureDates {
	return &futureDates{latest: now.Add(48 * time.Hour), expiry: graph.DateOf(now.AddDate(20, 0, 0))}
}

func (f *futureDates) note(where Where, facts []stagedFact) {
	if f == nil {
		return
	}
	for _, fact := range facts {
		date := f.find(fact.Value)
		if date == "" {
			continue
		}
		if f.count++; f.count == 1 {
			f.where, f.date = where, date
		}
		return
	}
}

// find returns a date of a value that lies in the future, or "".
func (f *futureDates) find(value graph.Value) graph.Date {
	switch v := value.(type) {
	case graph.Contribution:
		return f.after(v.PublishedAt)
	case graph.Likes:
		return f.after(v.At)
	case graph.Follows:
		return f.after(v.At)
	case graph.MemberOf:
		return f.after(v.At)
	case graph.Interview:
		return f.after(v.On.Time())
	case graph.Declares:
		if v.ValidUntil > f.expiry {
			return v.ValidUntil
		}
		return max(f.after(v.On.Time()), f.after(v.ValidatedOn.Time()))
	}
	return ""
}

func (f *futureDates) after(at time.Time) graph.Date {
	if at.After(f.latest) {
		return graph.DateOf(at)
	}
	return ""
}

// warning returns what is told of the dates, or "".
func (f *futureDates) warning() string {
	if f == nil || f.count == 0 {
		return ""
	}
	return fmt.Sprintf("%d entries have a date in the far future, the first %s (%s): check the year", f.count, f.date, f.where)
}
