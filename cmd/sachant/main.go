// Command sachant finds experts and the reasons for their rank. This package is configuration and wiring:
// it opens a data directory, calls the packages that do the work, and prints their results, for people or,
// with --json, for programs.
//
// Exit status: 0 done, 1 nothing done, 2 wrong use, 3 an import was applied with something
// rejected or held back.
package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], environment{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now}))
}

// environment holds the inputs of a command from outside; tests provide their own.
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

// failed is the failure, of status 1, of a command that was used rightly.
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
	o, err := newOptions(args, env)
	if err != nil {
		return o.status(err)
	}
	root := newRoot(o)
	root.SetArgs(args)
	return o.status(cmp.Or(root.ExecuteContext(ctx), o.misused))
}

// status turns what a command returned into an exit status; what cobra itself refuses is
// wrong use.
func (o *options) status(err error) int {
	if err == nil {
		return 0
	}
	var failure failure
	if !errors.As(err, &failure) {
		o.note("sachant: %s\n%s\n", o.text(err.Error()), o.text("see sachant --help"))
		return 2
	}
	if failure.err != nil {
		o.note("sachant: %s\n", o.text(failure.err.Error()))
	}
	return failure.status
}
