package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/sachant/sachant/ingest/table/merge"
)

// readWorkbook reads one sheet of a workbook: that of the name, else the first that holds something.
func (t *Table) readWorkbook(ctx context.Context, file *os.File, size int64, sheet string) error {
	if err := checkWorkbook(ctx, file, size); err != nil {
		return err
	}
	book, err := excelize.OpenFile(file.Name(), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxStreamed})
	if err != nil {
		return fmt.Errorf("is no workbook that can be opened: %w", err)
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if sheet != "" {
		found := slices.IndexFunc(sheets, func(name string) bool { return Squeeze(name) == Squeeze(sheet) })
		if found < 0 {
			return fmt.Errorf("has no sheet %q, only %s", sheet, strings.Join(sheets, ", "))
		}
		sheets = sheets[found : found+1]
	}
	reader := sheetReader{ctx: ctx, book: book, texts: map[string]string{}}
	if properties, err := book.GetWorkbookProps(); err == nil && properties.Date1904 != nil {
		reader.from1904 = *properties.Date1904
	}
	for i, name := range sheets {
		if err := reader.readSheet(t, name); err != nil {
			return err
		}
		if len(t.Records)+len(t.Faults) > 0 {
			t.Sheet = name
			if err := t.readMerged(ctx, file, size); err != nil {
				return err
			}
			if rest := sheets[i+1:]; len(rest) > 0 {
				t.Notes = append(t.Notes, fmt.Sprintf("only the sheet %q was read, not %s: name another one with --sheet", name, strings.Join(rest, ", ")))
			}
			return nil
		}
	}
	return errors.New("the workbook holds no table")
}

// readMerged reads the merged cells of the sheet, as far as it holds something.
func (t *Table) readMerged(ctx context.Context, file io.ReaderAt, size int64) error {
	all, err := merge.Ranges(ctx, file, size, t.Sheet)
	if errors.Is(err, merge.ErrTooMany) {
		return tooLarge("%v", err)
	}
	if err != nil || len(t.Records) == 0 {
		return err
	}
	width, covered := 0, 0
	for _, record := range t.Records {
		width = max(width, len(record.Cells))
	}
	for _, each := range all {
		each.Bottom, each.Right = min(each.Bottom, t.Records[len(t.Records)-1].Line), min(each.Right, width-1)
		if each.Bottom < each.Top || each.Right < each.Left {
			continue
		}
		if covered += (each.Bottom - each.Top + 1) * (each.Right - each.Left + 1); covered > maxCells {
			return tooLarge("more than %d cells", maxCells)
		}
		t.merged = append(t.merged, each)
	}
	return nil
}

// spread returns the records with what merged cells below a line hold in each cell that they cover.
func spread(records []Record, merged []merge.Range, header int) []Record {
	if len(merged) == 0 {
		return records
	}
	records = slices.Clone(records)
	cloned := map[int]bool{}
	for _, each := range merged {
		at := func(line int) int {
			place, _ := slices.BinarySearchFunc(records, line, func(record Record, line int) int { return record.Line - line })
			return place
		}
		from, to := at(each.Top), at(each.Bottom+1)
		if each.Top <= header || from == to || records[from].Line != each.Top || each.Left >= len(records[from].Cells) {
			continue
		}
		value := records[from].Cells[each.Left]
		if isTitle := each.Right > each.Left && records[from].Filled() == 1; isTitle || Clean(value) == "" {
			continue
		}
		for place := from; place < to; place++ {
			if !cloned[place] {
				records[place].Cells, cloned[place] = slices.Clone(records[place].Cells), true
			}
			records[place].Cells = fill(records[place].Cells, each.Left, each.Right, value)
		}
	}
	return records
}

// fill puts a value in each cell of a record from one column to another.
func fill(cells []string, left, right int, value string) []string {
	for len(cells) <= right {
		cells = append(cells, "")
	}
	for place := left; place <= right; place++ {
		cells[place] = value
	}
	return cells
}

// Sheets returns the names of the sheets of a workbook; none of another file, and of one that is refused.
func Sheets(ctx context.Context, path string) []string {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	info, err := file.Stat()
	magic := make([]byte, 4)
	if _, short := file.ReadAt(magic, 0); err != nil || short != nil || string(magic) != "PK\x03\x04" || checkWorkbook(ctx, file, info.Size()) != nil {
		return nil
	}
	book, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxStreamed})
	if err != nil {
		return nil
	}
	defer book.Close()
	return book.GetSheetList()
}

// sheetReader reads the sheets of one workbook, within bounds.
type sheetReader struct {
	ctx      context.Context
	book     *excelize.File
	from1904 bool // days are counted from 1904
	texts    map[string]string
	cells    int
	bytes    int
}

// readSheet reads a sheet twice at once: its values as they are stored, which say a date by its number, and as they are
// shown, which say TRUE and leading zeros.
func (r *sheetReader) readSheet(into *Table, name string) error {
	stored, err := r.book.Rows(name)
	if err != nil {
		return fmt.Errorf("the sheet %q cannot be read: %w", name, err)
	}
	defer stored.Close()
	shown, err := r.book.Rows(name)
	if err != nil {
		return fmt.Errorf("the sheet %q cannot be read: %w", name, err)
	}
	defer shown.Close()
	for line := 1; stored.Next() && shown.Next(); line++ {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		values, err := stored.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return fmt.Errorf("the sheet %q cannot be read beyond row %d: %w", name, line, err)
		}
		texts, err := shown.Columns()
		if err != nil {
			return fmt.Errorf("the sheet %q cannot be read beyond row %d: %w", name, line, err)
		}
		if err := r.add(into, line, values, texts); err != nil {
			return err
		}
	}
	if err := stored.Error(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("the sheet %q cannot be read: %w", name, err)
	}
	return nil
}

func (r *sheetReader) add(into *Table, line int, values, texts []string) error {
	width := len(values)
	for width > 0 && Clean(values[width-1]) == "" {
		width--
	}
	switch {
	case width == 0:
		return nil
	case width > maxColumns:
		into.Faults = append(into.Faults, Fault{line, tooManyCells()})
		return nil
	}
	cells := make([]string, width)
	for i, value := range values[:width] {
		text := value
		if i < len(texts) {
			text = r.cell(value, texts[i])
		}
		if r.bytes += len(text); r.bytes > maxReadBytes {
			return tooLarge("more than %d MB unpacked", maxReadBytes>>20)
		}
		cells[i] = r.keep(text)
	}
	if r.cells += width; r.cells > maxCells {
		return tooLarge("more than %d cells", maxCells)
	}
	into.Records = append(into.Records, Record{line, cells})
	return nil
}

// cell returns a cell as it would stand in a text: a number as it is stored, with the leading zeros with which it is
// shown, and yes or no.
func (r *sheetReader) cell(stored, shown string) string {
	switch {
	case stored == shown:
		return stored
	case shown == "TRUE":
		return "Oui"
	case shown == "FALSE":
		return "Non"
	case Digits(shown) && strings.TrimLeft(shown, "0") == strings.TrimLeft(stored, "0"):
		return shown
	case r.from1904:
		return since1904(stored, shown)
	}
	return stored
}

// since1904 returns the number of a day in the 1900 system, where a cell is shown as something else than a number.
func since1904(stored, shown string) string {
	const days = 1462
	value, err := strconv.ParseFloat(stored, 64)
	if _, isNumber := strconv.ParseFloat(shown, 64); err != nil || isNumber == nil {
		return stored
	}
	return strconv.FormatFloat(value+days, 'f', -1, 64)
}

// keep returns one copy of each text.
func (r *sheetReader) keep(text string) string {
	kept, ok := r.texts[text]
	if !ok {
		kept = Normalize(strings.ReplaceAll(text, "_x000D_", ""))
		r.texts[strings.Clone(text)] = kept
	}
	return kept
}
