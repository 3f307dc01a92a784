package replica

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// frameLength is how long a frame is at least, unless it ends a section; a longer one than maxFrame is damaged.
const (
	frameLength = 256 << 10
	maxFrame    = 64 << 20
)

// codec encodes and decodes: each of its methods appends what it is given to a frame and returns it, or
// returns what it finds in a frame, so that the format is written down once. The first error is kept, and
// then everything decodes as its zero value.
//
// A frame is a length and a checksum of 4 bytes each, then that many bytes. No item lies in two frames, so
// that a frame is checked before it is decoded.
type codec struct {
	kinds kinds
	err   error
	out   *bufio.Writer // nil where it decodes
	frame []byte        // to be written
	in    *bufio.Reader
	rest  string // of the frame that was read
}

func newEncoder(out io.Writer, kinds kinds) *codec {
	return &codec{kinds: kinds, out: bufio.NewWriterSize(out, 1<<20)}
}

func newDecoder(in io.Reader, kinds kinds) *codec {
	return &codec{kinds: kinds, in: bufio.NewReaderSize(in, 1<<20)}
}

func (c *codec) damaged(what string) {
	if c.err == nil {
		c.err = fmt.Errorf("%w: it is damaged: %s", ErrSnapshot, what)
	}
	c.rest = ""
}

// each codes the items of a section, in frames of its own.
func (c *codec) each(ctx context.Context, count uint64, item func(i int)) error {
	for i := range count {
		if c.out == nil && c.rest == "" {
			c.readFrame(ctx)
		}
		if item(int(i)); c.err != nil {
			return c.err
		}
		if len(c.frame) >= frameLength || len(c.frame) > 0 && i+1 == count {
			c.writeFrame(ctx)
		}
	}
	return c.err
}

func checksum(frame []byte) uint32 { return crc32.Checksum(frame, crc32.MakeTable(crc32.Castagnoli)) }

func (c *codec) writeFrame(ctx context.Context) {
	prologue := binary.LittleEndian.AppendUint32(nil, uint32(len(c.frame)))
	_, errPrologue := c.out.Write(binary.LittleEndian.AppendUint32(prologue, checksum(c.frame)))
	_, err := c.out.Write(c.frame)
	c.err = errors.Join(c.err, ctx.Err(), errPrologue, err)
	c.frame = c.frame[:0]
}

func (c *codec) readFrame(ctx context.Context) {
	var prologue [8]byte
	_, err := io.ReadFull(c.in, prologue[:])
	length := binary.LittleEndian.Uint32(prologue[:])
	if err == nil && (length == 0 || length > maxFrame) {
		c.damaged("the length of a frame")
		return
	}
	frame := make([]byte, length)
	if err == nil {
		_, err = io.ReadFull(c.in, frame)
	}
	switch {
	case ctx.Err() != nil:
		c.err = ctx.Err()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		c.damaged("it ends too early")
	case err != nil:
		c.err = err
	case checksum(frame) != binary.LittleEndian.Uint32(prologue[4:]):
		c.damaged("a checksum")
	default:
		c.rest = string(frame)
	}
}

func (c *codec) number(number uint64) uint64 {
	if c.out != nil {
		c.frame = binary.AppendUvarint(c.frame, number)
		return number
	}
	number = 0
	for i := 0; i < len(c.rest) && i < binary.MaxVarintLen64; i++ {
		b := c.rest[i]
		number |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			c.rest = c.rest[i+1:]
			return number
		}
	}
	c.damaged("a number without end")
	return 0
}

// index codes a number that is less than a length.
func (c *codec) index(number uint32, length int) uint32 {
	coded := c.number(uint64(number))
	if coded >= uint64(length) {
		c.damaged("a number without its item")
		return 0
	}
	return uint32(coded)
}

// string codes a text. What is decoded keeps its frame in memory.
func (c *codec) string(text string) string {
	length := c.number(uint64(len(text)))
	if c.out != nil {
		c.frame = append(c.frame, text...)
		return text
	}
	if length > uint64(len(c.rest)) {
		c.damaged("a text that goes on after its frame")
		return ""
	}
	text, c.rest = c.rest[:length], c.rest[length:]
	return text
}
