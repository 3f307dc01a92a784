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

// querier is what reads have in common, inside and outside a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// batch bounds how many things one statement is asked for.
const batch = 2_000

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

// ahead has parts read ahead of who takes them, since to read takes about as long as to make something of
// what was read. A taker that fails ends the reading.
func ahead[T any](ctx context.Context, read func(context.Context, chan<- T) error, take func(<-chan T) error) error {
	inner, stop := context.WithCancel(ctx)
	parts, ended := make(chan T, 1), make(chan error, 1)
	go func() {
		defer close(parts)
		ended <- read(inner, parts)
	}()
	err := take(parts)
	stop()
	for range parts { // what nobody wants any more
	}
	return cmp.Or(err, <-ended)
}

// inBatches calls do with parts of items.
func inBatches[T any](items []T, do func([]T) error) error {
	for part := range slices.Chunk(items, batch) {
		if err := do(part); err != nil {
			return err
		}
	}
	return nil
}

// numberList is a list of numbers as JSON, the way to hand many to one statement.
func numberList(numbers []int64) string {
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

// keyList is a list of keys as JSON. Keys that pass their check hold nothing to escape.
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
	for _, pair := range [][2]int64{{e.src, other.src}, {e.kind, other.kind}, {e.dst, other.dst}} {
		if pair[0] != pair[1] {
			return int(min(max(pair[0]-pair[1], -1), 1))
		}
	}
	switch {
	case e.tag < other.tag:
		return -1
	case e.tag > other.tag:
		return 1
	}
	return 0
}

// edgeList is a list of edges as JSON.
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
