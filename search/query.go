package search

import (
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// Query is what somebody wants to find an expert for.
type Query struct {
	// Words as typed. Without any, nobody is found.
	Words string
	// Unit and Site, where given, keep the people of a unit (or a part of it) and of a site,
	// by key or by name.
	Unit, Site string
	// AsOf ranks as of the end of a day (UTC), with what was known then; zero is today.
	AsOf time.Time
	// First is how many people to return, 0 to 100; After the cursor they come after.
	First int
	After string
	// WithoutFacets leaves Units and Sites empty: they take a look at everybody found.
	WithoutFacets bool
	// WithoutExcerpts leaves the excerpts of what was said empty: they take its whole text.
	WithoutExcerpts bool
	// WithoutEvidence leaves titles and sources of the evidence listed empty.
	WithoutEvidence bool
}

// Answer is the people found, best first: by score, then by key.
type Answer struct {
	Experts []Expert
	// Total is how many people were found, those on other pages included.
	Total int
	// Corrections are words that no document known to this viewer holds.
	Corrections []Correction
	// Units and Sites of the people found, most frequent first.
	Units, Sites []Facet
	// Next is the cursor of the page after this one, empty on the last.
	Next string
}

// Expert is a person found, for this query only.
type Expert struct {
	Person graph.Fact
	Title  string
	// Unit and Site are names, empty where unknown.
	Unit, Site string
	// Score is the sum of the points of the reasons.
	Score   float64
	Reasons []rank.Reason
	// Cursor of this person in the list.
	Cursor string
}

// Correction is a word that is not known, and what was searched in its place.
type Correction = index.Correction

// Facet counts the people found in a unit or at a site.
type Facet struct {
	Key   graph.Key
	Name  string
	Count int
}
