package ingest

import (
	"testing"

	"pgregory.net/rapid"
)

// TestDigests: the table is a map, whatever hashes come, those that fall on the same place too.
func TestDigests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table digests
		known := map[[2]uint64]uint64{}
		part := rapid.Uint64Range(0, 3)
		for i := range rapid.IntRange(0, 300).Draw(t, "count") {
			low, high := part.Draw(t, "low")<<60|part.Draw(t, "even lower")<<1, part.Draw(t, "high")<<6
			key := [2]uint64{low, high}
			if found := table.find(low, high); (found != nil) != has(known, key) || found != nil && found.content != known[key] {
				t.Fatalf("find: %v, want %v", found, known[key])
			}
			found, added := table.place(low, high)
			if added == has(known, key) {
				t.Fatalf("added %v twice, or not at all", key)
			}
			found.content = uint64(i)
			known[key] = uint64(i)
		}
		seen := 0
		table.each(func(*digest) { seen++ })
		if seen != len(known) || table.count != len(known) {
			t.Fatalf("%d in the table, which counts %d, want %d", seen, table.count, len(known))
		}
	})
}

func has(known map[[2]uint64]uint64, key [2]uint64) bool {
	_, there := known[key]
	return there
}
