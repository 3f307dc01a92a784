package graph_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

func TestIDs(t *testing.T) {
	namer, other := graph.NewNamer([]byte("0123456789abcdef")), graph.NewNamer([]byte("another key here"))
	id := namer.ID("directory", "ada@example.org")
	if again := namer.ID("directory", "ada@example.org"); id != again {
		t.Errorf("one identity has two ids, %q and %q", id, again)
	}
	for why, different := range map[string]string{
		"another key":                 other.ID("directory", "ada@example.org"),
		"another source":              namer.ID("interviews", "ada@example.org"),
		"another cut of the same":     namer.ID("directorya", "da@example.org"),
		"the same in one part":        namer.ID("directoryada@example.org"),
		"one part more, though empty": namer.ID("directory", "ada@example.org", ""),
	} {
		if id == different {
			t.Errorf("%s gives the same id", why)
		}
	}
	if len(id) != 16 || strings.Contains(id, "ada") {
		t.Errorf("ID = %q, want 16 letters and digits that mean nothing", id)
	}
	if err := graph.NodeKey(graph.KindPerson, id).Check(); err != nil {
		t.Error(err)
	}
}

func TestNamerKeepsItsKey(t *testing.T) {
	key := []byte("0123456789abcdef")
	namer := graph.NewNamer(key)
	before := namer.ID("a")
	key[0] = 'x'
	if namer.ID("a") != before {
		t.Error("changing the slice that a namer was made of changes its ids")
	}
}
