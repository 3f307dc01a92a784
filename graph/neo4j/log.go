package neo4j

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/graph"
)

// head is the newest entry of the log.
type head struct {
	revision int64
	at       time.Time
	floor    int64 // the log holds what came after it
}

// covers fails with graph.ErrLogTruncated unless the log holds everything after a revision.
func (h head) covers(after int64) error {
	if after < h.floor || after > h.revision {
		return fmt.Errorf("%w: it holds what came after %d, up to %d", graph.ErrLogTruncated, h.floor, h.revision)
	}
	return nil
}

// next returns the head after a commit; its time never goes backwards.
func (h head) next(now time.Time) head {
	now = now.UTC().Truncate(time.Millisecond)
	if now.Before(h.at) {
		now = h.at
	}
	return head{h.revision + 1, now, h.floor}
}

// The head is locked by writing a property with its present value, which changes nothing. Reading or
// removing would not take the lock.
const (
	lockingHead = "MATCH (l:Log {name: 'sachant'}) SET l.lock = true RETURN l.revision, l.committedAt, l.floor"
	readingHead = "MATCH (l:Log {name: 'sachant'}) RETURN l.revision, l.committedAt, l.floor"
)

// lockHead waits for the commit that is running, and holds the lock until the transaction ends.
func lockHead(ctx context.Context, tx transaction) (head, error) {
	return queryHead(ctx, tx, lockingHead)
}

func readHead(ctx context.Context, tx transaction) (head, error) {
	return queryHead(ctx, tx, readingHead)
}

var errNoLog = errors.New("the database holds no log of Sachant; it was emptied while Sachant ran: start again")

func queryHead(ctx context.Context, tx transaction, query string) (found head, err error) {
	err = errNoLog
	failed := tx.each(ctx, query, nil, func(row []any) error {
		at, _ := row[1].(time.Time)
		found, err = head{integer(row[0]), at.UTC(), integer(row[2])}, nil
		return nil
	})
	if failed != nil {
		return head{}, fmt.Errorf("read the head of the log: %w", failed)
	}
	return found, err
}

// Head implements graph.Store. It takes the lock, so that the commit of that revision can be read whole.
func (s *Store) Head(ctx context.Context) (int64, error) {
	found, err := s.settledHead(ctx)
	return found.revision, err
}

// settledHead returns the head once the commit of that revision can be read whole.
func (s *Store) settledHead(ctx context.Context) (found head, err error) {
	err = s.write(ctx, func(ctx context.Context, tx transaction) (err error) {
		found, err = lockHead(ctx, tx)
		return err
	})
	return found, err
}

// logEntry is what the log holds about a commit.
type logEntry struct {
	actor   string
	commit  string
	receipt graph.Receipt
	keys    []graph.Key
}

const appendEntry = `MATCH (l:Log {name: 'sachant'}) SET l.revision = $revision, l.committedAt = $at
	CREATE (:Change {revision: $revision, committedAt: $at, actor: $actor, commit: $commit, put: $put, deleted: $deleted, keys: $keys})`

func (v view) log(ctx context.Context, at head, entry logEntry) error {
	err := v.run(ctx, appendEntry, map[string]any{
		"revision": at.revision, "at": native(at.at), "actor": entry.actor, "commit": entry.commit,
		"put": entry.receipt.Put, "deleted": entry.receipt.Deleted, "keys": texts(entry.keys),
	})
	if err != nil {
		return fmt.Errorf("append to the log: %w", err)
	}
	return nil
}

// Changes implements graph.Store. A revision after the head is of another history, such as
// before a backup was brought back, so a follower that asks for it has to scan again too.
func (s *Store) Changes(ctx context.Context, after int64) ([]graph.Change, error) {
	changes, err := s.changes(ctx, after)
	if err != nil {
		return nil, fmt.Errorf("read the changes after revision %d: %w", after, err)
	}
	return changes, nil
}

func (s *Store) changes(ctx context.Context, after int64) (changes []graph.Change, err error) {
	head, err := s.settledHead(ctx)
	if err == nil {
		err = head.covers(after)
	}
	if err != nil || after == head.revision {
		return changes, err
	}
	err = s.retry(ctx, s.config.Patience, func(ctx context.Context) error {
		return s.transact(ctx, neo4j.AccessModeRead, entriesAtOnce, func(ctx context.Context, tx transaction) (_ bool, err error) {
			changes, err = s.view(tx).entries(ctx, after, head.revision)
			return false, err
		})
	})
	if err == nil && len(changes) == 0 {
		err = fmt.Errorf("%w: it was cut while it was read", graph.ErrLogTruncated)
	}
	return changes, err
}

// mostKeys bounds how many keys one call of Changes returns, unless a single commit has more;
// entriesAtOnce how many entries the server sends before it is asked for more.
const (
	mostKeys      = 100_000
	entriesAtOnce = 20
)

const readEntries = `MATCH (c:Change) WHERE c.revision > $after AND c.revision <= $head
	RETURN c.revision, c.committedAt, c.actor, c.keys ORDER BY c.revision LIMIT 1000`

// errEnough ends the reading of a result.
var errEnough = errors.New("enough")

// entries returns entries of the log, without a gap.
func (v view) entries(ctx context.Context, after, head int64) ([]graph.Change, error) {
	var changes []graph.Change
	total := 0
	err := v.each(ctx, readEntries, map[string]any{"after": after, "head": head}, func(row []any) error {
		change := changeOf(row)
		if total >= mostKeys || change.Revision != after+int64(len(changes))+1 {
			return errEnough
		}
		total += len(change.Keys)
		changes = append(changes, change)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return changes, err
}

func changeOf(row []any) graph.Change {
	at, _ := row[1].(time.Time)
	actor, _ := row[2].(string)
	keys, _ := row[3].([]any)
	change := graph.Change{Revision: integer(row[0]), At: at.UTC(), Actor: actor, Keys: make([]graph.Key, len(keys))}
	for i, key := range keys {
		text, _ := key.(string)
		change.Keys[i] = graph.Key(text)
	}
	return change
}

// keptAfterCut is how long an entry that was cut off stays stored, without keys: a process may still have to look up
// whether its commit was applied.
const keptAfterCut = time.Hour

const (
	cuttingLog = `MATCH (l:Log {name: 'sachant'}) SET l.lock = true
		WITH l, CASE WHEN $upTo > l.revision THEN l.revision ELSE $upTo END AS upTo WHERE upTo > l.floor
		SET l.floor = upTo`
	forgettingEntries = `MATCH (l:Log {name: 'sachant'}) MATCH (c:Change) WHERE c.revision <= l.floor AND c.committedAt < $before
		WITH c LIMIT 1000 DELETE c RETURN count(*)`
	blankingEntries = `MATCH (l:Log {name: 'sachant'}) MATCH (c:Change) WHERE c.revision <= l.floor AND (size(c.keys) > 0 OR c.actor <> '')
		WITH c LIMIT 1000 SET c.keys = [], c.actor = '' RETURN count(*)`
	keepingKey = `MATCH (l:Log {name: 'sachant'}) SET l.lock = true
		SET l.installationKey = coalesce(l.installationKey, $offered) RETURN l.installationKey`
)

// Truncate forgets the changes up to and with a revision.
func (s *Store) Truncate(ctx context.Context, upTo int64) error {
	err := s.write(ctx, func(ctx context.Context, tx transaction) error {
		return tx.run(ctx, cuttingLog, map[string]any{"upTo": upTo})
	})
	before := map[string]any{"before": native(s.config.Clock().Add(-keptAfterCut))}
	for _, query := range []string{forgettingEntries, blankingEntries} {
		for more := true; more && err == nil; {
			more, err = s.forget(ctx, query, before)
		}
	}
	if err != nil {
		return fmt.Errorf("cut the log up to revision %d: %w", upTo, err)
	}
	return nil
}

// forget deletes or empties some of the entries that were cut off, and reports whether there may be more.
func (s *Store) forget(ctx context.Context, query string, parameters map[string]any) (more bool, err error) {
	err = s.write(ctx, func(ctx context.Context, tx transaction) error {
		return tx.each(ctx, query, parameters, func(row []any) error {
			more = integer(row[0]) > 0
			return nil
		})
	})
	return more, err
}

// InstallationKey returns the installation's key, from which ids are made; where none is kept, it
// keeps the one offered. It returns nil where there is neither. The key is not a fact: it is in no
// scan, log or export.
func (s *Store) InstallationKey(ctx context.Context, offered []byte) (kept []byte, err error) {
	var parameter any
	if len(offered) > 0 {
		parameter = offered
	}
	err = s.write(ctx, func(ctx context.Context, tx transaction) error {
		return tx.each(ctx, keepingKey, map[string]any{"offered": parameter}, func(row []any) error {
			kept, _ = row[0].([]byte)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("keep the installation's key: %w", err)
	}
	return kept, nil
}
