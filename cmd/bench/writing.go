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
	// Write is until a change was acknowledged; Seen, from then on, until somebody else's
	// search had found it, the search included. SeenAtOnce are those that the first search saw.
	Write, Seen latency
	SeenAtOnce  int
	Readers     measured
}

// writeEvery is the pause between two changes: one a second is what a company of 100,000 makes
// when everybody changes something in a working day.
const writeEvery = time.Second

// writeWhileReading changes something now and then while clients read, and looks when another
// person sees it. There is at least one change, however short the measure.
func writeWhileReading(ctx context.Context, readers load, writer, other *client) (writing, error) {
	w := writing{}
	group, ctx := errgroup.WithContext(ctx)
	reading := make(chan struct{})
	group.Go(func() (err error) {
		defer close(reading)
		w.Readers, err = readers.run(ctx)
		return err
	})
	group.Go(func() error {
		var writes, seen []time.Duration
		again := time.NewTicker(min(writeEvery, readers.lasting/4))
		defer again.Stop()
		for isReading := true; isReading; {
			change, err := changeOnce(ctx, writer, other)
			if err != nil {
				return err
			}
			writes, seen = append(writes, change.write), append(seen, change.seen)
			if change.looks == 1 {
				w.SeenAtOnce++
			}
			isReading = waitFor(ctx, again.C, reading)
		}
		w.Write, w.Seen = latencyOf(writes), latencyOf(seen)
		return ctx.Err()
	})
	return w, group.Wait()
}

// waitFor waits for the next tick; false when what was done meanwhile has ended.
func waitFor(ctx context.Context, tick <-chan time.Time, ended <-chan struct{}) bool {
	select {
	case <-ctx.Done():
		return false
	case <-ended:
		return false
	case <-tick:
		return true
	}
}

// change is one that was made and seen.
type change struct {
	write, seen time.Duration
	looks       int // searches until it was seen
}

// changeOnce declares a skill that nobody had, then searches for it as somebody else.
func changeOnce(ctx context.Context, writer, other *client) (change, error) {
	const mostLooks = 1000
	made, skill := change{}, coined()
	began := time.Now()
	person, err := writer.declare(ctx, skill)
	if err != nil {
		return made, err
	}
	made.write = time.Since(began)
	began = time.Now()
	for isSeen := false; !isSeen; made.looks++ {
		if made.looks == mostLooks {
			return made, errors.New("a skill was declared and acknowledged, and nobody finds it")
		}
		isSeen, err = other.finds(ctx, skill, person)
		if err != nil && !errors.Is(err, errRefused) {
			return made, err
		}
	}
	made.seen = time.Since(began)
	return made, nil
}

// coined is a word that nobody wrote, of letters only.
func coined() string {
	isLetter := func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}
	return "zq" + strings.ToLower(strings.Map(isLetter, rand.Text()))
}
