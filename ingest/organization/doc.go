// Package organization reads how a company is organised, from CSV or XLSX: the list of its units, a row a unit,
//
//	code;label;parent
//
// and what became of units in a reorganisation, a row a unit:
//
//	old;new;date
//
// A unit is its path, such as "Production/Chaudronnerie": whatever looks at units, from a perimeter to the map of skills, goes
// by that. So a list gives each unit the path that its parents make, whether sources call the unit by its code or by its
// label, and a reorganisation gives units and their parts another path. No person changes their unit for that, so what was said
// of them in the old unit counts in the new one, and as many people are in the units after it as before.
package organization

import "github.com/sachant/sachant/ingest/table"

type field = table.Field

// The fields of a list of units and of a reorganisation, as messages name them.
const (
	fieldCode   field = "code of the unit"
	fieldLabel  field = "label of the unit"
	fieldParent field = "code of the parent"
	fieldOld    field = "old unit"
	fieldNew    field = "new unit"
	fieldDate   field = "day of the change"
)

// The layouts of the files.
const (
	LayoutUnits          = "units"
	LayoutReorganization = "reorganization"
)

// UnitColumns returns every column of a list of units that is read, with its headers in order of preference.
func UnitColumns() []table.Column {
	return []table.Column{
		{Field: fieldCode, Key: "code", Headers: []string{"Code", "Code UO", "Code unité", "Code service", "Code entité", "Code structure", "Identifiant", "Unit code", "Unit ID", "Id"}},
		{Field: fieldLabel, Key: "label", Headers: []string{"Libellé", "Libellé UO", "Libellé unité", "Libellé service", "Intitulé", "Nom", "Unité", "Service", "Label", "Name", "Unit"}},
		{Field: fieldParent, Key: "parent", Headers: []string{"Parent", "Code parent", "Unité parente", "UO parente", "Unité de rattachement", "Rattachement", "Code rattachement", "Parent code", "Parent unit", "Parent ID"}},
	}
}

// ReorganizationColumns returns every column of a reorganisation that is read, with its headers in order of preference.
func ReorganizationColumns() []table.Column {
	return []table.Column{
		{Field: fieldOld, Key: "old", Headers: []string{"Ancien", "Ancienne unité", "Ancien service", "Ancienne", "Ancien code", "Avant", "Old", "Old unit", "From unit"}},
		{Field: fieldNew, Key: "new", Headers: []string{"Nouveau", "Nouvelle unité", "Nouveau service", "Nouvelle", "Nouveau code", "Après", "New", "New unit", "To unit"}},
		{Field: fieldDate, Key: "date", Headers: []string{"Date", "Date d'effet", "À compter du", "Effet", "Effective date", "Effective on"}},
	}
}
