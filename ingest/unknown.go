package ingest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Unknown are the people and values that rejected entries name and nobody knows, each once.
type Unknown struct {
	People []Counted `json:"people"`
	Values []Counted `json:"values"`
}

// Counted is something that several entries name.
type Counted struct {
	Value string `json:"value"`
	// Column is where values stand.
	Column string `json:"column,omitempty"`
	Count  int    `json:"count"`
	// First is where the first one stands.
	First string `json:"first,omitempty"`
}

// Unknown sums up the rejected entries that name somebody or something unknown.
func (r Report) Unknown() Unknown {
	people, values := counter{}, counter{}
	for _, rejected := range r.Rejected {
		if number, ok := strings.CutPrefix(rejected.Cause, nobodyHasNumber); ok {
			people.add(Counted{Value: number}, rejected.Where)
		} else if address, ok := strings.CutPrefix(rejected.Cause, nobodyHasAddress); ok {
			people.add(Counted{Value: address}, rejected.Where)
		} else if quoted, err := strconv.QuotedPrefix(rejected.Cause); err == nil && rejected.Place.Column != "" {
			value, _ := strconv.Unquote(quoted)
			values.add(Counted{Value: value, Column: rejected.Place.Column}, rejected.Where)
		}
	}
	return Unknown{People: people.sorted(), Values: values.sorted()}
}

// counter counts by value and column.
type counter map[[2]string]*Counted

func (c counter) add(one Counted, where string) {
	key := [2]string{one.Value, one.Column}
	if c[key] == nil {
		one.First = where
		c[key] = &one
	}
	c[key].Count++
}

// sorted returns what was counted, most first.
func (c counter) sorted() []Counted {
	all := make([]Counted, 0, len(c))
	for _, each := range c {
		all = append(all, *each)
	}
	slices.SortFunc(all, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Column, b.Column))
	})
	return all
}
