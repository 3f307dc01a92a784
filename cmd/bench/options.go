package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
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

var errUsage = errors.New("bench was asked for what it cannot do")

// contributionsPer is how many contributions there are for each person.
const contributionsPer = 10

// partsOf are the parts of a run that --only may name.
func partsOf(peers bool) []string {
	if peers {
		return []string{partSachant, partNeo4j, partPostgreSQL}
	}
	return []string{partImport, partFind, partWrite}
}

const (
	partImport     = "import"
	partFind       = "find"
	partWrite      = "write"
	partSachant    = "sachant"
	partNeo4j      = "neo4j"
	partPostgreSQL = "postgresql"
)

// parseOptions reads the command line; its errors wrap errUsage, or are flag.ErrHelp.
func parseOptions(args []string, told io.Writer) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(told)
	people := flags.String("people", "1000,20000,100000", "the `sizes` of the companies, each with ten contributions a person")
	seconds := flags.Float64("seconds", 30, "how many `seconds` each measure of a server lasts")
	only := flags.String("only", "", "the `parts` to measure: import, find, write; with --peers: sachant, neo4j, postgresql")
	flags.StringVar(&o.keep, "keep", "", "a `directory` that keeps the companies, and what was made of them, for the next run; what is there is used again")
	flags.StringVar(&o.out, "out", "docs/performance.md", "the `document` to write; the plot goes beside it")
	flags.StringVar(&o.binary, "binary", "", "the sachant `command` to measure; it is built where none is given")
	flags.BoolVar(&o.peers, "peers", false, "compare with Neo4j and PostgreSQL instead")
	if err := flags.Parse(args); err != nil {
		return o, usage(err)
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%w: %q is no option", errUsage, flags.Arg(0))
	}
	var err error
	if o.people, err = parseSizes(*people); err != nil {
		return o, err
	}
	if o.lasting, err = parseSeconds(*seconds); err != nil {
		return o, err
	}
	o.only, err = parseParts(*only, partsOf(o.peers))
	return o, err
}

func usage(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	return fmt.Errorf("%w: %w", errUsage, err)
}

// parseSizes reads numbers of people, and puts each once, in ascending order.
func parseSizes(text string) ([]int, error) {
	var sizes []int
	for _, part := range split(text) {
		size, err := strconv.Atoi(part)
		if err != nil {
			return nil, fmt.Errorf("%w: --people %q holds %q, which is no whole number", errUsage, text, part)
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

func parseSeconds(seconds float64) (time.Duration, error) {
	if math.IsNaN(seconds) || seconds <= 0 || seconds > 3600 {
		return 0, fmt.Errorf("%w: --seconds %v is not above 0 and at most 3600", errUsage, seconds)
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

func parseParts(text string, known []string) ([]string, error) {
	parts := split(text)
	for _, part := range parts {
		if !slices.Contains(known, part) {
			return nil, fmt.Errorf("%w: --only knows %s, not %q", errUsage, strings.Join(known, ", "), part)
		}
	}
	return parts, nil
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// wants reports whether a part is to be measured.
func (o options) wants(part string) bool { return len(o.only) == 0 || slices.Contains(o.only, part) }

// companyOf is the company of a size; always the same seed, so that runs can be compared.
func companyOf(people int) fixtures.Company {
	return fixtures.Company{People: people, Contributions: people * contributionsPer, Seed: 1, Tables: true}
}
