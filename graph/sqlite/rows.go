package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/sachant/sachant/graph"
)

// querier runs queries, inside or outside a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// listSize bounds how many keys or numbers one statement is given.
const listSize = 2_000

// each visits rows and closes them; cancellation is reported as the context's own error.
func each(rows *sql.Rows, visit func() error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := visit(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// readAhead calls use with each part that read sends, while read goes on with the next. An error of use
// ends the reading.
func readAhead[T any](ctx context.Context, read func(ctx context.Context, send func(T) error) error, use func(T) error) error {
	inner, stop := context.WithCancel(ctx)
	defer stop()
	parts, ended := make(chan T, 1), make(chan error, 1)
	go func() {
		defer close(parts)
		ended <- read(inner, func(part T) error {
			select {
			case parts <- part:
				return nil
			case <-inner.Done():
				return inner.Err()
			}
		})
	}()
	var failed error
	for part := range parts {
		if failed == nil {
			failed = use(part)
		}
		if failed != nil {
			stop()
		}
	}
	return cmp.Or(failed, <-ended)
}

// inBatches calls do with parts of items.
func inBatches[T any](items []T, do func([]T) error) error {
	for part := range slices.Chunk(items, listSize) {
		if err := do(part); err != nil {
			return err
		}
	}
	return nil
}

// idList encodes numbers as a JSON array, the way to pass many to one statement.
func idList(numbers []int64) string {
	text := make([]byte, 0, 8*len(numbers)+2)
	text = append(text, '[')
	for i, n := range numbers {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, n, 10)
	}
	return string(append(text, ']'))
}

// keyList encodes keys as a JSON array. Keys that pass their check hold nothing to escape.
func keyList(keys []graph.Key) string {
	text := make([]byte, 0, 40*len(keys)+2)
	text = append(text, '[')
	for i, key := range keys {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '"')
		text = append(text, key...)
		text = append(text, '"')
	}
	return string(append(text, ']'))
}

// edgeID is how the file names an edge.
type edgeID struct {
	src, kind, dst int64
	tag            string
}

func (e edgeID) compare(other edgeID) int {
	return cmp.Or(cmp.Compare(e.src, other.src), cmp.Compare(e.kind, other.kind), cmp.Compare(e.dst, other.dst), cmp.Compare(e.tag, other.tag))
}

// edgeList encodes edges as a JSON array.
func edgeList(edges []locatedEdge) string {
	text := make([]byte, 0, 24*len(edges)+2)
	text = append(text, '[')
	for i, edge := range edges {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '[')
		text = append(strconv.AppendInt(text, edge.src, 10), ',')
		text = append(strconv.AppendInt(text, edge.kind, 10), ',')
		text = append(strconv.AppendInt(text, edge.dst, 10), ',', '"')
		text = append(append(text, edge.tag...), '"', ']')
	}
	return string(append(text, ']'))
}

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
