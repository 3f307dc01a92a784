package api

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// company serves a story, with pages and GraphQL as they are served for real; a request names
// its viewer in the header X-Viewer, or comes from a browser that shows the demonstration.
func company(t testing.TB, story []storyFact, changes ...func(*ServerConfig)) http.Handler {
	t.Helper()
	store := storeOf(t, story)
	replica, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	index, err := index.Open(t.Context(), "", store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	return serve(t, access.NewGate(replica, engine{store, replica, index}), search.NewFinder(index, rank.DefaultWeights(), today), changes...)
}

func serve(t testing.TB, gate *access.Gate, finder resolve.Finder, changes ...func(*ServerConfig)) http.Handler {
	t.Helper()
	answers, err := schema.New(resolve.Config{Finder: finder, Mails: true, Now: today, NewID: func() string { return "id" },
		Report: func(_ context.Context, id string, cause error) { t.Errorf("internal error: %v", cause) }})
	if err != nil {
		t.Fatal(err)
	}
	demo := &page.DemoConfig{People: demoPeople(), Examples: []string{"soudage TIG"}, Choose: signin.ChooseDemoPerson}
	named, chosen := served(t, answers, gate, byHeader, nil, changes...), served(t, answers, gate, signin.DemoIdentity(demoPeople()), demo)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Viewer") == "" { // a browser
			chosen.ServeHTTP(w, r)
			return
		}
		named.ServeHTTP(w, r)
	})
}

func served(t testing.TB, answers *schema.Schema, gate *access.Gate, identify signin.Identify, demo *page.DemoConfig, changes ...func(*ServerConfig)) http.Handler {
	t.Helper()
	view := signin.ViewOf(identify, gate)
	log, err := audit.Open(filepath.Join(t.TempDir(), "audit"), 0, today)
	if err != nil {
		t.Fatal(err)
	}
	once := func(context.Context) error { return context.Canceled } // events come as they are, and end
	pages, err := Pages(page.Config{Changed: once, Audit: log, AuditLog: log, Schema: answers, View: view, Now: today, Demo: demo, Nonce: func() string { return "once" }, LinkKey: []byte("the key of the story"), ViewOf: func(person graph.Key) *access.View {
		return gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
	}})
	if err != nil {
		t.Fatal(err)
	}
	config := ServerConfig{Schema: answers, View: view, Pages: pages, Embedders: []string{"https://intranet.exemple.fr"}, Chat: storyChat(t, gate), Log: zerolog.Nop(), Now: today}
	for _, change := range changes {
		change(&config)
	}
	handler, err := Server(config)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func byHeader(r *http.Request) (access.Viewer, error) {
	return viewers()[r.Header.Get("X-Viewer")], nil
}

func demoPeople() []signin.DemoPerson {
	return []signin.DemoPerson{{ID: string(colleague), Name: "Inès Costa", Role: "employee", Part: ""}, {ID: string(officer), Name: "Odile Marchetti", Role: "hr", Part: ""}}
}
