// Package radar draws how somebody stands to a role: an axis for each skill that it requires, the levels required and held as
// two outlines that differ in more than their colour. It knows nothing of requests and of languages; its table stands beside it.
package radar

import (
	"fmt"
	"math"
	"strings"
)

// Axis is a skill: nil is a level that is not known, which is drawn as none.
type Axis struct {
	Name           string
	Required, Held *float64
}

// The fewest axes that make a figure, and the most that can be read.
const (
	MinAxes = 3
	MaxAxes = 8
)

// Radar is the drawing: positions are in pixels.
type Radar struct {
	Width, Height, CenterX, CenterY int
	// Rings are the radii of levels 1 to 4.
	Rings  []int
	Spokes []Spoke
	// Required and Held are the points of the outlines.
	Required, Held string
}

// Spoke is an axis: where it ends, and where its name stands and towards which side it is written.
type Spoke struct {
	Name         string
	X, Y         int
	TextX, TextY int
	Anchor       string
}

// The sizes of the drawing, in pixels: the names stand on both sides of it.
const (
	radius = 150
	width  = 720
	height = 2*radius + 80
	levels = 4
)

// New draws the first axes, [MaxAxes] at most; false where there are too few for a figure.
func New(axes []Axis) (Radar, bool) {
	axes = axes[:min(len(axes), MaxAxes)]
	if len(axes) < MinAxes {
		return Radar{}, false
	}
	r := Radar{Width: width, Height: height, CenterX: width / 2, CenterY: height / 2}
	for level := 1; level <= levels; level++ {
		r.Rings = append(r.Rings, radius*level/levels)
	}
	var required, held []string
	for i, axis := range axes {
		angle := 2*math.Pi*float64(i)/float64(len(axes)) - math.Pi/2
		required, held = append(required, r.point(angle, axis.Required)), append(held, r.point(angle, axis.Held))
		r.Spokes = append(r.Spokes, r.spoke(angle, axis.Name))
	}
	r.Required, r.Held = strings.Join(required, " "), strings.Join(held, " ")
	return r, true
}

// point returns the coordinates of a level on an axis, as "x,y".
func (r Radar) point(angle float64, level *float64) string {
	at := 0.0
	if level != nil {
		at = min(max(*level, 0), levels) / levels * radius
	}
	return fmt.Sprintf("%d,%d", r.CenterX+round(at*math.Cos(angle)), r.CenterY+round(at*math.Sin(angle)))
}

func (r Radar) spoke(angle float64, name string) Spoke {
	cos, sin := math.Cos(angle), math.Sin(angle)
	spoke := Spoke{Name: name, X: r.CenterX + round(radius*cos), Y: r.CenterY + round(radius*sin),
		TextX: r.CenterX + round((radius+12)*cos), TextY: r.CenterY + round((radius+18)*sin) + 5, Anchor: "middle"}
	switch {
	case cos > 0.1:
		spoke.Anchor = "start"
	case cos < -0.1:
		spoke.Anchor = "end"
	}
	return spoke
}

func round(number float64) int { return int(math.Round(number)) }
