package search

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/paging"
	"github.com/sachant/sachant/search/rank"
)

// Query asks for experts.
type Query struct {
	// Words as typed. Without any, nobody is found.
	Words string
	// Unit and Site, where given, keep the people of a unit (or a part of it) and of a site,
	// by key or by name.
	Unit, Site string
	// AsOf ranks as of the end of a day (UTC), with what was known then; zero is today.
	AsOf time.Time
	// Emphasis is what people are ranked by: expertise alone for viewers who may not see availability.
	Emphasis Emphasis
	// First is the number of people to return, 0 to [MaxFirst]. With 0 there is only the Total.
	First int
	// After is the cursor of the person before the first to return; empty on the first page.
	After string
	// WithoutFacets leaves Units and Sites empty, which need everybody's unit and site.
	WithoutFacets bool
	// WithoutBeside leaves Beside empty.
	WithoutBeside bool
	// WithoutExcerpts leaves the excerpts of contributions empty, which need their whole texts.
	WithoutExcerpts bool
	// WithoutEvidence leaves titles and sources of the evidence listed empty.
	WithoutEvidence bool
}

// Emphasis is what people are ranked by: expertise, or who is likely to answer.
type Emphasis uint8

// The emphases; the zero one is WhoKnows.
const (
	WhoKnows  Emphasis = iota // expertise alone
	AnswerNow                 // expertise, and availability on the topic
)

// MaxFirst is the most people that one query returns.
const MaxFirst = 100

// Answer is the people found, best first: by score, then by key.
type Answer struct {
	Experts []Expert
	// Total is the number of people found, on all pages.
	Total int
	// More reports whether people come after these.
	More bool
	// Corrections are words that no document visible to this viewer holds.
	Corrections []Correction
	// Emphasis is what the people are ranked by.
	Emphasis Emphasis
	// AsWords reports a query whose operators follow no rule of the language: it was searched as words.
	AsWords bool
	// Meant is what the query, or a part of it, is the name of.
	Meant []Meaning
	// Beside is what else was found.
	Beside Beside
	// Units and Sites of the people found, most frequent first.
	Units, Sites []Facet
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
	// UnavailableUntil is the last day on which the person does not want to be asked, where they said so and the viewer may see
	// availability.
	UnavailableUntil graph.Date
	// Part is which words of the query the evidence holds, where it holds a part of them only; else empty.
	Part string
	// Addition is what would pass the person above: for the viewer themselves only, nil where there is none.
	Addition *rank.Addition
	// Cursor of this person in the list.
	Cursor string
}

// Headline is the strongest reason to believe that the person knows: neither availability nor popularity is one, where
// there is another.
func (e Expert) Headline() rank.Reason {
	for _, reason := range e.Reasons {
		if reason.Class != rank.ClassAvailability && reason.Class != rank.ClassSocial {
			return reason
		}
	}
	return e.Reasons[0]
}

// Correction is a word that is not known, and what was searched in its place.
type Correction = index.Correction

// Facet counts the people found in a unit or at a site.
type Facet struct {
	Key   graph.Key
	Name  string
	Count int
}

// page is the part of the list to return: the first people who were not shown before a place in it, which has a mark. Where the
// mark is not known, those below the score of the place, or with this score and a later key.
type page struct {
	first int
	list  string  // of the cursor
	score float64 // +Inf on the first page
	key   graph.Key
	mark  paging.Mark
	last  graph.Key // shown right before the page, where those shown are known
}

func pageOf(query Query) (page, error) {
	wanted := page{first: query.First, score: math.Inf(1)}
	if query.First < 0 || query.First > MaxFirst {
		return wanted, fmt.Errorf("%w: first is %d, 0 to %d are allowed", graph.ErrInvalid, query.First, MaxFirst)
	}
	if query.After == "" {
		return wanted, nil
	}
	cursor, err := base64.RawURLEncoding.DecodeString(query.After)
	parts := append(strings.SplitN(string(cursor), " ", 4), "", "")
	bits, scoreErr := strconv.ParseUint(parts[0], 16, 64)
	mark, isMark := paging.ReadMark(parts[2])
	if err != nil || scoreErr != nil || !isMark || parts[3] == "" {
		return wanted, fmt.Errorf("%w: %q is no cursor of this list: start from the first page", graph.ErrInvalid, query.After)
	}
	wanted.score, wanted.list, wanted.mark, wanted.key = math.Float64frombits(bits), parts[1], mark, graph.Key(parts[3])
	return wanted, nil
}

// list identifies the people that a query finds, on all pages: by the words that were searched, because those that
// the viewer may not know are as unknown ones.
func (q Query) list(corrections []Correction) string {
	words := strings.ToLower(q.Words)
	for _, correction := range corrections {
		words = strings.ReplaceAll(words, strings.ToLower(correction.Asked), strings.Join(correction.Searched, " "))
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d %d", words, q.Unit, q.Site, q.AsOf.Unix(), q.Emphasis))
	return hex.EncodeToString(sum[:4])
}

// of returns the people of the page, and reports whether there are more after it.
func (p page) of(order rank.Order) (people []rank.Ranked, more bool) {
	for i := range order.Len() {
		one := order.At(i)
		if after := one.Score < p.score || one.Score == p.score && one.Person > p.key; !after || one.Person == p.last {
			continue
		}
		if len(people) == p.first {
			return people, true
		}
		people = append(people, order.Explain(i))
	}
	return people, false
}
