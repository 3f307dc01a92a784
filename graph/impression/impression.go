// Package impression counts about which topics people were shown in the answers to searches: by person, topic, role of who
// searched and month. What was searched for is not kept, nor who searched, nor any time within the month; the topics are
// those of the evidence that was shown. People are told of numbers that are not small ([disclosure.Threshold]).
//
// A search notes what it shows in memory ([Log.Note]); [Log.Flush] finds the topics and adds the numbers to a small SQLite
// file beside the graph, from time to time. What is in memory when a process dies is not counted.
package impression

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/disclosure"
)

// Months is how long numbers are kept: this month, and those before it.
const Months = 12

// The topics that are no skills.
const (
	TopicProfile = "profile" // what the directory says
	TopicOther   = "other"   // contributions about no skill
)

// Shown is a person in an answer, by a piece of evidence.
type Shown struct{ Person, Evidence graph.Key }

// search is what one search showed. It holds no words, no searcher and no time within the month.
type search struct {
	month, role string
	shown       []Shown
}

// mostPending is how many searches wait to be counted; what comes after them, until they are, is not.
const mostPending = 50_000

// Log is the numbers in a file. It is safe for use by many goroutines, and by several processes on one machine.
type Log struct {
	db  *sql.DB
	now func() time.Time

	mutex   sync.Mutex
	pending []search
	flushes sync.Mutex // held while pending searches are counted
}

// Note notes, in memory, what a search of somebody in a role showed.
func (l *Log) Note(role string, shown []Shown) {
	if len(shown) == 0 {
		return
	}
	month := monthOf(l.now())
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(l.pending) < mostPending {
		l.pending = append(l.pending, search{month, role, shown})
	}
}

func monthOf(at time.Time) string { return at.UTC().Format("2006-01") }

// oldest returns the first month of which numbers are kept.
func (l *Log) oldest() string {
	now := l.now().UTC()
	return monthOf(time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 1-Months, 0))
}

// Flush counts what was noted, of people who are there, by the topics that a graph says the evidence has, and removes what is
// too old.
func (l *Log) Flush(ctx context.Context, reader graph.Reader) error {
	l.flushes.Lock()
	defer l.flushes.Unlock()
	l.mutex.Lock()
	pending := l.pending
	l.pending = nil
	l.mutex.Unlock()
	counts, err := count(ctx, reader, pending)
	removed := false
	if err == nil {
		removed, err = l.add(ctx, counts)
	}
	if err != nil {
		l.mutex.Lock()
		l.pending = append(pending, l.pending...)
		l.mutex.Unlock()
		return fmt.Errorf("count who was shown: %w", err)
	}
	if removed {
		return l.truncate(ctx)
	}
	return nil
}

// add adds to the numbers in the file, and reports whether it removed old ones.
func (l *Log) add(ctx context.Context, counts map[row]int) (removes bool, err error) {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	for of, number := range counts {
		_, err = tx.ExecContext(ctx, `INSERT INTO impression (person, topic, role, month, number) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (person, topic, role, month) DO UPDATE SET number = number + excluded.number`, of.person, of.topic, of.role, of.month, number)
		if err != nil {
			return false, err
		}
	}
	removed, err := tx.ExecContext(ctx, "DELETE FROM impression WHERE month < ?", l.oldest())
	if err != nil {
		return false, err
	}
	rows, err := removed.RowsAffected()
	if err != nil {
		return false, err
	}
	return rows > 0, tx.Commit()
}

// truncate leaves nothing that was deleted in the file's log.
func (l *Log) truncate(ctx context.Context) error {
	_, err := l.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// Count is how often somebody was shown about a topic to a role: in so many searches, or, where Number is 0, in fewer than
// [disclosure.Threshold].
type Count struct {
	// Topic is the key of a skill, or one of the topics that are none.
	Topic, Role string
	Number      int
}

// Of returns how often a person was shown in the last [Months] months, as far as it is counted, by topic and role.
func (l *Log) Of(ctx context.Context, person graph.Key) ([]Count, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT topic, role, SUM(number) FROM impression WHERE person = ? AND month >= ? GROUP BY topic, role ORDER BY topic, role", person, l.oldest())
	if err != nil {
		return nil, fmt.Errorf("read how often somebody was shown: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var counts []Count
	for rows.Next() {
		var one Count
		if err := rows.Scan(&one.Topic, &one.Role, &one.Number); err != nil {
			return nil, err
		}
		if one.Number < disclosure.Threshold {
			one.Number = 0
		}
		counts = append(counts, one)
	}
	return counts, rows.Err()
}

// Forget deletes what is counted of people, so that nothing of them is left in the file nor in its log.
func (l *Log) Forget(ctx context.Context, people ...graph.Key) error {
	var failed error
	for _, person := range people {
		_, err := l.db.ExecContext(ctx, "DELETE FROM impression WHERE person = ?", person)
		failed = errors.Join(failed, err)
	}
	return errors.Join(failed, l.truncate(ctx))
}

// Close closes the file; what is only noted is lost.
func (l *Log) Close() error { return l.db.Close() }
