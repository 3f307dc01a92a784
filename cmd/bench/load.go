package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// asker asks one query after the other, as one client of a server.
type asker interface {
	// ask returns how many people were found.
	ask(ctx context.Context, words string) (people int, err error)
	close()
}

// load asks a server as a number of clients would who wait for nothing but the answers.
type load struct {
	open    func(ctx context.Context) (asker, error)
	queries []query
	clients int
	lasting time.Duration
	pid     int // of the server
}

// measured is what a load saw.
type measured struct {
	Clients   int
	PerSecond float64
	// Refused are those that the server was too busy for; their times count as those of answers.
	Refused int
	Bands   map[string]latency
	// Processor is the server's processor time for one answer; Memory what it held at the end.
	Processor time.Duration
	Memory    memory
}

// warmUp asks every query a few times, as a server that has run for a while was asked before.
// It stops at the end of a round once it took six times as long as a measure. The first round
// also shows whether the server finds anybody.
func (l load) warmUp(ctx context.Context) error {
	const rounds, patience = 3, 6
	client, err := l.open(ctx)
	if err != nil {
		return err
	}
	defer client.close()
	began := time.Now()
	for round := range rounds {
		found := 0
		for _, each := range l.queries {
			people, err := client.ask(ctx, each.words)
			if err != nil && !errors.Is(err, errRefused) {
				return fmt.Errorf("ask for %q: %w", each.words, err)
			}
			found += min(people, 1)
		}
		if round == 0 && found < len(l.queries)/2 {
			return fmt.Errorf("only %d of %d queries find anybody: something other than the company was loaded", found, len(l.queries))
		}
		if time.Since(began) > patience*l.lasting {
			break
		}
	}
	return nil
}

func (l load) run(ctx context.Context) (measured, error) {
	clients, err := l.openAll(ctx)
	defer func() {
		for _, each := range clients {
			each.close()
		}
	}()
	if err != nil {
		return measured{}, err
	}
	before, began := procfs("/proc").processor(l.pid), time.Now()
	samples, err := l.askAll(ctx, clients)
	if err != nil {
		return measured{}, err
	}
	took := time.Since(began)
	used := procfs("/proc").processor(l.pid) - before
	return measured{
		Clients: l.clients, PerSecond: float64(len(samples)-refused(samples)) / took.Seconds(), Refused: refused(samples), Bands: byBand(samples),
		Processor: used / time.Duration(max(len(samples), 1)), Memory: procfs("/proc").memory(l.pid),
	}, nil
}

// openAll opens every client and lets it ask once, so that no measure holds a first connection.
func (l load) openAll(ctx context.Context) ([]asker, error) {
	var clients []asker
	for i := range l.clients {
		client, err := l.open(ctx)
		if err != nil {
			return clients, err
		}
		clients = append(clients, client)
		if _, err := client.ask(ctx, l.queries[i%len(l.queries)].words); err != nil && !errors.Is(err, errRefused) {
			return clients, err
		}
	}
	return clients, nil
}

func (l load) askAll(ctx context.Context, clients []asker) ([]sample, error) {
	group, ctx := errgroup.WithContext(ctx)
	samples := make([][]sample, len(clients))
	began := time.Now()
	isOver := func() bool { return time.Since(began) >= l.lasting }
	for i, client := range clients {
		group.Go(func() (err error) {
			samples[i], err = askOn(ctx, client, inOrderOf(l.queries, i), isOver)
			return err
		})
	}
	err := group.Wait()
	return slices.Concat(samples...), err
}

// inOrderOf is the queries in an order that is a client's own, and the same in every run.
func inOrderOf(queries []query, client int) []query {
	shuffled := slices.Clone(queries)
	random := rand.New(rand.NewPCG(uint64(client), 1))
	random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	return shuffled
}

// askOn asks the queries in turn, again and again, until it is over; at least one.
func askOn(ctx context.Context, client asker, queries []query, isOver func() bool) ([]sample, error) {
	var samples []sample
	for next := 0; len(samples) == 0 || !isOver(); next++ {
		each := queries[next%len(queries)]
		began := time.Now()
		_, err := client.ask(ctx, each.words)
		isRefused := errors.Is(err, errRefused)
		if err != nil && !isRefused {
			return samples, fmt.Errorf("ask for %q: %w", each.words, err)
		}
		samples = append(samples, sample{each.band, time.Since(began), isRefused})
	}
	return samples, nil
}
