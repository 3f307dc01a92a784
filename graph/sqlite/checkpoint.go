package sqlite

import (
	"context"
	"database/sql"
	"os"
)

// The write-ahead log is what was committed and is not in the main file yet. A page that is
// written again and again, as those of people are while what they did is imported, goes to the main
// file once for each time that the log is brought in, so the log may become large; but whoever opens
// the store after the power was cut reads through it first, some seconds for each gigabyte.
const (
	// largeLog is from how many bytes on it is brought in beside what people do, who shall not wait.
	largeLog = 128 << 20
	// largestLog is from how many bytes on the next commit waits until it is brought in. An import,
	// which touches the same pages again and again, always does so: what goes on beside it costs more
	// than it saves.
	largestLog = 1 << 30
)

// checkpoints bring the write-ahead log into the main file, on a connection of their own: it is
// mostly waiting for the disk, and SQLite's own way has a commit in so many wait for it. One that
// fails loses nothing: a later one begins where it ended, and a disk that is full or broken is
// reported by the commit that finds no room in the log.
type checkpoints struct {
	log            string // the file
	large, largest int64  // see largeLog and largestLog
	db             *sql.DB
	running        chan struct{} // holds one while one runs
	tried          int64         // how large the log was when the last one began, 0 once it was emptied
}

func openCheckpoints(path string, volatile bool) (*checkpoints, error) {
	wait := normal
	if volatile {
		wait = off
	}
	db, err := openOne(path, "busy_timeout(100)", "wal_autocheckpoint(0)", "cache_size(-1000)", "synchronous("+string(wait)+")")
	if err != nil {
		return nil, err
	}
	return &checkpoints{log: path + "-wal", large: largeLog, largest: largestLog, db: db, running: make(chan struct{}, 1)}, nil
}

// after is called after each commit, by whoever holds the writer's turn; wanted is what that waited for.
func (c *checkpoints) after(ctx context.Context, wanted durability) {
	size := c.size()
	switch {
	case size < c.tried+c.large:
	case size >= c.largest:
		c.empty(ctx, size)
	case wanted == full:
		c.begin(size)
	}
}

func (c *checkpoints) size() int64 {
	found, err := os.Stat(c.log)
	if err != nil {
		return 0
	}
	return found.Size()
}

// begin brings in what the log holds by now while others write on, unless that goes on already.
func (c *checkpoints) begin(size int64) {
	select {
	case c.running <- struct{}{}:
	default:
		return
	}
	c.tried = size
	go func() {
		defer func() { <-c.running }()
		_, _ = c.db.Exec("PRAGMA wal_checkpoint(PASSIVE)")
	}()
}

// empty brings in all that the log holds, and makes it a new one. Where somebody is still reading
// what it held, such as a backup, that is tried again once it has grown further.
func (c *checkpoints) empty(ctx context.Context, size int64) {
	select {
	case c.running <- struct{}{}:
		defer func() { <-c.running }()
	case <-ctx.Done():
		return
	}
	c.tried = size
	var busy, pages, moved int
	row := c.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := row.Scan(&busy, &pages, &moved); err == nil && busy == 0 {
		c.tried = 0
	}
}

// close waits for one that runs. What the log still holds is brought in once the store has no
// connection any more, which SQLite does.
func (c *checkpoints) close() error {
	c.running <- struct{}{}
	return c.db.Close()
}
