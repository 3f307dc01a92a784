package ingest_test

import (
	"context"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// interrupted emits statements, and after the first lets somebody else change the store.
func interrupted(t *testing.T, store graph.Store, tx graph.Tx, statements ...ingest.Statement) reader {
	return func(ctx context.Context, sink ingest.Sink) error {
		for i, statement := range statements {
			if err := sink.Emit(statement); err != nil {
				return err
			}
			if i > 0 {
				continue
			}
			if _, err := store.Commit(ctx, tx); err != nil {
				t.Error(err)
			}
		}
		return nil
	}
}

// What is the same as in the run before is not looked up; but what somebody takes away or changes
// while the run goes on is made anew all the same.
func TestTheSameAgainRepairsWhatOthersChangeMeanwhile(t *testing.T) {
	store := newCompany(t).store
	statements := []ingest.Statement{
		member("m1", ""), post("p1", ownerOf("m1"), "p1", "voile"), post("p2", ownerOf("m1"), "p2", "voile"),
	}
	forum(t, store, 1, statements...)
	before, err := store.Facts(t.Context(), graph.Whole, graph.NodeKey(graph.KindContribution, "p2"))
	if err != nil || len(before) != 1 {
		t.Fatal(before, err)
	}
	changed := before[0]
	changed.Value = graph.Contribution{Type: graph.TypeNote, Title: "other"}
	im := ingest.Import{Source: "forum", Store: store, Namer: graph.NewNamer([]byte("key")), Chunk: 1, CreatePeople: true}
	tx := graph.Tx{Actor: "person/x", Put: []graph.Fact{changed}, Delete: []graph.Key{graph.NodeKey(graph.KindContribution, "p1")}}
	report, err := im.Run(t.Context(), interrupted(t, store, tx, statements...))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "added", report.Added, counts("contribution", 1, "authored", 1, "in", 1))
	expect(t, "changed", report.Changed, counts("contribution", 1))
	again := forum(t, store, 1, statements...)
	expect(t, "added and changed again", []map[string]int{again.Added, again.Changed}, []map[string]int{{}, {}})
}

// A log that was cut meanwhile tells nobody what changed: then everything is looked up.
func TestTheSameAgainWhileTheLogIsCut(t *testing.T) {
	store := newCompany(t).store
	statements := []ingest.Statement{member("m1", ""), post("p1", ownerOf("m1"), "p1", "voile")}
	forum(t, store, 1, statements...)
	im := ingest.Import{Source: "forum", Store: store, Namer: graph.NewNamer([]byte("key")), Chunk: 1, CreatePeople: true}
	tx := graph.Tx{Actor: "person/x", Delete: []graph.Key{graph.NodeKey(graph.KindContribution, "p1")}}
	cut := func(ctx context.Context, sink ingest.Sink) error {
		if err := interrupted(t, store, tx, statements[0])(ctx, sink); err != nil {
			return err
		}
		if err := store.Truncate(ctx, 1_000_000); err != nil {
			return err
		}
		return sink.Emit(statements[1])
	}
	report, err := im.Run(t.Context(), reader(cut))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "added", report.Added, counts("contribution", 1, "authored", 1, "in", 1))
}

// What somebody said of themselves, which no source says, stays when their directory is read again, changed or not.
func TestPronounsStayOverImports(t *testing.T) {
	store := newCompany(t).store
	read := func(title string) graph.Fact {
		t.Helper()
		im := ingest.Import{Source: "directory", Store: store, Namer: graph.NewNamer([]byte("key")), CreatePeople: true}
		if _, err := im.Run(t.Context(), roster("directory", entry{id: "a1", number: "0001", mail: "zoe@example.com", name: "Zoé Roux", title: title})); err != nil {
			t.Fatal(err)
		}
		var found graph.Fact
		_, err := store.Scan(t.Context(), graph.Whole, func(fact graph.Fact) error {
			if graph.As[graph.Person](fact).DisplayName == "Zoé Roux" {
				found = fact
			}
			return nil
		}, graph.KindPerson)
		if err != nil || found.Key == "" {
			t.Fatal(found, err)
		}
		return found
	}
	zoe := read("Soudeuse")
	is := graph.As[graph.Person](zoe)
	is.Pronouns = "elle"
	zoe.Value = is
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: string(zoe.Key), Put: []graph.Fact{zoe}}); err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"Soudeuse", "Cheffe d’atelier"} {
		if got := graph.As[graph.Person](read(title)); got.Pronouns != "elle" || got.Title != title {
			t.Errorf("after an import they are %+v", got)
		}
	}
}
