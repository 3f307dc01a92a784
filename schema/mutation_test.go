package schema

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema/resolve"
)

// overtaken lets another request change the store just before the first commit of this one.
type overtaken struct {
	access.Committer
	by func()
}

func (o *overtaken) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	if by := o.by; by != nil {
		o.by = nil
		by()
	}
	return o.Committer.Commit(ctx, tx)
}

const (
	likeQuestion = `mutation{like(input:{contribution:"contribution/q1"}){contribution{likedByViewer}}}`
	followZoe    = `mutation{follow(input:{person:"person/zoe"}){person{followedByViewer}}}`
	declareAt2   = `mutation{declareSkill(input:{skill:"Soudage",level:2}){declaration{held}}}`
	declareAt3   = `mutation{declareSkill(input:{skill:"Soudage",level:3}){declaration{held}}}`
	withdraw     = `mutation{declareSkill(input:{skill:"skill/caces"}){declaration{held}}}`
	redeclare    = `mutation{declareSkill(input:{skill:"skill/caces",level:1}){declaration{held}}}`
)

// What two requests of one person decide at the same time: the first that is written stays, and
// the other is told that it holds already, or that something else was stated meanwhile.
func TestALostRaceOverwritesNothing(t *testing.T) {
	soudage := graph.EdgeKey(person("ana"), graph.KindDeclares, access.DeclaredBySelf, "skill/soudage")
	for _, test := range []struct {
		name, first, second string
		later               int // the days between them
		edge                graph.Key
		code                string // of the second, empty where it is answered
	}{
		{"likes", likeQuestion, likeQuestion, 7, graph.EdgeKey(person("ana"), graph.KindLikes, "", said("q1")), ""},
		{"follows", followZoe, followZoe, 7, graph.EdgeKey(person("ana"), graph.KindFollows, "", person("zoe")), ""},
		{"one declaration twice", declareAt2, declareAt2, 0, soudage, ""},
		{"two declarations", declareAt2, declareAt3, 0, soudage, resolve.CodeConflict},
		{"declaration before its withdrawal", redeclare, withdraw, 0,
			graph.EdgeKey(person("ana"), graph.KindDeclares, access.DeclaredBySelf, "skill/caces"), resolve.CodeConflict},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := newStore(t)
			race := &overtaken{Committer: store}
			c := guarded(store, race)
			ask := func(query string, at time.Time) Response {
				s, err := New(resolve.Config{Now: func() time.Time { return at }})
				if err != nil {
					t.Fatal(err)
				}
				return s.Execute(t.Context(), c.view("ana"), Request{Query: query})
			}
			var written graph.Fact
			race.by = func() {
				if first := ask(test.first, now()); strings.Contains(string(first.Body), "errors") {
					t.Errorf("the first is answered with %s", first.Body)
				}
				written = factOf(t, store, test.edge)
			}
			second := ask(test.second, now().AddDate(0, 0, test.later))
			if got := errorCode(t, second); got != test.code {
				t.Errorf("the second is answered with code %q, want %q: %s", got, test.code, second.Body)
			}
			if after := factOf(t, store, test.edge); after.Revision != written.Revision || after.Revision == 0 {
				t.Errorf("at first there is %+v, then %+v", written, after)
			}
		})
	}
}

// A skill that somebody else names at the same moment is one skill, which both declare.
func TestTwoPeopleNameOneSkill(t *testing.T) {
	store := newStore(t)
	race := &overtaken{Committer: store}
	c, s := guarded(store, race), newTestSchema(t, resolve.Limits{})
	race.by = func() { s.Execute(t.Context(), c.view("hugo"), Request{Query: declareAt3}) }
	if second := s.Execute(t.Context(), c.view("ana"), Request{Query: declareAt2}); errorCode(t, second) != "" {
		t.Errorf("answered %s", second.Body)
	}
	for _, name := range []string{"hugo", "ana"} {
		if factOf(t, store, graph.EdgeKey(person(name), graph.KindDeclares, access.DeclaredBySelf, "skill/soudage")).Revision == 0 {
			t.Errorf("%s declares nothing", name)
		}
	}
}

// Requests at the same time make one change between them.
func TestMutationsAtOnceMakeOneChange(t *testing.T) {
	store := newStore(t)
	c := guarded(store, store)
	var clock atomic.Int64
	s, err := New(resolve.Config{Now: func() time.Time { return now().AddDate(0, 0, int(clock.Add(1))) }})
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{likeQuestion, followZoe} {
		before := changes(t, store)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if response := s.Execute(t.Context(), c.view("ana"), Request{Query: query}); errorCode(t, response) != "" {
					t.Errorf("%s is answered with %s", query, response.Body)
				}
			})
		}
		all.Wait()
		if made := changes(t, store) - before; made != 1 {
			t.Errorf("%s 8 times at once: %d changes, want 1", query, made)
		}
	}
}

// changes is the number of commits that changed a store.
func changes(t *testing.T, store graph.Store) int {
	t.Helper()
	log, err := store.Changes(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(log)
}

// factOf is a fact as the store has it, empty where it has none.
func factOf(t *testing.T, reader graph.Reader, key graph.Key) graph.Fact {
	t.Helper()
	found, err := reader.Facts(t.Context(), graph.Brief, key)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		return graph.Fact{}
	}
	return found[0]
}

// errorCode is the code of the first error of a response, empty where there is none.
func errorCode(t *testing.T, response Response) string {
	t.Helper()
	var answer struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal(response.Body, &answer); err != nil {
		t.Error(err)
	}
	for _, failure := range answer.Errors {
		return failure.Extensions.Code
	}
	return ""
}
