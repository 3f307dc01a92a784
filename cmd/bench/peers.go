package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// peer is a server that holds the company and can be asked.
type peer struct {
	name, version string
	home          string // the directory of its data
	pid           int
	steps         []step // of putting the company in
	variants      []variant
	stop          func() error // which also removes what it made
}

// step is a part of putting the company in.
type step struct {
	Name string
	Took time.Duration
}

// variant is a way of asking.
type variant struct {
	name string // "" for the usual one
	open func(context.Context) (asker, error)
	// prepare is done once before, as the step prepared; nil for nothing.
	prepare  func(context.Context) error
	prepared string
}

// comparison is what was measured of a variant of a peer.
type comparison struct {
	People  int
	Name    string
	Version string
	Steps   []step
	Disk    int64
	Loads   []measured // with one client and with several
	Absent  string     // why it could not be measured
}

// errAbsent is why a peer is left out where --only does not name it.
var errAbsent = errors.New("it is not here")

// step does a part and keeps how long it took.
func (p *peer) step(name string, do func() error) error {
	began := time.Now()
	if err := do(); err != nil {
		return fmt.Errorf("%s of %s: %w", name, p.name, err)
	}
	p.steps = append(p.steps, step{name, time.Since(began)})
	return nil
}

// comparePeers measures every size, one peer at a time, and returns the section of the document.
func (b *bench) comparePeers(ctx context.Context) (string, error) {
	var all []comparison
	err := b.eachSize(func(people int) error {
		c, err := b.generate(ctx, people)
		if err != nil {
			return err
		}
		for _, each := range []struct {
			part  string
			start func(context.Context, company) (*peer, error)
		}{{partSachant, b.startSachant}, {partNeo4j, b.startNeo4j}, {partPostgreSQL, b.startPostgreSQL}} {
			if !b.wants(each.part) {
				continue
			}
			b.say("%s people: %s", thousands(people), each.part)
			compared, err := b.compare(ctx, each.start, c)
			if errors.Is(err, errAbsent) && len(b.only) == 0 {
				b.say("%s is left out: %v", each.part, err)
				compared, err = []comparison{{People: people, Name: each.part, Absent: err.Error()}}, nil
			}
			if err != nil {
				return err
			}
			all = append(all, compared...)
		}
		return nil
	})
	return peersText(all), err
}

// compare starts a peer, asks it in each of its variants, and stops it.
func (b *bench) compare(ctx context.Context, start func(context.Context, company) (*peer, error), c company) (all []comparison, err error) {
	p, err := start(ctx, c)
	if p != nil { // it may be running even where starting it failed
		defer func() { err = errors.Join(err, p.stop()) }()
	}
	if err != nil {
		return nil, err
	}
	for _, each := range p.variants {
		compared, err := b.compareVariant(ctx, p, each, c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", compared.Name, err)
		}
		all = append(all, compared)
	}
	return all, nil
}

func (b *bench) compareVariant(ctx context.Context, p *peer, by variant, c company) (comparison, error) {
	compared := comparison{People: c.people, Name: p.name, Version: p.version}
	if by.name != "" {
		compared.Name += ", " + by.name
	}
	if by.prepare != nil {
		if err := p.step(by.prepared, func() error { return by.prepare(ctx) }); err != nil {
			return compared, err
		}
	}
	compared.Steps = append(compared.Steps, p.steps...)
	asked := load{open: by.open, queries: c.queries, lasting: b.lasting, pid: p.pid}
	if err := asked.warmUp(ctx); err != nil {
		return compared, err
	}
	for _, asked.clients = range []int{1, manyClients} {
		seen, err := asked.run(ctx)
		if err != nil {
			return compared, err
		}
		b.say("%s people: %s, %s", thousands(c.people), compared.Name, seen)
		compared.Loads = append(compared.Loads, seen)
	}
	var err error
	compared.Disk, err = sizeOf(p.home)
	return compared, err
}

// startSachant imports the company, unless an earlier run did, and serves it.
func (b *bench) startSachant(ctx context.Context, c company) (*peer, error) {
	data := b.path("data", c.people)
	p := &peer{name: "Sachant", home: data, stop: func() error { return nil }}
	if !b.isComplete(data) {
		load := func() error { _, err := b.importAll(ctx, c, data); return err }
		if err := p.step("import", load); err != nil {
			return p, err
		}
	}
	var s *server
	if err := p.step("start", func() (err error) { s, err = b.serve(ctx, data); return err }); err != nil {
		return p, err
	}
	p.pid, p.stop = s.pid(), s.stop
	p.variants = []variant{{open: b.loadOf(s, c, c.employee, "").open}}
	return p, nil
}

// freePort is one that nobody listens on just now.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}

// peersMethod says what the peers are asked.
const peersMethod = `
One server at a time. Each finds the 500 texts that fit the words best and credits their authors
and, of a question, those of its answers, weighted by likes and acceptance; adds the declarations
of the 50 skills that fit best, and a little for followers; and returns ten people. Sachant's own
weights differ, it leaves out what the one who asks may not see, and its answer holds the reasons;
the others return names. "Credit stored" keeps for each text whom it credits as relationships,
which every write would have to keep right. The statements are in cmd/bench/statements; both
databases stem French, as three in four texts are. Neo4j is filled by its offline import,
PostgreSQL by COPY.

`

// peersText is the section that compares; "" where nothing was measured.
func peersText(all []comparison) string {
	if len(all) == 0 {
		return ""
	}
	find := newTable("people", "server", "clients", "rare", "mid", "common", "all", "answers/s", "memory, MB")
	loading := newTable("people", "server", "steps", "in all, s", "disk, MB")
	var notes []string
	for _, each := range all {
		people := thousands(each.People)
		if each.Absent != "" {
			notes = append(notes, fmt.Sprintf("- %s was not measured: %s\n", each.Name, each.Absent))
			continue
		}
		if each.Version != "" {
			notes = append(notes, fmt.Sprintf("- %s: %s\n", each.Name, each.Version))
		}
		for _, seen := range each.Loads {
			find.add(append([]string{people, each.Name, fmt.Sprint(seen.Clients)}, seen.cells()...)...)
		}
		var steps []string
		total := time.Duration(0)
		for _, part := range each.Steps {
			steps = append(steps, fmt.Sprintf("%s %s s", part.Name, significant(part.Took.Seconds())))
			total += part.Took
		}
		loading.add(people, each.Name, strings.Join(steps, ", "), significant(total.Seconds()), megabytes(each.Disk))
	}
	return strings.Join(notes, "") + peersMethod + "### Find: p50 / p99 in milliseconds\n\n" + find.String() +
		"\n### Putting it in\n\n" + loading.String() + "\n"
}
