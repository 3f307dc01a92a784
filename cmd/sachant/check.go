package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
)

// mostProblems bounds how many problems of a sort are named.
const mostProblems = 100

func newCheck(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Check that the store, its log, the replica and the search index agree",
		Long: `Reads everything and compares: that facts decode, keys fit their kinds and edges have both
ends; that the log has no gap and names each fact at its revision; that the copy in memory, by way of its
snapshot, holds what the store holds; that the search index has exactly the words of the facts.

Where all is well it says nothing, unless to a person at a terminal. Else it names what is
wrong, a line each, and its status is 1. While a server runs, the search index is left out.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return o.check(command.Context()) },
	}
}

// checking gathers what is wrong.
type checking struct {
	*options
	*installation
	Problems problems
}

func (o *options) check(ctx context.Context) error {
	inst, err := o.lookOnly(ctx)
	if err != nil {
		return failed(err)
	}
	defer inst.Close()
	c := &checking{options: o, installation: inst, Problems: problems{}}
	if err := c.all(ctx); err != nil {
		return failed(err)
	}
	return c.tell()
}

// lookOnly refuses to make a store, for an empty one has nothing to be checked.
func (o *options) lookOnly(ctx context.Context) (*installation, error) {
	if _, err := os.Stat(o.storePath()); o.store == "" && err != nil {
		return nil, fmt.Errorf("there is nothing here yet: %w", err)
	}
	return o.openReadOnly(ctx)
}

// finding notes a problem, in the words of fmt.
type finding func(format string, args ...any)

// problems are what one look found.
type problems []string

func (p *problems) found(format string, args ...any) {
	if len(*p) < mostProblems {
		*p = append(*p, fmt.Sprintf(format, args...))
	}
}

// all looks at everything else only where the file is sound. What it then finds at the same time it
// tells in order, and only of the first thing that is not: the others rest on that.
func (c *checking) all(ctx context.Context) error {
	if err := c.file(ctx, c.Problems.found); err != nil || len(c.Problems) > 0 {
		return err
	}
	looks := []func(context.Context, finding) error{c.graph, c.snapshot, c.index}
	found, failed := make([]problems, len(looks)), make([]error, len(looks))
	var running sync.WaitGroup
	for i, look := range looks {
		running.Go(func() { failed[i] = look(ctx, found[i].found) })
	}
	running.Wait()
	for i := range looks {
		if failed[i] != nil || len(found[i]) > 0 {
			c.Problems = found[i]
			return failed[i]
		}
	}
	return nil
}

// verifier is a store that can look deeper than a reader.
type verifier interface {
	Verify(ctx context.Context, found func(problem string)) error
}

func (c *checking) file(ctx context.Context, found finding) error {
	store, deeper := c.installation.store.(verifier)
	if !deeper {
		return nil
	}
	return store.Verify(ctx, func(problem string) { found("store: %s", problem) })
}

func (c *checking) graph(ctx context.Context, found finding) error {
	audit, err := auditLog(ctx, c.installation.store, found)
	if err != nil {
		return err
	}
	detail := graph.Whole
	if _, deeper := c.installation.store.(verifier); deeper {
		detail = graph.Brief // long texts were looked at
	}
	return audit.facts(ctx, c.installation.store, detail, found)
}

// snapshot checks the replica, such as the next start would have it. That there is none, or
// that it is of another version or too old, is no fault: then everything is read.
func (c *checking) snapshot(ctx context.Context, found finding) error {
	copied, err := replica.Resume(ctx, c.installation.store, c.snapshotPath())
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, replica.ErrSnapshot) {
		copied, err = replica.Follow(ctx, c.installation.store)
	}
	if err != nil {
		return err
	}
	return compareReaders(ctx, c.installation.store, copied, found)
}

func (c *checking) index(ctx context.Context, found finding) error {
	lock, err := c.lockIndex()
	switch {
	case errors.Is(err, errIndexInUse):
		c.note("the search index was not checked: %v\n", err)
		return nil
	case errors.Is(err, os.ErrNotExist):
		return nil // it is made at the next start
	case err != nil:
		return err
	}
	if err := lock.Unlock(); err != nil {
		return err
	}
	index, err := c.openIndex(ctx, c.options)
	if err != nil {
		return err
	}
	wrong, err := index.Verify(ctx, mostProblems)
	for _, problem := range wrong {
		found("index: %s; sachant reindex builds it anew", problem)
	}
	return errors.Join(err, index.Close())
}

func (c *checking) tell() error {
	status := 0
	if len(c.Problems) > 0 {
		status = 1
	}
	if c.json {
		if err := c.print(map[string]problems{"problems": c.Problems}); err != nil {
			return err
		}
	} else {
		for _, problem := range c.Problems {
			c.say("%s\n", problem)
		}
		if file, is := c.Stdout.(*os.File); is && status == 0 && term.IsTerminal(int(file.Fd())) {
			c.say("all well\n")
		}
	}
	if status == 0 {
		return nil
	}
	return failure{status: status}
}

// logStart is the revision after which the log goes on; what came before was cut away. Where
// the log was cut, it is searched for: every revision before it is refused, the next is not.
func logStart(ctx context.Context, store graph.Store) (int64, error) {
	refused := func(after int64) (bool, error) {
		_, err := store.Changes(ctx, after)
		if errors.Is(err, graph.ErrLogTruncated) {
			return true, nil
		}
		return false, err
	}
	if cut, err := refused(0); err != nil || !cut {
		return 0, err
	}
	revision, err := store.Head(ctx)
	if err != nil {
		return 0, err
	}
	below, above := int64(0), revision
	for above-below > 1 {
		middle := (below + above) / 2
		cut, err := refused(middle)
		if err != nil {
			return 0, err
		}
		if cut {
			below = middle
		} else {
			above = middle
		}
	}
	return above, nil
}

// logAudit is what the log says of facts: by the hash of its key, the last revision that names each.
type logAudit struct {
	start, head int64
	last        map[uint64]int64
	hash        func(graph.Key) uint64
}

// auditLog reads the log and names its gaps.
func auditLog(ctx context.Context, store graph.Store, found func(string, ...any)) (logAudit, error) {
	start, err := logStart(ctx, store)
	audit := logAudit{start: start, head: start, last: map[uint64]int64{}, hash: keyHash()}
	at := time.Time{}
	for err == nil {
		var changes []graph.Change
		if changes, err = store.Changes(ctx, audit.head); err != nil || len(changes) == 0 {
			break
		}
		for _, change := range changes {
			audit.take(change, at, found)
			at = change.At
		}
	}
	return audit, err
}

func (a *logAudit) take(change graph.Change, before time.Time, found func(string, ...any)) {
	if change.Revision != a.head+1 {
		found("log: revision %d is followed by %d", a.head, change.Revision)
	}
	if change.At.Before(before) {
		found("log: revision %d is of an earlier time than the one before", change.Revision)
	}
	a.head = change.Revision
	for _, key := range change.Keys {
		if err := key.Check(); err != nil {
			found("log: revision %d: %v", change.Revision, err)
		}
		a.last[a.hash(key)] = change.Revision
	}
}
