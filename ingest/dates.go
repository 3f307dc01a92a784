package ingest

import (
	"fmt"
	"time"

	"github.com/sachant/sachant/graph"
)

// doubtfulDates counts the statements with a date that is probably a typing error, or stands for none: of long ago
// or in the future. They are imported, and warned about.
type doubtfulDates struct {
	// earliest is the first day that is believed, the one after that of computers without a clock. latest is the last
	// time that may have happened, expiry the last day until which something may be valid.
	earliest graph.Date
	latest   time.Time
	expiry   graph.Date

	past, future doubtfulDate
}

// doubtfulDate is how many there are, and the first of them.
type doubtfulDate struct {
	count int
	where Where
	date  graph.Date
}

// newDoubtfulDates allows for clocks of other time zones, and for licences of twenty years.
func newDoubtfulDates(now time.Time) *doubtfulDates {
	return &doubtfulDates{earliest: "1970-01-02", latest: now.Add(48 * time.Hour), expiry: graph.DateOf(now.AddDate(20, 0, 0))}
}

func (d *doubtfulDates) note(s Statement, facts []stagedFact) {
	if d == nil {
		return
	}
	if d.check(s, dated{date: s.Expires, property: "expires", end: true}) {
		return
	}
	for _, fact := range facts {
		for _, each := range datesOf(fact.Value) {
			if d.check(s, each) {
				return
			}
		}
	}
}

// dated is a date of a fact; end: until which something is valid.
type dated struct {
	date     graph.Date
	at       time.Time // in place of date, where a time is known
	property string
	end      bool
}

// datesOf returns the dates of a value; those that do not exist are empty.
func datesOf(value graph.Value) [3]dated {
	switch v := value.(type) {
	case graph.Contribution:
		out := [3]dated{{at: v.PublishedAt, property: "publishedAt"}}
		if last := len(v.Likes) - 1; last >= 0 { // by day
			out[1], out[2] = dated{date: v.Likes[0].On}, dated{date: v.Likes[last].On}
		}
		return out
	case graph.Likes:
		return [3]dated{{at: v.At, property: "at"}}
	case graph.Follows:
		return [3]dated{{at: v.At, property: "at"}}
	case graph.MemberOf:
		return [3]dated{{at: v.At, property: "at"}}
	case graph.Answers:
		return [3]dated{{at: v.AcceptedAt, property: "acceptedAt"}}
	case graph.Interview:
		return [3]dated{{date: v.On, property: "on"}}
	case graph.Declares:
		return [3]dated{{date: v.On, property: "on"}, {date: v.ValidatedOn, property: "validatedOn"}, {date: v.ValidUntil, property: "validUntil", end: true}}
	}
	return [3]dated{}
}

// check counts a date that is doubtful, and reports whether it is.
func (d *doubtfulDates) check(s Statement, one dated) bool {
	if one.date == "" {
		one.date = graph.DateOf(one.at)
	} else {
		one.at = one.date.Time()
	}
	var kind *doubtfulDate
	switch {
	case one.date == "":
		return false
	case one.date < d.earliest:
		kind = &d.past
	case one.end && one.date > d.expiry, !one.end && one.at.After(d.latest):
		kind = &d.future
	default:
		return false
	}
	if kind.count++; kind.count == 1 {
		kind.where, kind.date = s.Where, one.date
		if column := s.Columns[one.property]; column != "" {
			kind.where.Column = column
		}
	}
	return true
}

// warnings returns what is told of the dates.
func (d *doubtfulDates) warnings() (texts []string) {
	if d == nil {
		return nil
	}
	if past := d.past; past.count > 0 {
		texts = append(texts, fmt.Sprintf("%d entries have a date of long ago, the first %s (%s): check the year", past.count, past.date, past.where))
	}
	if future := d.future; future.count > 0 {
		texts = append(texts, fmt.Sprintf("%d entries have a date in the far future, the first %s (%s): check the year", future.count, future.date, future.where))
	}
	return texts
}
