package index

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// TestShelfKeepsWhatIsLookedForWithinItsRoom, and drops the rest.
func TestShelfKeepsWhatIsLookedForWithinItsRoom(t *testing.T) {
	s := newPostingCache(1000)
	key := func(word int) cacheKey { return cacheKey{forms: fmt.Sprint(word)} }
	for word := range 100 {
		s.keep(key(word), &termPostings{bytes: 40})
		if s.find(key(0)) == nil {
			t.Fatalf("a word looked for all the time is dropped after %d others", word)
		}
		taken := 0
		for _, kept := range s.fresh {
			taken += kept.bytes
		}
		if taken != s.taken || taken > 500 || len(s.old)*40 > 500 {
			t.Fatalf("after %d words of 40 bytes, %d bytes are said to be taken: %d are, and %d words on the old shelf", word+1, s.taken, taken, len(s.old))
		}
	}
	if s.find(key(1)) != nil {
		t.Error("a word looked for long ago is still kept")
	}
	s.keep(key(200), &termPostings{bytes: 5000})
	if s.find(key(200)) == nil {
		t.Error("a word larger than the room is not even kept until the next")
	}
}

// TestAnEditReadsOnlyWhatIsNew: of what was on the shelf, the lists of segments that are still
// there are used again.
func TestAnEditReadsOnlyWhatIsNew(t *testing.T) {
	store := emptyStore(t)
	said := func(id, text string) graph.Fact {
		return graph.Node(id, "", graph.Contribution{Type: graph.TypeNote, Content: text})
	}
	put(t, store, []graph.Fact{said("a", "soudure"), said("b", "soudure")})
	index := openIndex(t, "", store)
	look := func() *termPostings {
		s := index.now.searcher(access.Labels{access.Company}, "", testWeights())
		found, err := s.terms(text.ParseQuery("soudure", s.weights.Stem, s.weights.Part))
		checked(t, err)
		return found[0]
	}
	before := look()
	put(t, store, []graph.Fact{said("b", "brasage"), said("c", "soudure")})
	checked(t, index.CatchUp(t.Context()))
	after := look()
	if before.open != 2 || after.open != 2 {
		t.Errorf("%d, then %d texts hold the word, want 2 each time", before.open, after.open)
	}
	if len(before.parts) != 1 || len(after.parts) != 2 || after.parts[0].classes != before.parts[0].classes {
		t.Errorf("lists of %d segments became %d others, want one more beside the first", len(before.parts), len(after.parts))
	}
	if again := look(); again != after {
		t.Error("lists are read again though nothing changed")
	}
}
