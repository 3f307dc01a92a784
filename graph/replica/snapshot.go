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

// Resume loads a replica from a snapshot file that [Replica.Save] wrote and applies what the store
// has committed since; that takes a tenth of the time of [Follow]. It fails with
// [fs.ErrNotExist] where there is no file, and with [ErrSnapshot] where it does not fit.
func Resume(ctx context.Context, store graph.Store, path string) (*Replica, error) {
	replica := newReplica(store)
	if err := replica.resume(ctx, path); err != nil {
		return nil, fmt.Errorf("read the snapshot %q: %w", path, err)
	}
	return replica, replica.CatchUp(ctx)
}

func (r *Replica) resume(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	decoder := newDecoder(file, r.kinds)
	head, err := readHeader(ctx, decoder)
	if err != nil {
		return err
	}
	if err := checkHeader(ctx, r.store, head); err != nil {
		return err
	}
	builder, err := readSnapshot(ctx, decoder, head)
	if err != nil {
		return err
	}
	r.show(builder, head.revision)
	return nil
}

// SnapshotRevision returns the revision at which a snapshot file was taken, 0 where there is none that
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
	head, err := readHeader(context.Background(), newDecoder(file, newKinds()))
	if err != nil {
		return 0, nil
	}
	return head.revision, nil
}

// checkHeader checks that the store's log holds the very commit at which the snapshot was taken, and that
// so little followed that the log takes less time and memory than a scan.
func checkHeader(ctx context.Context, store graph.Store, head header) error {
	commit, err := commitAt(ctx, store, head.revision)
	switch {
	case err != nil:
		return err
	case commit != head.commit:
		return fmt.Errorf("%w: revision %d is another one in this store", ErrSnapshot, head.revision)
	}
	after, left := head.revision, int(maxUnordered(uint32(head.counts[nodeSection]+head.counts[edgeSection])))
	for left >= 0 {
		changes, err := store.Changes(ctx, after)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, change := range changes {
			after, left = change.Revision, left-len(change.Keys)
		}
	}
	return fmt.Errorf("%w: much has changed since revision %d, when it was taken", ErrSnapshot, head.revision)
}

// commitAt returns the digest of the commit of a revision.
func commitAt(ctx context.Context, store graph.Store, revision int64) ([sha256.Size]byte, error) {
	commit, err := graph.CommitDigest(ctx, store, revision)
	if errors.Is(err, graph.ErrLogTruncated) {
		err = fmt.Errorf("%w: revision %d: %w", ErrSnapshot, revision, err)
	}
	return commit, err
}

// Save writes a snapshot file of what the replica shows: into a file beside, which replaces the old one
// once it is on the disk. An empty graph has no snapshot.
func (r *Replica) Save(ctx context.Context, path string) error {
	shown := r.current.Load()
	if shown.revision == 0 {
		return nil
	}
	commit, err := commitAt(ctx, r.store, shown.revision)
	if err == nil {
		err = replaceFile(path, func(file *os.File) error { return writeSnapshot(ctx, file, shown, commit) })
	}
	if err != nil {
		return fmt.Errorf("write the snapshot %q: %w", path, err)
	}
	return nil
}

// replaceFile writes a file beside another and renames it to that one. It removes what a process that was
// killed left half written.
func replaceFile(path string, write func(*os.File) error) error {
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
