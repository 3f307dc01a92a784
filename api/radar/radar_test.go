package radar

import (
	"strings"
	"testing"
)

func TestLevelsLieOnTheirAxes(t *testing.T) {
	level := func(of float64) *float64 { return &of }
	drawn, is := New([]Axis{{"Up", level(4), level(2)}, {"Right", level(2), nil}, {"Down", level(4), level(9)}, {"Left", level(1), level(0)}})
	if !is {
		t.Fatal("four axes make no figure")
	}
	if got, want := drawn.Required, "360,40 435,190 360,340 322,190"; got != want {
		t.Errorf("what is required is drawn at %s, want %s", got, want)
	}
	if got, want := drawn.Held, "360,115 360,190 360,340 360,190"; got != want {
		t.Errorf("what is held is drawn at %s, want %s", got, want)
	}
	var anchors []string
	for _, spoke := range drawn.Spokes {
		anchors = append(anchors, spoke.Anchor)
	}
	if got := strings.Join(anchors, " "); got != "middle start middle end" {
		t.Errorf("names are written towards %s", got)
	}
	if _, is := New(make([]Axis, 2)); is {
		t.Error("two axes make a figure")
	}
	if many, _ := New(make([]Axis, 20)); len(many.Spokes) != MaxAxes {
		t.Errorf("%d axes are drawn", len(many.Spokes))
	}
}
