package search

import (
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

const (
	usualPage   = 10
	longestPage = 100
)

// page is what part of the list is wanted: so many of those behind a place, which is that of
// nobody where everybody is.
type page struct {
	first int
	score float64 // +Inf on the first page
	key   graph.Key
}

func pageOf(query Query) (page, error) {
	wanted := page{first: query.First, score: math.Inf(1)}
	if wanted.first <= 0 {
		wanted.first = usualPage
	}
	wanted.first = min(wanted.first, longestPage)
	if query.After == "" {
		return wanted, nil
	}
	var err error
	wanted.score, wanted.key, err = readCursor(query.After)
	return wanted, err
}

// span is the part of a list of n people that the page is.
func (p page) span(n int, at func(place int) rank.Ranked) (start, end int) {
	for start < n && !behind(at(start), p.score, p.key) {
		start++
	}
	return start, min(start+p.first, n)
}

// behind reports whether a person comes after a place in the list, where nobody need stand any more.
func behind(one rank.Ranked, score float64, key graph.Key) bool {
	return one.Score < score || one.Score == score && one.Person > key
}

// cursorOf says where somebody stands in a list: their score and key.
func cursorOf(one rank.Ranked) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%x %s", math.Float64bits(one.Score), one.Person))
}

func readCursor(cursor string) (score float64, key graph.Key, err error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	bits, rest, found := strings.Cut(string(text), " ")
	number, numberErr := strconv.ParseUint(bits, 16, 64)
	if err != nil || numberErr != nil || !found {
		return 0, "", fmt.Errorf("%w: %q is no cursor of this list: start from the first page", graph.ErrInvalid, cursor)
	}
	return math.Float64frombits(number), graph.Key(rest), nil
}
