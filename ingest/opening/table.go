package opening

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/table"
)

// list is a table of openings being read.
type list struct {
	Reader
	*table.List
}

// Layout is that of a list of openings.
const Layout = "openings"

// readTable reads a table; one that is refused is told to the sink.
func (r Reader) readTable(ctx context.Context, into *postings) {
	read := table.OpenList(ctx, r.Path, table.ListOptions{
		Sheet: r.Sheet, Words: table.NewVocabulary(Columns(), r.Mapping), Lacks: lacks, Layout: Layout, Understood: r.Understood,
	}, into.sink)
	if read == nil {
		return
	}
	l := &list{r, read}
	for _, record := range l.Records {
		if ctx.Err() != nil {
			return
		}
		if record.IsBlank() {
			continue
		}
		into.sink.Read("row", 1)
		one, err := l.posting(record)
		if err != nil {
			into.sink.Reject(l.Where(record, err.name), err.cause)
			continue
		}
		into.add(one)
	}
}

func lacks(columns table.Columns) error {
	if !columns.Has(fieldReference) || !columns.Has(fieldTitle) {
		return errors.New(`lacks the columns "Référence" and "Intitulé"`)
	}
	return nil
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
	for _, name := range slices.Sorted(maps.Keys(l.Columns)) {
		cell := of.Cell(l.Columns[name])
		isList := name == fieldDescription || name == fieldMust || name == fieldNice
		if strings.ContainsRune(cell, utf8.RuneError) || !isList && graph.IsLongLabel(cell) || len(cell) > maxDescription {
			return posting{}, &fault{name, "holds bytes that are no text in the encoding of the file, or too many"}
		}
	}
	out := posting{where: l.Where(of, ""), roleCode: l.Get(of, fieldRoleCode), role: l.Get(of, fieldRole), rome: l.Get(of, fieldROME),
		unit: l.Get(of, fieldUnit), site: l.Get(of, fieldSite)}
	out.Opening = graph.Opening{Reference: l.Get(of, fieldReference), Title: l.Get(of, fieldTitle), Contract: l.Get(of, fieldContract),
		Contact: l.Get(of, fieldContact), Description: l.Get(of, fieldDescription)}
	out.Mission, out.Mentoring = moveOf(out.Contract)
	var known bool
	if out.State, known = stateOf(table.Fold(l.Get(of, fieldState))); !known {
		return posting{}, &fault{fieldState, fmt.Sprintf("%q is no state such as Brouillon, Ouverte, Pourvue or Close", l.Get(of, fieldState))}
	}
	for _, each := range []struct {
		name field
		into *graph.Date
	}{{fieldPosted, &out.PostedOn}, {fieldCloses, &out.ClosesOn}, {fieldStarts, &out.StartsOn}} {
		day, err := table.ParseDate(l.Get(of, each.name))
		if err != nil {
			return posting{}, &fault{each.name, err.Error()}
		}
		*each.into = day
	}
	wrong := l.addDemands(&out, of)
	return out, wrong
}

// moveOf reports whether a contract, in the words of a company, is a mission, or mentoring.
func moveOf(contract string) (mission, mentoring bool) {
	folded := table.Fold(contract)
	holds := func(word string) bool { return strings.Contains(folded, word) }
	mentoring = holds("mentor") || holds("parrainage")
	return !mentoring && (holds("mission") || holds("detachement") || holds("secondment")), mentoring
}

// addDemands adds the skills of a record: the lists, and the one of a row of its own.
func (l *list) addDemands(out *posting, of table.Record) *fault {
	for _, each := range []struct {
		name field
		must bool
	}{{fieldMust, true}, {fieldNice, false}} {
		for _, text := range table.Values(l.Get(of, each.name)) {
			one, err := demandOf(text, l.Scale)
			if err != nil {
				return &fault{each.name, err.Error()}
			}
			one.where, one.Must = l.Where(of, each.name), each.must
			out.demands = append(out.demands, one)
		}
	}
	label := l.Get(of, fieldSkill)
	if label == "" {
		return nil
	}
	level, err := interview.ParseLevel(l.Get(of, fieldLevel), l.Scale)
	if err != nil {
		return &fault{fieldLevel, err.Error()}
	}
	must, known := isMust(table.Fold(l.Get(of, fieldImportance)))
	if !known {
		return &fault{fieldImportance, fmt.Sprintf("%q says neither Indispensable nor Souhaité", l.Get(of, fieldImportance))}
	}
	out.demands = append(out.demands, demand{l.Where(of, fieldSkill), label, graph.Demands{Level: level.Level, Raw: level.Raw, Scale: level.Scale, Must: must}})
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
	if label = table.Clean(label); label == "" || graph.IsLongLabel(label) || strings.ContainsRune(label, utf8.RuneError) {
		return demand{}, fmt.Errorf("%q names no skill", text)
	}
	return demand{label: label, Demands: graph.Demands{Level: level.Level, Raw: level.Raw, Scale: level.Scale}}, nil
}
