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

// page is the people after a cursor, and whether others follow.
func page(ranked []rank.Ranked, first int, after string) (shown []rank.Ranked, more bool, err error) {
	if first <= 0 {
		first = usualPage
	}
	first = min(first, longestPage)
	start := 0
	if after != "" {
		score, key, err := readCursor(after)
		if err != nil {
			return nil, false, err
		}
		for start < len(ranked) && !behind(ranked[start], score, key) {
			start++
		}
	}
	end := min(start+first, len(ranked))
	return ranked[start:end], end < len(ranked), nil
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
