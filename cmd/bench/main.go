// Command bench measures Sachant at the size of a company: how long an import takes and what it
// needs, how soon a server answers, how fast it finds people, and how each grows. With --peers it
// puts the same company into Neo4j and PostgreSQL and asks them the same.
//
// It does what a user would: it runs the sachant command as a process of its own and asks over
// HTTP, so that everything is counted that a user waits for. It writes what it measured into
// docs/performance.md, each kind of run into its own section, with the machine and the versions,
// since times without them say nothing. Memory and a server's processor time are read from /proc
// and are missing where there is none.
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

// run measures what the arguments ask for and writes it down; told is where plain lines of
// progress go.
func run(ctx context.Context, args []string, told io.Writer) error {
	o, err := parseOptions(args, told)
	if err != nil {
		return err
	}
	b, err := prepare(ctx, o, told)
	if err != nil {
		return err
	}
	defer b.clear()
	if o.peers {
		err = b.comparePeers(ctx)
	} else {
		err = b.measureCompanies(ctx)
	}
	if ctx.Err() != nil {
		return errors.New("stopped before the end; nothing was written down")
	}
	return err
}
