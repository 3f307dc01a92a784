package main

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// circles reads a drawing, which must be well formed, and returns where its points are.
func circles(t *testing.T, svg string) (points []point) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return points
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, svg)
		}
		if element, is := token.(xml.StartElement); is && element.Name.Local == "circle" {
			points = append(points, point{number(t, element, "cx"), number(t, element, "cy")})
		}
	}
}

func number(t *testing.T, element xml.StartElement, name string) float64 {
	t.Helper()
	at := slices.IndexFunc(element.Attr, func(a xml.Attr) bool { return a.Name.Local == name })
	value, err := strconv.ParseFloat(element.Attr[at].Value, 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestWhatGrowsMoreRisesMore(t *testing.T) {
	svg := plot([]panel{{"a < b", []line{{"as the data", []point{{1000, 1}, {100_000, 100}}}, {"less", []point{{1000, 1}, {100_000, 10}}}}}})
	got := circles(t, svg)
	if len(got) != 4 {
		t.Fatalf("%d points are drawn, not 4:\n%s", len(got), svg)
	}
	if got[0] != got[2] || got[0].x != 0 || got[0].y != panelHeight {
		t.Errorf("both begin at %v and %v, not in the corner", got[0], got[2])
	}
	if got[1] != (point{panelWidth, 0}) || got[3] != (point{panelWidth, panelHeight / 2}) {
		t.Errorf("they end at %v and %v", got[1], got[3])
	}
	if !strings.Contains(svg, "a &lt; b") {
		t.Error("the title is not escaped")
	}
}

func TestEveryPointIsWithinItsPanel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		positive := rapid.Float64Range(1e-3, 1e7)
		var p panel
		for range rapid.IntRange(1, 8).Draw(r, "lines") {
			var one line
			for range rapid.IntRange(0, 4).Draw(r, "points") {
				one.points = append(one.points, point{positive.Draw(r, "x"), positive.Draw(r, "y")})
			}
			p.lines = append(p.lines, one)
		}
		got := circles(t, plot([]panel{p, {}}))
		if len(got) != len(p.all()) {
			r.Fatalf("%d of %d points are drawn", len(got), len(p.all()))
		}
		for _, each := range got {
			if each.x < 0 || each.x > panelWidth || each.y < 0 || each.y > panelHeight {
				r.Fatalf("%v is outside", each)
			}
		}
	})
}

func TestTicksAreRoundNumbers(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   []float64
	}{
		{[]float64{1000, 20_000, 100_000}, []float64{1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000}},
		{[]float64{3}, []float64{2, 5}},
		{[]float64{0.03, 0.4}, []float64{0.02, 0.05, 0.1, 0.2, 0.5}},
		{[]float64{1, 9999}, []float64{1, 10, 100, 1000, 10_000}},
	} {
		var want, got []string
		for _, tick := range c.want {
			want = append(want, tickLabel(tick))
		}
		for _, tick := range scaleOf(c.values, 100).ticks() {
			got = append(got, tickLabel(tick))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v has %v, want %v", c.values, got, want)
		}
	}
}

func TestNamesDoNotMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfN(rapid.Float64Range(0, 300), 0, 8).Draw(t, "places")
		slices.Sort(places)
		got := apart(places, 14, 300)
		for i := range got {
			if got[i] > 300 || got[i] < 300-14*8 && got[i] < places[i]-14*8 {
				t.Fatalf("%v became %v", places, got)
			}
			if i > 0 && got[i]-got[i-1] < 14-1e-9 {
				t.Fatalf("%v became %v, of which two meet", places, got)
			}
		}
	})
}
