package ingest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
)

// on imports a complete roster on a day.
func (c *company) on(day graph.Date, entries ...entry) {
	c.t.Helper()
	im := c.importer("directory")
	im.Now = func() time.Time { return day.Time().Add(9 * time.Hour) }
	c.run(im, roster("directory", entries...))
}

// units returns where somebody is, and where they were until when.
func (c *company) units(person string) (out []string) {
	c.t.Helper()
	edges, err := c.store.Edges(c.t.Context(), []graph.Key{graph.NodeKey(graph.KindPerson, person)}, graph.Out, graph.KindInUnit, graph.KindWasInUnit)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, edge := range edges {
		out = append(out, strings.TrimSpace(edge.To().ID()+" "+string(graph.As[graph.WasInUnit](edge).Until)))
	}
	slices.Sort(out)
	return out
}

// Who changes their unit is known to have been in the former one until that day; importing the same again adds nothing, a unit of
// less than a day is none, and what came first in time is kept.
func TestTheUnitsThatPeopleLeaveAreKept(t *testing.T) {
	c := newCompany(t)
	move := func(day graph.Date, unit string) {
		c.on(day, changed(staff(), "a-zoe", func(e *entry) { e.unit = unit })...)
	}
	move("2026-01-12", "DSI")
	expect(t, "on the first day", c.units("a-zoe"), []string{"dsi"})
	move("2026-03-02", "Achats")
	expect(t, "after a move", c.units("a-zoe"), []string{"achats", "dsi 2026-03-02"})
	head := c.head()
	move("2026-03-02", "Achats")
	move("2026-04-01", "Achats")
	if c.head() != head {
		t.Error("importing the same again changed something")
	}
	move("2026-04-01", "Ventes")
	move("2026-04-01", "DSI")
	expect(t, "after two moves on a day", c.units("a-zoe"), []string{"achats 2026-04-01", "dsi", "dsi 2026-03-02"})
	move("2026-05-04", "")
	expect(t, "without a unit", c.units("a-zoe"), []string{"achats 2026-04-01", "dsi 2026-03-02", "dsi 2026-05-04"})
	if others := c.units("a-anne"); strings.Contains(strings.Join(others, " "), "20") {
		t.Errorf("somebody who never moved was in %v", others)
	}
}
