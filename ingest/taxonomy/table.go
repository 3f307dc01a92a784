package taxonomy

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/ingest"
)

// maxFile is the largest file that is read, in bytes: ten times the largest of the known vocabularies.
const maxFile = 256 << 20

// table is a file with a header.
type table struct {
	path    string
	columns map[string]int // by [columnName]
	rows    *csv.Reader
	// reEncoded: the file is no UTF-8, and was read as Windows-1252.
	reEncoded bool
}

// row is a record of a table.
type row struct {
	table *table
	cells []string
	line  int
}

// openTable reads a file and its header.
func openTable(path string) (*table, error) {
	content, err := readBounded(path)
	if err != nil {
		return nil, err
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	t := &table{path: path, columns: map[string]int{}}
	if !utf8.Valid(content) {
		if content, err = charmap.Windows1252.NewDecoder().Bytes(content); err != nil {
			return nil, err
		}
		t.reEncoded = true
	}
	t.rows = csv.NewReader(bytes.NewReader(content))
	t.rows.Comma, t.rows.FieldsPerRecord, t.rows.LazyQuotes = separatorOf(content), -1, true
	header, err := t.rows.Read()
	if errors.Is(err, io.EOF) {
		return t, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	t.columns = columnsOf(header)
	return t, nil
}

// columnsOf returns where each column of a header stands, the first of a name.
func columnsOf(header []string) map[string]int {
	columns := map[string]int{}
	for i, name := range slices.Backward(header) {
		columns[columnName(name)] = i
	}
	return columns
}

func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%s is no file of at most %d MB", path, maxFile>>20)
	}
	return os.ReadFile(path)
}

// separatorOf returns the sign that parts the cells of the first line.
func separatorOf(content []byte) rune {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	best, most := ',', 0
	for _, sign := range []rune{',', ';', '\t', '|'} {
		if count := bytes.Count(line, []byte(string(sign))); count > most {
			best, most = sign, count
		}
	}
	return best
}

// columnName returns the name of a column as names are compared: small letters and digits.
func columnName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(norm.NFKD.String(name)))
}

// has reports whether the table has all of some columns.
func (t *table) has(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		_, there := t.columns[columnName(name)]
		return !there
	})
}

// each visits the rows. A row that is no CSV is rejected.
func (t *table) each(ctx context.Context, sink ingest.Sink, visit func(row)) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		cells, err := t.rows.Read()
		var malformed *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &malformed):
			sink.Reject(ingest.Where{File: t.name(), Line: malformed.StartLine}, malformed.Err.Error())
		case err != nil:
			return fmt.Errorf("%s: %w", t.path, err)
		default:
			if line, _ := t.rows.FieldPos(0); strings.TrimSpace(strings.Join(cells, "")) != "" {
				visit(row{t, cells, line})
			}
		}
	}
}

func (t *table) name() string { return filepath.Base(t.path) }

// get returns the cell of the first of some columns that the row has, without spaces around it.
func (r row) get(columns ...string) string {
	for _, name := range columns {
		if at, there := r.table.columns[columnName(name)]; there && at < len(r.cells) {
			if cell := strings.TrimSpace(norm.NFC.String(r.cells[at])); cell != "" {
				return cell
			}
		}
	}
	return ""
}

func (r row) where() ingest.Where { return ingest.Where{File: r.table.name(), Line: r.line} }

// values cuts a cell of several texts.
func values(cell string, separators string) []string {
	var all []string
	for _, text := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if text = strings.TrimSpace(text); text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}
