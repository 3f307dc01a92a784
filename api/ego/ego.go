// Package ego draws what is around a person or a skill as an ego network: it stands in the middle, joined to everything else by a
// line. What kind a thing is shows in its form, not in its colour alone, and a table beside the picture says the same. It knows
// nothing of requests and of languages.
package ego

import (
	"math"
	"unicode/utf8"
)

// Thing is somebody or something to draw. Its Form is Person, Skill or Community.
type Thing struct {
	Form, Name, Address string
}

// The forms: a circle, a rectangle and a diamond.
const (
	Person    = "person"
	Skill     = "skill"
	Community = "community"
)

// Picture is the drawing: positions are in pixels.
type Picture struct {
	Width, Height    int
	CenterX, CenterY int
	Middle           Place
	Places           []Place
}

// Place is where a thing stands.
type Place struct {
	Thing
	X, Y int
	// TextY is where its name is written, Short the beginning of it for which there is room.
	TextY int
	Short string
}

// The sizes of the drawing, in pixels. Neighbors stand on two rings in turn, so that their names do not meet.
const (
	width, height = 760, 600
	outer, inner  = 245, 150
	below         = 26
	maxName       = 20
)

// New draws a thing and what is around it.
func New(middle Thing, around []Thing) Picture {
	p := Picture{Width: width, Height: height, CenterX: width / 2, CenterY: height/2 - below/2}
	p.Middle = p.place(middle, 0, 0)
	for i, thing := range around {
		angle := 2*math.Pi*float64(i)/float64(len(around)) - math.Pi/2
		radius := outer
		if len(around) > 8 && i%2 == 1 {
			radius = inner
		}
		p.Places = append(p.Places, p.place(thing, float64(radius)*1.2*math.Cos(angle), float64(radius)*math.Sin(angle)))
	}
	return p
}

func (p Picture) place(thing Thing, x, y float64) Place {
	at := Place{Thing: thing, X: p.CenterX + int(math.Round(x)), Y: p.CenterY + int(math.Round(y)), Short: thing.Name}
	at.TextY = at.Y + below
	if utf8.RuneCountInString(thing.Name) > maxName {
		at.Short = string([]rune(thing.Name)[:maxName-1]) + "…"
	}
	return at
}
