package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sachant/sachant/fixtures"
)

// options say what is measured.
type options struct {
	people  []int         // sizes of the companies, ascending
	lasting time.Duration // of each measure of a server
	only    []string      // parts, all where empty
	keep    string        // a directory that stays, "" for one that is removed
	out     string        // the document
	binary  string        // the sachant command, "" to build it
	peers   bool
}

var errUsage = errors.New("wrong use of bench")

// The parts of a run that --only may name.
const (
	partImport     = "import"
	partFind       = "find"
	partWrite      = "write"
	partSachant    = "sachant"
	partNeo4j      = "neo4j"
	partPostgreSQL = "postgresql"
)

func partsOf(peers bool) []string {
	if peers {
		return []string{partSachant, partNeo4j, partPostgreSQL}
	}
	return []string{partImport, partFind, partWrite}
}

// parseOptions reads the command line; its errors wrap errUsage, or are flag.ErrHelp.
func parseOptions(args []string, log io.Writer) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(log)
	people := flags.String("people", "1000,20000,100000", "the `sizes` of the companies, each with ten contributions a person")
	seconds := flags.Float64("seconds", 30, "how many `seconds` each measure of a server lasts")
	only := flags.String("only", "", "the `parts` to measure: import, find, write; with --peers: sachant, neo4j, postgresql")
	flags.StringVar(&o.keep, "keep", "", "a `directory` that keeps the companies, and what was made of them, for the next run")
	flags.StringVar(&o.out, "out", "docs/performance.md", "the `document` to write a section of")
	flags.StringVar(&o.binary, "binary", "", "the sachant `command` to measure; it is built where none is given")
	flags.BoolVar(&o.peers, "peers", false, "compare with Neo4j and PostgreSQL instead")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return o, err
	} else if err != nil {
		return o, fmt.Errorf("%w: %w", errUsage, err)
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%w: %q is no option", errUsage, flags.Arg(0))
	}
	if !(*seconds > 0 && *seconds <= 3600) {
		return o, fmt.Errorf("%w: --seconds %v is not above 0 and at most 3600", errUsage, *seconds)
	}
	o.lasting = time.Duration(*seconds * float64(time.Second))
	for _, part := range split(*only) {
		if !slices.Contains(partsOf(o.peers), part) {
			return o, fmt.Errorf("%w: --only names one of %s, not %q", errUsage, strings.Join(partsOf(o.peers), ", "), part)
		}
		o.only = append(o.only, part)
	}
	var err error
	o.people, err = parseSizes(*people)
	return o, err
}

// parseSizes reads numbers of people; each is returned once, in ascending order.
func parseSizes(text string) ([]int, error) {
	var sizes []int
	for _, part := range split(text) {
		size, err := strconv.Atoi(part)
		if err != nil {
			return nil, fmt.Errorf("%w: --people: %q is no whole number", errUsage, part)
		}
		if err := companyOf(size).Check(); err != nil {
			return nil, fmt.Errorf("%w: --people: %w", errUsage, err)
		}
		sizes = append(sizes, size)
	}
	if len(sizes) == 0 {
		return nil, fmt.Errorf("%w: --people names no size", errUsage)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes), nil
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// wants reports whether a part is to be measured.
func (o options) wants(part string) bool { return len(o.only) == 0 || slices.Contains(o.only, part) }

// companyOf is the company of a size, with ten contributions a person; always of the same seed, so that
// runs can be compared.
func companyOf(people int) fixtures.Company {
	return fixtures.Company{People: people, Contributions: people * 10, Seed: 1, Tables: true}
}
