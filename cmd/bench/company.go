package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// query is words to search for, with their band: how rare they are in the texts.
type query struct{ band, words string }

// bands are those of the queries of a generated company, the rarest words first.
func bands() []string { return []string{"rare", "mid", "common"} }

// company is a generated one.
type company struct {
	people  int
	facts   int64
	dir     string
	queries []query
	// Mail addresses of people who sign in: one who searches, one of human resources, one who changes
	// something.
	employee, humanResources, writer string
}

func (c company) file(name string) string { return filepath.Join(c.dir, name) }

// imports are the arguments of the import commands, in the order in which a company would run them.
func (c company) imports() [][]string {
	interviews, _ := filepath.Glob(c.file("interviews-*.csv")) // the pattern is well-formed
	return [][]string{
		{"directory", "--ldif", c.file("directory.ldif")},
		append([]string{"interviews"}, interviews...),
		{"activity", "--trust-email", "--jsonl", c.file("activity.jsonl")},
	}
}

// generate makes the files of a company, or uses those that an earlier run kept.
func (b *bench) generate(ctx context.Context, people int) (company, error) {
	dir, size := b.path("company", people), companyOf(people)
	if !b.isComplete(dir) {
		b.say("%s people: generating", thousands(people))
		if err := os.RemoveAll(dir); err != nil {
			return company{}, err
		}
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

func readCompany(people int, dir string) (company, error) {
	c := company{people: people, facts: companyOf(people).Facts(), dir: dir}
	queries, err := os.ReadFile(c.file("queries.csv"))
	if err != nil {
		return c, err
	}
	if c.queries, err = parseQueries(string(queries)); err != nil {
		return c, fmt.Errorf("read queries of %s: %w", dir, err)
	}
	directory, err := os.ReadFile(c.file("directory.ldif"))
	if err != nil {
		return c, err
	}
	var mails []string
	for line := range strings.Lines(string(directory)) {
		if mail, is := strings.CutPrefix(line, "mail: "); is {
			mails = append(mails, strings.TrimSpace(mail))
		}
	}
	const first = 20 // after the directors, who see more than others
	if len(mails) < first+3 {
		return c, fmt.Errorf("%s: only %d people have a mail address", dir, len(mails))
	}
	c.employee, c.humanResources, c.writer = mails[first], mails[first+1], mails[first+2]
	return c, nil
}

// parseQueries reads queries.csv of a generated company: number, band, words.
func parseQueries(text string) ([]query, error) {
	rows := csv.NewReader(strings.NewReader(text))
	rows.FieldsPerRecord = 3
	read, err := rows.ReadAll()
	if err != nil {
		return nil, err
	}
	var queries []query
	for i, row := range read {
		if row[1] == "" || row[2] == "" {
			return nil, fmt.Errorf("row %d has no band or no words", i+1)
		}
		queries = append(queries, query{row[1], row[2]})
	}
	if len(queries) == 0 {
		return nil, errors.New("there are none: the company has too few texts")
	}
	return queries, nil
}
