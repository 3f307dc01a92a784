package ego

import "testing"

// Everything is drawn within the picture, at a place of its own, with the name as far as there is room.
func TestEverythingHasAPlace(t *testing.T) {
	for _, count := range []int{0, 1, 3, 9, 24} {
		around := make([]Thing, count)
		for i := range around {
			around[i] = Thing{Skill, "Métallurgie des poudres et frittage", "/skill/x"}
		}
		drawn := New(Thing{Person, "Ada", ""}, around)
		taken := map[[2]int]bool{{drawn.Middle.X, drawn.Middle.Y}: true}
		for _, place := range drawn.Places {
			if place.X < 60 || place.X > drawn.Width-60 || place.Y < 10 || place.TextY > drawn.Height-4 {
				t.Errorf("of %d, one stands at %d, %d", count, place.X, place.Y)
			}
			if at := [2]int{place.X, place.Y}; taken[at] {
				t.Errorf("of %d, two stand at %v", count, at)
			} else {
				taken[at] = true
			}
			if place.Short != "Métallurgie des pou…" {
				t.Errorf("the name is %q", place.Short)
			}
		}
		if len(drawn.Places) != count {
			t.Errorf("%d of %d are drawn", len(drawn.Places), count)
		}
	}
}
