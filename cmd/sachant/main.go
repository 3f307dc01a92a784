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
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

func main() {
	os.Exit(run(os.Args[1:], cli.Environment{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now}))
}

// run executes one command line. Ctrl-C cancels the context once; a second one ends at once.
func run(args []string, env cli.Environment) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	o, err := cli.NewOptions(args, env)
	if err != nil {
		return o.Status(err)
	}
	root := newRoot(o)
	root.SetArgs(args)
	return o.Status(cmp.Or(root.ExecuteContext(ctx), o.Misused))
}
