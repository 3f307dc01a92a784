package replica

import (
	"slices"

	"github.com/sachant/sachant/graph"
)

// packedSummary is a [graph.DeclarationSummary] in 16 bytes.
type packedSummary struct {
	on, until, validatedOn graph.Day
	held, selfAssessed     int8 // in halves; -1 where there is none
	says                   uint8
}

// What a declaration says by yes or no.
const (
	isPossessed = 1 << iota
	isValidated
	isPublished
	hasUntil       // of a shape
	hasValidatedOn // of a shape
)

// A search weighs thousands of standings, of whom no two stand side by side. So what a list of edges
// says of a declaration is the standing itself, not where to find it: the day that it is of, and
// the number of its shape, which is all else, with days counted from that one. Levels, and how long
// something is valid, repeat: there are a few hundred shapes. A standing of another age, or whose
// shape comes after there are too many, has a number instead.
const (
	inTable    payload = 1 << 29
	mostShapes      = 1 << 13
	dayMask    payload = 1<<16 - 1
	shapeShift      = 16
	beforeDays      = 693_595 // the day before 1900 begins
)

// packSummary is how a list of edges says a standing.
func (n *interner) packSummary(one packedSummary) payload {
	day := payload(0)
	if one.on != 0 {
		day = payload(one.on - beforeDays)
	}
	if one.on == 0 || one.on > beforeDays && day <= dayMask {
		if number, fits := n.shape(one.shape()); fits {
			return byStanding | payload(number)<<shapeShift | day
		}
	}
	return byStanding | inTable | payload(number(n.standingNumber, &n.standings, one))
}

// shape is a standing with days counted from its own.
func (d packedSummary) shape() packedSummary {
	if d.until != 0 {
		d.until, d.says = d.until-d.on, d.says|hasUntil
	}
	if d.validatedOn != 0 {
		d.validatedOn, d.says = d.validatedOn-d.on, d.says|hasValidatedOn
	}
	d.on = 0
	return d
}

// of is a shape as of a day.
func (d packedSummary) of(day graph.Day) packedSummary {
	if d.says&hasUntil != 0 {
		d.until += day
	}
	if d.says&hasValidatedOn != 0 {
		d.validatedOn += day
	}
	d.on, d.says = day, d.says&^(hasUntil|hasValidatedOn)
	return d
}

func (n *interner) shape(one packedSummary) (uint32, bool) {
	if _, known := n.shapeNumber[one]; !known && len(n.shapes) == mostShapes {
		return 0, false
	}
	return number(n.shapeNumber, &n.shapes, one), true
}

// number is that of a standing in a table, a new one where it has none.
func number(numbers map[packedSummary]uint32, table *[]packedSummary, one packedSummary) uint32 {
	found, known := numbers[one]
	if !known {
		found = uint32(len(*table))
		*table = append(*table, one)
		numbers[one] = found
	}
	return found
}

func (s *Snapshot) summaryOf(what payload) packedSummary {
	if what&inTable != 0 {
		return s.standings[what&^(byStanding|inTable)]
	}
	day := graph.Day(what & dayMask)
	if day != 0 {
		day += beforeDays
	}
	return s.shapes[what&^byStanding>>shapeShift].of(day)
}

// isPublished is what decides who may see a declaration.
func (s *Snapshot) isPublished(what payload) bool {
	switch {
	case what&byNumber != 0:
		declares, _ := s.values[what&^byNumber].(graph.Declares)
		return declares.Published
	case what&inTable != 0:
		return s.standings[what&^(byStanding|inTable)].says&isPublished != 0
	}
	return s.shapes[what&^byStanding>>shapeShift].says&isPublished != 0
}

// AppendDeclarations implements graph.Numbers.
func (s *Snapshot) AppendDeclarations(standings []graph.DeclarationSummary, arcs []graph.EdgeRef) []graph.DeclarationSummary {
	standings = slices.Grow(standings, len(arcs))
	for i := range arcs {
		standings = append(standings, s.standing(payload(arcs[i].Summary)))
	}
	return standings
}

func (s *Snapshot) standing(what payload) graph.DeclarationSummary {
	if what&byNumber != 0 {
		declares, _ := s.values[what&^byNumber].(graph.Declares)
		return declares.Summary()
	}
	short := s.summaryOf(what)
	return graph.DeclarationSummary{
		Held: s.level(short.held), SelfAssessed: s.level(short.selfAssessed),
		On: short.on, ValidUntil: short.until, ValidatedOn: short.validatedOn,
		Possessed: short.says&isPossessed != 0, Validated: short.says&isValidated != 0, Published: short.says&isPublished != 0,
	}
}
