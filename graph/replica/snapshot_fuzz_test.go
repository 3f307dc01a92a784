package replica

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
)

// FuzzSnapshot: whatever stands behind checksums that are right, a snapshot is refused, or is
// a replica that can be read. The counts of the head and what comes after it are made up.
func FuzzSnapshot(f *testing.F) {
	counts, body := snapshotParts(f)
	f.Add(counts[0], counts[1], counts[2], counts[3], body)
	f.Add(counts[0], counts[1], counts[2], counts[3]+1, body)
	f.Add(uint64(1), uint64(0), uint64(1)<<60, uint64(0), []byte{0})
	f.Add(uint64(1), uint64(1), uint64(1), uint64(0), []byte{0, 1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, texts, moments, nodes, edges uint64, body []byte) {
		kinds := newKinds()
		file := bytes.NewBufferString(snapshotName)
		file.Write(framed(headOf(kinds, [4]uint64{texts, moments, nodes, edges})))
		for start := 0; start < len(body); start += frameLength {
			file.Write(framed(body[start:min(start+frameLength, len(body))]))
		}
		source := newSnapshotReader(file, kinds)
		defer source.stop()
		if err := source.open(); err != nil {
			t.Fatal(err)
		}
		built, err := source.build(t.Context())
		if err != nil {
			if !errors.Is(err, ErrSnapshot) {
				t.Errorf("refused with %v, want ErrSnapshot", err)
			}
			return
		}
		replica := &Replica{kinds: kinds, writer: make(chan struct{}, 1)}
		replica.show(built, 1)
		count := uint64(0)
		if _, err := replica.Scan(t.Context(), graph.Brief, func(graph.Fact) error { count++; return nil }); err != nil || count != nodes+edges {
			t.Errorf("%d of %d facts are scanned, %v", count, nodes+edges, err)
		}
	})
}

func headOf(kinds kinds, counts [4]uint64) []byte {
	shape := shapeOf(kinds)
	head := append(shape[:], make([]byte, len(snapshotHead{}.commit))...)
	head = binary.AppendUvarint(head, 1)
	for _, count := range counts {
		head = binary.AppendUvarint(head, count)
	}
	return head
}

func framed(content []byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(content)))
	out = binary.LittleEndian.AppendUint32(out, crc32.Checksum(content, checksums()))
	return append(out, content...)
}

// snapshotParts are what a snapshot of a few facts says in its head, and what follows that.
func snapshotParts(f *testing.F) (counts [4]uint64, body []byte) {
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
	source := newSnapshotReader(&file, newKinds())
	if err := source.open(); err != nil {
		f.Fatal(err)
	}
	for next := source.readFrame(); next.err == nil; next = source.readFrame() {
		body = append(body, next.text...)
	}
	return source.head.counts, body
}
