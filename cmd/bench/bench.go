package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// bench is one run.
type bench struct {
	options
	log     io.Writer
	work    string // the directory of everything that is made
	sachant string // the command
}

// prepare checks that the document can be written, makes the working directory and builds the command.
func prepare(ctx context.Context, o options, log io.Writer) (*bench, error) {
	b := &bench{options: o, log: log, sachant: o.binary}
	if _, err := b.withSection(""); err != nil {
		return nil, err // rather now than after an hour
	}
	if err := b.makeWork(); err != nil {
		return nil, err
	}
	if b.sachant != "" {
		return b, nil
	}
	b.say("building sachant")
	b.sachant = filepath.Join(b.work, "sachant")
	if _, _, err := spend(command(ctx, "go", "build", "-o", b.sachant, "github.com/sachant/sachant/cmd/sachant")); err != nil {
		b.clear()
		return nil, err
	}
	return b, nil
}

func (b *bench) makeWork() (err error) {
	if b.keep != "" {
		if b.work, err = filepath.Abs(b.keep); err != nil {
			return err
		}
		return os.MkdirAll(b.work, 0o755)
	}
	if b.work, err = os.MkdirTemp("", "sachant-bench-"); err != nil {
		return err
	}
	return os.Chmod(b.work, 0o755) // a database server runs as a user of its own
}

// clear removes what is not to be kept.
func (b *bench) clear() {
	if b.keep == "" {
		_ = os.RemoveAll(b.work)
	}
}

// eachSize measures the sizes in turn, up to the first that fails: the results before it took long, and
// are written all the same.
func (b *bench) eachSize(measure func(people int) error) error {
	for _, people := range b.people {
		if err := measure(people); err != nil {
			return fmt.Errorf("a company of %s people: %w", thousands(people), err)
		}
		if b.keep == "" { // the next company may need the room
			_ = errors.Join(b.discard(b.path("company", people)), b.discard(b.path("data", people)))
		}
	}
	return nil
}

// path is that of a directory of a company.
func (b *bench) path(what string, people int) string {
	return filepath.Join(b.work, fmt.Sprintf("%s-%d", what, people))
}

// A file beside a directory marks that it was made to its end.
func (b *bench) isComplete(path string) bool {
	_, err := os.Stat(path + ".complete")
	return err == nil
}

func (b *bench) complete(path string) error { return os.WriteFile(path+".complete", nil, 0o644) }

func (b *bench) discard(path string) error {
	return errors.Join(os.RemoveAll(path+".complete"), os.RemoveAll(path))
}

// say logs a line of progress.
func (b *bench) say(format string, args ...any) { _, _ = fmt.Fprintf(b.log, format+"\n", args...) }

// section is the name of the part of the document that this run replaces.
func (o options) section() string {
	if o.peers {
		return "bench-peers"
	}
	return "bench"
}

// replaceSection replaces the text between the two marks of a section.
func replaceSection(document, section, text string) (string, error) {
	begin, end := "<!-- "+section+": begin -->\n", "<!-- "+section+": end -->\n"
	before, rest, begins := strings.Cut(document, begin)
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		return "", fmt.Errorf("it needs the lines %s and %s, between which the section %s goes", strings.TrimSpace(begin), strings.TrimSpace(end), section)
	}
	return before + begin + text + end + after, nil
}

// withSection is the document with another text in this run's section. A document that is not there is
// made of that section alone.
func (b *bench) withSection(text string) (string, error) {
	document, err := os.ReadFile(b.out)
	if errors.Is(err, os.ErrNotExist) {
		document, err = fmt.Appendf(nil, "<!-- %[1]s: begin -->\n<!-- %[1]s: end -->\n", b.section()), nil
	}
	if err != nil {
		return "", err
	}
	replaced, err := replaceSection(string(document), b.section(), text)
	if err != nil {
		return "", fmt.Errorf("write %s: %w", b.out, err)
	}
	return replaced, nil
}

// writeSection replaces the document as a whole, so that half of it is never there.
func (b *bench) writeSection(text string) error {
	version, _, err := spend(command(context.Background(), b.sachant, "version"))
	if err != nil {
		return err
	}
	heading := fmt.Sprintf("\n%s, %s, on %d cores of %s/%s. Each measure of a server lasted %s.\n\n",
		time.Now().UTC().Format("2 January 2006"), strings.TrimSpace(string(version)), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, b.lasting)
	document, err := b.withSection(heading + text)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(b.out), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(b.out+".new", []byte(document), 0o644); err != nil {
		return err
	}
	if err := os.Rename(b.out+".new", b.out); err != nil {
		return err
	}
	b.say("written to %s", b.out)
	return nil
}
