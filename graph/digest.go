package graph

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// CommitDigest stands for the commit of a revision: when, by whom, and which facts. Two stores, or
// one store before and after it was put back to an older state, do not share it. It fails with
// [ErrLogTruncated] where the log does not hold the revision.
func CommitDigest(ctx context.Context, store Store, revision int64) (digest [sha256.Size]byte, err error) {
	changes, err := store.Changes(ctx, revision-1)
	if err != nil {
		return digest, err
	}
	if len(changes) == 0 || changes[0].Revision != revision {
		return digest, fmt.Errorf("%w: it ends before revision %d", ErrLogTruncated, revision)
	}
	text, err := json.Marshal([]any{changes[0].Revision, changes[0].At.UnixMilli(), changes[0].Actor, changes[0].Keys})
	return sha256.Sum256(text), err
}
