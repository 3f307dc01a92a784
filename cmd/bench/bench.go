package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// bench is one run.
type bench struct {
	options
	told     io.Writer
	work     string // where everything is made
	sachant  string // the command
	machine  machine
	versions []string
}

// prepare looks whether the document can be written into, makes the working directory and builds
// the command.
func prepare(ctx context.Context, o options, told io.Writer) (*bench, error) {
	b := &bench{options: o, told: told, sachant: o.binary}
	if _, err := b.withSection(o.section(), ""); err != nil {
		return nil, err // rather now than after an hour
	}
	if err := b.makeWork(); err != nil {
		return nil, err
	}
	if err := b.build(ctx); err != nil {
		b.clear()
		return nil, err
	}
	return b, nil
}

func (b *bench) makeWork() error {
	if b.keep == "" {
		work, err := os.MkdirTemp("", "sachant-bench-")
		if err != nil {
			return err
		}
		b.work = work
		return os.Chmod(work, 0o755) // a database server runs as a user of its own
	}
	work, err := filepath.Abs(b.keep)
	b.work = work
	if err != nil {
		return err
	}
	return os.MkdirAll(work, 0o755)
}

func (b *bench) build(ctx context.Context) error {
	if b.sachant == "" {
		b.say("building sachant")
		b.sachant = filepath.Join(b.work, "sachant")
		if _, _, err := spend(command(ctx, "go", "build", "-buildvcs=auto", "-o", b.sachant, "github.com/sachant/sachant/cmd/sachant")); err != nil {
			return err
		}
	}
	built, err := readBuild(b.sachant)
	if err != nil {
		return err
	}
	b.machine, b.versions = readMachine("/"), versionsOf(built, isChanged(ctx, built, b.binary == ""))
	return nil
}

// clear removes what is not to be kept.
func (b *bench) clear() {
	if b.keep == "" {
		_ = os.RemoveAll(b.work)
	}
}

// place is where something of a company of a size is.
func (b *bench) place(what string, people int) string {
	return filepath.Join(b.work, fmt.Sprintf("%s-%d", what, people))
}

// leave removes what was made of a company, since the next one may need the room.
func (b *bench) leave(people int) {
	if b.keep == "" {
		_ = b.discard(b.place("company", people))
		_ = b.discard(b.place("data", people))
	}
}

// say tells how far the run is, a line at a time.
func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.told, format+"\n", args...)
}
