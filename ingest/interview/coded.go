package interview

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/alignment"
	"github.com/sachant/sachant/ingest/table"
	"github.com/sachant/sachant/ingest/taxonomy"
)

// ogr returns the cell that names a concept of ROME. A column for ROME codes counts where it holds the number of a skill:
// a letter and four digits are a job.
func (r row) ogr() string {
	if cell := r.text(fieldOGR); cell != "" && !isJobCode(cell) {
		return cell
	}
	if cell := r.text(fieldROME); isOGR(cell) {
		return cell
	}
	return ""
}

func isJobCode(cell string) bool {
	return len(cell) == 5 && !table.Digits(cell) && table.Digits(cell[1:])
}

func isOGR(cell string) bool { return table.Digits(ogrOf(cell)) }

// ogrOf returns the number in an OGR code as spreadsheets have it: "OGR 100 007", "100007.0".
func ogrOf(cell string) string {
	number := strings.ReplaceAll(table.Number(table.Clean(cell)), " ", "")
	return strings.TrimPrefix(strings.ToUpper(number), "OGR")
}

// holdsOGR reports whether a cell of a column is the number of a skill.
func (s sheet) holdsOGR(place int) bool {
	return slices.ContainsFunc(s.Records, func(each table.Record) bool { return isOGR(each.Cell(place)) })
}

// codes returns those that name concepts.
func (s skillWords) codes() (codes []alignment.Code) {
	cells := []string{s.ogr}
	if !isOGR(s.ogr) { // "100007,0" is one
		cells = table.Split(s.ogr, severalSeparators)
	}
	for _, cell := range cells {
		switch number := ogrOf(cell); {
		case table.Digits(number):
			codes = append(codes, alignment.Code{Text: number, Concept: taxonomy.KeyOfOGR(number)})
		case !isJobCode(cell):
			codes = append(codes, alignment.Code{Text: cell})
		}
	}
	for _, cell := range table.Split(s.esco, severalSeparators) {
		address := strings.TrimRight(cell, "/")
		if !strings.Contains(address, "/") {
			address = "/esco/skill/" + address
		}
		if key := taxonomy.KeyOfAddress(address); key.Kind() != graph.KindRole { // an occupation is a job
			codes = append(codes, alignment.Code{Text: cell, Concept: key})
		}
	}
	return codes
}

// skillLinks are the links of skills to concepts that the rows give by code.
type skillLinks struct {
	alignment.Plan
	stored lookup
}

// of returns the links of a skill.
func (l skillLinks) of(one *skill) (facts []graph.Fact) {
	key := cmp.Or(l.stored.skillKey(one), one.slugged)
	for _, concept := range l.Same[key] {
		facts = append(facts, graph.Edge(one.key, "", concept, "", graph.SameAs{By: graph.ByCode, Score: 1}))
	}
	for _, concept := range l.MayBe[key] {
		facts = append(facts, graph.Edge(one.key, "", concept, "", graph.MayBe{}))
	}
	return facts
}

// links decides the links that the rows give, and warns of what is not linked.
func (c content) links(ctx context.Context, stored lookup, sink ingest.Sink) (skillLinks, error) {
	rows := c.coded(stored)
	if stored.reader == nil || len(rows) == 0 {
		return skillLinks{}, nil
	}
	plan, err := alignment.Decide(ctx, stored.reader, rows)
	if err != nil {
		return skillLinks{}, err
	}
	warnEach(sink, plan.Unknown, func(one alignment.Finding) string {
		return fmt.Sprintf("%s: no stored vocabulary has the code %q, rows with it: %d; they are read without its link", one.Where, one.Text, one.Count)
	})
	warnEach(sink, plan.Ambiguous, func(one alignment.Finding) string {
		return fmt.Sprintf("%s: the rows of the skill %q have codes of several concepts, in all: %d; decide with sachant skills review", one.Where, one.Text, one.Count)
	})
	warnEach(sink, plan.Settled, func(one alignment.Finding) string {
		return fmt.Sprintf("%s: the code %q is not what its skill is linked to, or was decided against; that stays, rows with it: %d", one.Where, one.Text, one.Count)
	})
	return skillLinks{plan, stored}, nil
}

// maxFindings is how many findings of a sort are told one by one.
const maxFindings = 20

func warnEach(sink ingest.Sink, findings []alignment.Finding, say func(alignment.Finding) string) {
	for _, one := range findings[:min(len(findings), maxFindings)] {
		sink.Warn(say(one))
	}
	if more := len(findings) - maxFindings; more > 0 {
		sink.Warn(fmt.Sprintf("%s: more like these: %d", findings[maxFindings].Where, more))
	}
}

// coded returns the rows that give codes of concepts.
func (c content) coded(stored lookup) (rows []alignment.Row) {
	add := func(where ingest.Where, one *skill) {
		if one.ogr+one.esco == "" {
			return
		}
		if codes := one.codes(); len(codes) > 0 {
			key := stored.skillKey(one)
			rows = append(rows, alignment.Row{Where: where.String(), Skill: cmp.Or(key, one.slugged), Stored: key, Label: one.label, Codes: codes})
		}
	}
	for _, each := range c.listed {
		add(each.where, each.skill)
	}
	for _, each := range c.profiles {
		add(each.where, each.skill)
	}
	for each := range c.all() {
		if each.duplicates == nil || !each.duplicates.contradicts {
			add(each.where, each.skill)
		}
	}
	return rows
}
