package activity

import (
	"slices"
	"testing"
)

// TestDoubtsAreBounded: where the rejected lines name more than is kept, nothing is certain any more.
func TestDoubtsAreBounded(t *testing.T) {
	d := newDoubts()
	d.add(3, []string{"direction"})
	if named, doubted := d.about("direction"); !doubted || named.line != 3 {
		t.Errorf("direction: %+v, %v", named, doubted)
	}
	if _, doubted := d.about("achats"); doubted {
		t.Error("achats is in doubt, which no line names")
	}
	d.room = 10
	d.add(4, []string{"a long enough word"})
	if named, doubted := d.about("achats"); !doubted || named.line != 3 {
		t.Errorf("achats, where not all words are kept: %+v, %v", named, doubted)
	}
}

// TestWhatALineOnlyAdds: a line that certainly adds something, and about no group, puts nothing in doubt.
func TestWhatALineOnlyAdds(t *testing.T) {
	for line, want := range map[string]bool{
		`{"type":"Like","actor":"zoe","object":"q-1"`:                                             true,
		`{"type":"Create","actor":{"type":"Person","id":"zoe"},"object":{"type":"Note","id":"n`:   true,
		`{"type":"Announce","object":"q-1"}`:                                                      true,
		`{"type":"Undo","object":{"type":"Like","object":"q-1"}`:                                  false,
		`pe":"Undo","object":{"type":"Join","object":"direction"}`:                                false,
		`{"type":"Create","object":{"type":"Group","id":"direction"`:                              false,
		`{"type":"Create","object":{"type":"Organization","id":"direction"}}`:                     false,
		`{"type":"Create","object":{"type":"Group"}}{"type":"Like","actor":"zoe","object":"q-1"}`: false,
		`{"type":"Leave","object":"direction"`:                                                    false,
		`{"type":"Announce","object":{"type":"Group","id":"direction"}}`:                          false,
		`{"type":"Add","object":"q-1","target":"direction"}`:                                      false,
		`{"typ`: false,
	} {
		words := doubtfulWords([]byte(line))
		if got := words == nil; got != want {
			t.Errorf("%s: only adds: %v, names %q", line, got, words)
		}
		if !want && len(line) > 6 && !slices.Contains(words, "direction") && !slices.Contains(words, "q-1") {
			t.Errorf("%s: names %q", line, words)
		}
	}
}
