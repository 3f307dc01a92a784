package cli

import "testing"

// The limit is fixed for a small import, and leaves a larger one room to work in.
func TestTheMemoryLimitFollowsWhatIsInUse(t *testing.T) {
	for inUse, want := range map[int64]int64{0: 640 << 20, 200 << 20: 640 << 20, 400 << 20: 1000 << 20, 900 << 20: 2250 << 20, 2 << 30: 2560 << 20} {
		if got := memoryLimit(inUse); got != want {
			t.Errorf("%d MB in use: %d MB, want %d", inUse>>20, got>>20, want>>20)
		}
	}
}
