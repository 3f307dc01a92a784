package replica

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"hash/maphash"
	"io"
	"reflect"

	"github.com/sachant/sachant/graph"
)

// A snapshot is a line that names it, and frames: a length and a checksum of 4 bytes each, then
// that many bytes. No fact lies in two frames, so that a frame is checked before it is read.
// The first frame is the head; then come texts, moments, nodes and edges, as many as the head
// says. Nodes are numbered in key order; edges are in key order.
const (
	snapshotName  = "sachant replica snapshot 1\n"
	frameLength   = 256 << 10
	mostFrame     = 64 << 20 // more is no length
	framePrologue = 8
)

func checksums() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// snapshotHead says what a snapshot holds.
type snapshotHead struct {
	shape    [sha256.Size]byte // of the values
	commit   [sha256.Size]byte // at which it was taken
	revision int64
	counts   [4]uint64 // texts, moments, nodes, edges
}

type snapshotWriter struct {
	out      *bufio.Writer
	table    *crc32.Table
	frame    []byte
	state    *Snapshot
	codecs   []codec
	places   []uint32 // a node's number in the snapshot
	seed     maphash.Seed
	recent   []graph.Value
	previous uint32 // the node that the last edge leaves
}

func writeSnapshot(ctx context.Context, out io.Writer, shown *Snapshot, commit [sha256.Size]byte) error {
	w := &snapshotWriter{
		out: bufio.NewWriterSize(out, 1<<20), table: checksums(), state: shown, codecs: newCodecs(shown.kinds),
		seed: maphash.MakeSeed(), recent: make([]graph.Value, recentValueSlots),
	}
	if _, err := w.out.WriteString(snapshotName); err != nil {
		return err
	}
	order, edges := w.arrange()
	w.head(snapshotHead{
		shape: shapeOf(shown.kinds), commit: commit, revision: shown.revision,
		counts: [4]uint64{uint64(len(shown.texts)), uint64(len(shown.moments)), uint64(len(order)), edges},
	})
	if err := w.tables(); err != nil {
		return err
	}
	if err := w.nodes(ctx, order); err != nil {
		return err
	}
	if err := w.edges(ctx, order); err != nil {
		return err
	}
	return w.out.Flush()
}

// arrange numbers the nodes that exist in key order, and counts the edges that leave them.
func (w *snapshotWriter) arrange() (order []uint32, edges uint64) {
	w.places = make([]uint32, w.state.nodes.length)
	for _, number := range w.state.inOrder() {
		node := w.state.nodes.at(number)
		if node.value == nil {
			continue
		}
		w.places[number] = uint32(len(order))
		order = append(order, number)
		edges += uint64(len(node.out))
	}
	return order, edges
}

func (w *snapshotWriter) head(head snapshotHead) {
	w.frame = append(append(w.frame, head.shape[:]...), head.commit[:]...)
	w.number(uint64(head.revision))
	for _, count := range head.counts {
		w.number(count)
	}
}

func (w *snapshotWriter) tables() error {
	if err := w.cut(); err != nil {
		return err
	}
	for _, text := range w.state.texts {
		w.frame = appendText(w.frame, text)
		if err := w.endOfItem(); err != nil {
			return err
		}
	}
	for _, moment := range w.state.moments {
		w.number(uint64(moment.revision))
		w.frame = appendTime(w.frame, moment.at)
		if err := w.endOfItem(); err != nil {
			return err
		}
	}
	return w.cut()
}

func (w *snapshotWriter) nodes(ctx context.Context, order []uint32) error {
	for _, number := range order {
		node := w.state.nodes.at(number)
		w.number(uint64(node.kind))
		w.frame = appendText(w.frame, string(*w.state.keys.at(number)))
		w.number(uint64(node.origin))
		w.number(uint64(node.moment))
		w.frame = w.codecs[node.kind].append(w.frame, w.state.unpackNode(node.value))
		if err := w.endOfItem(); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return w.cut()
}

func (w *snapshotWriter) edges(ctx context.Context, order []uint32) error {
	for _, number := range order {
		for _, one := range w.state.nodes.at(number).out {
			if err := w.edge(w.state.edges.at(one.edge())); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return w.cut()
}

func (w *snapshotWriter) edge(edge *edge) error {
	if w.state.nodes.at(edge.to).value == nil {
		return fmt.Errorf("an edge leads to %q, which is not there", *w.state.keys.at(edge.to))
	}
	from := w.places[edge.from]
	w.number(uint64(from - w.previous))
	w.previous = from
	source := w.state.sources[edge.source]
	w.frame = append(w.frame, edge.kind())
	for _, number := range []uint32{w.places[edge.to], edge.tag, source.origin, source.moment} {
		w.number(uint64(number))
	}
	w.edgeValue(edge)
	return w.endOfItem()
}

// edgeValue names a value that was written lately by the place where whoever reads it put it.
func (w *snapshotWriter) edgeValue(edge *edge) {
	codec, value := w.codecs[edge.kind()], w.state.unpackEdge(edge)
	if !codec.comparable {
		w.frame = codec.append(w.frame, value)
		return
	}
	place := maphash.Comparable(w.seed, value) % recentValueSlots
	if w.recent[place] == value {
		w.number(2 * place)
		return
	}
	w.recent[place] = value
	w.number(2*place + 1)
	w.frame = codec.append(w.frame, value)
}

func (w *snapshotWriter) number(number uint64) { w.frame = binary.AppendUvarint(w.frame, number) }

func (w *snapshotWriter) endOfItem() error {
	if len(w.frame) < frameLength {
		return nil
	}
	return w.cut()
}

// cut ends a frame.
func (w *snapshotWriter) cut() error {
	if len(w.frame) == 0 {
		return nil
	}
	var prologue [framePrologue]byte
	binary.LittleEndian.PutUint32(prologue[:], uint32(len(w.frame)))
	binary.LittleEndian.PutUint32(prologue[4:], crc32.Checksum(w.frame, w.table))
	if _, err := w.out.Write(prologue[:]); err != nil {
		return err
	}
	_, err := w.out.Write(w.frame)
	w.frame = w.frame[:0]
	return err
}

// shapeOf is a fingerprint of the kinds and of the fields of their values, in whose order a
// snapshot is written.
func shapeOf(kinds kinds) [sha256.Size]byte {
	hash := sha256.New()
	types := map[graph.Kind]reflect.Type{}
	for _, value := range graph.Values() {
		types[value.Kind()] = reflect.TypeOf(value)
	}
	for _, name := range kinds.names {
		_, _ = fmt.Fprintln(hash, name)
		describe(hash, types[name])
	}
	return [sha256.Size]byte(hash.Sum(nil))
}

func describe(out io.Writer, kind reflect.Type) {
	_, _ = fmt.Fprintln(out, kind.Name(), kind.Kind())
	switch kind.Kind() {
	case reflect.Pointer, reflect.Slice:
		describe(out, kind.Elem())
	case reflect.Struct:
		for i := range kind.NumField() {
			if field := kind.Field(i); field.IsExported() {
				_, _ = fmt.Fprintln(out, field.Name)
				describe(out, field.Type)
			}
		}
	}
}
