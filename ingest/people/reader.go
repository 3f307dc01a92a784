// Package people reads the file in which HR keeps who works in the company, CSV or XLSX: so those who are in no
// directory, such as operators, exist and are found. A row is a person, by employee number:
//
//	Matricule;Nom;Prénom;Poste;Service;Site;Matricule N+1;Fin de contrat;Date de sortie
//
// Who also has an account in a directory is the same person, whichever came first: they meet by employee number, and
// the directory describes them, with their unit, site and manager, as long as they are in it. The file describes
// the others. Days of hiring and leaving and contract ends are kept for HR alone.
//
// A file that is said to be complete holds everybody: who is missing has left, by the rules of a directory. A day of
// leaving that has passed lets somebody leave in any case. A file with a column that must not be here, such as a
// date of birth, is refused whole.
package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// attribute identifies the people of an HR file.
const attribute = "employeeNumber"

// Reader reads one HR file.
type Reader struct {
	Path string
	// Sheet names the sheet of a workbook; where empty, it is the first that holds something.
	Sheet   string
	Mapping table.Mapping
	// Allowed are columns that the data protection officer allowed.
	Allowed table.Allowed
	// Source names the source; Namer makes the ids of its accounts.
	Source string
	Namer  graph.Namer
	// Complete: the file holds everybody, so that who is missing has left.
	Complete bool
	// Understood receives how the file is understood, before its rows are read; it may be nil.
	Understood func(table.Understanding)
	// Now is the clock by which a day of leaving has passed.
	Now func() time.Time
}

// list is the file being read.
type list struct {
	Reader
	*table.List
	sink     ingest.Sink
	lines    map[string]int // by employee number
	managers []reporting
	nameless int
}

// reporting is a person and their manager, both by number, from a line of the file.
type reporting struct {
	where           ingest.Where
	person, manager string
}

// Read implements [ingest.Reader].
func (r Reader) Read(ctx context.Context, sink ingest.Sink) error {
	read := table.OpenList(ctx, r.Path, table.ListOptions{
		Sheet: r.Sheet, Words: r.vocabulary(), Lacks: lacks, Allowed: r.Allowed, Layout: Layout, Understood: r.Understood,
	}, sink)
	if read == nil {
		return ctx.Err()
	}
	l := &list{Reader: r, List: read, sink: sink, lines: map[string]int{}, nameless: len(read.Faults)}
	for i, record := range l.Records {
		if err := ctx.Err(); err != nil {
			return err
		}
		sink.Progress(int64(i), int64(len(l.Records)))
		if record.IsBlank() {
			continue
		}
		sink.Read("person", 1)
		if err := l.row(record); err != nil {
			return err
		}
	}
	return l.end()
}

func (r Reader) vocabulary() *table.Vocabulary { return table.NewVocabulary(Columns(), r.Mapping) }

func lacks(columns table.Columns) error {
	if !columns.Has(fieldNumber) || !columns.Has(fieldFamilyName) && !columns.Has(fieldFullName) {
		return errors.New(`lacks the columns "Matricule" and "Nom"`)
	}
	return nil
}

// WriteRejects writes the rows that were rejected, below what stands above them in the file, with a last column that says
// why: as CSV that spreadsheets open. Explain translates a cause.
func (r Reader) WriteRejects(ctx context.Context, rejected []ingest.Rejection, why string, explain func(string) string, out io.Writer) error {
	return table.WriteRejectsOfList(ctx, r.Path, table.ListOptions{Sheet: r.Sheet, Words: r.vocabulary()}, table.Causes(rejected, explain), why, out)
}

// Layout is that of an HR file, a row for each person.
const Layout = "people"

// fault is what is wrong with a cell.
type fault struct {
	name  field
	cause string
}

func (f fault) Error() string { return f.cause }

// row emits what a record says of a person, or rejects it; then the person is not taken to have left.
func (l *list) row(of table.Record) error {
	number := table.Number(l.Get(of, fieldNumber))
	switch {
	case number == "" || table.SpreadsheetError(number):
		l.nameless++
		l.sink.Reject(l.Where(of, fieldNumber), "is empty: the row names nobody, since people are not found by name")
		return nil
	case l.lines[number] > 0:
		l.sink.Reject(l.Where(of, fieldNumber), fmt.Sprintf("the employee number %s is already that of line %d", number, l.lines[number]))
		return nil
	}
	l.lines[number] = of.Line
	statement, err := l.statement(of, number)
	if found := (fault{}); errors.As(err, &found) {
		l.sink.Reject(l.Where(of, found.name), found.cause)
		return l.sink.Emit(ingest.Statement{Where: l.Where(of, ""), Facts: []graph.Fact{l.account(number)}, Lenient: true})
	}
	return l.sink.Emit(statement)
}

func (l *list) account(number string) graph.Fact {
	return graph.Node(l.Namer.ID("account", l.Source, attribute, number), "",
		graph.Account{Source: l.Source, Attribute: attribute, Roster: true, Fallback: true})
}

func (l *list) statement(of table.Record, number string) (ingest.Statement, error) {
	account := l.account(number)
	value := graph.As[graph.Account](account)
	for name, into := range map[field]*graph.Date{fieldHired: &value.HiredOn, fieldContractEnd: &value.ContractEnd, fieldLeaving: &value.LeavesOn} {
		day, err := table.ParseDate(l.Get(of, name))
		if err != nil {
			return ingest.Statement{}, fault{name, err.Error()}
		}
		*into = day
	}
	value.Title = l.Get(of, fieldPost)
	for _, name := range []field{fieldPostCode, fieldROME} {
		if code := l.Get(of, name); code != "" {
			value.JobCodes = append(value.JobCodes, code)
		}
	}
	account.Value = value
	if value.LeavesOn != "" && value.LeavesOn < graph.DateOf(l.Now()) {
		return ingest.Statement{Where: l.Where(of, ""), Closes: []graph.Key{account.Key}, Lenient: true}, nil
	}
	person, err := l.person(of, number)
	if err != nil {
		return ingest.Statement{}, err
	}
	owner := ingest.Reference(graph.KindPerson, "account", account.Key.ID())
	out := ingest.Statement{Where: l.Where(of, ""), Replaces: []graph.Kind{graph.KindInUnit, graph.KindAtSite},
		Facts: []graph.Fact{account, {Key: owner, Value: person}, graph.Edge(account.Key, "", owner, "", graph.Is{})}}
	if name := l.Get(of, fieldUnit); name != "" {
		unit := graph.Node(table.ID(l.Namer, graph.KindUnit, name), "", graph.Unit{Name: name})
		out.Facts = append(out.Facts, unit, graph.Edge(owner, "", unit.Key, "", graph.InUnit{}))
	}
	if name := l.Get(of, fieldSite); name != "" {
		site := graph.Node(table.ID(l.Namer, graph.KindSite, name), "", graph.Site{Name: name})
		out.Facts = append(out.Facts, site, graph.Edge(owner, "", site.Key, "", graph.AtSite{}))
	}
	l.managers = append(l.managers, reporting{l.Where(of, fieldManager), account.Key.ID(), table.Number(l.Get(of, fieldManager))})
	return out, nil
}

func (l *list) person(of table.Record, number string) (graph.Person, error) {
	for name, place := range l.Columns {
		if cell := of.Cell(place); strings.ContainsRune(cell, utf8.RuneError) || graph.IsLongLabel(cell) {
			return graph.Person{}, fault{name, "holds bytes that are no text in the encoding of the file, or too many"}
		}
	}
	family, given := l.Get(of, fieldFamilyName), l.Get(of, fieldGivenName)
	person := graph.Person{
		DisplayName: cmp.Or(strings.TrimSpace(given+" "+family), l.Get(of, fieldFullName)), GivenName: given, FamilyName: family,
		Title: l.Get(of, fieldPost), Mail: l.Get(of, fieldMail), EmployeeNumber: number,
	}
	if person.DisplayName == "" {
		return person, fault{cmp.Or(map[bool]field{true: fieldFamilyName}[l.Columns.Has(fieldFamilyName)], fieldFullName), "is empty: the person has no name"}
	}
	return person, nil
}

// end emits the edges from people to their managers, and reports a complete file as such. A manager is named by employee
// number; other texts, such as names, are left out and counted.
func (l *list) end() error {
	unread := 0
	for _, each := range l.managers {
		owner := ingest.Reference(graph.KindPerson, "account", each.person)
		statement := ingest.Statement{Where: each.where, People: []graph.Key{owner}, Replaces: []graph.Kind{graph.KindReportsTo}, Lenient: true}
		if strings.ContainsAny(each.manager, "0123456789") {
			manager := ingest.Reference(graph.KindPerson, attribute, each.manager)
			statement.Facts = []graph.Fact{graph.Edge(owner, "", manager, "", graph.ReportsTo{})}
		} else if each.manager != "" {
			unread++
		}
		if err := l.sink.Emit(statement); err != nil {
			return err
		}
	}
	if unread > 0 {
		l.sink.Warn(fmt.Sprintf("%d managers are named otherwise than by employee number, and were left out", unread))
	}
	if !l.Complete {
		return nil
	}
	if l.nameless > 0 {
		l.sink.Incomplete(fmt.Sprintf("%d rows were rejected before it was known whose they are", l.nameless))
	}
	l.sink.Complete()
	return nil
}
