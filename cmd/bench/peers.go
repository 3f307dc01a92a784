package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// contestant is a server that holds the company and can be asked.
type contestant struct {
	name, version string
	home          string // the directory of its data
	pid           int
	steps         []step // what it took to get there
	ways          []way
	stop          func() error // which also removes what it made
}

// step is a part of putting the company in.
type step struct {
	Name string
	Took time.Duration
}

// way is a way of asking.
type way struct {
	name string // "" for the usual one
	open func(context.Context) (asker, error)
	// prepare is what must be done once before, called so; nil where that is nothing.
	prepare  func(context.Context) error
	prepared string
}

// comparison is what was measured of one way of asking one server.
type comparison struct {
	Name   string
	Steps  []step
	Disk   int64
	By     []measured // with one client and with several
	Absent string     // why it could not be measured
}

// contest is the comparisons at one size, ours first.
type contest struct {
	People      int
	Facts       int64
	Comparisons []comparison
}

// The servers as people call them.
const (
	nameSachant    = "Sachant"
	nameNeo4j      = "Neo4j"
	namePostgreSQL = "PostgreSQL"
)

// errAbsent is why a server is left out where nobody insists on it.
var errAbsent = errors.New("it is not here")

// step does a part and notes how long it took.
func (c *contestant) step(name string, do func() error) error {
	began := time.Now()
	if err := do(); err != nil {
		return fmt.Errorf("%s of %s: %w", name, c.name, err)
	}
	c.steps = append(c.steps, step{name, time.Since(began)})
	return nil
}

// comparePeers measures every size, one server at a time, and writes the section of the document.
func (b *bench) comparePeers(ctx context.Context) error {
	var contests []contest
	versions := map[string]string{}
	failed := b.eachSize(func(people int) error {
		one, err := b.compareAt(ctx, people, versions)
		if err == nil || len(one.Comparisons) > 0 {
			contests = append(contests, one)
		}
		return err
	})
	if len(contests) == 0 || ctx.Err() != nil {
		return failed
	}
	return errors.Join(failed, b.writeSection(sectionPeers, peersText(contests, versions)))
}

func (b *bench) compareAt(ctx context.Context, people int, versions map[string]string) (contest, error) {
	c, err := b.generate(ctx, people)
	if err != nil {
		return contest{}, err
	}
	one := contest{People: people, Facts: c.facts}
	for _, each := range []struct {
		part, name string
		start      func(context.Context, company) (*contestant, error)
	}{
		{partSachant, nameSachant, b.startSachant}, {partNeo4j, nameNeo4j, b.startNeo4j}, {partPostgreSQL, namePostgreSQL, b.startPostgreSQL},
	} {
		if !b.wants(each.part) {
			continue
		}
		b.say("%s people: %s", thousands(people), each.name)
		server, err := each.start(ctx, c)
		if errors.Is(err, errAbsent) && len(b.only) == 0 {
			b.say("%s is left out: %v", each.name, err)
			one.Comparisons = append(one.Comparisons, comparison{Name: each.name, Absent: err.Error()})
			continue
		}
		compared, err := b.compare(ctx, server, c, err)
		if err != nil {
			return one, err
		}
		versions[each.name] = server.version
		one.Comparisons = append(one.Comparisons, compared...)
	}
	return one, nil
}

// compare asks a server in each of its ways, and stops it; started is the error of its start,
// after which it may be running all the same.
func (b *bench) compare(ctx context.Context, server *contestant, c company, started error) (all []comparison, err error) {
	if server == nil {
		return nil, started
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	if started != nil {
		return nil, started
	}
	for _, each := range server.ways {
		compared, err := b.compareWay(ctx, server, each, c)
		if err != nil {
			return nil, err
		}
		all = append(all, compared)
	}
	return all, nil
}

func (b *bench) compareWay(ctx context.Context, server *contestant, by way, c company) (comparison, error) {
	compared := comparison{Name: server.name}
	if by.name != "" {
		compared.Name += ", " + by.name
	}
	if by.prepare != nil {
		if err := server.step(by.prepared, func() error { return by.prepare(ctx) }); err != nil {
			return compared, err
		}
	}
	compared.Steps = append(compared.Steps, server.steps...)
	asked := load{open: by.open, queries: c.queries, clients: 1, lasting: b.lasting, pid: server.pid}
	if err := asked.warmUp(ctx); err != nil {
		return compared, fmt.Errorf("%s: %w", compared.Name, err)
	}
	for _, asked.clients = range []int{1, manyClients} {
		seen, err := asked.run(ctx)
		if err != nil {
			return compared, fmt.Errorf("%s: %w", compared.Name, err)
		}
		b.say("%s people: %s, %s", thousands(c.people), compared.Name, seen)
		compared.By = append(compared.By, seen)
	}
	var err error
	compared.Disk, err = sizeOf(server.home)
	return compared, err
}

// startSachant imports the company, unless a run before this one did, and serves it.
func (b *bench) startSachant(ctx context.Context, c company) (*contestant, error) {
	data := b.place("data", c.people)
	contest := &contestant{name: nameSachant, home: data, stop: func() error { return nil }}
	if !b.isComplete(data) {
		if err := b.discard(data); err != nil {
			return contest, err
		}
		load := func() error { _, err := b.imports(ctx, c, data); return err }
		if err := contest.step("import", load); err != nil {
			return contest, err
		}
		if err := b.complete(data); err != nil {
			return contest, err
		}
	}
	var s *server
	started := func() (err error) { s, err = b.serve(ctx, data); return err }
	if err := contest.step("start", started); err != nil {
		return contest, err
	}
	contest.pid, contest.stop = s.pid(), s.stop
	contest.ways = []way{{open: func(context.Context) (asker, error) { return newClient(s.address, c.employee, ""), nil }}}
	return contest, nil
}

// freePort is one that nobody listens on just now.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}

// listens reports, as an error, that nobody listens on a port.
func listens(ctx context.Context, port int) error {
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	return connection.Close()
}
