package maintenance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
)

// mostProblems bounds how many problems of a sort are named.
const mostProblems = 100

// NewCheck returns the command check.
func NewCheck(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Check that the store, its log, the replica and the search index agree",
		Long: `Reads everything and compares: that facts decode, keys fit their kinds and edges have both
ends; that the log has no gap and names each fact at its revision; that the copy in memory, by way of its
snapshot, holds what the store holds; that the search index has exactly the words of the facts.

Where all is well it says nothing, unless to a person at a terminal. Else it names what is
wrong, a line each, and its status is 1. While a server runs, the search index is left out.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return check(command.Context(), o) },
	}
}

// checking is one run of check.
type checking struct {
	*cli.Options
	*installation.Installation
	Problems problems
}

func check(ctx context.Context, o *cli.Options) error {
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return cli.Failed(err)
	}
	defer inst.Close()
	c := &checking{Options: o, Installation: inst, Problems: problems{}}
	if err := c.all(ctx); err != nil {
		return cli.Failed(err)
	}
	return c.printProblems()
}

// finding reports a problem, formatted as by fmt.
type finding func(format string, args ...any)

// problems are what one check found, at most mostProblems.
type problems []string

func (p *problems) found(format string, args ...any) {
	if len(*p) < mostProblems {
		*p = append(*p, fmt.Sprintf(format, args...))
	}
}

// all checks the file, and the rest, concurrently, only where the file is sound. It keeps the problems of
// the first check that found any: the later ones depend on it.
func (c *checking) all(ctx context.Context) error {
	if err := c.file(ctx, c.Problems.found); err != nil || len(c.Problems) > 0 {
		return err
	}
	checks := []func(context.Context, finding) error{c.graph, c.snapshot, c.index}
	found, failed := make([]problems, len(checks)), make([]error, len(checks))
	var running sync.WaitGroup
	for i, check := range checks {
		running.Go(func() { failed[i] = check(ctx, found[i].found) })
	}
	running.Wait()
	for i := range checks {
		if failed[i] != nil || len(found[i]) > 0 {
			c.Problems = found[i]
			return failed[i]
		}
	}
	return nil
}

// verifier is a store that can check its own file.
type verifier interface {
	Verify(ctx context.Context, found func(problem string)) error
}

func (c *checking) file(ctx context.Context, found finding) error {
	store, verifies := c.Installation.Store.(verifier)
	if !verifies {
		return nil
	}
	return store.Verify(ctx, func(problem string) { found("store: %s", problem) })
}

func (c *checking) graph(ctx context.Context, found finding) error {
	audit, err := auditLog(ctx, c.Installation.Store, found)
	if err != nil {
		return err
	}
	detail := graph.Whole
	if _, verifies := c.Installation.Store.(verifier); verifies {
		detail = graph.Brief // long texts were looked at
	}
	return audit.facts(ctx, c.Installation.Store, detail, found)
}

// snapshot checks the replica that the next start would load. A missing snapshot, or one of another
// version or too old, is no problem: the start reads the store.
func (c *checking) snapshot(ctx context.Context, found finding) error {
	copied, err := replica.Resume(ctx, c.Installation.Store, c.SnapshotPath())
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, replica.ErrSnapshot) {
		copied, err = replica.Follow(ctx, c.Installation.Store)
	}
	if err != nil {
		return err
	}
	return compareReaders(ctx, c.Installation.Store, copied, found)
}

func (c *checking) index(ctx context.Context, found finding) error {
	lock, err := c.LockIndex()
	switch {
	case errors.Is(err, installation.ErrIndexInUse):
		c.Note("the search index was not checked: %v\n", err)
		return nil
	case errors.Is(err, os.ErrNotExist):
		return nil // it is made at the next start
	case err != nil:
		return err
	}
	if err := lock.Unlock(); err != nil {
		return err
	}
	index, err := c.OpenIndex(ctx, c.Options)
	if err != nil {
		return err
	}
	wrong, err := index.Verify(ctx, mostProblems)
	for _, problem := range wrong {
		found("index: %s; sachant reindex builds it anew", problem)
	}
	return errors.Join(err, index.Close())
}

func (c *checking) printProblems() error {
	status := 0
	if len(c.Problems) > 0 {
		status = 1
	}
	if c.JSON {
		if err := c.Print(map[string]problems{"problems": c.Problems}); err != nil {
			return err
		}
	} else {
		for _, problem := range c.Problems {
			c.Say("%s\n", problem)
		}
		if file, is := c.Stdout.(*os.File); is && status == 0 && term.IsTerminal(int(file.Fd())) {
			c.Say("all well\n")
		}
	}
	if status == 0 {
		return nil
	}
	return cli.Failure{Status: status}
}
