package sqlite

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sachant/sachant/graph"
)

// One call of Changes returns no more entries than mostEntries, and begins no other once it has
// mostKeys keys.
const (
	mostEntries = 1_000
	mostKeys    = 100_000
)

// Changes implements graph.Store. A revision after the head is of another history, such as
// before a backup was brought back, so a follower that asks for it has to scan again too.
func (s *Store) Changes(ctx context.Context, after int64) ([]graph.Change, error) {
	var changes []graph.Change
	err := s.read(ctx, s.reads, func(at snapshot) (err error) {
		if err := s.isLost(); err != nil {
			return err
		}
		changes, err = at.changes(ctx, after)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the changes after revision %d: %w", after, err)
	}
	return changes, nil
}

func (s snapshot) changes(ctx context.Context, after int64) ([]graph.Change, error) {
	if err := s.checkLog(ctx, after); err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, "SELECT revision, at, actor, keys FROM change WHERE revision > ? ORDER BY revision LIMIT ?", after, mostEntries)
	if err != nil {
		return nil, err
	}
	var changes []graph.Change
	total := 0
	err = each(rows, func() error {
		if total >= mostKeys {
			return nil
		}
		change, err := scanChange(rows)
		total += len(change.Keys)
		changes = append(changes, change)
		return err
	})
	return changes, err
}

func (s snapshot) checkLog(ctx context.Context, after int64) error {
	var floor, head int64
	if err := s.QueryRowContext(ctx, "SELECT floor, head FROM state").Scan(&floor, &head); err != nil {
		return err
	}
	if after < floor || after > head {
		return fmt.Errorf("%w: it holds what came after %d, up to %d", graph.ErrLogTruncated, floor, head)
	}
	return nil
}

func scanChange(rows *sql.Rows) (graph.Change, error) {
	var change graph.Change
	var at int64
	var packed []byte
	if err := rows.Scan(&change.Revision, &at, &change.Actor, &packed); err != nil {
		return graph.Change{}, err
	}
	keys, err := unpack(packed)
	if err != nil {
		return graph.Change{}, fmt.Errorf("revision %d: %w", change.Revision, err)
	}
	change.At, change.Keys = fromMillis(at), keys
	return change, nil
}

func (w *writer) log(ctx context.Context, at moment, actor string, keys []graph.Key) error {
	packed, err := pack(keys)
	if err != nil {
		return err
	}
	if err := w.exec(ctx, "INSERT INTO change VALUES (?, ?, ?, ?)", at.revision, at.at, actor, packed); err != nil {
		return fmt.Errorf("append to the log: %w", err)
	}
	if err := w.exec(ctx, "UPDATE state SET head = ?, at = ?", at.revision, at.at); err != nil {
		return fmt.Errorf("move the head of the log: %w", err)
	}
	return nil
}

// Truncate forgets the changes up to and with a revision.
func (s *Store) Truncate(ctx context.Context, upTo int64) error {
	err := s.write(ctx, full, func() (bool, error) {
		if err := s.writer.exec(ctx, "UPDATE state SET floor = max(floor, min(head, ?))", upTo); err != nil {
			return false, err
		}
		return true, s.writer.exec(ctx, "DELETE FROM change WHERE revision <= ?", upTo)
	})
	if err != nil {
		return fmt.Errorf("cut the log up to revision %d: %w", upTo, err)
	}
	return nil
}

// InstallationKey returns the installation's key, from which ids are made; where none is kept, it
// keeps the one offered. It returns nil where there is neither. The key is not a fact: it is in no
// scan, log or export.
func (s *Store) InstallationKey(ctx context.Context, offered []byte) ([]byte, error) {
	kept, err := s.keptKey(ctx)
	if err == nil && kept == nil && len(offered) > 0 {
		err = s.write(ctx, full, func() (bool, error) {
			return true, s.writer.exec(ctx, "UPDATE state SET key = coalesce(key, ?)", offered)
		})
		if err == nil {
			kept, err = s.keptKey(ctx)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("keep the installation's key: %w", err)
	}
	return kept, nil
}

func (s *Store) keptKey(ctx context.Context) (kept []byte, err error) {
	err = s.read(ctx, s.reads, func(at snapshot) error {
		return at.QueryRowContext(ctx, "SELECT key FROM state").Scan(&kept)
	})
	return kept, err
}

// The first byte of packed keys says how they are packed.
const (
	asText     = 't' // one a line
	compressed = 'c' // the same, deflated
)

// smallText is how many bytes of keys are not worth a compressor.
const smallText = 1_024

// pack writes keys one a line, compressed where there are many: sorted keys have much in common.
func pack(keys []graph.Key) ([]byte, error) {
	text := []byte{asText}
	for i, key := range keys {
		if i > 0 {
			text = append(text, '\n')
		}
		text = append(text, key...)
	}
	if len(text) <= smallText {
		return text, nil
	}
	var packed bytes.Buffer
	packed.WriteByte(compressed)
	out, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	_, err = out.Write(text[1:])
	if err := errors.Join(err, out.Close()); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

func unpack(packed []byte) ([]graph.Key, error) {
	if len(packed) == 0 {
		return nil, errors.New("its keys are missing")
	}
	text := string(packed[1:])
	switch packed[0] {
	case asText:
	case compressed:
		var err error
		if text, err = inflate(packed[1:]); err != nil {
			return nil, fmt.Errorf("unpack its keys: %w", err)
		}
	default:
		return nil, fmt.Errorf("its keys are packed in an unknown way, %q", packed[0])
	}
	lines := strings.Split(text, "\n")
	keys := make([]graph.Key, len(lines))
	for i, line := range lines {
		keys[i] = graph.Key(line)
	}
	return keys, nil
}

func inflate(packed []byte) (string, error) {
	var text strings.Builder
	_, err := io.Copy(&text, flate.NewReader(bytes.NewReader(packed)))
	return text.String(), err
}
