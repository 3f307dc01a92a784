package replica

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
)

// FuzzSnapshot: a file with checksums that are right is refused, or is a replica that can be read, whatever
// its bytes. The counts of the header and what comes after it are made up.
func FuzzSnapshot(f *testing.F) {
	counts, body := sampleFile(f)
	add := func(counts [sectionCount]uint64, body []byte) {
		f.Add(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[8], body)
	}
	add(counts, body)
	for section := range counts {
		more := counts
		more[section]++
		more[nodeSection] = more[keySection]
		add(more, body)
	}
	add([sectionCount]uint64{textSection: 1, keySection: 1 << 27}, []byte{0})
	f.Fuzz(func(t *testing.T, texts, moments, sources, summaries, declarations, values, nodes, edges uint64, body []byte) {
		var file bytes.Buffer
		c := newEncoder(&file, newKinds())
		_, _ = c.out.WriteString(snapshotVersion)
		written := header{types: typesOf(c.kinds), revision: 1, counts: [sectionCount]uint64{texts, moments, sources, summaries, declarations, values, nodes, nodes, edges}}
		if err := c.each(t.Context(), 1, func(int) { c.header(written) }); err != nil {
			t.Fatal(err)
		}
		for start := 0; start < len(body); start += frameLength {
			c.frame = append(c.frame, body[start:min(start+frameLength, len(body))]...)
			c.writeFrame(t.Context())
		}
		if err := c.out.Flush(); err != nil {
			t.Fatal(err)
		}
		decoder := newDecoder(&file, c.kinds)
		head, err := readHeader(t.Context(), decoder)
		var built *builder
		if err == nil {
			built, err = readSnapshot(t.Context(), decoder, head)
		}
		if err != nil {
			if !errors.Is(err, ErrSnapshot) {
				t.Errorf("refused with %v, want ErrSnapshot", err)
			}
			return
		}
		replica := newReplica(nil)
		replica.show(built, 1)
		count := uint64(0)
		if _, err := replica.Scan(t.Context(), graph.Brief, func(graph.Fact) error { count++; return nil }); err != nil || count != nodes+edges {
			t.Errorf("%d of %d facts are scanned, %v", count, nodes+edges, err)
		}
	})
}

// sampleFile returns what a snapshot file of a few facts says in its header, and what follows that.
func sampleFile(f *testing.F) (counts [sectionCount]uint64, body []byte) {
	f.Helper()
	half, at := graph.Level(2.5), time.Date(2026, 1, 14, 12, 0, 0, 0, time.UTC)
	builder, post, skill := newBuilder(newKinds()), graph.NodeKey(graph.KindContribution, "x"), graph.NodeKey(graph.KindSkill, "go")
	for _, fact := range []graph.Fact{
		graph.Node("x", "qna", graph.Contribution{PublishedAt: at, Likes: []graph.Tally{{On: "2026-01-14", Count: 3}, {}}}),
		graph.Node("ada", "test", graph.Person{DisplayName: "Ada", EmployeeNumber: "0042"}),
		graph.Edge("person/ada", "self", skill, "test", graph.Declares{Held: &half, On: "2026-01-14", Published: true}),
		graph.Edge("person/ada", "", post, "test", graph.Likes{At: at}),
		graph.Node("go", "test", graph.Skill{PrefLabel: "Go", AltLabel: []string{"golang", ""}}),
	} {
		if err := builder.addFact(fact); err != nil {
			f.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := writeSnapshot(f.Context(), &file, builder.finish(1), [32]byte{}); err != nil {
		f.Fatal(err)
	}
	c := newDecoder(&file, newKinds())
	head, err := readHeader(f.Context(), c)
	if err != nil {
		f.Fatal(err)
	}
	for c.readFrame(f.Context()); c.err == nil; c.readFrame(f.Context()) {
		body = append(body, c.rest...)
	}
	return head.counts, body
}
