package interview

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// summary is a row about an interview as a whole.
type summary struct {
	where ingest.Where
	person
	dates     map[string]string
	interview graph.Interview
	wish      graph.Wish
}

func (s *summary) key() graph.Key {
	return ingest.Derived(graph.KindInterview, string(s.person.key()), s.interview.Type, string(s.interview.On))
}

func (s *summary) wishKey() graph.Key {
	return ingest.Derived(graph.KindWish, string(s.person.key()), s.interview.Type, string(s.interview.On))
}

// readSummaries reads a table with a row for each interview. Comments are free text about a person, and are dropped; what
// the person plans is a wish.
func (r rowReader) readSummaries(ctx context.Context, from sheet, sink ingest.Sink) (read []summary) {
	rows := from.rows()
	sink.Read("row", len(rows)+len(from.Faults))
	sink.Drop("comment", filledIn(rows, fieldComment))
	lines := map[graph.Key]int{}
	for _, each := range rows {
		if ctx.Err() != nil {
			break
		}
		one, err := r.summary(each)
		if err == nil {
			if before := lines[one.key()]; before > 0 {
				err = fmt.Errorf("is about the interview of line %d again: keep the right row", before)
			}
		}
		if err != nil {
			reject(sink, each.where, err)
			continue
		}
		if len([]rune(each.text(fieldProject))) > maxProject {
			sink.Warn(fmt.Sprintf("%s:%d: the career project is longer than %d characters, and was cut", from.File, each.where.Line, maxProject))
		}
		lines[one.key()] = each.where.Line
		read = append(read, one)
	}
	return read
}

func (r rowReader) summary(from row) (summary, error) {
	if err := from.check(); err != nil {
		return summary{}, err
	}
	who, err := r.person(from)
	if err != nil {
		return summary{}, err
	}
	interview, err := r.interview(from)
	if err != nil {
		return summary{}, err
	}
	if interview.Type == "" {
		return summary{}, from.fault(fieldDate, "is empty: the row says neither when nor what interview it was")
	}
	for name, into := range map[field]*graph.Date{fieldNextDue: &interview.NextDue, fieldSignedOn: &interview.SignedOn, fieldValidatedOn: &interview.ManagerSignedOn} {
		if *into, err = r.date(from, name); err != nil {
			return summary{}, err
		}
	}
	out := summary{where: from.where, person: who, dates: r.dates, interview: interview}
	out.where.Column = who.column
	out.wish, err = from.wish(interview.On)
	return out, err
}

func (r row) wish(on graph.Date) (graph.Wish, error) {
	wish := graph.Wish{Jobs: r.list(fieldJobs), Places: r.list(fieldPlaces), Trainings: r.list(fieldTrainings), Project: r.text(fieldProject)}
	if project := []rune(wish.Project); len(project) > maxProject {
		wish.Project = string(project[:maxProject-1]) + "…"
	}
	for _, move := range []struct {
		name  field
		kind  string
		given bool
	}{{fieldFunctionalMove, graph.MoveFunctional, len(wish.Jobs) > 0}, {fieldGeographicMove, graph.MoveGeographic, len(wish.Places) > 0}} {
		wants, err := r.yes(move.name)
		if err != nil {
			return graph.Wish{}, err
		}
		if wants || move.given && !r.columns.Has(move.name) {
			wish.Moves = append(wish.Moves, move.kind)
		}
	}
	var known bool
	if wish.Horizon, known = horizonOf(r.text(fieldHorizon)); !known {
		return graph.Wish{}, r.fault(fieldHorizon, fmt.Sprintf("%q is not a time such as \"< 1 an\", \"1-2 ans\" or \"3-5 ans\"", r.get(fieldHorizon)))
	}
	if wish.Priority, known = priorityOf(r.text(fieldPriority)); !known {
		return graph.Wish{}, r.fault(fieldPriority, fmt.Sprintf("%q is not a priority such as \"Haute\", \"Moyenne\" or \"Basse\"", r.get(fieldPriority)))
	}
	if !reflect.ValueOf(wish).IsZero() {
		wish.On = on
	}
	return wish, nil
}

// maxProject is how much is kept of what a person plans.
const maxProject = 2000

// list returns the values of a cell that holds several, separated by bars, commas, semicolons or line breaks.
func (r row) list(name field) []string { return table.Split(r.text(name), severalSeparators) }

// severalSeparators part the values of a cell, also where it has several of them.
const severalSeparators = "|,;\n"

// horizonOf returns the years in which somebody wants to move, of the usual ways to write them.
func horizonOf(cell string) (horizon string, known bool) {
	text := ""
	for _, word := range strings.FieldsFunc(table.Fold(cell), func(r rune) bool { return unicode.IsSpace(r) || r == '\'' }) {
		switch word = strings.TrimRight(word, "."); word {
		case "an", "ans", "year", "years", "d", "de", "l":
		case "a", "to", "et":
			text += "-"
		default:
			text += strings.TrimSuffix(strings.TrimSuffix(word, "ans"), "an")
		}
	}
	switch text {
	case "":
		return "", true
	case "<1", "0-1", "1", "moins1", "moinsun", "immediat", "immediatement", "courtterme", "dansannee", "dansannee1", "withina", "<12mois", "despossible":
		return graph.HorizonYear, true
	case "1-2", "2", "moyenterme", "12-24mois":
		return graph.HorizonTwoYears, true
	case "3-5", "3", "4", "5", "longterme":
		return graph.HorizonFiveYears, true
	case ">5", "5+", "+5", "plus5":
		return graph.HorizonLater, true
	}
	return "", false
}

func priorityOf(cell string) (priority string, known bool) {
	switch table.Fold(cell) {
	case "":
		return "", true
	case "haute", "elevee", "forte", "prioritaire", "1", "high", "p1":
		return graph.PriorityHigh, true
	case "moyenne", "normale", "2", "medium", "p2":
		return graph.PriorityMedium, true
	case "basse", "faible", "3", "low", "p3":
		return graph.PriorityLow, true
	}
	return "", false
}

// statement states the interview and the wish, or takes back one that the row no longer holds.
func (s *summary) statement(interviews map[graph.Key]graph.Interview) ingest.Statement {
	key, person, wish := s.key(), s.person.key(), s.wishKey()
	out := ingest.Statement{Where: s.where, Columns: s.dates, Facts: []graph.Fact{
		{Key: key, Value: interviews[key]}, graph.Edge(key, "", person, "", graph.Concerns{}),
	}}
	if reflect.ValueOf(s.wish).IsZero() {
		out.Removes = []ingest.Removal{{Key: wish}}
		return out
	}
	said := s.wish
	said.On = cmp.Or(said.On, s.interview.On)
	out.Facts = append(out.Facts, graph.Fact{Key: wish, Value: said}, graph.Edge(wish, "", person, "", graph.WishedBy{}))
	return out
}
