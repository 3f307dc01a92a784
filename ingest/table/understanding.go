package table

// LayoutUnknown is the layout of a table that is refused because of what its columns lack.
const LayoutUnknown = ""

// Understanding is how a file is understood.
type Understanding struct {
	File string `json:"file"`
	// Layout is the reader's own word for how the table is laid out.
	Layout string `json:"layout"`
	// Sheet is that of a workbook.
	Sheet   string       `json:"sheet,omitempty"`
	Line    int          `json:"line"` // of the header
	Columns []Understood `json:"columns"`
}

// Understood is what a column is taken for.
type Understood struct {
	Header string `json:"header"`
	// Field names what it holds, and Key is its short name in a mapping; "ignored" and "ignore" for what is not read.
	Field string `json:"field"`
	Key   string `json:"key"`
	// Example is the first cell that holds something.
	Example string `json:"example,omitempty"`
	// Mapped: the mapping says so, and not the header.
	Mapped bool `json:"mapped,omitempty"`
}

// Understand returns what a column with a header is taken for; field is [Ignored] where it is not read.
func (v *Vocabulary) Understand(header string, field Field, place int, below []Record) Understood {
	column := Understood{Header: header, Field: string(field), Key: v.KeyOf(field), Mapped: v.IsMapped(header)}
	for _, each := range below {
		if cell := each.Cell(place); cell != "" {
			column.Example = cell
			break
		}
	}
	return column
}
