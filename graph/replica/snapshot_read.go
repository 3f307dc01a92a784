package replica

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// frameReader reads what is in one frame. What goes wrong first is kept, and then everything
// reads as nothing.
type frameReader struct {
	rest  string
	wrong error
	known map[string]string // texts of edges, which repeat; nil where texts stay in their frame
}

// mostKnown bounds the texts of edges that are kept to be shared.
const mostKnown = 1 << 16

func (f *frameReader) fail(what string) {
	if f.wrong == nil {
		f.wrong = fmt.Errorf("%w: it holds %s", ErrSnapshot, what)
	}
	f.rest = ""
}

func (f *frameReader) take(length int) string {
	if length < 0 || length > len(f.rest) {
		f.fail("something that goes on after its frame")
		return ""
	}
	taken := f.rest[:length]
	f.rest = f.rest[length:]
	return taken
}

func (f *frameReader) byte() byte {
	if taken := f.take(1); taken != "" {
		return taken[0]
	}
	return 0
}

func (f *frameReader) number() uint64 {
	var number uint64
	for i := 0; i < len(f.rest) && i < binary.MaxVarintLen64; i++ {
		b := f.rest[i]
		number |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			f.rest = f.rest[i+1:]
			return number
		}
	}
	f.fail("a number without end")
	return 0
}

func (f *frameReader) signed() int64 {
	number := f.number()
	return int64(number>>1) ^ -int64(number&1)
}

func (f *frameReader) float() float64 {
	taken := f.take(8)
	if taken == "" {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64([]byte(taken)))
}

func (f *frameReader) text() string {
	length := f.number()
	if length > uint64(len(f.rest)) {
		f.fail("a text that goes on after its frame")
		return ""
	}
	return f.take(int(length))
}

func (f *frameReader) time() time.Time {
	seconds, nanoseconds := f.signed(), f.number()
	return time.Unix(seconds, int64(nanoseconds%1e9)).UTC()
}

// below is a number that must be less than a bound.
func (f *frameReader) below(bound int, what string) uint32 {
	number := f.number()
	if number >= uint64(bound) {
		f.fail(what + " that is not there")
		return 0
	}
	return uint32(number)
}

// shared is an equal text that does not hold the whole frame, the same one each time where it
// repeats.
func (f *frameReader) shared(text string) string {
	if f.known == nil {
		return text
	}
	if same, known := f.known[text]; known {
		return same
	}
	text = strings.Clone(text)
	if len(f.known) < mostKnown {
		f.known[text] = text
	}
	return text
}

// snapshotReader reads a snapshot. Frames are read and checked one ahead of what is decoded.
type snapshotReader struct {
	frameReader
	head   snapshotHead
	kinds  kinds
	codecs []codec
	file   *bufio.Reader
	table  *crc32.Table
	frames chan frame
	done   chan struct{}
	places []placed
	from   uint32
}

type frame struct {
	text string
	err  error
}

// placed is a value of edges, where the writer put it.
type placed struct {
	value graph.Value
	kind  uint8
}

func newSnapshotReader(in io.Reader, kinds kinds) *snapshotReader {
	return &snapshotReader{
		kinds: kinds, codecs: newCodecs(kinds), file: bufio.NewReaderSize(in, 1<<20), table: checksums(),
		frames: make(chan frame, 8), done: make(chan struct{}), places: make([]placed, recentValueSlots),
	}
}

func (r *snapshotReader) stop() { close(r.done) }

// open reads the head.
func (r *snapshotReader) open() error {
	name := make([]byte, len(snapshotName))
	if _, err := io.ReadFull(r.file, name); err != nil || string(name) != snapshotName {
		return fmt.Errorf("%w: it is no snapshot, or of another version", ErrSnapshot)
	}
	first := r.readFrame()
	if first.err != nil {
		return unexpected(first.err)
	}
	r.rest = first.text
	copy(r.head.shape[:], r.take(len(r.head.shape)))
	copy(r.head.commit[:], r.take(len(r.head.commit)))
	r.head.revision = int64(r.number())
	for i := range r.head.counts {
		r.head.counts[i] = r.number()
	}
	if r.wrong == nil && r.head.shape != shapeOf(r.kinds) {
		return fmt.Errorf("%w: it was written when facts had other kinds or fields", ErrSnapshot)
	}
	return r.wrong
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it ends too early", ErrSnapshot)
	}
	return err
}

func (r *snapshotReader) readFrame() frame {
	var prologue [framePrologue]byte
	if _, err := io.ReadFull(r.file, prologue[:]); err != nil {
		return frame{err: err}
	}
	length := binary.LittleEndian.Uint32(prologue[:])
	if length == 0 || length > mostFrame {
		return frame{err: fmt.Errorf("%w: it is damaged", ErrSnapshot)}
	}
	content := make([]byte, length)
	if _, err := io.ReadFull(r.file, content); err != nil {
		return frame{err: io.ErrUnexpectedEOF}
	}
	if crc32.Checksum(content, r.table) != binary.LittleEndian.Uint32(prologue[4:]) {
		return frame{err: fmt.Errorf("%w: it is damaged", ErrSnapshot)}
	}
	return frame{text: string(content)}
}

// ahead reads frames until the file ends or nobody wants them.
func (r *snapshotReader) ahead() {
	for {
		next := r.readFrame()
		select {
		case r.frames <- next:
		case <-r.done:
			return
		}
		if next.err != nil {
			return
		}
	}
}

// items calls read for each of so many things, over as many frames as hold them.
func (r *snapshotReader) items(ctx context.Context, count uint64, read func()) error {
	for range count {
		if r.rest == "" {
			if err := r.next(ctx); err != nil {
				return err
			}
		}
		if read(); r.wrong != nil {
			return r.wrong
		}
	}
	return nil
}

func (r *snapshotReader) next(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	next := <-r.frames
	r.rest = next.text
	return unexpected(next.err)
}

// build reads everything after the head.
func (r *snapshotReader) build(ctx context.Context) (*builder, error) {
	go r.ahead()
	b, counts := newBuilder(r.kinds), r.head.counts
	b.texts, b.moments = nil, nil
	if err := r.items(ctx, counts[0], func() { r.readText(b) }); err != nil {
		return nil, err
	}
	if err := r.items(ctx, counts[1], func() { r.readMoment(b) }); err != nil {
		return nil, err
	}
	if err := r.items(ctx, counts[2], func() { r.readNode(b) }); err != nil {
		return nil, err
	}
	b.grow()
	r.known = map[string]string{}
	if err := r.items(ctx, counts[3], func() { r.readEdge(b) }); err != nil {
		return nil, err
	}
	return b, r.atEnd()
}

func (r *snapshotReader) atEnd() error {
	if last := <-r.frames; r.rest != "" || !errors.Is(last.err, io.EOF) {
		return fmt.Errorf("%w: it goes on after its end", ErrSnapshot)
	}
	return nil
}

func (r *snapshotReader) readText(b *builder) {
	text := r.text()
	if len(b.texts) == 0 && text != "" {
		r.fail("no empty text")
		return
	}
	b.textNumber[text] = uint32(len(b.texts))
	b.texts = append(b.texts, text)
}

func (r *snapshotReader) readMoment(b *builder) {
	at := moment{revision: int64(r.number()), at: r.time()}
	b.momentNumber[at.revision] = uint32(len(b.moments))
	b.moments = append(b.moments, at)
}

func (r *snapshotReader) kindOf(isEdge bool) uint16 {
	kind := r.number()
	if kind >= uint64(len(r.kinds.names)) || r.kinds.names[kind].IsEdge() != isEdge {
		r.fail("a kind that is not there")
		return 0
	}
	return uint16(kind)
}

func (r *snapshotReader) readNode(b *builder) {
	kind, key := r.kindOf(false), graph.Key(r.text())
	origin, at := r.below(len(b.texts), "an origin"), r.below(len(b.moments), "a revision")
	if r.wrong != nil {
		return
	}
	number := b.keys.add(key)
	read := node{origin: origin, moment: at}
	b.setValue(&read, kind, r.codecs[kind].value(&r.frameReader))
	b.nodes.add(read)
	b.next.order = append(b.next.order, number)
}

func (r *snapshotReader) readEdge(b *builder) {
	step := r.number()
	nodes := int(b.nodes.length)
	if step >= uint64(nodes) || uint64(r.from)+step >= uint64(nodes) {
		r.fail("an edge of a node that is not there")
		return
	}
	r.from += uint32(step)
	kind, to := uint8(r.kindOf(true)), r.below(nodes, "a node")
	tag, origin := r.below(len(b.texts), "a tag"), r.below(len(b.texts), "an origin")
	at := r.below(len(b.moments), "a revision")
	if r.wrong != nil {
		return
	}
	if value := r.edgeValue(kind); r.wrong == nil {
		made := edge{from: r.from, to: to, tag: tag, source: b.source(source{origin, at}), value: b.pack(kind, value)}
		b.edges.add(made)
	}
}

func (r *snapshotReader) edgeValue(kind uint8) graph.Value {
	codec := &r.codecs[kind]
	if !codec.comparable {
		return codec.value(&r.frameReader)
	}
	mark := r.number()
	if mark/2 >= recentValueSlots {
		r.fail("a value that is not there")
		return nil
	}
	place := &r.places[mark/2]
	if mark%2 == 1 {
		*place = placed{codec.value(&r.frameReader), kind}
	}
	if place.value == nil || place.kind != kind {
		r.fail("a value that is not there")
	}
	return place.value
}
