package replica

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/graph"
)

// ErrSnapshot: a snapshot cannot be used, and why: it is damaged, or of another version of the
// program, or the log of the store does not go on from where it was taken. Nothing is lost by
// removing it.
var ErrSnapshot = errors.New("the snapshot does not fit")

// Resume loads a replica from a snapshot that [Replica.Save] wrote and applies what the store
// has committed since; that takes a tenth of the time of [Follow]. It fails with
// [fs.ErrNotExist] where there is no snapshot, and with [ErrSnapshot] where it does not fit.
func Resume(ctx context.Context, store graph.Store, path string) (*Replica, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the snapshot: %w", err)
	}
	defer func() { _ = file.Close() }()
	replica := newReplica(store)
	source := newSnapshotReader(file, replica.kinds)
	defer source.stop()
	if err := source.open(); err != nil {
		return nil, fmt.Errorf("read the snapshot %q: %w", path, err)
	}
	if err := source.follows(ctx, store); err != nil {
		return nil, fmt.Errorf("read the snapshot %q: %w", path, err)
	}
	builder, err := source.build(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the snapshot %q: %w", path, err)
	}
	replica.show(builder, source.head.revision)
	return replica, replica.CatchUp(ctx)
}

// SnapshotRevision is the revision at which a snapshot was taken, 0 where there is none that
// this program can read.
func SnapshotRevision(path string) (int64, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the snapshot: %w", err)
	}
	defer func() { _ = file.Close() }()
	source := newSnapshotReader(file, newKinds())
	defer source.stop()
	if source.open() != nil {
		return 0, nil
	}
	return source.head.revision, nil
}

// follows checks that the store's log holds the very commit at which the snapshot was taken.
func (r *snapshotReader) follows(ctx context.Context, store graph.Store) error {
	commit, err := commitAt(ctx, store, r.head.revision)
	if err != nil {
		return err
	}
	if commit != r.head.commit {
		return fmt.Errorf("%w: revision %d is another one in this store", ErrSnapshot, r.head.revision)
	}
	return r.isNear(ctx, store)
}

// isNear refuses a snapshot that so much followed that a scan takes less time and memory.
func (r *snapshotReader) isNear(ctx context.Context, store graph.Store) error {
	after, changed := r.head.revision, 0
	held := uint32(r.head.counts[2] + r.head.counts[3])
	for {
		changes, err := store.Changes(ctx, after)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, change := range changes {
			changed += len(change.Keys)
		}
		if changed > int(maxUnordered(held)) {
			return fmt.Errorf("%w: much has changed since revision %d, when it was taken", ErrSnapshot, r.head.revision)
		}
		after = changes[len(changes)-1].Revision
	}
}

// commitAt is the digest of the commit of a revision.
func commitAt(ctx context.Context, store graph.Store, revision int64) ([sha256.Size]byte, error) {
	commit, err := graph.CommitDigest(ctx, store, revision)
	if errors.Is(err, graph.ErrLogTruncated) {
		err = fmt.Errorf("%w: revision %d: %w", ErrSnapshot, revision, err)
	}
	return commit, err
}

// Save writes a snapshot of what the replica shows: into a file beside, which takes the place
// of the old one once it is on the disk. An empty graph has no snapshot.
func (r *Replica) Save(ctx context.Context, path string) error {
	shown := r.current.Load()
	if shown.revision == 0 {
		return nil
	}
	commit, err := commitAt(ctx, r.store, shown.revision)
	if err != nil {
		return fmt.Errorf("write the snapshot %q: %w", path, err)
	}
	if err := r.replace(path, func(file *os.File) error { return writeSnapshot(ctx, file, shown, commit) }); err != nil {
		return fmt.Errorf("write the snapshot %q: %w", path, err)
	}
	return nil
}

// replace writes a file beside another, of which it then takes the place. What a process that
// was killed left half written is removed.
func (r *Replica) replace(path string, write func(*os.File) error) error {
	left, _ := filepath.Glob(path + ".new-*")
	for _, name := range left {
		_ = os.Remove(name)
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncDirectory(filepath.Dir(path))
}

func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
