package main

import (
	"errors"
	"flag"
	"io"
	"slices"
	"testing"
	"time"
)

func TestWhatIsMeasuredWhereNothingIsSaid(t *testing.T) {
	o, err := parseOptions(nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.people, []int{1000, 20_000, 100_000}) || o.lasting != 30*time.Second || o.out != "docs/performance.md" || o.peers {
		t.Errorf("got %+v", o)
	}
	for _, part := range partsOf(false) {
		if !o.wants(part) {
			t.Errorf("%s is left out", part)
		}
	}
}

func TestOptionsAreRead(t *testing.T) {
	o, err := parseOptions([]string{"--people", "20000,1000, 1000", "--seconds", "0.5", "--peers", "--only", "neo4j"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.people, []int{1000, 20_000}) || o.lasting != 500*time.Millisecond || !o.peers {
		t.Errorf("got %+v", o)
	}
	if !o.wants(partNeo4j) || o.wants(partSachant) {
		t.Error("only Neo4j was asked for")
	}
}

func TestWrongUseIsSaid(t *testing.T) {
	for _, args := range [][]string{
		{"--people", "many"}, {"--people", "99"}, {"--people", ""}, {"--people", "2000000"},
		{"--seconds", "0"}, {"--seconds", "-1"}, {"--seconds", "NaN"}, {"--seconds", "1e9"},
		{"--only", "neo4j"}, {"--peers", "--only", "import"}, {"--nonsense"}, {"1000"},
	} {
		if _, err := parseOptions(args, io.Discard); !errors.Is(err, errUsage) {
			t.Errorf("%q gives %v", args, err)
		}
	}
	if _, err := parseOptions([]string{"--help"}, io.Discard); !errors.Is(err, flag.ErrHelp) || errors.Is(err, errUsage) {
		t.Errorf("--help gives %v", err)
	}
}
