package access_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Alice chooses who sees her telephone: each audience is those before it, and some more.
func TestPeopleChooseWhoSeesAFieldOfTheirs(t *testing.T) {
	const number = "+33 1 00 00 00 01"
	facts := append(story(), graph.Edge(mo, "", bob, "story", graph.ReportsTo{}), graph.Edge(hugo, "", "person/chief", "story", graph.ReportsTo{}),
		graph.Fact{Key: "person/chief", Origin: "story", Value: graph.Person{DisplayName: "Chief"}})
	for i, fact := range facts {
		if fact.Key == alice {
			facts[i].Value = graph.Person{DisplayName: "Alice", TelephoneNumber: number}
		}
	}
	store := newStore(t)
	put(t, store, facts...)
	gate := access.NewGate(store, store)
	gate.Policy = access.Policy{Widest: map[string]string{"mail": graph.ToHR}, Default: map[string]string{"telephoneNumber": graph.ToTeam}}
	viewers := []struct {
		is     string
		viewer access.Viewer
	}{
		{graph.ToSelf, viewer(alice)}, {graph.ToManager, viewer(bob)}, {graph.ToTeam, viewer(mo)}, {graph.ToHR, viewer(hugo, access.HRRole)}, {graph.ToCompany, viewer("person/chief")},
	}
	see := func(audience string) {
		t.Helper()
		is := true
		for _, one := range viewers {
			found, err := gate.View(one.viewer).Facts(t.Context(), graph.Whole, alice)
			if err != nil || len(found) != 1 {
				t.Fatal(found, err)
			}
			if sees := graph.As[graph.Person](found[0]).TelephoneNumber == number; sees != is {
				t.Errorf("for %s: %s sees it: %v", audience, one.is, sees)
			}
			is = is && one.is != audience
		}
	}
	see(graph.ToTeam)
	for _, audience := range graph.DisclosureAudiences() {
		if err := gate.View(viewer(alice)).Disclose(t.Context(), "telephoneNumber", audience, "2026-06-01"); err != nil {
			t.Fatal(err)
		}
		see(audience)
	}
	for field, audience := range map[string]string{"mail": graph.ToCompany, "displayName": graph.ToSelf, "roomNumber": "friends", "employeeNumber": ""} {
		if err := gate.View(viewer(alice)).Disclose(t.Context(), field, audience, "2026-06-01"); err == nil {
			t.Errorf("%s is for %q", field, audience)
		}
	}
}

// A policy that names no field, no audience, or a default wider than the widest, is refused.
func TestPoliciesOfFieldsAreChecked(t *testing.T) {
	for _, wrong := range []access.Policy{
		{Widest: map[string]string{"title": graph.ToTeam}}, {Default: map[string]string{"mail": "friends"}},
		{Widest: map[string]string{"mail": graph.ToTeam}, Default: map[string]string{"mail": graph.ToHR}},
	} {
		if wrong.Check() == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
	if err := (access.Policy{Widest: map[string]string{"mail": graph.ToTeam}, Default: map[string]string{"mail": graph.ToManager}}).Check(); err != nil {
		t.Error(err)
	}
}

// Over random policies and choices, nobody reads a field of somebody who does not let them.
func TestNobodyReadsAFieldThatIsNotDisclosedToThem(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	people := []graph.Key{alice, bob, hugo, mo}
	for range 20 {
		facts := story()
		for i, fact := range facts {
			if person, is := fact.Value.(graph.Person); is && slices.Contains(people, fact.Key) {
				person.Mail, person.TelephoneNumber, person.RoomNumber, person.PreferredLanguage, person.Pronouns = "canary mail", "canary telephoneNumber", "canary roomNumber", "canary preferredLanguage", "canary pronouns"
				facts[i].Value = person
			}
		}
		for _, person := range people {
			for _, field := range graph.DisclosedFields() {
				if random.IntN(2) == 0 {
					facts = append(facts, graph.Fact{Key: graph.DisclosureKey(person, field), Origin: "story", Value: graph.Discloses{To: randomAudience(random)}})
				}
			}
		}
		gate := gateOf(t, facts)
		gate.Policy = randomPolicy(random)
		all := inKeyOrder(facts)
		for _, who := range []access.Viewer{access.Colleague(), viewer(alice), viewer(bob), viewer(mo), viewer(hugo, access.HRRole), hrOf(hugo, "Paris"), viewer(mo, access.Recruiter), viewer(mo, access.DPO), viewer(mo, access.Administrator)} {
			is := referenceLabels(all, who)
			for _, person := range people {
				held, err := gate.View(who).Facts(t.Context(), graph.Whole, person)
				if err != nil {
					t.Fatal(err)
				}
				for _, field := range graph.DisclosedFields() {
					got := strings.Contains(fmt.Sprint(held), "canary "+field)
					if want := referenceDiscloses(all, gate.Policy, is, person, field); got != want {
						t.Errorf("%v, %v: sees %s of %s: %v", gate.Policy, who, field, person, got)
					}
				}
			}
		}
	}
}
