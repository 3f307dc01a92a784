// Command bench measures Sachant at the size of a company: how long an import takes and what it
// needs, how soon a server answers, how fast it finds people while others search and change things.
// With --peers it puts the same company into Neo4j and PostgreSQL and asks them the same.
//
// It runs the sachant command as a process of its own and asks over HTTP, so that it counts all that
// a user waits for, and writes a section of docs/performance.md. Memory is read from /proc.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run measures what the arguments ask for and writes the document; progress goes to log, a line at a time.
func run(ctx context.Context, args []string, log io.Writer) error {
	o, err := parseOptions(args, log)
	if err != nil {
		return err
	}
	b, err := prepare(ctx, o, log)
	if err != nil {
		return err
	}
	defer b.clear()
	measure := b.measureCompanies
	if o.peers {
		measure = b.comparePeers
	}
	text, err := measure(ctx)
	if ctx.Err() != nil {
		return errors.New("stopped before the end; nothing was written down")
	}
	if text == "" {
		return err
	}
	return errors.Join(err, b.writeSection(text))
}
