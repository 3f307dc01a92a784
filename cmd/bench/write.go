package main

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// writing is what changes took while others searched, and what the searches took meanwhile.
type writing struct {
	Write   latency // until a change was acknowledged
	Seen    latency // from then on, until the search of another person had found it
	Readers measured
}

// writeEvery is the pause between two changes: one a second is what a company of 100,000 makes
// when everybody changes something in a working day.
const writeEvery = time.Second

// writeWhileReading makes changes, at least one, while clients search, and measures when another person
// sees them.
func writeWhileReading(ctx context.Context, readers load, writer, other *client) (writing, error) {
	w := writing{}
	group, ctx := errgroup.WithContext(ctx)
	ended := make(chan struct{})
	group.Go(func() (err error) {
		defer close(ended)
		w.Readers, err = readers.run(ctx)
		return err
	})
	group.Go(func() error {
		var writes, seen []time.Duration
		again := time.NewTicker(min(writeEvery, readers.lasting/4))
		defer again.Stop()
		for {
			acknowledged, shown, err := changeOnce(ctx, writer, other)
			if err != nil {
				return err
			}
			writes, seen = append(writes, acknowledged), append(seen, shown)
			select {
			case <-again.C:
				continue
			case <-ctx.Done():
			case <-ended:
			}
			w.Write, w.Seen = latencyOf(writes), latencyOf(seen)
			return ctx.Err()
		}
	})
	err := group.Wait()
	return w, err
}

// changeOnce declares a skill that nobody had, then searches for it as somebody else.
func changeOnce(ctx context.Context, writer, other *client) (acknowledged, seen time.Duration, err error) {
	// A word that nobody wrote, of letters only.
	skill := "zq" + strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return -1
	}, rand.Text())
	began := time.Now()
	person, err := writer.declare(ctx, skill)
	if err != nil {
		return 0, 0, err
	}
	acknowledged = time.Since(began)
	began = time.Now()
	for range 1000 {
		found, err := other.finds(ctx, skill, person)
		if err != nil && !errors.Is(err, errRefused) {
			return 0, 0, err
		}
		if found {
			return acknowledged, time.Since(began), nil
		}
	}
	return 0, 0, errors.New("a skill was declared and acknowledged, and nobody finds it")
}
