package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// result is what was measured of one company. What was not measured is nil or 0.
type result struct {
	People        int
	Facts         int64
	Files         int64 // bytes of what is imported
	First, Second []imported
	Disk          *disk
	Start         time.Duration // from the start of the process to the first answer
	Idle          memory        // once it has answered that
	Find          []finding
	Writing       *writing
}

// finding is how fast a kind of viewer was answered.
type finding struct {
	Viewer string
	measured
}

// The viewers: one who sees what everybody does, and one who sees more.
const (
	viewerEmployee = "employee"
	viewerHR       = "human resources"
)

// manyClients is how many ask at the same time where it is not one.
const manyClients = 8

// measureCompanies measures every size and writes the section of the document.
func (b *bench) measureCompanies(ctx context.Context) error {
	var results []result
	failed := b.eachSize(func(people int) error {
		measured, err := b.measureCompany(ctx, people)
		if err == nil || measured.First != nil || measured.Start > 0 {
			results = append(results, measured)
		}
		return err
	})
	if len(results) == 0 || ctx.Err() != nil {
		return failed
	}
	return errors.Join(failed, b.writePlot(results), b.writeSection(sectionBench, b.companiesText(results)))
}

// eachSize measures the sizes in turn, up to the first that fails: what was measured before that
// took long, and is written down all the same.
func (b *bench) eachSize(measure func(people int) error) error {
	for _, people := range b.people {
		if err := measure(people); err != nil {
			return fmt.Errorf("a company of %s people: %w", thousands(people), err)
		}
		b.leave(people)
	}
	return nil
}

func (b *bench) measureCompany(ctx context.Context, people int) (result, error) {
	c, err := b.generate(ctx, people)
	if err != nil {
		return result{}, err
	}
	measured, data := result{People: people, Facts: c.facts, Files: c.bytes}, b.place("data", people)
	if b.wants(partImport) || !b.isComplete(data) {
		if err := b.measureImport(ctx, c, data, &measured); err != nil {
			return measured, err
		}
	}
	if b.wants(partFind) || b.wants(partWrite) {
		err = b.measureServer(ctx, c, data, &measured)
	}
	return measured, err
}

// measureImport imports into an empty directory, and then, where that is asked for, once more.
func (b *bench) measureImport(ctx context.Context, c company, data string, into *result) error {
	if err := b.discard(data); err != nil {
		return err
	}
	var err error
	if into.First, err = b.imports(ctx, c, data); err != nil {
		return err
	}
	if b.wants(partImport) {
		if into.Second, err = b.imports(ctx, c, data); err != nil {
			return err
		}
	}
	used, err := diskOf(data)
	if err != nil {
		return err
	}
	into.Disk = &used
	return b.complete(data)
}

func (b *bench) measureServer(ctx context.Context, c company, data string, into *result) (err error) {
	s, err := b.serve(ctx, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := b.measureStart(ctx, s, c, into); err != nil {
		return err
	}
	if b.wants(partFind) {
		if err := b.measureFinding(ctx, s, c, into); err != nil {
			return err
		}
	}
	if b.wants(partWrite) {
		return b.measureWriting(ctx, s, c, into)
	}
	return nil
}

// patience is how long a server may take to answer for the first time; it refuses a search that
// takes it too long, and is asked again.
const patience = 3 * time.Minute

func (b *bench) measureStart(ctx context.Context, s *server, c company, into *result) error {
	first := newClient(s.address, c.employee, "")
	defer first.close()
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := s.answers(patient, func(ctx context.Context) error {
		_, err := first.ask(ctx, c.queries[0].words)
		return err
	})
	if err != nil {
		return err
	}
	into.Start, into.Idle = time.Since(s.began), procfs("/proc").memory(s.pid())
	b.say("%s people: first answer after %s", thousands(c.people), seconds(into.Start))
	return nil
}

// loadOn is one client who searches as an employee.
func (b *bench) loadOn(s *server, c company) load {
	return load{
		open:    func(context.Context) (asker, error) { return newClient(s.address, c.employee, ""), nil },
		queries: c.queries, clients: 1, lasting: b.lasting, pid: s.pid(),
	}
}

func (b *bench) measureFinding(ctx context.Context, s *server, c company, into *result) error {
	asEmployee := b.loadOn(s, c)
	asHR := asEmployee
	asHR.open = func(context.Context) (asker, error) { return newClient(s.address, c.humanResources, hrGroup), nil }
	if err := asEmployee.warmUp(ctx); err != nil {
		return err
	}
	for _, viewer := range []struct {
		name string
		load
	}{{viewerEmployee, asEmployee}, {viewerHR, asHR}} {
		for _, clients := range []int{1, manyClients} {
			viewer.clients = clients
			seen, err := viewer.run(ctx)
			if err != nil {
				return err
			}
			b.say("%s people: find as %s, %s", thousands(c.people), viewer.name, seen)
			into.Find = append(into.Find, finding{viewer.name, seen})
		}
	}
	return nil
}

func (b *bench) measureWriting(ctx context.Context, s *server, c company, into *result) error {
	readers := b.loadOn(s, c)
	readers.clients = manyClients
	writer, other := newClient(s.address, c.writer, ""), newClient(s.address, c.employee, "")
	defer writer.close()
	defer other.close()
	seen, err := writeWhileReading(ctx, readers, writer, other)
	if err != nil {
		return err
	}
	into.Writing = &seen
	b.say("%s people: a change while %d read took %s ms", thousands(c.people), manyClients, milliseconds(seen.Write.P50))
	return nil
}

// found is what was measured as a viewer, with a number of clients; nil where it was not.
func (r result) found(viewer string, clients int) *measured {
	for _, each := range r.Find {
		if each.Viewer == viewer && each.Clients == clients {
			return &each.measured
		}
	}
	return nil
}

// String is one line of progress.
func (m measured) String() string {
	line := fmt.Sprintf("%d at a time: %.0f answers/s%s", m.Clients, m.PerSecond, m.refusals())
	for _, band := range bands() {
		line += fmt.Sprintf(", %s %s ms", band, latencies(m.Bands[band]))
	}
	return line
}
