package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// difference is a run that tells what changed since an earlier one.
type difference struct {
	entries []entry
	deleted []graph.Key
	cut     string
	applied *int
}

func (d difference) Read(_ context.Context, sink ingest.Sink) error {
	sink.Differences()
	for _, e := range d.entries {
		if err := sink.Emit(e.statement("directory")); err != nil {
			return err
		}
	}
	if d.cut != "" {
		sink.Incomplete(d.cut)
	}
	if len(d.deleted) == 0 {
		return nil
	}
	return sink.Emit(ingest.Statement{Deletes: d.deleted})
}

func (difference) Begin(context.Context, graph.Store) (bool, error) { return true, nil }

func (d difference) Applied(context.Context, graph.Store) error {
	*d.applied++
	return nil
}

func crowdOf(n int) []entry {
	var out []entry
	for i := range n {
		out = append(out, entry{id: fmt.Sprintf("a-%02d", i), name: fmt.Sprintf("Person %d", i), title: "Technicien"})
	}
	return out
}

// TestDifferences: who is deleted leaves within the limit of a complete run, who is not named stays, and the reader is
// told only of what was stored whole.
func TestDifferences(t *testing.T) {
	deleted := func(n int) (keys []graph.Key) {
		for _, e := range crowdOf(n) {
			keys = append(keys, e.account())
		}
		return keys
	}
	for name, test := range map[string]struct {
		difference
		dry                                bool
		changed, removed, exit, wasApplied int
	}{
		"nothing changed":              {wasApplied: 1},
		"one changed":                  {difference: difference{entries: []entry{{id: "a-07", name: "Person 7", title: "Cheffe"}}}, changed: 1, wasApplied: 1},
		"one deleted":                  {difference: difference{deleted: deleted(1)}, removed: 1, wasApplied: 1},
		"too many deleted":             {difference: difference{deleted: deleted(6)}, exit: 3},
		"deleted in a run that broke":  {difference: difference{deleted: deleted(1), cut: "the connection broke off"}, exit: 3},
		"changed in a run that broke":  {difference: difference{entries: []entry{{id: "a-07", name: "Person 7", title: "Cheffe"}}, cut: "time"}, changed: 1, exit: 3},
		"nothing read, since it broke": {difference: difference{cut: "the connection broke off"}, exit: 1},
		"deleted and there again":      {difference: difference{deleted: deleted(1), entries: crowdOf(1)}, wasApplied: 1},
		"stranger deleted":             {difference: difference{deleted: []graph.Key{"account/nobody"}}, wasApplied: 1},
		"a dry run":                    {difference: difference{deleted: deleted(1)}, dry: true, removed: 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t)
			c.roster("directory", crowdOf(20)...)
			im, applied := c.importer("directory"), 0
			im.DryRun, test.applied = test.dry, &applied
			report, err := im.Run(t.Context(), test.difference)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, "changed", report.Changed["person"], test.changed)
			expect(t, "removed", report.Removed["person"], test.removed)
			expect(t, "exit", report.Exit(), test.exit)
			expect(t, "times that the reader was told", applied, test.wasApplied)
		})
	}
}

// TestAReaderThatCannotKeepWhereItIs fails the run.
func TestAReaderThatCannotKeepWhereItIs(t *testing.T) {
	c := newCompany(t)
	_, err := c.importer("directory").Run(t.Context(), forgetful{roster("directory", staff()...)})
	if !errors.Is(err, errForgetful) {
		t.Errorf("error = %v", err)
	}
}

var errForgetful = errors.New("no space left")

type forgetful struct{ reader }

func (forgetful) Begin(context.Context, graph.Store) (bool, error) { return false, nil }

func (forgetful) Applied(context.Context, graph.Store) error { return errForgetful }

// TestTooManyChangesAreHeldBack: nothing is applied, until somebody who looked at them confirms.
func TestTooManyChangesAreHeldBack(t *testing.T) {
	promoted := func(n int) []entry {
		all := crowdOf(30)
		for i := range n {
			all[i].title = "Cheffe"
		}
		return all
	}
	for _, test := range []struct {
		changed  int
		confirm  bool
		dry      bool
		expected int
	}{{6, false, false, 6}, {7, false, false, 0}, {7, true, false, 7}, {7, false, true, 7}} {
		c := newCompany(t)
		c.roster("directory", crowdOf(30)...)
		im := c.importer("directory")
		im.LimitChanges, im.ConfirmRemovals, im.DryRun = true, test.confirm, test.dry
		report := c.run(im, roster("directory", append(promoted(test.changed), entry{id: "a-new", name: "New"})...))
		held := test.changed > 6 && !test.confirm
		expect(t, "changed", report.Changed["person"], test.expected)
		expect(t, "held back", report.HeldBack, held)
		expect(t, "added", report.Added["person"] == 0, held && !test.dry)
		expect(t, "exit", report.Exit(), map[bool]int{true: 3}[held])
	}
}

// TestWhatWasAppliedBeforeTooManyChangesIsSaid: the changes of a very large source are counted a chunk at a time.
func TestWhatWasAppliedBeforeTooManyChangesIsSaid(t *testing.T) {
	c := newCompany(t)
	c.roster("directory", crowdOf(30)...)
	promoted := crowdOf(30)
	for i := range promoted {
		promoted[i].title = "Cheffe"
	}
	im := c.importer("directory")
	im.LimitChanges, im.Chunk = true, 9
	report := c.run(im, roster("directory", promoted...))
	applied := report.Changed["person"]
	expect(t, "some were applied", applied > 0 && applied < 30, true)
	expect(t, "warned", strings.Contains(fmt.Sprint(report.Warnings), fmt.Sprintf("%d changes were applied before", applied)), true)
	expect(t, "exit", report.Exit(), 3)
}
