package memory

import (
	"hash/maphash"

	"github.com/sachant/sachant/graph"
)

// declaration is a [graph.Declares] in 32 bytes without a pointer in it. A company has millions, all
// made of some levels, on the days when interviews were held, in the words of a few scales.
type declaration struct {
	words                  [4]uint32 // by number: those of the three levels, and the scale
	on, until, validatedOn graph.Day
	levels                 [3]int8 // held, required and self-assessed, in halves; -1 where there is none
	says                   uint8
}

// What a declaration says by yes or no.
const (
	isPossessed = 1 << iota
	isValidated
	isPublished
)

// short is a declaration in short, where it fits: levels by halves, and days that are days.
func (n *interner) short(value graph.Declares) (declaration, bool) {
	made := declaration{on: value.On.Day(), until: value.ValidUntil.Day(), validatedOn: value.ValidatedOn.Day()}
	fits := made.on.Date() == value.On && made.until.Date() == value.ValidUntil && made.validatedOn.Date() == value.ValidatedOn
	for i, level := range []*graph.Level{value.Held, value.Required, value.SelfAssessed} {
		made.levels[i] = -1
		if level != nil {
			halves := *level * 2
			fits = fits && halves >= 0 && halves < levelCount && halves == graph.Level(int8(halves))
			made.levels[i] = int8(halves)
		}
	}
	for i, said := range []bool{value.Possessed, value.Validated, value.Published} {
		if said {
			made.says |= 1 << i
		}
	}
	if fits {
		made.words = [4]uint32{n.text(value.HeldRaw), n.text(value.RequiredRaw), n.text(value.SelfAssessedRaw), n.text(value.Scale)}
	}
	return made, fits
}

// declare numbers a declaration; an equal one that came lately has its number already.
func (n *interner) declare(short declaration) held {
	place := &n.declared[maphash.Comparable(n.seed, short)%uint64(len(n.declared))]
	if *place == 0 || n.declares[*place-1] != short {
		n.declares = append(n.declares, short)
		*place = uint32(len(n.declares))
	}
	return held(*place-1) | inShort
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

func (s *state) level(halves int8) *graph.Level {
	if halves < 0 {
		return nil
	}
	return &s.levels[halves]
}

// whole is the declaration again.
func (d *declaration) whole(s *state) graph.Declares {
	return graph.Declares{
		Held: s.level(d.levels[0]), Required: s.level(d.levels[1]), SelfAssessed: s.level(d.levels[2]),
		HeldRaw: s.texts[d.words[0]], RequiredRaw: s.texts[d.words[1]], SelfAssessedRaw: s.texts[d.words[2]], Scale: s.texts[d.words[3]],
		On: d.on.Date(), ValidUntil: d.until.Date(), ValidatedOn: d.validatedOn.Date(),
		Possessed: d.says&isPossessed != 0, Validated: d.says&isValidated != 0, Published: d.says&isPublished != 0,
	}
}

// standing is what it comes to.
func (d *declaration) standing(s *state) graph.Standing {
	return graph.Standing{
		Held: s.level(d.levels[0]), SelfAssessed: s.level(d.levels[2]),
		On: d.on, ValidUntil: d.until, ValidatedOn: d.validatedOn,
		Possessed: d.says&isPossessed != 0, Validated: d.says&isValidated != 0, Published: d.says&isPublished != 0,
	}
}
