package ingest_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// rekeyedStore is one whose keys were made anew at a revision.
type rekeyedStore struct {
	graph.Store
	upTo int64
}

func (s rekeyedStore) RekeyedAt(context.Context) (int64, error) { return s.upTo, nil }

// TestWhatHadOneKeyIsSplit where the same source says it of another thing that had the same key; not what it does
// not repeat, nor what another source says, nor what was said since.
func TestWhatHadOneKeyIsSplit(t *testing.T) {
	const forum = "club"
	label := func(label string) graph.Key { return ingest.Reference(graph.KindSkill, "label", label) }
	note := func(id string) graph.Key { return graph.NodeKey(graph.KindContribution, id) }
	former, latter := graph.Node(graph.Slug("Форум 1"), "", graph.Community{Name: "Форум 1"}), graph.Node(graph.Slug("Клуб 1"), "", graph.Community{Name: "Клуб 1"})
	skill := func(label string) graph.Fact { return graph.Node(graph.Slug(label), "", graph.Skill{PrefLabel: label}) }
	says := func(id, tag string, community graph.Fact) ingest.Statement {
		return ingest.Statement{Facts: []graph.Fact{
			graph.Node(id, "", graph.Contribution{Type: graph.TypeNote, Title: id}), community, {Key: label(tag), Value: graph.Skill{PrefLabel: tag}},
			graph.Edge(note(id), "", community.Key, "", graph.In{}), graph.Edge(note(id), "", label(tag), "", graph.About{}),
		}}
	}
	for _, test := range []struct {
		name   string
		source string // that says it again
		since  bool   // it was said after the keys were made anew
		gone   map[string]int
	}{
		{"by the same source", forum, false, map[string]int{"in": 1, "about": 1}},
		{"by another source", "others", false, map[string]int{}},
		{"since then", forum, true, map[string]int{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCompany(t)
			im := c.importer(forum)
			c.run(im, emits(says("n1", "µC", former), says("n2", "µC", former)))
			store := rekeyedStore{c.store, c.head()}
			if test.since {
				store.upTo = 0
			}
			im.Source, im.Store = test.source, store
			report := c.run(im, emits(says("n1", "C", latter)))
			if diff := cmp.Diff(test.gone, report.Removed); diff != "" {
				t.Errorf("removed (-want +got):\n%s", diff)
			}
			for _, key := range []graph.Key{graph.EdgeKey(note("n2"), graph.KindAbout, "", skill("µC").Key), graph.EdgeKey(note("n1"), graph.KindAbout, "", skill("C").Key)} {
				if c.fact(key).Value == nil {
					t.Errorf("%s is not there", key)
				}
			}
		})
	}
}
