package interview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Reader reads the files of one import into statements. It never says that the source is
// complete: a row that is not there is no departure.
type Reader struct {
	// Paths of the files, read as one table: a row in one may contradict a row in another.
	Paths []string
	// Scale of the levels in all the files; the zero value is [ScaleAuto].
	Scale Scale
	// TrustEmail: a row without employee number may name its person by e-mail.
	TrustEmail bool
	// Store is what the import goes into, so that a file which says less of a skill than an
	// earlier one removes nothing, and rows about one person are found; nil where it is empty.
	Store graph.Reader
}

// maxFile is more than a hundred interviews for each of 20,000 people.
const maxFile = 256 << 20

// Read emits what the files say. Files and rows that are not understood are rejected and the
// rest goes on; an error is the context's, the sink's or the store's.
func (r Reader) Read(ctx context.Context, sink ingest.Sink) error {
	read, rejected, err := r.readFiles(ctx, sink)
	if err != nil {
		return err
	}
	stored, err := newLookup(ctx, r.Store)
	if err != nil {
		return err
	}
	if err := read.reconcile(ctx, stored, sink); err != nil {
		return err
	}
	if err := read.emit(ctx, sink, stored); err != nil {
		return err
	}
	return emitWithdrawals(append(rejected, read.contradictions()...), sink)
}

// readFiles returns what the files say, and the rejected rows that give no consent to publication.
func (r Reader) readFiles(ctx context.Context, sink ingest.Sink) (read entries, rejected []entry, err error) {
	words, values := newVocabulary(), newValueCache()
	for _, path := range r.Paths {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		opened, err := r.open(ctx, path, words, sink)
		if err != nil && ctx.Err() == nil {
			sink.Reject(ingest.Where{File: path}, err.Error())
			continue
		}
		if where, cause, found := opened.sensitiveColumn(ctx); found {
			sink.Reject(where, cause)
			continue
		}
		rows, without := r.readTable(ctx, opened, values, sink)
		read, rejected = append(read, rows), append(rejected, without...)
	}
	return read, rejected, ctx.Err()
}

// open reads a file up to its header; the error says why the file is refused.
func (r Reader) open(ctx context.Context, path string, words vocabulary, sink ingest.Sink) (table, error) {
	text, notes, err := readText(ctx, path)
	if err != nil {
		return table{}, err
	}
	for _, note := range notes {
		sink.Warn(path + ": " + note)
	}
	if trace := encodedTwice(text); trace != "" {
		sink.Warn(fmt.Sprintf("%s: the text was encoded twice (%q stands where an accent should): export it again as UTF-8", path, trace))
	}
	opened, err := openTable(ctx, path, text, words)
	if err != nil {
		return table{}, err
	}
	header := opened.header.cells
	if lacks := opened.columns.missing(r.TrustEmail); lacks != "" {
		return table{}, fmt.Errorf("lacks the column %s; found %s on line %d", lacks, quoteAll(header), opened.header.line)
	}
	if name, twice := opened.columns.twice(header); twice {
		return table{}, fmt.Errorf("has two columns %q on line %d: rename or remove one", name, opened.header.line)
	}
	return opened, nil
}

func readText(ctx context.Context, path string) (text string, notes []string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", nil, fmt.Errorf("cannot be read: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", nil, fmt.Errorf("cannot be read: %w", err)
	}
	if info.IsDir() || info.Size() > maxFile {
		return "", nil, fmt.Errorf("is no file of %d MB or less: import tables one by one", maxFile>>20)
	}
	content, err := io.ReadAll(contextReader{ctx, io.LimitReader(file, maxFile)})
	if err != nil {
		return "", nil, fmt.Errorf("cannot be read: %w", err)
	}
	return decodeText(ctx, content)
}

// readTable reads the rows of a table, until the context ends; rejected are those of [Reader.readFiles].
func (r Reader) readTable(ctx context.Context, from table, values *valueCache, sink ingest.Sink) (entries, rejected []entry) {
	rows := from.rows()
	if len(rows)+from.rejected() == 0 {
		sink.Warn(fmt.Sprintf("%s has a header on line %d and no rows", from.file, from.header.line))
	}
	levels := levelsOf(rows)
	r.warnOfScale(from, levels, sink)
	sink.Read("row", len(rows)+from.rejected())
	sink.Drop("comment", comments(rows))
	from.report(func(line int, cause string) { sink.Reject(ingest.Where{File: from.file, Line: line}, cause) }, sink.Warn)
	reader := rowReader{scale: reading{scale: r.Scale, letters: levels["i"] || levels["l"] || levels["u"]}, trustEmail: r.TrustEmail,
		values: values, dates: from.dates()}
	from.ignoreNamesakes(reader.scale, rows, sink)
	entries = make([]entry, 0, len(rows))
	for _, each := range rows {
		if ctx.Err() != nil {
			break
		}
		one, err := reader.read(each)
		if errors.Is(err, errNotConcerned) {
			sink.Drop("not concerned", 1)
			continue
		}
		if err != nil {
			reject(sink, each.where, err)
			if one, ok := reader.withoutConsent(each); ok {
				rejected = append(rejected, one)
			}
			continue
		}
		entries = append(entries, one)
	}
	from.warnOfConsent(rows, sink)
	return entries, rejected
}

func reject(sink ingest.Sink, where ingest.Where, err error) {
	if cell := (cellError{}); errors.As(err, &cell) {
		where.Column = cell.column
		sink.Reject(where, cell.cause)
		return
	}
	sink.Reject(where, err.Error())
}

func someLines(lines []int) string {
	text := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(lines[:min(len(lines), 10)])), ", "), "[]")
	if len(lines) > 10 {
		text += fmt.Sprintf(" and %d more", len(lines)-10)
	}
	return text
}

func comments(rows []row) int {
	count := 0
	for _, each := range rows {
		if each.get(fieldComment) != "" {
			count++
		}
	}
	return count
}

// levelsOf returns the folded values of the levels: I, L or U, for instance, are of the scale ILUO only.
func levelsOf(rows []row) map[string]bool {
	cells := map[string]bool{}
	for _, each := range rows {
		for _, name := range []field{fieldHeld, fieldRequired, fieldSelf} {
			cells[each.get(name)] = true
		}
	}
	levels := make(map[string]bool, len(cells))
	for cell := range cells {
		levels[fold(cell)] = true
	}
	return levels
}

// warnOfScale warns of a 5: its row is rejected, but the other rows may be on that scale too.
func (r Reader) warnOfScale(from table, levels map[string]bool, sink ingest.Sink) {
	if (r.Scale == ScaleAuto || r.Scale == "") && levels["5"] {
		sink.Warn(fmt.Sprintf("%s: a level is 5, and levels were read from 0 to 4; if the file counts from 1 to 5, "+
			"import it again with --scale 1-5", from.file))
	}
}

// ignoreNamesakes drops a column whose header has two meanings, where no cell has the one that is read:
// a "Statut" that is the employee's, or a "Note" that is a text beside other levels.
func (t table) ignoreNamesakes(scale reading, rows []row, sink ingest.Sink) {
	t.ignore(fieldValidated, "Statut", rows, sink, func(cell string) bool { _, err := parseYesNo(cell); return err == nil })
	if t.columns.has(fieldRequired) || t.columns.has(fieldSelf) {
		t.ignore(fieldHeld, "Note", rows, sink, func(cell string) bool { _, err := scale.read(cell); return err == nil })
	}
}

func (t table) ignore(name field, header string, rows []row, sink ingest.Sink, understood func(cell string) bool) {
	place, there := t.columns[name]
	if !there || squeeze(t.header.cells[place]) != squeeze(header) {
		return
	}
	if cells := filled(rows, name); len(cells) > 0 && !slices.ContainsFunc(cells, understood) {
		delete(t.columns, name)
		sink.Warn(fmt.Sprintf("%s: the column %q is not read, since it holds something else than %s", t.file, clean(t.header.cells[place]), name))
	}
}

func filled(rows []row, name field) []string {
	var cells []string
	for _, each := range rows {
		if cell := each.get(name); cell != "" {
			cells = append(cells, cell)
		}
	}
	return cells
}
