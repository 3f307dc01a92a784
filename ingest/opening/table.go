package opening

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/table"
)

// list is a table of openings being read.
type list struct {
	Reader
	table.Table
	columns table.Columns
	header  table.Record
}

// Layout is that of a list of openings.
const Layout = "openings"

func (r Reader) readTable(ctx context.Context, into *postings) error {
	l, err := r.open(ctx, into.sink)
	if err != nil {
		return err
	}
	for _, record := range l.Records {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if record.IsBlank() {
			continue
		}
		into.sink.Read("row", 1)
		one, err := l.posting(record)
		if err != nil {
			into.sink.Reject(l.where(record, err.name), err.cause)
			continue
		}
		into.add(one)
	}
	return nil
}

// open reads the table up to its header; the error says why it is refused.
func (r Reader) open(ctx context.Context, sink ingest.Sink) (*list, error) {
	words := table.NewVocabulary(Columns(), r.Mapping)
	read, err := table.Open(ctx, r.Path, table.Options{Sheet: r.Sheet, Score: func(top []table.Record) int {
		_, found := header(top, words)
		return len(found)
	}})
	for _, note := range read.Notes {
		sink.Warn(r.Path + ": " + note)
	}
	if err != nil {
		return nil, err
	}
	index, columns := header(read.Records, words)
	if index < 0 || !columns.Has(fieldReference) || !columns.Has(fieldTitle) {
		return nil, errNoColumns
	}
	l := &list{Reader: r, columns: columns, header: read.Records[index], Table: read.Below(index)}
	if name, twice := columns.Twice(l.header.Cells); twice {
		return nil, fmt.Errorf("has two columns %q on line %d: rename or remove one", name, l.header.Line)
	}
	if where, cause, found := read.Sensitive(ctx, nil, index); found {
		return nil, fmt.Errorf("line %d: %s", where.Line, cause)
	}
	l.tellUnderstanding(words)
	for _, fault := range l.Faults {
		sink.Reject(ingest.Where{File: r.Path, Line: fault.Line}, fault.Cause)
	}
	return l, nil
}

func (l *list) tellUnderstanding(words *table.Vocabulary) {
	if l.Understood == nil {
		return
	}
	out := table.Understanding{File: l.File, Layout: Layout, Line: l.header.Line}
	for place := range l.header.Cells {
		name := table.Ignored
		for each, at := range l.columns {
			if at == place {
				name = each
			}
		}
		if header := l.header.Cell(place); header != "" {
			out.Columns = append(out.Columns, words.Understand(header, name, place, l.Records))
		}
	}
	l.Understood(out)
}

// header returns the record near the top in which most columns are found, and its index, -1 where none is.
func header(records []table.Record, words *table.Vocabulary) (index int, found table.Columns) {
	index = -1
	for i, candidate := range records[:min(len(records), table.Top)] {
		if known := words.Find(candidate.Cells); len(known) > max(1, len(found)) {
			index, found = i, known
		}
	}
	return index, found
}

func (l *list) get(of table.Record, name field) string {
	place, has := l.columns[name]
	if cell := of.Cell(place); has && !table.IsNothing(cell) {
		return cell
	}
	return ""
}

func (l *list) where(of table.Record, name field) ingest.Where {
	where := ingest.Where{File: l.Path, Line: of.Line}
	if place, has := l.columns[name]; has {
		where.Column = l.header.Cell(place)
	}
	return where
}

// fault is what is wrong with a cell.
type fault struct {
	name  field
	cause string
}

// maxDescription is the longest description that is kept, in bytes.
const maxDescription = 20_000

// posting returns what a record says of an opening.
func (l *list) posting(of table.Record) (posting, *fault) {
	for name, place := range l.columns {
		cell := of.Cell(place)
		isList := name == fieldDescription || name == fieldMust || name == fieldNice
		if strings.ContainsRune(cell, utf8.RuneError) || !isList && graph.IsLongLabel(cell) || len(cell) > maxDescription {
			return posting{}, &fault{name, "holds bytes that are no text in the encoding of the file, or too many"}
		}
	}
	out := posting{where: ingest.Where{File: l.Path, Line: of.Line}, roleCode: l.get(of, fieldRoleCode), role: l.get(of, fieldRole), rome: l.get(of, fieldROME),
		unit: l.get(of, fieldUnit), site: l.get(of, fieldSite)}
	out.Opening = graph.Opening{Reference: l.get(of, fieldReference), Title: l.get(of, fieldTitle), Contract: l.get(of, fieldContract),
		Contact: l.get(of, fieldContact), Description: l.get(of, fieldDescription)}
	out.Mission = isMission(out.Contract)
	var known bool
	if out.State, known = stateOf(table.Fold(l.get(of, fieldState))); !known {
		return posting{}, &fault{fieldState, fmt.Sprintf("%q is no state such as Brouillon, Ouverte, Pourvue or Close", l.get(of, fieldState))}
	}
	for name, into := range map[field]*graph.Date{fieldPosted: &out.PostedOn, fieldCloses: &out.ClosesOn, fieldStarts: &out.StartsOn} {
		day, err := table.ParseDate(l.get(of, name))
		if err != nil {
			return posting{}, &fault{name, err.Error()}
		}
		*into = day
	}
	wrong := l.addDemands(&out, of)
	return out, wrong
}

// isMission reports whether a contract, in the words of a company, is a mission.
func isMission(contract string) bool {
	folded := table.Fold(contract)
	return strings.Contains(folded, "mission") || strings.Contains(folded, "detachement") || strings.Contains(folded, "secondment")
}

// addDemands adds the skills of a record: the lists, and the one of a row of its own.
func (l *list) addDemands(out *posting, of table.Record) *fault {
	for _, each := range []struct {
		name field
		must bool
	}{{fieldMust, true}, {fieldNice, false}} {
		for _, text := range table.List(l.get(of, each.name)) {
			one, err := demandOf(text, l.Scale)
			if err != nil {
				return &fault{each.name, err.Error()}
			}
			one.where, one.Must = l.where(of, each.name), each.must
			out.demands = append(out.demands, one)
		}
	}
	label := l.get(of, fieldSkill)
	if label == "" {
		return nil
	}
	level, err := interview.ParseLevel(l.get(of, fieldLevel), l.Scale)
	if err != nil {
		return &fault{fieldLevel, err.Error()}
	}
	must, known := isMust(table.Fold(l.get(of, fieldImportance)))
	if !known {
		return &fault{fieldImportance, fmt.Sprintf("%q says neither Indispensable nor Souhaité", l.get(of, fieldImportance))}
	}
	out.demands = append(out.demands, demand{l.where(of, fieldSkill), label, graph.Demands{Level: level.Level, Raw: level.Raw, Scale: level.Scale, Must: must}})
	return nil
}

// demandOf takes apart a skill and its level: "Soudage TIG : 3", "Soudage TIG (Maîtrise)". What is no level belongs to the
// label.
func demandOf(text string, scale interview.Scale) (demand, error) {
	label, said := text, ""
	if before, after, found := strings.Cut(text, "("); found && strings.HasSuffix(after, ")") {
		label, said = before, strings.TrimSuffix(after, ")")
	} else if at := max(strings.LastIndexByte(text, ':'), strings.LastIndexByte(text, '=')); at > 0 {
		label, said = text[:at], text[at+1:]
	}
	level, err := interview.ParseLevel(said, scale)
	switch {
	case said != "" && table.Digits(strings.TrimSpace(said)) && err != nil:
		return demand{}, err
	case err != nil:
		label, level = text, interview.ReadLevel{}
	}
	if label = table.Clean(label); label == "" || graph.IsLongLabel(label) {
		return demand{}, fmt.Errorf("%q names no skill", text)
	}
	return demand{label: label, Demands: graph.Demands{Level: level.Level, Raw: level.Raw, Scale: level.Scale}}, nil
}
