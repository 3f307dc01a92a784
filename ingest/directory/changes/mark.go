package changes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/sachant/sachant/graph"
)

// mark is up to where a source was read, and what the store was like once that was stored.
type mark struct {
	Way      Way       `json:"way"`
	Settings string    `json:"settings"` // a digest of what is read, and from where
	FullAt   time.Time `json:"fullAt"`   // of the last run that read everything
	Identity string    `json:"identity"` // the attribute that identifies the accounts
	position
	// Revision and CommittedAt are the last commit of the store when the mark was written.
	Revision    int64     `json:"revision"`
	CommittedAt time.Time `json:"committedAt"`
}

// position is where a server is in its changes.
type position struct {
	Cookie     []byte `json:"cookie,omitempty"` // of syncrepl and DirSync
	Invocation string `json:"invocation,omitempty"`
	USN        int64  `json:"usn,omitempty"`
}

// readMark returns the mark at a path; found is false where there is none, or one that is damaged.
func readMark(path string) (m mark, found bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return mark{}, false, nil
	}
	if err != nil {
		return mark{}, false, fmt.Errorf("read up to where the directory was read: %w", err)
	}
	if json.Unmarshal(text, &m) != nil {
		return mark{}, false, nil
	}
	return m, true, nil
}

// write keeps a mark in place of the one before, whole or not at all.
func (m mark) write(path string) error {
	text, err := json.Marshal(m)
	part := path + ".part"
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = os.WriteFile(part, append(text, '\n'), 0o600)
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return fmt.Errorf("keep up to where the directory was read: %w", err)
	}
	return nil
}

// stamp notes the last commit of a store.
func (m *mark) stamp(ctx context.Context, store graph.Store) error {
	head, err := store.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the store: %w", err)
	}
	at, err := committedAt(ctx, store, head)
	m.Revision, m.CommittedAt = head, at
	return err
}

// belongsTo reports whether a store holds what it held when the mark was written, and perhaps more: it was not restored to
// an older state since, and is no other store.
func (m mark) belongsTo(ctx context.Context, store graph.Store) (bool, error) {
	at, err := committedAt(ctx, store, m.Revision)
	if errors.Is(err, graph.ErrLogTruncated) {
		return false, nil
	}
	return at.Equal(m.CommittedAt) && !at.IsZero(), err
}

// committedAt returns when a store made a commit; zero where the log does not hold it.
func committedAt(ctx context.Context, store graph.Store, revision int64) (time.Time, error) {
	if revision < 1 {
		return time.Time{}, nil
	}
	changes, err := store.Changes(ctx, revision-1)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the log of the store: %w", err)
	}
	if len(changes) == 0 || changes[0].Revision != revision {
		return time.Time{}, nil
	}
	return changes[0].At, nil
}
