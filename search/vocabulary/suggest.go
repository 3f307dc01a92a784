package vocabulary

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
)

// Suggestion is a concept that may be meant by what somebody types.
type Suggestion struct {
	Concept graph.Key
	Scheme  string
	Label   string // the one that begins with it, or has a word that does
}

// maxBeginnings bounds how many labels that begin alike are compared for one suggestion: those of one letter are many.
const maxBeginnings = 5000

// beginning is a label from one of its words on.
type beginning struct {
	text  string // as in [graph.Slug]
	label int32
	order uint32 // the lower, the earlier
}

// placeOf puts labels that begin with what is typed first, then the preferred and the shorter ones.
func placeOf(one label, first bool) uint32 {
	order := uint32(min(utf8.RuneCountInString(one.text), 1<<16-1)) | uint32(one.class)<<16
	if !first {
		order |= 1 << 24
	}
	return order
}

// Suggest returns concepts of which a label begins with what is typed, then those of which a word of a label does, each
// once: the shortest labels first.
func (x *Index) Suggest(typed string, first int) []Suggestion {
	start := graph.Slug(typed)
	if start == "" || strings.Contains(start, "~") || first <= 0 {
		return nil
	}
	x.PrepareSuggestions()
	at := sort.Search(len(x.beginnings), func(i int) bool { return x.beginnings[i].text >= start })
	var found []beginning
	for ; at < len(x.beginnings) && len(found) < maxBeginnings && strings.HasPrefix(x.beginnings[at].text, start); at++ {
		found = append(found, x.beginnings[at])
	}
	slices.SortFunc(found, func(a, b beginning) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(x.labels[a.label].text, x.labels[b.label].text), cmp.Compare(a.label, b.label))
	})
	var all []Suggestion
	seen := map[graph.Key]bool{}
	for _, one := range found {
		if of := x.labels[one.label]; !seen[of.concept] && len(all) < first {
			seen[of.concept] = true
			all = append(all, Suggestion{of.concept, of.scheme, of.text})
		}
	}
	return all
}

// PrepareSuggestions does what the first suggestion would wait for.
func (x *Index) PrepareSuggestions() {
	x.onceTyped.Do(func() {
		for i, one := range x.labels {
			if one.class == hidden {
				continue
			}
			text := graph.Slug(one.text)
			for from := 0; from < len(text); {
				x.beginnings = append(x.beginnings, beginning{text[from:], int32(i), placeOf(one, from == 0)})
				next := strings.IndexByte(text[from:], '-')
				if next < 0 {
					break
				}
				from += next + 1
			}
		}
		slices.SortFunc(x.beginnings, func(a, b beginning) int {
			return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.label, b.label))
		})
	})
}
