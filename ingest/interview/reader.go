package interview

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// Reader reads the files of one import into statements. It never says that the source is
// complete: a row that is not there is no departure.
type Reader struct {
	// Paths of the files, read as one table: a row in one may contradict a row in another.
	Paths []string
	// Sheet names the sheet of workbooks that is read; where empty, the first that holds something.
	Sheet string
	// Scale of the levels in all the files; the zero value is [ScaleAuto].
	Scale Scale
	// Mapping says what columns mean whose headers do not.
	Mapping table.Mapping
	// Allowed are columns that the data protection officer allowed.
	Allowed table.Allowed
	// TrustEmail: a row without employee number may name its person by e-mail.
	TrustEmail bool
	// Store is what the import goes into, so that a file which says less of a skill than an
	// earlier one removes nothing, and rows about one person are found; nil where it is empty.
	Store graph.Reader
	// Understood receives how each file is understood, before its rows are read; it may be nil.
	Understood func(table.Understanding)
}

// content is what the files say.
type content struct {
	entries
	summaries []summary
	listed    []listedSkill
	profiles  []profile
	// withdrawn are the rejected rows that give no consent to publication.
	withdrawn []entry
}

// Read emits what the files say. Files and rows that are not understood are rejected and the
// rest goes on; an error is the context's, the sink's or the store's.
func (r Reader) Read(ctx context.Context, sink ingest.Sink) error {
	stored, err := newLookup(ctx, r.Store)
	if err != nil {
		return err
	}
	read, err := r.readFiles(ctx, stored, sink)
	if err != nil {
		return err
	}
	if err := read.reconcile(ctx, stored, sink); err != nil {
		return err
	}
	if err := read.emit(ctx, sink, stored); err != nil {
		return err
	}
	return emitWithdrawals(append(read.withdrawn, read.contradictions()...), sink)
}

func (r Reader) readFiles(ctx context.Context, stored lookup, sink ingest.Sink) (read content, err error) {
	words, values := r.vocabulary(), newValueCache()
	for _, path := range r.Paths {
		if err := ctx.Err(); err != nil {
			return content{}, err
		}
		opened, err := r.open(ctx, path, words, stored, sink)
		where, cause, notes, found := opened.sensitive(ctx, r.Allowed)
		if found {
			sink.Reject(where, cause)
			continue
		}
		if err != nil && ctx.Err() == nil {
			sink.Reject(ingest.Where{File: path}, err.Error())
			continue
		}
		for _, note := range notes {
			sink.Warn(path + ": " + note)
		}
		r.readSheet(ctx, opened, stored, values, &read, sink)
	}
	return read, ctx.Err()
}

// open reads a file and recognizes its layout; the error says why the file is refused.
func (r Reader) open(ctx context.Context, path string, words *table.Vocabulary, stored lookup, sink ingest.Sink) (sheet, error) {
	read, err := table.Open(ctx, path, table.Options{Sheet: r.Sheet, Score: words.Score})
	for _, note := range read.Notes {
		sink.Warn(path + ": " + note)
	}
	if err != nil {
		return sheet{}, err
	}
	opened, err := r.recognize(read, words, stored)
	if len(opened.whole) > 0 && r.Understood != nil {
		r.Understood(opened.understanding(stored))
	}
	return opened, err
}

// readSheet reads the rows of a table, until the context ends.
func (r Reader) readSheet(ctx context.Context, from sheet, stored lookup, values *valueCache, read *content, sink ingest.Sink) {
	from.report(sink)
	reader := rowReader{trustEmail: r.TrustEmail, values: values, dates: from.dates()}
	switch from.layout {
	case LayoutSkills:
		read.listed = append(read.listed, reader.readList(ctx, from, sink)...)
	case LayoutProfiles:
		r.readProfiles(ctx, from, reader, read, sink)
	case LayoutSummary:
		read.summaries = append(read.summaries, reader.readSummaries(ctx, from, sink)...)
	case LayoutMatrix, LayoutTransposed:
		r.readMatrix(ctx, from, stored, reader, read, sink)
	default:
		r.readLong(ctx, from, reader, read, sink)
	}
}

// report tells of lines that could not be read, and of a table without any.
func (s sheet) report(sink ingest.Sink) {
	if len(s.rows())+len(s.Faults) == 0 {
		sink.Warn(fmt.Sprintf("%s has a header on line %d and no rows", s.File, s.header.Line))
	}
	for _, fault := range s.Faults {
		sink.Reject(ingest.Where{File: s.File, Line: fault.Line}, fault.Cause)
	}
	if len(s.Lax) > 0 {
		sink.Warn(fmt.Sprintf("%s: quotes that are not doubled were taken literally on line %s", s.File, someLines(s.Lax)))
	}
}

func (r Reader) readLong(ctx context.Context, from sheet, reader rowReader, read *content, sink ingest.Sink) {
	rows := from.rows()
	levels := levelsOf(rows)
	r.warnOfScale(from, levels, sink)
	sink.Read("row", len(rows)+len(from.Faults))
	sink.Drop("comment", filledIn(rows, fieldComment))
	reader.scale = r.reading(levels)
	if header := from.unreadLevels(reader.scale); header != "" {
		sink.Reject(ingest.Where{File: from.File}, fmt.Sprintf("the column %q seems to hold levels, and no column is known to: "+
			"say what it is (--map \"%s=held\", or required, self, ignore)", header, header))
		return
	}
	from.ignoreNamesakes(reader.scale, rows, sink)
	read.add(ctx, reader, rows, sink)
	from.warnOfConsent(rows, sink)
}

func (r Reader) readMatrix(ctx context.Context, from sheet, stored lookup, reader rowReader, read *content, sink ingest.Sink) {
	every, _ := from.matrix(stored, func(string) bool { return true })
	levels := levelsOf(every.rows())
	r.warnOfScale(from, levels, sink)
	reader.scale = r.reading(levels)
	found, unread := from.matrix(stored, func(cell string) bool { _, err := reader.scale.read(cell); return err == nil })
	if len(unread) > 0 {
		sink.Warn(fmt.Sprintf("%s: the columns %s are not read, since they hold no levels", from.File, quoteAll(unread)))
	}
	if unread := from.unreadPeople(stored, reader.scale); len(unread) > 0 {
		sink.Warn(fmt.Sprintf("%s: the columns %s are not read, since no known employee number heads them", from.File, quoteAll(unread)))
	}
	sink.Read("row", len(found.people)+len(from.Faults))
	found.checkRequired(reader.scale, sink.Reject)
	read.add(ctx, reader, found.rows(), sink)
}

// unreadLevels returns the header of a column that holds nothing but levels, or is called so, where no column is known to hold
// them: without them the rows would say something else, that the skills are held.
func (s sheet) unreadLevels(scale reading) string {
	if hasLevel(s.columns) {
		return ""
	}
	for place := range s.header.Cells {
		name := s.header.Cell(place)
		if name == "" || s.words.IsMapped(name) || slices.Contains(slices.Collect(maps.Values(s.columns)), place) {
			continue
		}
		levels, others := 0, 0
		for _, each := range s.Records {
			if read, err := scale.read(each.Cell(place)); err != nil {
				others++
			} else if read.level != nil {
				levels++
			}
		}
		if levels > others || isCalledLevel(name) && s.isShort(place) {
			return name
		}
	}
	return ""
}

// isCalledLevel reports whether a header begins like the words for a level, on whatever scale.
func isCalledLevel(header string) bool {
	words := strings.FieldsFunc(table.Fold(header), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) == 0 {
		return false
	}
	return slices.Contains([]string{"niveau", "niv", "eval", "evaluation", "note", "cotation", "score", "level", "rating", "grade", "proficiency"}, words[0])
}

// isShort reports whether the cells of a column are no sentences, and some are filled.
func (s sheet) isShort(place int) bool {
	length, filled := 0, 0
	for _, each := range s.Records {
		if cell := each.Cell(place); cell != "" {
			length, filled = length+utf8.RuneCountInString(cell), filled+1
		}
	}
	return filled > 0 && length/filled <= 12
}

// reading returns how levels are read, of which the folded values are given.
func (r Reader) reading(levels map[string]bool) reading {
	return reading{scale: r.Scale, letters: levels["i"] || levels["l"] || levels["u"]}
}

// add reads the rows of one table.
func (c *content) add(ctx context.Context, reader rowReader, rows []row, sink ingest.Sink) {
	entries := make([]entry, 0, len(rows))
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
				c.withdrawn = append(c.withdrawn, one)
			}
			continue
		}
		entries = append(entries, one)
	}
	c.entries = append(c.entries, entries)
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

func filledIn(rows []row, name field) int {
	count := 0
	for _, each := range rows {
		if each.text(name) != "" {
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
		levels[table.Fold(cell)] = true
	}
	return levels
}

// warnOfScale warns of a 5: its row is rejected, but the other rows may be on that scale too.
func (r Reader) warnOfScale(from sheet, levels map[string]bool, sink ingest.Sink) {
	if (r.Scale == ScaleAuto || r.Scale == "") && levels["5"] {
		sink.Warn(fmt.Sprintf("%s: a level is 5, and levels were read from 0 to 4; if the file counts from 1 to 5, "+
			"import it again on that scale (--scale 1-5)", from.File))
	}
}

// ignoreNamesakes drops a column whose header has two meanings, where no cell has the one that is read:
// a "Statut" that is the employee's, or a "Note" that is a text beside other levels.
func (s sheet) ignoreNamesakes(scale reading, rows []row, sink ingest.Sink) {
	s.ignore(fieldValidated, "Statut", rows, sink, func(cell string) bool { _, err := table.ParseYesNo(cell); return err == nil })
	if s.columns.Has(fieldRequired) || s.columns.Has(fieldSelf) {
		s.ignore(fieldHeld, "Note", rows, sink, func(cell string) bool { _, err := scale.read(cell); return err == nil })
	}
}

func (s sheet) ignore(name field, header string, rows []row, sink ingest.Sink, understood func(cell string) bool) {
	place, there := s.columns[name]
	if !there || table.Squeeze(s.header.Cells[place]) != table.Squeeze(header) {
		return
	}
	if cells := filled(rows, name); len(cells) > 0 && !slices.ContainsFunc(cells, understood) {
		delete(s.columns, name)
		sink.Warn(fmt.Sprintf("%s: the column %q is not read, since it holds something else than %s", s.File, table.Clean(s.header.Cells[place]), name))
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
