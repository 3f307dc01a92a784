package organization

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// Units reads the list of a company's units.
type Units struct {
	Path string
	// Sheet names the sheet of a workbook; where empty, it is the first that holds something.
	Sheet   string
	Mapping table.Mapping
	// Namer makes the ids of units whose codes cannot be spelled.
	Namer graph.Namer
	// Store is what the import goes into, where units are found that sources name already; nil where there are none.
	Store graph.Reader
	// Understood receives how the file is understood, before its rows are read; it may be nil.
	Understood func(table.Understanding)
}

// row is a unit as the list says it.
type row struct {
	where               ingest.Where
	code, label, parent string
	path                string
	rejected            bool
}

// Read implements [ingest.Reader].
func (u Units) Read(ctx context.Context, sink ingest.Sink) error {
	known, err := readStored(ctx, u.Store)
	if err != nil {
		return err
	}
	list := table.OpenList(ctx, u.Path, table.ListOptions{Sheet: u.Sheet, Words: u.vocabulary(), Lacks: lacksUnit,
		Layout: LayoutUnits, Understood: u.Understood}, sink)
	if list == nil {
		return ctx.Err()
	}
	read := units{sink: sink, byCode: map[string]*row{}, known: known}
	for _, record := range list.Records {
		if !record.IsBlank() {
			sink.Read("unit", 1)
			read.add(list, record)
		}
	}
	for _, one := range read.all {
		if !read.resolve(one, list, nil) {
			continue
		}
		if err := sink.Emit(ingest.Statement{Where: one.where, Facts: u.facts(one, read)}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (u Units) vocabulary() *table.Vocabulary { return table.NewVocabulary(UnitColumns(), u.Mapping) }

// WriteRejects writes the rows that were rejected, with a last column that says why: as CSV that spreadsheets open. Explain
// translates a cause.
func (u Units) WriteRejects(ctx context.Context, rejected []ingest.Rejection, why string, explain func(string) string, out io.Writer) error {
	return table.WriteRejectsOfList(ctx, u.Path, table.ListOptions{Sheet: u.Sheet, Words: u.vocabulary()}, table.Causes(rejected, explain), why, out)
}

func lacksUnit(columns table.Columns) error {
	if !columns.Has(fieldCode) || !columns.Has(fieldLabel) {
		return errors.New(`lacks the columns "Code" and "Libellé"`)
	}
	return nil
}

// units are those of a list.
type units struct {
	sink   ingest.Sink
	all    []*row
	byCode map[string]*row // by folded code
	known  stored
}

// add adds a row, or rejects it.
func (u *units) add(list *table.List, of table.Record) {
	one := &row{where: list.Where(of, ""), code: list.Get(of, fieldCode), label: list.Get(of, fieldLabel), parent: list.Get(of, fieldParent)}
	before := u.byCode[table.Fold(one.code)]
	switch {
	case one.code == "":
		u.sink.Reject(list.Where(of, fieldCode), "is empty: units are told apart by their codes")
		return
	case before != nil:
		u.sink.Reject(list.Where(of, fieldCode), fmt.Sprintf("the code %s is already that of line %d", one.code, before.where.Line))
		return
	}
	u.byCode[table.Fold(one.code)] = one
	switch {
	case graph.Slug(one.label) == "":
		u.reject(one, list.Where(of, fieldLabel), "is empty: the unit has no name")
	case strings.Contains(one.label, "/"):
		u.reject(one, list.Where(of, fieldLabel), fmt.Sprintf("%q holds a slash, which parts the names of a path: write it otherwise", one.label))
	case strings.ContainsRune(one.code+one.label+one.parent, utf8.RuneError) || graph.IsLongLabel(one.label):
		u.reject(one, list.Where(of, fieldLabel), "holds bytes that are no text in the encoding of the file, or too many")
	}
	u.all = append(u.all, one)
}

func (u *units) reject(one *row, where ingest.Where, cause string) {
	one.rejected = true
	u.sink.Reject(where, cause)
}

// resolve finds the path of a unit through its parents; below are the units that are being resolved. It rejects a unit that
// has none.
func (u *units) resolve(one *row, list *table.List, below []*row) bool {
	if one.rejected || one.path != "" {
		return !one.rejected
	}
	if slices.Contains(below, one) {
		u.reject(one, one.where, fmt.Sprintf("the unit %s is above itself: its parents lead back to it", one.code))
		return false
	}
	if one.parent == "" || table.Fold(one.parent) == table.Fold(one.code) {
		one.path = one.label
		return true
	}
	parent, listed := u.byCode[table.Fold(one.parent)]
	above := ""
	switch {
	case listed && u.resolve(parent, list, append(below, one)):
		above = parent.path
	case listed:
		if !one.rejected {
			u.reject(one, one.where, fmt.Sprintf("its parent %s, on line %d, was rejected", one.parent, parent.where.Line))
		}
		return false
	default:
		above = u.known.path(one.parent)
	}
	if above == "" {
		u.reject(one, one.where, fmt.Sprintf("its parent %s is no code of the file and no unit that is known", one.parent))
		return false
	}
	one.path = above + "/" + one.label
	return true
}

// facts describes each node by which sources name the unit: by its code, its path or, where no other unit has it, its label.
// Where none does, it is the one of its code.
func (u Units) facts(one *row, read units) []graph.Fact {
	ofCode := graph.NodeKey(graph.KindUnit, table.ID(u.Namer, graph.KindUnit, one.code))
	isUnique := len(slices.DeleteFunc(slices.Clone(read.all), func(other *row) bool { return graph.Slug(other.label) != graph.Slug(one.label) })) == 1
	found := read.known.where(func(key graph.Key, unit graph.Unit) bool {
		if key == ofCode || unit.Code != "" {
			return key == ofCode || table.Fold(unit.Code) == table.Fold(one.code)
		}
		path := graph.FoldPath(unit.Name)
		return path == graph.FoldPath(one.path) || isUnique && path == graph.FoldPath(one.label)
	})
	if len(found) == 0 {
		found = stored{{Key: ofCode}}
	}
	facts := make([]graph.Fact, len(found))
	for i, fact := range found {
		facts[i] = graph.Fact{Key: fact.Key, Value: graph.Unit{Name: one.path, Code: one.code}}
	}
	return facts
}
