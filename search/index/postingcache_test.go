package index

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// TestPostingCacheKeepsWhatIsSearchedForWithinItsRoom, and drops the rest.
func TestPostingCacheKeepsWhatIsSearchedForWithinItsRoom(t *testing.T) {
	c := newPostingCache(1000)
	key := func(word int) cacheKey { return cacheKey{forms: fmt.Sprint(word)} }
	for word := range 100 {
		c.put(key(word), &termPostings{bytes: 40})
		if c.get(key(0)) == nil {
			t.Fatalf("a word searched for all the time is dropped after %d others", word)
		}
		taken := 0
		for _, kept := range c.recent {
			taken += kept.bytes
		}
		if taken != c.used || taken > 500 || len(c.previous)*40 > 500 {
			t.Fatalf("after %d words of 40 bytes, %d bytes are said to be taken: %d are, and %d words in the previous generation", word+1, c.used, taken, len(c.previous))
		}
	}
	if c.get(key(1)) != nil {
		t.Error("a word searched for long ago is still kept")
	}
	c.put(key(200), &termPostings{bytes: 5000})
	if c.get(key(200)) == nil {
		t.Error("a word larger than the room is not even kept until the next")
	}
}

// TestAnEditReadsOnlyWhatIsNew: of what was cached, the postings of segments that are still there are
// used again.
func TestAnEditReadsOnlyWhatIsNew(t *testing.T) {
	store := emptyStore(t)
	said := func(id, text string) graph.Fact {
		return graph.Node(id, "", graph.Contribution{Type: graph.TypeNote, Content: text})
	}
	put(t, store, []graph.Fact{said("a", "soudure"), said("b", "soudure")})
	index := openIndex(t, "", store)
	look := func() *termPostings {
		s := index.now.searcher(access.Labels{access.Company}, nil, "", testWeights())
		found, err := s.postings(text.ParseQuery("soudure", s.weights.Stem, s.weights.Part, index.now.vocabulary.Knows))
		checked(t, err)
		return found[0]
	}
	before := look()
	put(t, store, []graph.Fact{said("b", "brasage"), said("c", "soudure")})
	checked(t, index.CatchUp(t.Context()))
	after := look()
	if before.public != 2 || after.public != 2 {
		t.Errorf("%d, then %d texts hold the word, want 2 each time", before.public, after.public)
	}
	if len(before.segments) != 1 || len(after.segments) != 2 || after.segments[0].classes != before.segments[0].classes {
		t.Errorf("postings of %d segments became %d others, want one more beside the first", len(before.segments), len(after.segments))
	}
	if again := look(); again != after {
		t.Error("postings are read again though nothing changed")
	}
}
