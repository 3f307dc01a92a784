package table

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// The bounds of a workbook. To refuse one takes less than 200 MB of memory, and to read one at the bounds, two hundred
// thousand rows in which nearly every cell is another text, less than 600 MB.
const (
	maxWorkbook  = 64 << 20  // of the file
	maxParts     = 1000      // files within it
	maxUnpacked  = 512 << 20 // of all parts
	maxInMemory  = 24 << 20  // of all parts that are not streamed
	maxStreamed  = 4 << 20   // what is larger is streamed
	maxElement   = 256 << 10 // of a cell or a shared string: a cell holds 32,767 characters
	maxDepth     = 100
	maxRowCells  = 16_384 // columns of a sheet
	maxCells     = 3_000_000
	maxRows      = 500_000 // that hold something: formats alone go on to the last row of a sheet
	maxStrings   = 500_000
	maxRatio     = 300 // of unpacked to packed, for parts beyond the size that is streamed
	maxReadBytes = 256 << 20
)

var errTooLarge = errors.New("the workbook is too large, or was made to be: save the table alone as CSV UTF-8")

func tooLarge(what string, args ...any) error {
	return fmt.Errorf("%w (%s)", errTooLarge, fmt.Sprintf(what, args...))
}

// checkWorkbook refuses a workbook that would take more memory than it should. It unpacks every part, and keeps nothing.
func checkWorkbook(ctx context.Context, file io.ReaderAt, size int64) error {
	if size > maxWorkbook {
		return tooLarge("more than %d MB", maxWorkbook>>20)
	}
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return fmt.Errorf("is no workbook that can be opened: %w", err)
	}
	if len(archive.File) > maxParts {
		return tooLarge("more than %d parts", maxParts)
	}
	unpacked, inMemory := int64(0), int64(0)
	for _, part := range archive.File {
		read, err := checkPart(ctx, part, maxUnpacked-unpacked)
		if err != nil {
			return err
		}
		if unpacked += read; !isStreamed(part.Name) || read <= maxStreamed {
			inMemory += read
		}
		if inMemory > maxInMemory {
			return tooLarge("more than %d MB besides the tables", maxInMemory>>20)
		}
	}
	return nil
}

// isStreamed reports whether a large part is read piece by piece.
func isStreamed(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "\\", "/"))
	return name == "xl/sharedstrings.xml" || strings.HasPrefix(name, "xl/worksheets/sheet")
}

func checkPart(ctx context.Context, part *zip.File, left int64) (read int64, err error) {
	open, err := part.Open()
	if err != nil {
		return 0, fmt.Errorf("is no workbook that can be opened: %w", err)
	}
	defer open.Close()
	counted := &countingReader{from: contextReader{ctx, open}, left: left, ratioBase: int64(part.CompressedSize64)}
	switch path.Ext(strings.ToLower(part.Name)) {
	case ".xml", ".rels", ".vml":
		err = checkElements(counted)
	default:
		_, err = io.Copy(io.Discard, counted)
	}
	switch {
	case errors.Is(err, errTooLarge) || ctx.Err() != nil:
		return counted.read, err
	case err != nil:
		return counted.read, fmt.Errorf("is no workbook that can be opened: %w", err)
	case !isStreamed(part.Name) && counted.read > maxInMemory:
		return counted.read, tooLarge("more than %d MB besides the tables", maxInMemory>>20)
	}
	return counted.read, nil
}

// countingReader fails where more is unpacked than is left, or than the packed size can honestly hold.
type countingReader struct {
	from            io.Reader
	read            int64
	left, ratioBase int64
}

func (r *countingReader) Read(into []byte) (int, error) {
	n, err := r.from.Read(into)
	r.read += int64(n)
	switch {
	case r.read > r.left:
		return n, tooLarge("more than %d MB unpacked", maxUnpacked>>20)
	case r.read > maxStreamed && r.read > r.ratioBase*maxRatio:
		return n, tooLarge("packed by more than %d to 1", maxRatio)
	}
	return n, err
}

// elements counts what an XML part holds.
type elements struct {
	depth, rows, cells, rowCells, strings int
	rowHolds                              bool // the row that is open was counted
	inElement                             int  // bytes of the cell or shared string that is open, -1 where none is
}

// checkElements bounds the elements of an XML part: their depth, the length of each cell and shared string, and how many
// there are.
func checkElements(from io.Reader) error {
	reader := bufio.NewReaderSize(from, maxElement)
	seen := elements{inElement: -1}
	for {
		piece, err := reader.ReadSlice('<')
		if errors.Is(err, bufio.ErrBufferFull) {
			return tooLarge("a text of more than %d kB", maxElement>>10)
		}
		if limit := seen.add(piece); limit != nil {
			return limit
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// add counts a tag, which begins a piece, and the text up to the next one.
func (e *elements) add(piece []byte) error {
	end := bytes.IndexByte(piece, '>')
	if end < 0 || len(piece) == 0 || piece[0] == '?' || piece[0] == '!' {
		return nil
	}
	tag := piece[:end]
	closes := tag[0:min(1, len(tag))]
	name := tagName(tag)
	isText := name == "c" || name == "si"
	if e.inElement >= 0 {
		e.inElement += len(piece)
	}
	switch {
	case string(closes) == "/":
		if e.depth--; isText {
			e.inElement = -1
		}
		return nil
	case !bytes.HasSuffix(tag, []byte("/")):
		if e.depth++; isText {
			e.inElement = len(piece)
		}
		if name == "c" && !e.rowHolds {
			e.rows++
			e.rowHolds = true
		}
	}
	e.count(name)
	return e.limit()
}

// tagName returns the name of a tag without its namespace.
func tagName(tag []byte) string {
	name := bytes.TrimPrefix(tag, []byte("/"))
	if end := bytes.IndexAny(name, " \t\r\n/"); end >= 0 {
		name = name[:end]
	}
	return string(name[bytes.IndexByte(name, ':')+1:])
}

func (e *elements) count(name string) {
	switch name {
	case "row":
		e.rowCells, e.rowHolds = 0, false
	case "c":
		e.cells++
		e.rowCells++
	case "si":
		e.strings++
	}
}

func (e *elements) limit() error {
	switch {
	case e.depth > maxDepth:
		return tooLarge("elements deeper than %d", maxDepth)
	case e.inElement > maxElement:
		return tooLarge("a text of more than %d kB", maxElement>>10)
	case e.rowCells > maxRowCells:
		return tooLarge("a row of more than %d cells", maxRowCells)
	case e.cells > maxCells:
		return tooLarge("more than %d cells", maxCells)
	case e.rows > maxRows:
		return tooLarge("more than %d rows", maxRows)
	case e.strings > maxStrings:
		return tooLarge("more than %d texts", maxStrings)
	}
	return nil
}
