package interview

import (
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/table"
)

// FuzzCell: whatever stands in a cell, on each scale it is a level that there is, or refused;
// as a date it is a day of the calendar, or refused.
func FuzzCell(f *testing.F) {
	for _, cell := range []string{"3", "2,5", "4.0", "Maîtrise", "I", "o", "S/O", "5", "0.5", "1e3", "00004", "14/01/2026", "46036", "2026-01-14T00:00",
		"31.2.26", "T", "Oui", "à développer", "CREP", "3.٣"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, scale := range Scales() {
			got, err := reading{scale: scale, letters: true}.read(cell)
			if err == nil && got.level != nil && (*got.level < 0 || *got.level > 4 || *got.level*2 != graph.Level(int(*got.level*2))) {
				t.Errorf("%q on the scale %s is the level %v", cell, scale, *got.level)
			}
		}
		if date, err := table.ParseDate(cell); err == nil && date != "" {
			if again, err := graph.ParseDate(string(date)); err != nil || again != date {
				t.Errorf("table.ParseDate(%q) = %q", cell, date)
			}
		}
		_, _ = table.ParseYesNo(cell)
		_ = interviewKind(cell)
	})
}
