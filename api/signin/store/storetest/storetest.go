// Package storetest is what every store of sign-in must do: one suite for a file and for a server that several processes share.
package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/graph"
)

// Clock is the time of a test.
type Clock struct{ now time.Time }

// Now returns the time.
func (c *Clock) Now() time.Time { return c.now }

// Run tests a store. open returns two servers' views of one empty store; what one writes, the other reads at once.
func Run(t *testing.T, open func(t *testing.T, now func() time.Time) (one, two store.Store)) {
	for name, test := range map[string]func(*pair){
		"sessions": sessions, "sessions at a provider": providerSessions, "pending": pending, "claims": claims, "tokens": tokens, "people": people,
	} {
		t.Run(name, func(t *testing.T) {
			clock := &Clock{time.Unix(1_800_000_000, 0)}
			one, two := open(t, clock.Now)
			test(&pair{t, clock, one, two})
		})
	}
}

// pair is two servers on one store.
type pair struct {
	*testing.T
	clock    *Clock
	one, two store.Store
}

func (p *pair) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

const idle, lifetime = 30 * time.Minute, 8 * time.Hour

func (p *pair) begin(token string, person graph.Key, at store.ProviderSession) {
	p.Helper()
	p.must(p.one.PutSession(p.Context(), token, store.Session{Person: person, Data: []byte(token + " data"), Provider: at, Idle: idle, Lifetime: lifetime}))
}

// lasts expects just these of all sessions, at both servers.
func (p *pair) lasts(what string, of []string, want ...string) {
	p.Helper()
	for _, kept := range []store.Store{p.one, p.two} {
		var found []string
		for _, token := range of {
			data, is, err := kept.FindSession(p.Context(), token, idle)
			if p.must(err); is && string(data) == token+" data" {
				found = append(found, token)
			}
		}
		if !slices.Equal(found, want) {
			p.Errorf("%s: %v last, want %v", what, found, want)
		}
	}
}

func sessions(p *pair) {
	all := []string{"a", "b", "c"}
	p.begin("a", "person/ada", store.ProviderSession{})
	p.begin("b", "person/ada", store.ProviderSession{})
	p.begin("c", "person/bob", store.ProviderSession{})
	p.lasts("begun", append(all, "", "d"), "a", "b", "c")
	p.signedIn(2)
	p.clock.now = p.clock.now.Add(idle - time.Minute)
	if _, is, err := p.two.FindSession(p.Context(), "a", idle); !is || err != nil {
		p.Errorf("used: %v, %v", is, err)
	}
	p.clock.now = p.clock.now.Add(time.Minute)
	p.lasts("idle", all, "a")
	p.begin("b", "person/ada", store.ProviderSession{})
	p.begin("c", "person/bob", store.ProviderSession{})
	p.must(p.two.EndSession(p.Context(), "b"))
	p.must(p.two.EndSession(p.Context(), "b"))
	p.lasts("ended elsewhere", all, "a", "c")
	p.must(p.two.EndSessions(p.Context(), "person/ada"))
	p.lasts("signed out everywhere", all, "c")
	for range 2 * lifetime / idle {
		p.clock.now = p.clock.now.Add(idle / 2)
		_, _, err := p.one.FindSession(p.Context(), "c", idle)
		p.must(err)
	}
	p.lasts("over", all)
	p.signedIn(0)
}

// signedIn checks how many people have a session.
func (p *pair) signedIn(want int) {
	p.Helper()
	if people, err := p.two.CountSignedIn(p.Context()); err != nil || people != want {
		p.Errorf("%d people are signed in, %v; want %d", people, err, want)
	}
}

func providerSessions(p *pair) {
	all := []string{"a1", "a2", "a", "b", "n"}
	begin := func() {
		p.begin("a1", "person/ada", store.ProviderSession{Subject: "ada", ID: "1"})
		p.begin("a2", "person/ada", store.ProviderSession{Subject: "ada", ID: "2"})
		p.begin("a", "person/ada", store.ProviderSession{Subject: "ada"})
		p.begin("b", "person/bob", store.ProviderSession{Subject: "bob", ID: "3"})
		p.begin("n", "person/nil", store.ProviderSession{})
	}
	for _, test := range []struct {
		what string
		at   store.ProviderSession
		want []string
	}{
		{"by the session", store.ProviderSession{ID: "1"}, []string{"a2", "a", "b", "n"}},
		{"by both", store.ProviderSession{Subject: "ada", ID: "1"}, []string{"a2", "b", "n"}},
		{"by the person", store.ProviderSession{Subject: "ada"}, []string{"b", "n"}},
		{"somebody else's session", store.ProviderSession{Subject: "ada", ID: "3"}, []string{"a1", "a2", "b", "n"}},
		{"nobody", store.ProviderSession{}, all},
	} {
		begin()
		p.must(p.two.EndProviderSessions(p.Context(), test.at))
		p.lasts(test.what, all, test.want...)
	}
}

func pending(p *pair) {
	p.must(p.one.PutPending(p.Context(), "state", []byte("what is known"), time.Minute))
	p.must(p.one.PutPending(p.Context(), "late", []byte("what is known"), time.Minute))
	take := func(state string) bool {
		data, found, err := p.two.TakePending(p.Context(), state)
		if p.must(err); found && string(data) != "what is known" {
			p.Errorf("it holds %q", data)
		}
		return found
	}
	if take("another") || !take("state") || take("state") {
		p.Error("a sign-in that is under way is not taken once")
	}
	if p.clock.now = p.clock.now.Add(time.Minute); take("late") {
		p.Error("a sign-in lasts for ever")
	}
}

func claims(p *pair) {
	claim := func(kept store.Store, id string) bool {
		first, err := kept.Claim(p.Context(), id, time.Minute)
		p.must(err)
		return first
	}
	if !claim(p.one, "id") || claim(p.one, "id") || claim(p.two, "id") || !claim(p.two, "other") {
		p.Error("an id is not claimed once")
	}
	if p.clock.now = p.clock.now.Add(time.Minute); !claim(p.two, "id") || claim(p.one, "id") {
		p.Error("an id is not claimed once again after its lifetime")
	}
}

func tokens(p *pair) {
	put := func(id string, person graph.Key, after time.Duration) store.Token {
		made := store.Token{ID: id, Person: person, Name: "of " + id, Scope: "read", Created: p.clock.now.Add(after).UTC(), Expires: p.clock.now.Add(after + time.Hour).UTC()}
		p.must(p.one.PutToken(p.Context(), store.Hash("secret "+id), made))
		return made
	}
	ada, service, bob := put("1", "person/ada", 0), put("2", "", time.Second), put("3", "person/bob", 2*time.Second)
	all, err := p.two.Tokens(p.Context())
	if p.must(err); !slices.Equal(all, []store.Token{bob, service, ada}) {
		p.Errorf("all are %+v", all)
	}
	for person, want := range map[graph.Key]int{"person/ada": 1, "": 0} {
		if of, err := p.two.TokensOf(p.Context(), person); err != nil || len(of) != want {
			p.Errorf("%q has %+v, %v", person, of, err)
		}
	}
	find := func(id string) bool {
		token, found, err := p.two.FindToken(p.Context(), "secret "+id)
		if p.must(err); found && token.ID != id {
			p.Errorf("%s is %+v", id, token)
		}
		return found
	}
	gone := func(was bool, err error) bool {
		p.must(err)
		return was
	}
	if !find("1") || find("4") || gone(p.one.DeleteTokenOf(p.Context(), "person/bob", "1")) || gone(p.one.DeleteTokenOf(p.Context(), "", "2")) {
		p.Error("a token is of somebody else")
	}
	if !gone(p.one.DeleteTokenOf(p.Context(), "person/ada", "1")) || gone(p.two.DeleteToken(p.Context(), "1")) || find("1") || !gone(p.one.DeleteToken(p.Context(), "2")) || find("2") {
		p.Error("a token is not revoked at once")
	}
	if p.clock.now = p.clock.now.Add(2 * time.Hour); find("3") {
		p.Error("a token does not expire")
	}
}

func people(p *pair) {
	p.begin("a", "person/ada", store.ProviderSession{Subject: "ada"})
	p.begin("b", "person/bob", store.ProviderSession{})
	for id, person := range map[string]graph.Key{"1": "person/ada", "2": "person/eve", "3": ""} {
		p.must(p.one.PutToken(p.Context(), store.Hash(id), store.Token{ID: id, Person: person, Created: p.clock.now, Expires: p.clock.now.Add(time.Hour)}))
	}
	are := func(want ...graph.Key) {
		p.Helper()
		found, err := p.two.People(p.Context())
		if slices.Sort(found); err != nil || !slices.Equal(found, want) {
			p.Errorf("people are %v, %v, want %v", found, err, want)
		}
	}
	are("person/ada", "person/bob", "person/eve")
	p.must(p.two.Forget(p.Context(), "person/ada"))
	are("person/bob", "person/eve")
	p.lasts("forgotten", []string{"a", "b"}, "b")
	p.clock.now = p.clock.now.Add(idle)
	p.must(p.two.Expire(p.Context()))
	are("person/eve")
	p.clock.now = p.clock.now.Add(time.Hour)
	p.must(p.one.Expire(p.Context()))
	are()
}
