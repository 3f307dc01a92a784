package table

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// List is a table with one kind of row below its header, such as a row for each person.
type List struct {
	Table   // below the header
	Header  Record
	Columns Columns
}

// ListOptions are how a list is read.
type ListOptions struct {
	// Sheet is as in [Options].
	Sheet string
	Words *Vocabulary
	// Lacks returns why a table with these columns is no such list, nil where it is one.
	Lacks   func(Columns) error
	Allowed Allowed
	// Layout names the kind of list to Understood, which receives how it is understood before its rows are read; Understood
	// may be nil.
	Layout     string
	Understood func(Understanding)
}

// OpenList reads a list, and tells the sink what is wrong with it and with lines that cannot be read; nil where it is
// refused, or the context ended.
func OpenList(ctx context.Context, path string, options ListOptions, sink ingest.Sink) *List {
	list, where, err := options.open(ctx, path, sink)
	if list != nil && options.Understood != nil {
		options.Understood(list.understanding(options))
	}
	if err != nil {
		if ctx.Err() == nil {
			sink.Reject(where, err.Error())
		}
		return nil
	}
	for _, fault := range list.Faults {
		sink.Reject(ingest.Where{File: path, Line: fault.Line}, fault.Cause)
	}
	return list
}

// open returns a list, or where and why it is refused. One that is refused for what its columns lack is returned too, so that
// somebody can say what they hold.
func (o ListOptions) open(ctx context.Context, path string, sink ingest.Sink) (*List, ingest.Where, error) {
	whole := ingest.Where{File: path}
	read, err := Open(ctx, path, Options{Sheet: o.Sheet, Score: o.Words.Score})
	for _, note := range read.Notes {
		sink.Warn(path + ": " + note)
	}
	if err != nil {
		return nil, whole, err
	}
	index, columns := o.Words.Header(read.Records)
	lacks := o.Lacks(columns)
	if index < 0 {
		if index = LikelyHeader(read.Records); index < 0 {
			return nil, whole, lacks
		}
		columns = o.Words.Find(read.Records[index].Cells) // one of them is no header yet
	}
	list := &List{Header: read.Records[index], Columns: columns}
	if name, twice := columns.Twice(list.Header.Cells); twice {
		return nil, whole, fmt.Errorf("has two columns %q on line %d: rename or remove one", name, list.Header.Line)
	}
	read.Notes = nil
	if where, cause, found := read.Sensitive(ctx, o.Allowed, index); found {
		return nil, where, errors.New(cause)
	}
	for _, note := range read.Notes {
		sink.Warn(path + ": " + note)
	}
	list.Table = read.Below(index)
	return list, whole, cmp.Or(lacks, ctx.Err())
}

func (l *List) understanding(options ListOptions) Understanding {
	out := Understanding{File: l.File, Layout: options.Layout, Sheet: l.Sheet, Line: l.Header.Line}
	if options.Lacks(l.Columns) != nil {
		out.Layout = LayoutUnknown
	}
	fields := map[int]Field{}
	for name, place := range l.Columns {
		fields[place] = name
	}
	for place := range l.Header.Cells {
		name, isRead := fields[place]
		if !isRead {
			name = Ignored
		}
		if header := l.Header.Cell(place); header != "" {
			out.Columns = append(out.Columns, options.Words.Understand(header, name, place, l.Records))
		}
	}
	return out
}

// Get returns the cell of a field in a record, "" where it says nothing.
func (l *List) Get(of Record, name Field) string {
	place, has := l.Columns[name]
	if cell := of.Cell(place); has && !IsNothing(cell) {
		return cell
	}
	return ""
}

// Where returns the place of a field in a record; of a field without a column, that of the record.
func (l *List) Where(of Record, name Field) ingest.Where {
	where := ingest.Where{File: l.File, Line: of.Line}
	if place, has := l.Columns[name]; has {
		where.Column = l.Header.Cell(place)
	}
	return where
}

// ID returns the id of a node by its name, as readers of directories make it.
func ID(namer graph.Namer, kind graph.Kind, name string) string {
	return cmp.Or(graph.Slug(name), namer.ID(string(kind), Fold(name)))
}
