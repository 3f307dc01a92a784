package main

import (
	"cmp"
	"encoding/xml"
	"fmt"

	"slices"
	"strings"
)

// point is a size and what was measured at it, both above 0.
type point struct{ x, y float64 }

// line is one metric over the sizes.
type line struct {
	name   string
	points []point
}

// panel is lines of one unit. Both its scales are logarithmic, so that whatever grows as a power
// of the data is straight, and as the data is a slope of one.
type panel struct {
	title string
	lines []line
}

// The measures of the drawing, in its own units.
const (
	panelWidth  = 300.0
	panelHeight = 300.0
	marginLeft  = 56.0
	marginTop   = 40.0
	labelRoom   = 150.0 // right of a panel, for the names of its lines
	marginUnder = 56.0
	labelHeight = 14.0
)

// colours differ for those too who do not tell red from green (Okabe and Ito).
func colours() []string {
	return []string{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"}
}

// plot draws panels side by side, as SVG. A panel without points is left out.
func plot(panels []panel) string {
	panels = slices.DeleteFunc(slices.Clone(panels), func(p panel) bool { return len(p.all()) == 0 })
	width, height := float64(len(panels))*(marginLeft+panelWidth+labelRoom), marginTop+panelHeight+marginUnder
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&svg, `<rect width="%.0f" height="%.0f" fill="#ffffff"/>`+"\n", width, height)
	for i, each := range panels {
		fmt.Fprintf(&svg, `<g transform="translate(%.0f %.0f)">`+"\n", float64(i)*(marginLeft+panelWidth+labelRoom)+marginLeft, marginTop)
		newDrawing(each, &svg).draw()
		svg.WriteString("</g>\n")
	}
	svg.WriteString("</svg>\n")
	return svg.String()
}

func (p panel) all() []point {
	var all []point
	for _, each := range p.lines {
		all = append(all, each.points...)
	}
	return all
}

// drawing is a panel on its way into a picture.
type drawing struct {
	panel
	x, y scale
	svg  *strings.Builder
}

func newDrawing(p panel, svg *strings.Builder) *drawing {
	var xs, ys []float64
	for _, each := range p.all() {
		xs, ys = append(xs, each.x), append(ys, each.y)
	}
	return &drawing{p, scaleOf(xs, panelWidth), scaleOf(ys, panelHeight), svg}
}

// at is where a point is in the panel.
func (d *drawing) at(p point) (x, y float64) { return d.x.place(p.x), panelHeight - d.y.place(p.y) }

func (d *drawing) draw() {
	fmt.Fprintf(d.svg, `<text x="0" y="-16" font-weight="bold">%s</text>`+"\n", escaped(d.title))
	d.grid()
	d.asTheData()
	for i, each := range d.lines {
		d.line(each, colours()[i%len(colours())])
	}
	d.names()
}

func (d *drawing) grid() {
	for _, tick := range d.y.ticks() {
		at := panelHeight - d.y.place(tick)
		fmt.Fprintf(d.svg, `<line x1="0" x2="%.0f" y1="%.1f" y2="%.1f" stroke="#dddddd"/>`+"\n", panelWidth, at, at)
		fmt.Fprintf(d.svg, `<text x="-6" y="%.1f" text-anchor="end">%s</text>`+"\n", at+4, tickLabel(tick))
	}
	for _, tick := range d.sizes() {
		at := d.x.place(tick)
		fmt.Fprintf(d.svg, `<line x1="%.1f" x2="%.1f" y1="0" y2="%.0f" stroke="#dddddd"/>`+"\n", at, at, panelHeight)
		fmt.Fprintf(d.svg, `<text x="%.1f" y="%.0f" text-anchor="middle">%s</text>`+"\n", at, panelHeight+18, tickLabel(tick))
	}
	fmt.Fprintf(d.svg, `<text x="%.0f" y="%.0f" text-anchor="middle">people</text>`+"\n", panelWidth/2, panelHeight+38)
}

// sizes are those that were measured.
func (d *drawing) sizes() []float64 {
	var sizes []float64
	for _, each := range d.all() {
		sizes = append(sizes, each.x)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes)
}

// asTheData is a dashed line that grows as the data does, through the first point, as far as
// the panel goes.
func (d *drawing) asTheData() {
	first := d.all()[0]
	factor := min(d.x.most/first.x, d.y.most/first.y)
	x1, y1 := d.at(first)
	x2, y2 := d.at(point{first.x * factor, first.y * factor})
	fmt.Fprintf(d.svg, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#888888" stroke-dasharray="4 4"><title>as the data</title></line>`+"\n", x1, y1, x2, y2)
}

func (d *drawing) line(each line, colour string) {
	var path []string
	for _, p := range each.points {
		x, y := d.at(p)
		path = append(path, fmt.Sprintf("%.1f,%.1f", x, y))
		fmt.Fprintf(d.svg, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"><title>%s, %s people: %s</title></circle>`+"\n",
			x, y, colour, escaped(each.name), tickLabel(p.x), significant(p.y))
	}
	fmt.Fprintf(d.svg, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(path, " "), colour)
}

// names writes each line's name beside its end, one under the other where they would meet.
func (d *drawing) names() {
	type name struct {
		text, colour string
		x, y         float64
	}
	var names []name
	for i, each := range d.lines {
		if len(each.points) > 0 {
			x, y := d.at(each.points[len(each.points)-1])
			names = append(names, name{each.name, colours()[i%len(colours())], x, y})
		}
	}
	slices.SortStableFunc(names, func(a, b name) int { return cmp.Compare(a.y, b.y) })
	places := make([]float64, len(names))
	for i, each := range names {
		places[i] = each.y
	}
	for i, y := range apart(places, labelHeight, panelHeight) {
		fmt.Fprintf(d.svg, `<text x="%.1f" y="%.1f" fill="%s">%s</text>`+"\n", panelWidth+8, y+4, names[i].colour, escaped(names[i].text))
	}
}

// apart moves ascending places until they are a distance from each other and none is beyond the
// end: first down, then, from the end, up.
func apart(places []float64, distance, end float64) []float64 {
	moved := slices.Clone(places)
	for i := 1; i < len(moved); i++ {
		moved[i] = max(moved[i], moved[i-1]+distance)
	}
	for i := len(moved) - 1; i >= 0; i-- {
		moved[i] = min(moved[i], end)
		end = moved[i] - distance
	}
	return moved
}

func escaped(text string) string {
	var safe strings.Builder
	_ = xml.EscapeText(&safe, []byte(text))
	return safe.String()
}
