package replica

import (
	"fmt"
	"testing"

	"github.com/sachant/sachant/graph"
)

// TestEdgesOfManyKinds: with 255 kinds of edges, each comes back as the kind that it was stored as.
func TestEdgesOfManyKinds(t *testing.T) {
	const many = 255
	var names kinds
	for i := range many {
		names.names = append(names.names, graph.Kind(fmt.Sprintf("kind%03d", i)))
	}
	b := newBuilder(names)
	from, to := b.number("person/a"), b.number("person/b")
	source := b.sourceOf(graph.Fact{Origin: "test", Revision: 1})
	for kind := range many {
		b.edges.add(edge{from: from, to: to, source: source, value: packedValue(kind) << kindShift})
	}
	s := b.finish(1)
	for kind := range many {
		want := fmt.Sprintf("person/a -kind%03d-> person/b", kind)
		out, into := s.outgoing(from, uint8(kind)), s.incoming(to, uint8(kind))
		if len(out) != 1 || string(s.appendKey(nil, out[0].edge())) != want {
			t.Errorf("kind %d: %d edges leave the node, want %s alone", kind, len(out), want)
		}
		if len(into) != 1 || into[0].from() != from || string(s.appendKey(nil, into[0].edge())) != want {
			t.Errorf("kind %d: %d edges lead to the node, want %s alone", kind, len(into), want)
		}
	}
}
