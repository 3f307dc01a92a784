package serving

import (
	"context"
	"testing"

	"github.com/sachant/sachant/api/metrics"
)

// What held back removals is counted as such, whatever its exit status; what was cancelled or refused is not.
func TestHowACommandEnded(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		ctx    context.Context
		status int
		held   bool
		want   metrics.Outcome
	}{
		{t.Context(), 0, false, metrics.Done},
		{t.Context(), 3, false, metrics.Done},
		{t.Context(), 3, true, metrics.Held},
		{t.Context(), 1, true, metrics.Held},
		{t.Context(), 1, false, metrics.Failed},
		{t.Context(), 2, false, ""},
		{ended, 3, true, metrics.Cancelled},
	} {
		if got, _ := outcomeOf(test.ctx, test.status, test.held); got != test.want {
			t.Errorf("status %d, held back %v: %q, want %q", test.status, test.held, got, test.want)
		}
	}
}
