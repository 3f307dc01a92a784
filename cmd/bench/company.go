package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// company is a generated one: its files, and some of its people to be.
type company struct {
	people  int
	facts   int64
	bytes   int64 // of the files that are imported
	dir     string
	queries []query
	// Mail addresses by which people sign in: who searches, somebody of human resources, who
	// changes something.
	employee, humanResources, writer string
}

// readCompany reads what is needed from the files of a generated company.
func readCompany(people int, dir string) (company, error) {
	c := company{people: people, facts: companyOf(people).Facts(), dir: dir}
	var err error
	if c.queries, err = readQueries(c.file("queries.csv")); err != nil {
		return c, err
	}
	if c.bytes, err = sizeOfAll(c.imports()); err != nil {
		return c, err
	}
	directory, err := os.Open(c.file("directory.ldif"))
	if err != nil {
		return c, err
	}
	defer func() { _ = directory.Close() }()
	const past, needed = 20, 3 // past the directors, who are not like others
	mails, err := readMails(directory, past+needed)
	if err != nil {
		return c, fmt.Errorf("read %s: %w", directory.Name(), err)
	}
	c.employee, c.humanResources, c.writer = mails[past], mails[past+1], mails[past+2]
	return c, nil
}

// imports are the files of each import, in the order in which one would run them.
func (c company) imports() [][]string {
	interviews, _ := filepath.Glob(c.file("interviews-*.csv")) // the pattern is right
	return [][]string{{c.file("directory.ldif")}, interviews, {c.file("activity.jsonl")}}
}

func sizeOfAll(groups [][]string) (int64, error) {
	total := int64(0)
	for _, path := range slices.Concat(groups...) {
		size, err := sizeOf(path)
		if err != nil {
			return 0, err
		}
		total += size
	}
	return total, nil
}

func (c company) file(name string) string { return filepath.Join(c.dir, name) }

// readMails reads the first mail addresses of a directory.
func readMails(ldif io.Reader, count int) ([]string, error) {
	var mails []string
	for lines := bufio.NewScanner(ldif); lines.Scan() && len(mails) < count; {
		if mail, is := strings.CutPrefix(lines.Text(), "mail: "); is {
			mails = append(mails, mail)
		}
	}
	if len(mails) < count {
		return nil, fmt.Errorf("only %d people have a mail address, %d are needed", len(mails), count)
	}
	return mails, nil
}

// generate makes the files of a company, or uses those that a run before this one kept.
func (b *bench) generate(ctx context.Context, people int) (company, error) {
	dir := b.place("company", people)
	if !b.isComplete(dir) {
		b.say("%s people: generating", thousands(people))
		if err := os.RemoveAll(dir); err != nil {
			return company{}, err
		}
		size := companyOf(people)
		_, _, err := spend(command(ctx, b.sachant, "generate", "--people", fmt.Sprint(size.People),
			"--contributions", fmt.Sprint(size.Contributions), "--seed", fmt.Sprint(size.Seed), "--csv", "--out", dir))
		if err != nil {
			return company{}, err
		}
		if err := b.complete(dir); err != nil {
			return company{}, err
		}
	}
	return readCompany(people, dir)
}

// completed is the name of the mark that something was made to its end.
func completed(path string) string { return path + ".complete" }

func (b *bench) isComplete(path string) bool {
	_, err := os.Stat(completed(path))
	return err == nil
}

func (b *bench) complete(path string) error { return os.WriteFile(completed(path), nil, 0o644) }

// discard removes something that was made, its mark first.
func (b *bench) discard(path string) error {
	return errors.Join(os.RemoveAll(completed(path)), os.RemoveAll(path))
}
