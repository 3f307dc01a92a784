package matrix

import (
	"strconv"
	"testing"
)

func TestLevelsAreWrittenOnTwoScales(t *testing.T) {
	decimal := func(value float64, digits int) string { return strconv.FormatFloat(value, 'f', digits, 64) }
	level := func(of float64) *float64 { return &of }
	for _, test := range []struct {
		level        *float64
		possessed    bool
		iluo, levels string
	}{
		{nil, false, "", ""}, {nil, true, "✓", "✓"}, {level(0), false, "–", "0"}, {level(1), true, "I", "1"}, {level(2.5), true, "L", "2.5"}, {level(3), true, "U", "3"}, {level(4), true, "O", "4"},
	} {
		if got := Written(ILUO, test.level, test.possessed, decimal); got != test.iluo {
			t.Errorf("%v is written %q, want %q", test.level, got, test.iluo)
		}
		if got := Written(Levels, test.level, test.possessed, decimal); got != test.levels {
			t.Errorf("%v is written %q, want %q", test.level, got, test.levels)
		}
	}
}
