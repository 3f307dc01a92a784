package vocabulary

import "testing"

func TestEdits(t *testing.T) {
	for _, of := range []struct {
		first, second string
		want          int
	}{
		{"", "", 0}, {"", "tri", 3}, {"tri", "", 3}, {"soudage", "soudage", 0}, {"soudage", "soudge", 1}, {"soudage", "souudage", 1},
		{"soudage", "soudige", 1}, {"soudage", "soduage", 1}, {"soudage", "osudaeg", 2}, {"négoce", "négcoe", 1}, {"tri", "vis", 3},
	} {
		if got := edits(of.first, of.second); got != of.want {
			t.Errorf("%q and %q differ by %d, want %d", of.first, of.second, got, of.want)
		}
	}
}
