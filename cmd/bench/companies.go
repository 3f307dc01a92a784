package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// result is what was measured of one company. What was not measured is nil or 0.
type result struct {
	People        int
	Facts         int64
	First, Second []imported // the second time, of the same files
	Disk          int64      // bytes of the data directory
	Start         time.Duration
	Find          []finding
	Writing       *writing
}

// imported is one import command.
type imported struct {
	Source  string
	Cost    cost
	Written int // facts added, changed or removed
}

// finding is how fast a viewer was answered.
type finding struct {
	Viewer string
	measured
}

// manyClients is how many ask at the same time where it is not one.
const manyClients = 8

// measureCompanies measures every size and returns the section of the document.
func (b *bench) measureCompanies(ctx context.Context) (string, error) {
	var results []result
	err := b.eachSize(func(people int) error {
		measured, err := b.measureCompany(ctx, people)
		if err == nil || measured.First != nil || measured.Start > 0 {
			results = append(results, measured)
		}
		return err
	})
	return companiesText(results), err
}

func (b *bench) measureCompany(ctx context.Context, people int) (result, error) {
	c, err := b.generate(ctx, people)
	if err != nil {
		return result{}, err
	}
	measured, data := result{People: people, Facts: c.facts}, b.path("data", people)
	if b.wants(partImport) || !b.isComplete(data) {
		if measured.First, err = b.importAll(ctx, c, data); err != nil {
			return measured, err
		}
	}
	if b.wants(partImport) {
		if measured.Second, err = b.imports(ctx, c, data); err != nil {
			return measured, err
		}
	}
	if measured.Disk, err = sizeOf(data); err != nil {
		return measured, err
	}
	if b.wants(partFind) || b.wants(partWrite) {
		err = b.measureServer(ctx, c, data, &measured)
	}
	return measured, err
}

// importAll imports a company into an empty directory.
func (b *bench) importAll(ctx context.Context, c company, data string) ([]imported, error) {
	if err := b.discard(data); err != nil {
		return nil, err
	}
	all, err := b.imports(ctx, c, data)
	if err != nil {
		return nil, err
	}
	return all, b.complete(data)
}

func (b *bench) imports(ctx context.Context, c company, data string) (all []imported, err error) {
	for _, args := range c.imports() {
		line := append([]string{"import", "--data", data, "--json"}, args...)
		output, taken, err := spend(command(ctx, b.sachant, line...))
		if err != nil {
			return nil, err
		}
		written, err := writtenFacts(output)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", shown(line), err)
		}
		b.say("%s people: import %s wrote %s facts in %s s", thousands(c.people), args[0], thousands(written), significant(taken.Wall.Seconds()))
		all = append(all, imported{args[0], taken, written})
	}
	return all, nil
}

// writtenFacts counts the facts that an import's report says it wrote. A report with rejections is an
// error: not the whole company was imported.
func writtenFacts(report []byte) (written int, err error) {
	var read struct {
		Added, Changed, Removed map[string]int
		Rejected                []json.RawMessage
	}
	if err := json.Unmarshal(report, &read); err != nil {
		return 0, fmt.Errorf("read its report: %w", err)
	}
	if len(read.Rejected) > 0 {
		return 0, fmt.Errorf("it rejected %d entries, the first %s", len(read.Rejected), read.Rejected[0])
	}
	for _, counts := range []map[string]int{read.Added, read.Changed, read.Removed} {
		for _, count := range counts {
			written += count
		}
	}
	return written, nil
}

func (b *bench) measureServer(ctx context.Context, c company, data string, into *result) (err error) {
	s, err := b.serve(ctx, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if into.Start, err = s.firstAnswer(ctx, c); err != nil {
		return err
	}
	b.say("%s people: first answer after %s s", thousands(c.people), significant(into.Start.Seconds()))
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

// startTimeout is how long a server may take to answer for the first time.
const startTimeout = 3 * time.Minute

// firstAnswer is how long after the start of the process the first answer came.
func (s *server) firstAnswer(ctx context.Context, c company) (time.Duration, error) {
	client := newClient(s.address, c.employee, "")
	defer client.close()
	limited, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	err := s.answers(limited, func(ctx context.Context) error {
		_, err := client.ask(ctx, c.queries[0].words)
		return err
	})
	return time.Since(s.began), err
}

// loadOf is one client who searches.
func (b *bench) loadOf(s *server, c company, user, groups string) load {
	return load{
		open:    func(context.Context) (asker, error) { return newClient(s.address, user, groups), nil },
		queries: c.queries, clients: 1, lasting: b.lasting, pid: s.pid(),
	}
}

func (b *bench) measureFinding(ctx context.Context, s *server, c company, into *result) error {
	employee, hr := b.loadOf(s, c, c.employee, ""), b.loadOf(s, c, c.humanResources, hrGroup)
	if err := employee.warmUp(ctx); err != nil {
		return err
	}
	for _, viewer := range []struct {
		name string
		load
	}{{"employee", employee}, {"human resources", hr}} {
		for _, viewer.clients = range []int{1, manyClients} {
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
	readers := b.loadOf(s, c, c.employee, "")
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

// companiesText is the section about companies of several sizes; "" where none was measured.
func companiesText(results []result) string {
	if len(results) == 0 {
		return ""
	}
	imports := newTable("people", "import", "seconds", "processor, s", "peak, MB", "facts written", "second time, s", "written then", "disk, MB")
	find := newTable("people", "as", "clients", "rare", "mid", "common", "all", "answers/s", "memory, MB")
	writes := newTable("people", "start to first answer, s", "changes", "acknowledged: p50", "at most", "seen by another: p50", "at most", "searches meanwhile: p50 / p99")
	for _, each := range results {
		people := thousands(each.People)
		first, second := withTotal(each.First), withTotal(each.Second)
		for i, one := range first {
			row := []string{people, one.Source, significant(one.Cost.Wall.Seconds()), significant(one.Cost.Processor.Seconds()),
				megabytes(one.Cost.Peak), thousands(one.Written), missing, missing, missing}
			if i < len(second) {
				row[6], row[7] = significant(second[i].Cost.Wall.Seconds()), thousands(second[i].Written)
			}
			if i == len(first)-1 {
				row[8] = megabytes(each.Disk)
			}
			imports.add(row...)
		}
		for _, one := range each.Find {
			find.add(append([]string{people, one.Viewer, fmt.Sprint(one.Clients)}, one.cells()...)...)
		}
		row := []string{people, significant(each.Start.Seconds()), missing, missing, missing, missing, missing, missing}
		if w := each.Writing; w != nil {
			row = append(row[:2], fmt.Sprint(w.Write.Count), milliseconds(w.Write.P50), milliseconds(w.Write.Max),
				milliseconds(w.Seen.P50), milliseconds(w.Seen.Max), latencies(w.Readers.Bands[allBands]))
		}
		writes.add(row...)
	}
	return strings.Join([]string{
		"### Import\n", imports.String(),
		"### Find: p50 / p99 in milliseconds\n", find.String(),
		fmt.Sprintf("### Start, and a change a second while %d search, in milliseconds\n", manyClients), writes.String(),
	}, "\n") + "\n"
}

// withTotal appends what all imports took together, where there are any.
func withTotal(imports []imported) []imported {
	if len(imports) == 0 {
		return nil
	}
	total := imported{Source: "all in"}
	for _, each := range imports {
		total.Cost = total.Cost.and(each.Cost)
		total.Written += each.Written
	}
	return append(imports[:len(imports):len(imports)], total)
}
