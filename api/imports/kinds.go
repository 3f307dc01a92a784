package imports

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/opening"
	"github.com/sachant/sachant/ingest/organization"
	"github.com/sachant/sachant/ingest/people"
	"github.com/sachant/sachant/ingest/table"
)

// The kinds of tables.
const (
	kindInterviews     = "interviews"
	kindPeople         = "people"
	kindOpenings       = "openings"
	kindUnits          = "units"
	kindReorganization = "reorganization"
)

func kinds() []string {
	return []string{kindInterviews, kindPeople, kindOpenings, kindUnits, kindReorganization}
}

// columnsOf returns what the columns of a table of a kind can be taken for.
func columnsOf(kind string) []table.Column {
	switch kind {
	case kindPeople:
		return people.Columns()
	case kindOpenings:
		return opening.Columns()
	case kindUnits:
		return organization.UnitColumns()
	case kindReorganization:
		return organization.ReorganizationColumns()
	}
	return interview.Columns()
}

// reader reads the table, beside what a store holds.
func (j *job) reader(h *Imports, store graph.Store, into *result) ingest.Reader {
	understood := func(file table.Understanding) { into.understood = append(into.understood, file) }
	switch j.kind {
	case kindOpenings:
		return opening.Reader{Path: j.path, Sheet: j.sheet, Mapping: j.mapping, Scale: j.scale, Namer: h.Namer, Store: store, Understood: understood}
	case kindPeople:
		return people.Reader{Path: j.path, Sheet: j.sheet, Allowed: j.allowed, Understood: understood, Mapping: j.mapping, Source: j.kind, Namer: h.Namer, Complete: j.complete, Now: h.Now}
	case kindUnits:
		return organization.Units{Path: j.path, Sheet: j.sheet, Mapping: j.mapping, Namer: h.Namer, Store: store, Understood: understood}
	case kindReorganization:
		return organization.Reorganization{Path: j.path, Sheet: j.sheet, Mapping: j.mapping, Store: store, Now: h.Now, Understood: understood,
			Moved: func(move organization.Move) { into.moves = append(into.moves, move) }}
	}
	return interview.Reader{Paths: []string{j.path}, Sheet: j.sheet, Allowed: j.allowed, Mapping: j.mapping, Scale: j.scale, Store: store, Understood: understood}
}
