package interview

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/alignment"
	"github.com/sachant/sachant/ingest/table"
	"github.com/sachant/sachant/ingest/taxonomy"
)

// ogr returns the cell that names a concept of ROME.
func (r row) ogr() string { return taxonomy.OGROf(r.text(fieldOGR), r.text(fieldROME)) }

// holdsOGR reports whether a cell of a column is the number of a skill.
func (s sheet) holdsOGR(place int) bool {
	return slices.ContainsFunc(s.Records, func(each table.Record) bool { return taxonomy.IsOGR(each.Cell(place)) })
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

func warnEach(sink ingest.Sink, findings []alignment.Finding, say func(alignment.Finding) string) {
	for _, line := range alignment.Lines(findings, say) {
		sink.Warn(line)
	}
}

// coded returns the rows that give codes of concepts.
func (c content) coded(stored lookup) (rows []alignment.Row) {
	add := func(where ingest.Where, one *skill) {
		if one.ogr+one.esco == "" {
			return
		}
		if codes := taxonomy.CodesOf(one.ogr, one.esco); len(codes) > 0 {
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
