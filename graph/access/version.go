package access

import (
	"context"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
)

// Version stands for the state of the graph that a view reads, for what is kept from one view to the next.
type Version struct{ snapshot *replica.Snapshot }

// Version returns that of the state that the view reads. The state of a store has none: nothing read of it can be kept.
func (v *View) Version(ctx context.Context) (Version, error) {
	f, err := v.open(ctx)
	if err != nil {
		return Version{}, err
	}
	return Version{f.snapshot}, nil
}

// Since returns the keys of the facts that changed from another version to this one, whether or not anybody may see them;
// known is false where that cannot be told, and what was kept is void.
func (v Version) Since(before Version) (changed []graph.Key, known bool) {
	switch {
	case v.snapshot == nil || before.snapshot == nil:
		return nil, false
	case v.snapshot == before.snapshot:
		return nil, true
	}
	return v.snapshot.Since(before.snapshot)
}
