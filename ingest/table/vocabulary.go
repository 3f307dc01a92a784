package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Field is a property that a column may hold, in words.
type Field string

// Ignored is the field of a column that is not read.
const Ignored Field = "ignored"

// Column is a property that a column may hold, and the headers under which it is found.
type Column struct {
	Field Field
	// Key is the short name of the field in a mapping: "held".
	Key     string
	Headers []string
}

// Vocabulary finds columns by their headers. Headers are compared without case, accents, blanks and punctuation.
type Vocabulary struct {
	columns []Column
	byKey   map[string]Field
	mapping Mapping
	// Lone reports whether a record is a header of which one column alone is found; where nil, none is: that one may be a word
	// in a title.
	Lone func(Record, Columns) bool
}

// NewVocabulary returns a vocabulary of columns, of whose headers the first are preferred. The mapping goes before them.
func NewVocabulary(columns []Column, mapping Mapping) *Vocabulary {
	v := &Vocabulary{columns: columns, byKey: map[string]Field{"ignore": Ignored}, mapping: mapping}
	for _, column := range columns {
		v.byKey[column.Key] = column.Field
		for i, name := range column.Headers {
			column.Headers[i] = Squeeze(name)
		}
	}
	return v
}

// Columns holds the index of each field in a record.
type Columns map[Field]int

// Has reports whether there is a column of a field.
func (c Columns) Has(field Field) bool { _, ok := c[field]; return ok }

// Find reads a header. Of two headers for one field the preferred one counts, and what the mapping says before all. What a
// header says in parentheses at its end, "Niveau acquis (0 à 4)", is left out where no other header is then the same.
func (v *Vocabulary) Find(cells []string) Columns {
	at := placesOf(cells)
	found, taken := Columns{}, map[int]bool{}
	for _, each := range v.mapping {
		if place, ok := at[Squeeze(each.Header)]; ok {
			taken[place] = true
			if field := v.byKey[each.Key]; field != Ignored && field != "" {
				found[field] = place
			}
		}
	}
	for _, column := range v.columns {
		for _, name := range column.Headers {
			place, ok := at[name]
			if ok && !taken[place] && !found.Has(column.Field) {
				found[column.Field], taken[place] = place, true
				break
			}
		}
	}
	return found
}

// placesOf returns where each header stands, the first of those that are the same.
func placesOf(cells []string) map[string]int {
	at, shortened := make(map[string]int, len(cells)), map[string][]int{}
	for i, cell := range slices.Backward(cells) {
		at[Squeeze(cell)] = i
		if before, _, found := strings.Cut(cell, " ("); found && strings.HasSuffix(strings.TrimSpace(cell), ")") {
			name := Squeeze(before)
			shortened[name] = append(shortened[name], i)
		}
	}
	for name, places := range shortened {
		if _, taken := at[name]; !taken && len(places) == 1 {
			at[name] = places[0]
		}
	}
	return at
}

// Header returns the index of the record near the top in which most columns are found, and these; -1 where none is a header.
func (v *Vocabulary) Header(records []Record) (index int, found Columns) {
	index = -1
	for i, candidate := range records[:min(len(records), Top)] {
		known := v.Find(candidate.Cells)
		if len(known) <= len(found) || len(known) == 1 && (v.Lone == nil || !v.Lone(candidate, known)) {
			continue
		}
		index, found = i, known
	}
	return index, found
}

// LikelyHeader returns the index of the record near the top that has most cells, the first of these, which is the header where
// no column is found; -1 where none has two.
func LikelyHeader(records []Record) (index int) {
	index, most := -1, 1
	for i, candidate := range records[:min(len(records), Top)] {
		if count := candidate.Filled(); count > most {
			index, most = i, count
		}
	}
	return index
}

// Score returns how much of the first records is understood; see [Options].
func (v *Vocabulary) Score(top []Record) int {
	_, found := v.Header(top)
	return len(found)
}

// IsMapped reports whether the mapping says what a header means.
func (v *Vocabulary) IsMapped(header string) bool {
	return slices.ContainsFunc(v.mapping, func(each Mapped) bool { return Squeeze(each.Header) == Squeeze(header) })
}

// KeyOf returns the short name of a field, "ignore" for one that is not read.
func (v *Vocabulary) KeyOf(field Field) string {
	for _, column := range v.columns {
		if column.Field == field {
			return column.Key
		}
	}
	return "ignore"
}

// Is reports whether a cell is a header of a field.
func (v *Vocabulary) Is(cell string, field Field) bool {
	for _, column := range v.columns {
		if column.Field == field && slices.Contains(column.Headers, Squeeze(cell)) {
			return true
		}
	}
	return false
}

// Mapping says what some headers mean, where their names do not.
type Mapping []Mapped

// Mapped is a header and the short name of the field that its column holds.
type Mapped struct {
	Header string `json:"header"`
	Key    string `json:"field"`
}

// ParseMapping reads "HEADER=FIELD" texts; fields are the short names of columns, or "ignore".
func ParseMapping(texts []string, columns []Column) (Mapping, error) {
	var mapping Mapping
	for _, text := range texts {
		place := strings.LastIndexByte(text, '=')
		if place <= 0 {
			return nil, fmt.Errorf("%q is not a header, = and what its column holds", text)
		}
		each := Mapped{Header: strings.TrimSpace(text[:place]), Key: strings.TrimSpace(text[place+1:])}
		if !slices.ContainsFunc(columns, func(column Column) bool { return column.Key == each.Key }) && each.Key != "ignore" {
			return nil, fmt.Errorf("there is nothing %q that a column could hold: say one of %s", each.Key, strings.Join(keysOf(columns), ", "))
		}
		mapping = append(mapping, each)
	}
	return mapping, nil
}

func keysOf(columns []Column) []string {
	keys := []string{"ignore"}
	for _, column := range columns {
		keys = append(keys, column.Key)
	}
	return keys
}

// Over returns this mapping, and what another one says of other headers.
func (m Mapping) Over(other Mapping) Mapping {
	all := slices.Clone(m)
	for _, each := range other {
		if !slices.ContainsFunc(m, func(mine Mapped) bool { return Squeeze(mine.Header) == Squeeze(each.Header) }) {
			all = append(all, each)
		}
	}
	slices.SortFunc(all, func(a, b Mapped) int { return cmp.Compare(a.Header, b.Header) })
	return all
}

// Twice returns a header of two columns, of which one is read: which one is meant would be a guess.
func (c Columns) Twice(cells []string) (name string, found bool) {
	for _, place := range c {
		for other, cell := range cells {
			if other != place && Squeeze(cell) == Squeeze(cells[place]) {
				return Clean(cell), true
			}
		}
	}
	return "", false
}
