package paging

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// What was shown up to a place is known by the mark of that place, from whichever page on readers go further.
func TestMarksTellWhatWasShown(t *testing.T) {
	memory := New(10)
	first := memory.Show("ana", "people", Mark{}, []graph.Key{"person/a", "person/b", "person/c"})
	second := memory.Show("ana", "people", first[2], []graph.Key{"person/d"})
	other := memory.Show("ana", "people", first[0], []graph.Key{"person/x"})
	for want, mark := range map[string]Mark{"person/d person/c person/b person/a": second[0], "person/x person/a": other[0], "person/b person/a": first[1], "": {}} {
		shown, known := memory.Shown("ana", mark)
		if got := join(shown); !known || got != want {
			t.Errorf("shown is %q (%v), not %q", got, known, want)
		}
	}
	if _, known := memory.Shown("eve", first[2]); known {
		t.Error("another reader is told what was shown")
	}
	if again := memory.Show("ana", "people", Mark{}, []graph.Key{"person/a"}); again[0] != first[0] {
		t.Error("the same beginning has two marks")
	}
	if elsewhere := memory.Show("ana", "sites", Mark{}, []graph.Key{"person/a"}); elsewhere[0] == first[0] {
		t.Error("two lists share a mark")
	}
}

// Places are forgotten, the oldest first, and what follows a forgotten one is not guessed.
func TestForgottenMarksAreUnknown(t *testing.T) {
	memory := New(2)
	marks := memory.Show("ana", "people", Mark{}, []graph.Key{"person/a", "person/b", "person/c"})
	if shown, known := memory.Shown("ana", marks[2]); known {
		t.Errorf("of a forgotten beginning %v is known", shown)
	}
}

func TestMarksAreReadAsTheyAreWritten(t *testing.T) {
	mark := Mark{1, 2, 3, 250}
	if read, is := ReadMark(mark.String()); !is || read != mark {
		t.Errorf("%s is read as %s", mark, read)
	}
	for _, text := range []string{"", "12", "zz", mark.String() + "00"} {
		if _, is := ReadMark(text); is {
			t.Errorf("%q is read as a mark", text)
		}
	}
}

func join(keys []graph.Key) string {
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = string(key)
	}
	return strings.Join(texts, " ")
}
