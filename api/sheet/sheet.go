// Package sheet writes tables as files for a spreadsheet: CSV as French Excel opens it, and XLSX with colours. It knows
// nothing of what the tables say. A cell that could be taken for a formula is never one: in CSV it is quoted, in XLSX it is
// text.
package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Sheet is a table with a line of headings.
type Sheet struct {
	// Name is that of the tab of an XLSX file.
	Name string
	Head []string
	Rows [][]Cell
}

// Cell is a text, a number or a day; the zero value is empty.
type Cell struct {
	text   string
	number *float64
	day    time.Time
	// Tone colours the cell in XLSX, from 1, bad, to 5, good; 0 is no colour.
	Tone int
}

// Text is a cell of text.
func Text(text string) Cell { return Cell{text: text} }

// Number is a cell of a number.
func Number(number float64) Cell { return Cell{number: &number} }

// Day is a cell of a day, empty for the zero time.
func Day(day time.Time) Cell { return Cell{day: day} }

// Toned returns the cell in a colour.
func (c Cell) Toned(tone int) Cell {
	c.Tone = tone
	return c
}

// CSV writes a sheet as French Excel opens it by a double click: UTF-8 with a byte order mark, semicolons, lines that end in
// CRLF, days as 31/12/2026 and a decimal comma. A text that a spreadsheet would take for a formula begins with an apostrophe.
func CSV(w io.Writer, sheet Sheet) error {
	out := bufio.NewWriter(w)
	_, _ = out.WriteString("\ufeff")
	head := make([]Cell, len(sheet.Head))
	for i, text := range sheet.Head {
		head[i] = Text(text)
	}
	writeLine(out, head)
	for _, row := range sheet.Rows {
		writeLine(out, row)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write a CSV file: %w", err)
	}
	return nil
}

func writeLine(out *bufio.Writer, cells []Cell) {
	for i, cell := range cells {
		if i > 0 {
			_ = out.WriteByte(';')
		}
		_, _ = out.WriteString(quoted(cell.plain()))
	}
	_, _ = out.WriteString("\r\n")
}

// plain returns what a cell shows in CSV.
func (c Cell) plain() string {
	switch {
	case c.number != nil:
		return strings.Replace(strconv.FormatFloat(*c.number, 'f', -1, 64), ".", ",", 1)
	case !c.day.IsZero():
		return c.day.Format("02/01/2006")
	case c.text != "" && strings.ContainsRune("=+-@\t\r", rune(c.text[0])):
		return "'" + c.text
	}
	return c.text
}

// quoted puts a value in quotation marks where it needs them.
func quoted(value string) string {
	if strings.ContainsAny(value, ";\"\r\n") || strings.TrimSpace(value) != value || strings.HasPrefix(value, "'") {
		return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	}
	return value
}

// tones are the colours of cells, by tone: those of colour-blind people too, from orange to blue.
func tones() []string { return []string{"", "F4B183", "F8D8BE", "F2F2F2", "C5D9F1", "8DB4E2"} }

// maxWidth is that of a column, in characters.
const maxWidth = 50

// XLSX writes sheets as a workbook: headings in bold that stay when one scrolls, a filter, days as days, and cells in
// their tone.
func XLSX(w io.Writer, sheets ...Sheet) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil && closed != nil {
			err = closed
		}
		if err != nil {
			err = fmt.Errorf("write an XLSX file: %w", err)
		}
	}()
	styles, err := newStyles(book)
	if err != nil {
		return err
	}
	for i, sheet := range sheets {
		name := tabName(sheet.Name, i)
		if i == 0 {
			err = book.SetSheetName(book.GetSheetName(0), name)
		} else {
			_, err = book.NewSheet(name)
		}
		if err == nil {
			err = writeSheet(book, name, sheet, styles)
		}
		if err != nil {
			return err
		}
	}
	return book.Write(w)
}

// tabName returns a name that a tab may have.
func tabName(name string, index int) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, name), "' ")
	if runes := []rune(name); len(runes) > 31 {
		name = strings.TrimSpace(string(runes[:31]))
	}
	if name == "" {
		name = fmt.Sprint(index + 1)
	}
	return name
}

// styles are those of a workbook, by number: headings, and tones of numbers and texts and of days.
type styles struct {
	head        int
	plain, days []int
}

func newStyles(book *excelize.File) (styles, error) {
	var all styles
	var err error
	all.head, err = book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	day := "dd/mm/yyyy"
	for _, colour := range tones() {
		style := excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}
		if colour != "" {
			style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
		}
		plain, plainErr := book.NewStyle(&style)
		style.CustomNumFmt = &day
		days, daysErr := book.NewStyle(&style)
		all.plain, all.days = append(all.plain, plain), append(all.days, days)
		for _, failed := range []error{plainErr, daysErr} {
			if err == nil {
				err = failed
			}
		}
	}
	return all, err
}

func writeSheet(book *excelize.File, name string, sheet Sheet, styles styles) error {
	stream, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range widths(sheet) {
		if err := stream.SetColWidth(i+1, i+1, float64(width)); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(sheet.Head))
	for i, text := range sheet.Head {
		head[i] = excelize.Cell{StyleID: styles.head, Value: text}
	}
	if err := stream.SetRow("A1", head); err != nil {
		return err
	}
	for i, row := range sheet.Rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cell.excel(styles)
		}
		if err := stream.SetRow(fmt.Sprintf("A%d", i+2), cells); err != nil {
			return err
		}
	}
	return stream.Flush()
}

func (c Cell) excel(styles styles) excelize.Cell {
	tone := min(max(c.Tone, 0), len(tones())-1)
	switch {
	case c.number != nil:
		return excelize.Cell{StyleID: styles.plain[tone], Value: *c.number}
	case !c.day.IsZero():
		return excelize.Cell{StyleID: styles.days[tone], Value: c.day}
	case c.text == "":
		return excelize.Cell{StyleID: styles.plain[tone]}
	}
	return excelize.Cell{StyleID: styles.plain[tone], Value: c.text}
}

// widths are those of columns, by what is in them.
func widths(sheet Sheet) []int {
	all := make([]int, len(sheet.Head))
	for i, text := range sheet.Head {
		all[i] = min(len([]rune(text))+2, 20)
	}
	for _, row := range sheet.Rows {
		for i, cell := range row {
			if i < len(all) {
				all[i] = min(max(all[i], len([]rune(cell.plain()))+2), maxWidth)
			}
		}
	}
	return all
}
