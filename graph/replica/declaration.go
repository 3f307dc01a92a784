package replica

import (
	"hash/maphash"

	"github.com/sachant/sachant/graph"
)

// packedDeclaration is a [graph.Declares] in 24 bytes without a pointer in it. A company has millions, all
// made of some levels, on the days when interviews were held, in the words of a few scales.
type packedDeclaration struct {
	words    [4]uint32 // by number: those of the three levels, and the scale
	standing payload
	required int8 // as levels are in a standing
}

// packDeclaration is a declaration in short, where it fits: levels by halves, and days that are days.
func (n *interner) packDeclaration(value graph.Declares) (packedDeclaration, bool) {
	short := packedSummary{on: value.On.Day(), until: value.ValidUntil.Day(), validatedOn: value.ValidatedOn.Day()}
	fits := short.on.Date() == value.On && short.until.Date() == value.ValidUntil && short.validatedOn.Date() == value.ValidatedOn
	var made packedDeclaration
	for _, level := range []struct {
		from *graph.Level
		to   *int8
	}{{value.Held, &short.held}, {value.Required, &made.required}, {value.SelfAssessed, &short.selfAssessed}} {
		halves, whole := halvesOf(level.from)
		*level.to = halves
		fits = fits && whole
	}
	for i, said := range []bool{value.Possessed, value.Validated, value.Published} {
		if said {
			short.says |= 1 << i
		}
	}
	if fits {
		made.standing = n.packSummary(short)
		made.words = [4]uint32{n.text(value.HeldRaw), n.text(value.RequiredRaw), n.text(value.SelfAssessedRaw), n.text(value.Scale)}
	}
	return made, fits
}

// halvesOf a level are -1 where there is none.
func halvesOf(level *graph.Level) (halves int8, fits bool) {
	if level == nil {
		return -1, true
	}
	twice := *level * 2
	return int8(twice), twice >= 0 && twice < levelCount && twice == graph.Level(int8(twice))
}

// declare numbers a declaration; an equal one that came lately has its number already.
func (n *interner) declare(short packedDeclaration) packedValue {
	place := &n.declared[maphash.Comparable(n.seed, short)%uint64(len(n.declared))]
	if *place == 0 || n.declares[*place-1] != short {
		n.declares = append(n.declares, short)
		*place = uint32(len(n.declares))
	}
	return packedValue(*place-1) | inShort
}

// levelCount is how many levels by halves are shared.
const levelCount = 32

func newLevels() *[levelCount]graph.Level {
	var levels [levelCount]graph.Level
	for i := range levels {
		levels[i] = graph.Level(i) / 2
	}
	return &levels
}

func (s *Snapshot) level(halves int8) *graph.Level {
	if halves < 0 {
		return nil
	}
	return &s.levels[halves]
}

// whole is the declaration again.
func (d *packedDeclaration) whole(s *Snapshot) graph.Declares {
	short := s.summaryOf(d.standing)
	return graph.Declares{
		Held: s.level(short.held), Required: s.level(d.required), SelfAssessed: s.level(short.selfAssessed),
		HeldRaw: s.texts[d.words[0]], RequiredRaw: s.texts[d.words[1]], SelfAssessedRaw: s.texts[d.words[2]], Scale: s.texts[d.words[3]],
		On: short.on.Date(), ValidUntil: short.until.Date(), ValidatedOn: short.validatedOn.Date(),
		Possessed: short.says&isPossessed != 0, Validated: short.says&isValidated != 0, Published: short.says&isPublished != 0,
	}
}
