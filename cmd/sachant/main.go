// Command sachant finds who knows, and says why. This package is configuration and wiring:
// it opens what lies in a data directory, hands it to the packages that do the work, and
// prints what they answer, for people or, with --json, for machines.
//
// Exit status: 0 done, 1 nothing done, 2 wrong use, 3 an import was applied with something
// rejected or held back.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], environment{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now}))
}

// environment is what a command takes from outside, so that tests can give their own.
type environment struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Now            func() time.Time
}

// failure is an error with the exit status it asks for; without an error only the status.
type failure struct {
	status int
	err    error
}

func (f failure) Error() string {
	if f.err == nil {
		return ""
	}
	return f.err.Error()
}

func (f failure) Unwrap() error { return f.err }

// failed is for what went wrong while a command did its work.
func failed(err error) error {
	if err == nil {
		return nil
	}
	return failure{1, err}
}

// run executes one command line. Ctrl-C cancels the context once; a second one ends at once.
func run(args []string, env environment) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	root := newRoot(env)
	root.SetArgs(args)
	return status(root.ExecuteContext(ctx), env.Stderr)
}

// status turns what a command returned into an exit status; what cobra itself refuses is
// wrong use.
func status(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	var failure failure
	if !errors.As(err, &failure) {
		fmt.Fprintf(stderr, "sachant: %v\nsee sachant --help\n", err)
		return 2
	}
	if failure.err != nil {
		fmt.Fprintf(stderr, "sachant: %v\n", failure.err)
	}
	return failure.status
}
