package access_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/subscription"
)

// A search that somebody keeps is theirs alone, whatever the others' office; it is kept once, and deleted by its words.
func TestASavedQueryIsItsPersonsAlone(t *testing.T) {
	store := newStore(t)
	put(t, store, story()...)
	gate := access.NewGate(store, store)
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, words := range []string{"quibzarel droit", " quibzarel   droit "} {
		if err := subscription.SaveQuery(t.Context(), gate.View(viewer(alice)), words, true, now); err != nil {
			t.Fatal(err)
		}
	}
	for _, column := range roles() {
		found := 0
		for _, fact := range scan(t, gate.View(column.viewer)) {
			if value, is := fact.Value.(graph.Subscribes); is && value.Words != "" {
				found++
			}
		}
		kept, err := subscription.SavedQueries(t.Context(), gate.View(column.viewer))
		if want := map[bool]int{true: 1}[column.viewer.Person == alice]; err != nil || found != want || len(kept) != want {
			t.Errorf("%s finds %d and keeps %v, %v", column.name, found, kept, err)
		}
	}
	for _, words := range []string{"", " \n", strings.Repeat("mot ", 200)} {
		if err := subscription.SaveQuery(t.Context(), gate.View(viewer(alice)), words, true, now); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%.20q: %v", words, err)
		}
	}
	if err := subscription.SaveQuery(t.Context(), gate.View(viewer(bob)), "quibzarel droit", false, now); !errors.Is(err, graph.ErrNotFound) {
		t.Errorf("another deletes it: %v", err)
	}
	if err := subscription.SaveQuery(t.Context(), gate.View(access.Viewer{Roles: []access.Role{access.Employee}}), "droit", true, now); err == nil {
		t.Error("somebody without a page keeps a search")
	}
	if err := subscription.SaveQuery(t.Context(), gate.View(viewer(alice)), "quibzarel droit", false, now); err != nil {
		t.Error(err)
	}
	if kept, err := subscription.SavedQueries(t.Context(), gate.View(viewer(alice))); err != nil || len(kept) > 0 {
		t.Errorf("it is kept after it was deleted: %v, %v", kept, err)
	}
}
