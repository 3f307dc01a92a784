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

// asker is one client of a server.
type asker interface {
	// ask returns how many people were found.
	ask(ctx context.Context, words string) (people int, err error)
	close()
}

// load is a number of clients that ask a server, each without a pause between two queries.
type load struct {
	open    func(ctx context.Context) (asker, error)
	queries []query
	clients int
	lasting time.Duration
	pid     int // of the server
}

// measured is what the clients of a load saw.
type measured struct {
	Clients   int
	PerSecond float64 // answers
	Refused   int     // queries that the server was too busy for; their times count as those of answers
	Bands     map[string]latency
	Memory    int64 // that the server held at the end, bytes
}

// warmUp asks every query up to three times, as a server that has run for a while was asked before, and
// stops after a round once it took six times as long as a measure. It fails where the first round finds
// hardly anybody.
func (l load) warmUp(ctx context.Context) error {
	client, err := l.open(ctx)
	if err != nil {
		return err
	}
	defer client.close()
	began := time.Now()
	for round := 0; round < 3 && time.Since(began) <= 6*l.lasting; round++ {
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
	}
	return nil
}

// run opens every client, lets it ask once, so that no measure holds a first connection, and measures.
func (l load) run(ctx context.Context) (measured, error) {
	var clients []asker
	defer func() {
		for _, each := range clients {
			each.close()
		}
	}()
	for i := range l.clients {
		client, err := l.open(ctx)
		if err != nil {
			return measured{}, err
		}
		clients = append(clients, client)
		if _, err := client.ask(ctx, l.queries[i%len(l.queries)].words); err != nil && !errors.Is(err, errRefused) {
			return measured{}, err
		}
	}
	began := time.Now()
	samples, err := l.askAll(ctx, clients)
	if err != nil {
		return measured{}, err
	}
	m := measured{Clients: l.clients, Bands: byBand(samples), Memory: memoryOf(l.pid)}
	for _, each := range samples {
		if each.refused {
			m.Refused++
		}
	}
	m.PerSecond = float64(len(samples)-m.Refused) / time.Since(began).Seconds()
	return m, nil
}

func (l load) askAll(ctx context.Context, clients []asker) ([]sample, error) {
	group, ctx := errgroup.WithContext(ctx)
	samples := make([][]sample, len(clients))
	began := time.Now()
	isOver := func() bool { return time.Since(began) >= l.lasting }
	for i, client := range clients {
		// Each client asks in an order of its own, the same in every run.
		shuffled := slices.Clone(l.queries)
		rand.New(rand.NewPCG(uint64(i), 1)).Shuffle(len(shuffled), func(a, b int) { shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
		group.Go(func() (err error) {
			samples[i], err = askRepeatedly(ctx, client, shuffled, isOver)
			return err
		})
	}
	err := group.Wait()
	return slices.Concat(samples...), err
}

// askRepeatedly asks the queries in turn, at least one, until it is over.
func askRepeatedly(ctx context.Context, client asker, queries []query, isOver func() bool) ([]sample, error) {
	var samples []sample
	for next := 0; len(samples) == 0 || !isOver(); next++ {
		each := queries[next%len(queries)]
		began := time.Now()
		_, err := client.ask(ctx, each.words)
		refused := errors.Is(err, errRefused)
		if err != nil && !refused {
			return samples, fmt.Errorf("ask for %q: %w", each.words, err)
		}
		samples = append(samples, sample{each.band, time.Since(began), refused})
	}
	return samples, nil
}

// cells are the latencies of each band and of all, the answers in a second and the memory.
func (m measured) cells() []string {
	var cells []string
	for _, band := range append(bands(), allBands) {
		cells = append(cells, latencies(m.Bands[band]))
	}
	return append(cells, significant(m.PerSecond)+m.refusals(), megabytes(m.Memory))
}

func (m measured) refusals() string {
	if m.Refused == 0 {
		return ""
	}
	return fmt.Sprintf(" and %s refused in all", thousands(m.Refused))
}

// String is one line of progress.
func (m measured) String() string {
	return fmt.Sprintf("%d at a time: %.0f answers/s%s, %s ms", m.Clients, m.PerSecond, m.refusals(), latencies(m.Bands[allBands]))
}
