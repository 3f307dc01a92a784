package replica

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"reflect"
	"time"

	"github.com/sachant/sachant/graph"
)

// A snapshot file is a line that names its version, and frames, see [codec]. The first frame is the header;
// then come the sections, with as many items as the header says: the tables of a [Snapshot], and its nodes
// and edges in key order.
const snapshotVersion = "sachant replica snapshot 3\n"

const (
	textSection = iota
	momentSection
	sourceSection
	summarySection
	declarationSection
	valueSection
	keySection
	nodeSection
	edgeSection
	sectionCount
)

// sections are the functions that code an item, with its place in the section.
type sections [sectionCount]func(i int)

// header says what a snapshot file holds.
type header struct {
	types    [sha256.Size]byte // the fingerprint of the kinds and their fields
	commit   [sha256.Size]byte // the digest of the commit at which it was taken
	revision int64
	counts   [sectionCount]uint64
}

func (c *codec) header(head header) header {
	copy(head.types[:], c.string(string(head.types[:])))
	copy(head.commit[:], c.string(string(head.commit[:])))
	head.revision = int64(c.number(uint64(head.revision)))
	for i := range head.counts {
		head.counts[i] = c.number(head.counts[i])
	}
	return head
}

// readHeader reads the header of a file that this program can read.
func readHeader(ctx context.Context, c *codec) (head header, err error) {
	version := make([]byte, len(snapshotVersion))
	if _, err := io.ReadFull(c.in, version); err != nil || string(version) != snapshotVersion {
		return head, fmt.Errorf("%w: it is no snapshot, or of another version", ErrSnapshot)
	}
	if err := c.each(ctx, 1, func(int) { head = c.header(head) }); err != nil {
		return head, err
	}
	if head.types != typesOf(c.kinds) {
		return head, fmt.Errorf("%w: it was written when facts had other kinds or fields", ErrSnapshot)
	}
	if nodes := head.counts[nodeSection]; c.rest != "" || head.counts[keySection] != nodes || nodes > maxNodes || head.counts[edgeSection] > maxEdges {
		return head, fmt.Errorf("%w: it is damaged: its header", ErrSnapshot)
	}
	return head, nil
}

// readSnapshot reads the sections. Every index is checked, so that no file leads outside the tables, however
// it was made. Values are packed anew, edge by edge, so that those which no edge has are dropped.
func readSnapshot(ctx context.Context, c *codec, head header) (*builder, error) {
	b := newBuilder(c.kinds)
	var declares []packedDeclaration
	var values []graph.Value
	from := uint32(0)
	inTurn := func(i int, number uint32) {
		if int(number) != i {
			c.damaged("an item that is there twice")
		}
	}
	for section, item := range (sections{
		textSection: func(i int) { inTurn(i, b.text(c.string(""))) },
		momentSection: func(i int) {
			read := c.moment(moment{})
			inTurn(i, b.moment(graph.Fact{Revision: read.revision, At: read.at}))
		},
		sourceSection: func(i int) { inTurn(i, b.source(c.source(source{}, &b.tables))) },
		summarySection: func(i int) {
			read := c.summary(packedSummary{})
			inTurn(i, intern(b.summaryNumber, &b.summaries, read, read))
		},
		declarationSection: func(int) { declares = append(declares, c.declaration(packedDeclaration{}, &b.tables)) },
		valueSection:       func(int) { values = append(values, c.value(nil)) },
		keySection: func(int) {
			b.keys.add(graph.Key(c.string("")))
			b.next.order = append(b.next.order, b.nodes.add(node{}))
		},
		nodeSection: func(i int) {
			into := b.nodes.at(uint32(i))
			from := c.source(source{}, &b.tables)
			into.origin, into.moment = from.origin, from.moment
			switch value := c.nodeValue(nil, &b.tables); {
			case c.err != nil:
			case value.Kind() != b.keys.at(uint32(i)).Kind():
				c.damaged("the kind of a node")
			default:
				b.setValue(into, b.kinds.number[value.Kind()], value)
			}
		},
		edgeSection: func(int) {
			from += c.index(0, int(b.nodes.length-from))
			read := c.edge(edge{from: from}, &b.tables, int(b.nodes.length))
			read.value = c.repack(read.value, b, declares, values)
			b.edges.add(read)
		},
	}) {
		if err := c.each(ctx, head.counts[section], item); err != nil {
			return nil, err
		}
	}
	if _, err := c.in.ReadByte(); c.rest != "" || !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it goes on after its end", ErrSnapshot)
	}
	b.grow()
	return b, nil
}

// repack packs the value of an edge that was packed by other tables.
func (c *codec) repack(packed packedValue, b *builder, declares []packedDeclaration, values []graph.Value) packedValue {
	kind, value := packed>>kindShift, packed&valueMask
	index := uint64(value &^ isIndex &^ isDeclaration)
	if int(kind) >= c.kinds.edges {
		c.damaged("the kind of an edge")
		return 0
	}
	switch says := c.kinds.says[kind]; {
	case value&isIndex != 0 && index < uint64(len(values)) && values[index].Kind() == c.kinds.names[kind]:
		return b.pack(uint8(kind), values[index])
	case value&isDeclaration != 0 && says == saysSummary && index < uint64(len(declares)):
		return kind<<kindShift | b.declare(declares[index])
	case value == 0 && says != saysSummary, value < isDeclaration && says == saysDay:
		return packed
	}
	c.damaged("the value of an edge")
	return 0
}

// writeSnapshot writes the nodes of a snapshot that exist, their edges, and the tables whole.
func writeSnapshot(ctx context.Context, out io.Writer, shown *Snapshot, commit [sha256.Size]byte) error {
	c := newEncoder(out, shown.kinds)
	order, numbers, edges := shown.existing()
	head := header{types: typesOf(shown.kinds), commit: commit, revision: shown.revision, counts: [sectionCount]uint64{
		uint64(len(shown.texts)), uint64(len(shown.moments)), uint64(len(shown.sources)), uint64(len(shown.summaries)),
		uint64(len(shown.declares)), uint64(len(shown.values)), uint64(len(order)), uint64(len(order)), edges,
	}}
	if _, err := c.out.WriteString(snapshotVersion); err != nil {
		return err
	}
	if err := c.each(ctx, 1, func(int) { c.header(head) }); err != nil {
		return err
	}
	from, visited := 0, 0 // the node that the last edge left, and how many nodes were visited
	var left []outgoing   // of the edges of the node visited last
	for section, item := range (sections{
		textSection:        func(i int) { c.string(shown.texts[i]) },
		momentSection:      func(i int) { c.moment(shown.moments[i]) },
		sourceSection:      func(i int) { c.source(shown.sources[i], &shown.tables) },
		summarySection:     func(i int) { c.summary(shown.summaries[i]) },
		declarationSection: func(i int) { c.declaration(shown.declares[i], &shown.tables) },
		valueSection:       func(i int) { c.value(shown.values[i]) },
		keySection:         func(i int) { c.string(string(*shown.keys.at(order[i]))) },
		nodeSection: func(i int) {
			node := shown.nodes.at(order[i])
			c.source(source{node.origin, node.moment}, &shown.tables)
			c.nodeValue(node.value, &shown.tables)
		},
		edgeSection: func(int) {
			for ; len(left) == 0; visited++ {
				left = shown.nodes.at(order[visited]).out
			}
			c.number(uint64(visited - 1 - from))
			from = visited - 1
			next := *shown.edges.at(left[0].edge())
			if left = left[1:]; shown.nodes.at(next.to).value == nil {
				c.err = fmt.Errorf("an edge leads to %q, which is not there", *shown.keys.at(next.to))
			}
			next.to = numbers[next.to]
			c.edge(next, &shown.tables, len(order))
		},
	}) {
		if err := c.each(ctx, head.counts[section], item); err != nil {
			return err
		}
	}
	return c.out.Flush()
}

// existing returns the nodes that exist, in key order, the place there of each node, and how many edges
// leave them.
func (s *Snapshot) existing() (order, places []uint32, edges uint64) {
	places = make([]uint32, s.nodes.length)
	for _, number := range s.inOrder() {
		if node := s.nodes.at(number); node.value != nil {
			places[number] = uint32(len(order))
			order = append(order, number)
			edges += uint64(len(node.out))
		}
	}
	return order, places, edges
}

func (c *codec) moment(of moment) moment {
	of.revision = int64(c.number(uint64(of.revision)))
	of.at = time.UnixMilli(int64(c.number(uint64(of.at.UnixMilli())))).UTC()
	return of
}

func (c *codec) source(of source, in *tables) source {
	return source{c.index(of.origin, len(in.texts)), c.index(of.moment, len(in.moments))}
}

func (c *codec) summary(of packedSummary) packedSummary {
	for _, day := range []*graph.Day{&of.on, &of.validUntil, &of.validatedOn} {
		*day = graph.Day(c.number(uint64(*day)))
	}
	of.held, of.required, of.selfAssessed, of.flags = c.halves(of.held), c.halves(of.required), c.halves(of.selfAssessed), uint8(c.number(uint64(of.flags)))
	return of
}

func (c *codec) halves(of int8) int8 { return int8(c.index(uint32(of+1), levelCount+1)) - 1 }

func (c *codec) declaration(of packedDeclaration, in *tables) packedDeclaration {
	for i := range of.words {
		of.words[i] = c.index(of.words[i], len(in.texts))
	}
	of.summary = c.index(of.summary, len(in.summaries))
	return of
}

// edge codes an edge without the node that it leaves, in a file of so many nodes.
func (c *codec) edge(of edge, in *tables, nodes int) edge {
	of.to, of.tag, of.source = c.index(of.to, nodes), c.index(of.tag, len(in.texts)), c.index(of.source, len(in.sources))
	const small = 64 - (kindShift - 2) // brings the kind and what the value is to the lower end
	of.value = packedValue(bits.RotateLeft64(c.number(bits.RotateLeft64(uint64(of.value), small)), -small))
	return of
}

// nodeValue codes a value as the replica packs it, or else as stores keep it.
func (c *codec) nodeValue(value graph.Value, in *tables) graph.Value {
	packed, is := value.(packedContribution)
	if packed.contributionType = uint8(c.index(uint32(packed.contributionType), contributionTypeCount)); packed.contributionType == 0 {
		return c.value(value)
	}
	packed.title, packed.url = c.string(packed.title), c.string(packed.url)
	packed.language, packed.published = c.index(packed.language, len(in.texts)), packedValue(c.number(uint64(packed.published))%isAccepted)
	if is {
		return value
	}
	return in.unpackNode(packed)
}

func (c *codec) value(value graph.Value) graph.Value {
	if c.out != nil {
		record, err := graph.Fact{Value: value}.Record()
		c.err = errors.Join(c.err, err)
		c.number(uint64(c.kinds.number[value.Kind()]))
		c.string(string(record.Brief))
		return value
	}
	kind, brief := c.index(0, len(c.kinds.names)), c.string("")
	if c.err != nil {
		return nil
	}
	if value, c.err = graph.DecodeBrief(c.kinds.names[kind], []byte(brief)); c.err != nil {
		c.err = fmt.Errorf("%w: %w", ErrSnapshot, c.err)
	}
	return value
}

// typesOf returns a fingerprint of the kinds and of the fields of their values.
func typesOf(kinds kinds) [sha256.Size]byte {
	hash := sha256.New()
	for i, name := range kinds.names {
		_, _ = fmt.Fprintln(hash, name)
		writeType(hash, reflect.TypeOf(kinds.empty[i]))
	}
	return [sha256.Size]byte(hash.Sum(nil))
}

func writeType(out io.Writer, of reflect.Type) {
	_, _ = fmt.Fprintln(out, of.Name(), of.Kind())
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice:
		writeType(out, of.Elem())
	case reflect.Struct:
		for i := range of.NumField() {
			if field := of.Field(i); field.IsExported() {
				_, _ = fmt.Fprintln(out, field.Name, field.Tag)
				writeType(out, field.Type)
			}
		}
	}
}
