package stackexchange

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/source"
)

// maxRow is more than ten times the longest post that such sites allow.
const maxRow = 4 << 20

// dumpRow is one <row> with its attributes.
type dumpRow struct {
	line       int
	attributes map[string]string
}

// rowError is what is wrong with a row, and in which attribute, if in one.
type rowError struct{ attribute, cause string }

func (e rowError) Error() string { return e.attribute + ": " + e.cause }

// rowReader finds rows in a dump. It cuts the file at every "<", which no well-formed attribute holds,
// and decodes each row by itself with encoding/xml: a decoder of the whole file cannot continue after
// its first error, and one invalid row must not cost the others.
type rowReader struct {
	from *bufio.Reader
	line int
	// read counts bytes; ended: the closing tag of the document was read.
	read  int64
	ended bool
	// inside: a damaged row leaves a quote open, so that what follows on its line may belong to it.
	inside bool
	// cleaned are the lines of rows of which characters were left out.
	cleaned []int
}

func newRowReader(from io.Reader) *rowReader {
	return &rowReader{from: bufio.NewReaderSize(from, 256<<10), line: 1}
}

// next returns the next row, or its line and what is wrong with it, or io.EOF. Other errors are
// those of reading.
func (r *rowReader) next() (row dumpRow, bad, err error) {
	for {
		line := r.line
		tag, tooLong, err := r.tag()
		if err != nil {
			return dumpRow{}, nil, err
		}
		if end, found := endOfText(tag); found {
			err = r.skipTo(tag, end)
		}
		if err != nil {
			return dumpRow{}, nil, err
		}
		if bytes.HasPrefix(tag, []byte("/")) && !isRow(tag[1:]) && bytes.IndexByte(tag, '>') >= 0 {
			r.ended = true
		}
		inside := r.inside
		r.inside = inside && leavesOpen(tag, true)
		if !isRow(tag) {
			continue
		}
		row = dumpRow{line: line}
		if inside {
			return row, rowError{cause: "the row stands inside a quote that a damaged row before it leaves open"}, nil
		}
		if tooLong {
			return row, rowError{cause: fmt.Sprintf("the row is longer than %d MB", maxRow>>20)}, nil
		}
		row.attributes, bad = r.parseRow(line, tag)
		r.inside = bad != nil && leavesOpen(tag, false)
		return row, bad, nil
	}
}

// leavesOpen reports whether a quote is open at the end of a tag, and goes on in what follows on its line.
func leavesOpen(tag []byte, open bool) bool {
	return bytes.IndexByte(tag, '\n') < 0 && open != (bytes.Count(tag, []byte(`"`))%2 == 1)
}

// endOfText returns what ends a comment or character data that begins with a tag.
func endOfText(tag []byte) (end []byte, found bool) {
	switch {
	case bytes.HasPrefix(tag, []byte("!--")):
		return []byte("-->"), true
	case bytes.HasPrefix(tag, []byte("![CDATA[")):
		return []byte("]]>"), true
	}
	return nil, false
}

// skipTo skips what stands before the end of a comment or of character data.
func (r *rowReader) skipTo(tag, end []byte) (err error) {
	for err == nil && !bytes.Contains(tag, end) {
		tag, _, err = r.tag()
	}
	return err
}

// tag reads up to the next "<", or the end; a tag that is too long is cut.
func (r *rowReader) tag() (tag []byte, tooLong bool, err error) {
	for {
		part, err := r.from.ReadSlice('<')
		r.read += int64(len(part))
		r.line += bytes.Count(part, []byte("\n"))
		if len(tag)+len(part) <= maxRow {
			tag = append(tag, part...)
		} else {
			tooLong = true
		}
		switch {
		case err == nil:
			return bytes.TrimSuffix(tag, []byte("<")), tooLong, nil
		case errors.Is(err, io.EOF) && len(tag) > 0:
			return tag, tooLong, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}

func isRow(tag []byte) bool {
	rest, ok := bytes.CutPrefix(tag, []byte("row"))
	return ok && (len(rest) == 0 || bytes.ContainsAny(rest[:1], " \t\r\n/>"))
}

// parseRow decodes a row. Where it fails, characters that XML does not allow are left out first.
func (r *rowReader) parseRow(line int, tag []byte) (map[string]string, error) {
	attributes, err := decodeRow(tag)
	lost := func(value string) bool { return strings.Contains(value, "\ufffd") } // a reference to half a character
	if err == nil && !slices.ContainsFunc(slices.Collect(maps.Values(attributes)), lost) {
		return attributes, nil
	}
	cleaned := withoutIllegal(tag)
	if len(cleaned) == len(tag) {
		return attributes, err
	}
	if attributes, err = decodeRow(cleaned); err == nil {
		r.cleaned = append(r.cleaned, line)
	}
	return attributes, err
}

func decodeRow(tag []byte) (map[string]string, error) {
	decoder := xml.NewDecoder(io.MultiReader(bytes.NewReader([]byte("<")), bytes.NewReader(tag)))
	decoder.Entity = xml.HTMLEntity
	token, err := decoder.Token()
	if err != nil {
		return nil, rowError{cause: "the row is not well-formed XML: " + cause(err)}
	}
	element, ok := token.(xml.StartElement)
	if !ok {
		return nil, rowError{cause: "the row is not well-formed XML"}
	}
	attributes := make(map[string]string, len(element.Attr))
	for _, attribute := range element.Attr {
		name := attribute.Name.Local
		if _, twice := attributes[name]; twice && attribute.Name.Space == "" {
			return nil, rowError{name, "the attribute is there twice"}
		}
		if attribute.Name.Space == "" {
			attributes[name] = attribute.Value
		}
	}
	return attributes, nil
}

// withoutIllegal leaves out characters, and references to such, that XML does not allow, and bytes that are no
// UTF-8.
func withoutIllegal(tag []byte) []byte {
	tag = regexp.MustCompile(`&#(x[0-9a-fA-F]+|[0-9]+);`).ReplaceAllFunc(tag, func(reference []byte) []byte {
		digits, base := string(reference[2:len(reference)-1]), 10
		if digits[0] == 'x' {
			digits, base = digits[1:], 16
		}
		number, err := strconv.ParseInt(digits, base, 32)
		if err != nil || !isAllowed(rune(number)) {
			return nil
		}
		return reference
	})
	return bytes.Map(func(r rune) rune {
		if r == utf8.RuneError || !isAllowed(r) {
			return -1
		}
		return r
	}, tag)
}

// isAllowed reports whether XML 1.0 allows a character.
func isAllowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

// cause leaves out the line, which counts from the row.
func cause(err error) string {
	if syntax := (*xml.SyntaxError)(nil); errors.As(err, &syntax) {
		return syntax.Msg
	}
	return err.Error()
}

// number reads an attribute that must be a whole number.
func (r dumpRow) number(name string) (int64, error) {
	value, err := strconv.ParseInt(r.attributes[name], 10, 64)
	if err != nil {
		return 0, rowError{name, fmt.Sprintf("%q is not a whole number", r.attributes[name])}
	}
	return value, nil
}

// optional reads an attribute that may be missing, which is 0.
func (r dumpRow) optional(name string) (int64, error) {
	if r.attributes[name] == "" {
		return 0, nil
	}
	return r.number(name)
}

// time reads an attribute that must be a time; without a zone it is UTC.
func (r dumpRow) time(name string) (time.Time, error) {
	text := r.attributes[name]
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04:05", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil && !at.IsZero() {
			return at.UTC(), nil
		}
	}
	return time.Time{}, rowError{name, fmt.Sprintf("%q is not a time such as 2012-03-04T05:06:07.890", text)}
}

// dumpFile is one of the files of a dump.
type dumpFile struct {
	path string
	size int64
	// whole: it is refused where it was cut, since what it lacks would change what is stored.
	whole bool
}

// each visits the rows of a file. A rowError, from reading one or from visit, rejects that row;
// other errors end the reading.
func (f dumpFile) each(ctx context.Context, sink ingest.Sink, progress *source.Progress, visit func(ingest.Where, dumpRow) error) error {
	file, err := os.Open(f.path)
	if err != nil {
		return fmt.Errorf("read dump: %w", err)
	}
	defer file.Close()
	rows := newRowReader(file)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, bad, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read dump %s: %w", f.path, err)
		}
		where := ingest.Where{File: f.path, Line: row.line}
		if bad == nil {
			bad = visit(where, row)
		}
		if wrong := (rowError{}); errors.As(bad, &wrong) {
			where.Column = wrong.attribute
			sink.Reject(where, wrong.cause)
		} else if bad != nil {
			return bad
		}
		progress.Report(sink, rows.read)
	}
	switch {
	case !rows.ended && f.whole:
		return fmt.Errorf("read dump: %s ends without its closing tag, so it was cut: unpack the dump again", f.path)
	case !rows.ended:
		sink.Warn(fmt.Sprintf("%s ends without its closing tag: it may have been cut", f.path))
	}
	if n := len(rows.cleaned); n > 0 {
		sink.Warn(fmt.Sprintf("%s: characters that are no text were left out of %d rows, the first on line %d", f.path, n, rows.cleaned[0]))
	}
	progress.Before += f.size
	progress.Report(sink, 0)
	return nil
}
