package access_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/membership"
)

// In random histories of what people do: of a closed, a secret and a sensitive community each of six
// viewers sees exactly what their own standing on the day allows, and what is sensitive or hidden counts for nobody. The
// standing is read from the store, by rules written anew.
func TestOverRandomMembershipsEachSeesWhatTheirStandingAllows(t *testing.T) {
	done, hidden := map[string]int{}, 0
	for seed := range uint64(3) {
		c := newClub(t)
		random := rand.New(rand.NewPCG(seed, 19))
		communities := []graph.Key{
			c.make("open", graph.Community{}), c.make("request", graph.Community{Admission: graph.AdmissionRequest}),
			c.make("invitation", graph.Community{Admission: graph.AdmissionInvitation}), c.make("secret", graph.Community{Secret: true}),
			c.make("union", graph.Community{Sensitive: true, Admission: graph.AdmissionRequest}), c.make("faith", graph.Community{Sensitive: true, Secret: true}),
		}
		for _, community := range communities {
			for _, name := range []string{"ben", "cleo", "dan"} {
				c.must(membership.Invite(t.Context(), c.as("ana"), community, graph.NodeKey(graph.KindPerson, name), ""))
				c.must(membership.Join(t.Context(), c.as(name), community, ""))
			}
			c.must(membership.SetRole(t.Context(), c.as("ana"), community, ben, graph.MemberModerator))
		}
		var said []graph.Key
		for i := range 12 {
			author := []string{"ana", "ben", "cleo", "dan"}[i%4]
			said = append(said, c.write(fmt.Sprintf("s%d", i), author, communities[i%len(communities)]))
		}
		for range 400 {
			action, err := randomStep(t, c, random, communities, said)
			if err == nil {
				done[action]++
			}
			c.now = c.now.Add(time.Duration(random.IntN(20)) * time.Hour)
			if random.IntN(12) == 0 {
				hidden += sameAsStanding(t, c, communities, said)
			}
		}
	}
	if len(done) < 14 || hidden < 500 {
		t.Errorf("this did only %v, with %d hidden", done, hidden)
	}
}

func randomStep(t *testing.T, c *club, random *rand.Rand, communities, said []graph.Key) (action string, err error) {
	t.Helper()
	names := []string{"ana", "ben", "cleo", "dan", "eva", "finn"}
	who, whom := names[random.IntN(6)], graph.NodeKey(graph.KindPerson, names[random.IntN(6)])
	if random.IntN(2) == 0 {
		who = "ana"
	}
	view, community, ctx := c.as(who), communities[random.IntN(len(communities))], t.Context()
	text := said[random.IntN(len(said))]
	day := graph.DateOf(c.now.AddDate(0, 0, random.IntN(40)))
	steps := map[string]func() error{
		"join":    func() error { return membership.Join(ctx, view, community, "") },
		"leave":   func() error { return membership.Leave(ctx, view, community) },
		"invite":  func() error { return membership.Invite(ctx, view, community, whom, "") },
		"guest":   func() error { return membership.Invite(ctx, view, community, whom, day) },
		"accept":  func() error { return membership.Join(ctx, c.as(whom.ID()), community, "") },
		"admit":   func() error { return membership.AnswerJoinRequest(ctx, view, community, whom, true) },
		"decline": func() error { return membership.AnswerJoinRequest(ctx, view, community, whom, false) },
		"role": func() error {
			return membership.SetRole(ctx, view, community, whom, graph.MemberRoles()[random.IntN(3)])
		},
		"confirm": func() error { return membership.ConfirmGuest(ctx, view, community, whom, day) },
		"remove":  func() error { return membership.Remove(ctx, view, community, whom) },
		"report":  func() error { return membership.Report(ctx, view, text, graph.ReasonOther, "") },
		"dismiss": func() error { return membership.SettleReports(ctx, view, community, text) },
		"measure": func() error {
			measure := graph.Measure{Action: graph.MeasureActions()[random.IntN(4)], Community: string(community), Contribution: string(text), Reason: graph.ReasonOther}
			if measure.Action == graph.MeasureSuspend {
				measure.Until = day
			}
			_, err := membership.Moderate(ctx, view, measure)
			return err
		},
		"appeal": func() error {
			return eachMeasure(ctx, view, func(key graph.Key) error { return membership.Appeal(ctx, view, key, "why") })
		},
		"decide": func() error {
			return eachMeasure(ctx, view, func(key graph.Key) error {
				_, err := membership.DecideMeasure(ctx, view, key, random.IntN(2) == 0, "")
				return err
			})
		},
	}
	var actions []string
	for name := range steps {
		actions = append(actions, name)
	}
	slices.Sort(actions)
	action = actions[random.IntN(len(actions))]
	if (action == "leave" || action == "remove") && random.IntN(4) > 0 { // else nobody is left to do anything
		action = "measure"
	}
	return action, steps[action]()
}

// sameAsStanding compares what each of six viewers sees with their standing, and returns how much was hidden.
func sameAsStanding(t *testing.T, c *club, communities, said []graph.Key) (hidden int) {
	t.Helper()
	all := scanned(t, c.store, graph.Brief)
	today := graph.DateOf(c.now)
	value := func(from graph.Key, kind graph.Kind, to graph.Key) graph.Value {
		return byKey(all, graph.EdgeKey(from, kind, "", to)).Value
	}
	for i, name := range []string{"ana", "ben", "cleo", "dan", "eva", "finn"} {
		person, roles := graph.NodeKey(graph.KindPerson, name), [][]access.Role{nil, {access.HRRole}, nil, {access.Recruiter}, {access.DPO}, {access.Administrator}}[i]
		view := c.as(name, roles...)
		is := map[graph.Key]bool{} // in which communities they are
		moderates := map[graph.Key]bool{}
		for _, community := range communities {
			member, joined := value(person, graph.KindMemberOf, community).(graph.MemberOf)
			suspended, out := value(person, graph.KindSuspendedFrom, community).(graph.SuspendedFrom)
			is[community] = joined && (member.Until == "" || member.Until >= today) && !(out && (suspended.Until == "" || suspended.Until >= today))
			moderates[community] = is[community] && (member.Role == graph.MemberManager || member.Role == graph.MemberModerator)
			of := graph.As[graph.Community](byKey(all, community))
			aware := out || value(person, graph.KindInvitedTo, community) != nil
			if want := !of.Secret || is[community] || aware; want != (len(c.sees(view, community)) == 1) {
				t.Fatalf("%s on %s sees that there is %s: %v", name, today, community, !want)
			}
			for _, edge := range all {
				if from, to := edge.Key.Ends(); to == community && edge.Key.Kind() == graph.KindMemberOf {
					want := community == communities[0] || is[community] || from == person && (!of.Secret || aware)
					if got := len(c.sees(view, edge.Key)) == 1; got != want {
						t.Fatalf("%s on %s sees %s: %v", name, today, edge.Key, got)
					}
				}
			}
		}
		for i, key := range said {
			community := communities[i%len(communities)]
			hide := value(key, graph.KindHiddenIn, community) != nil
			want := community == communities[0] || is[community]
			if hide {
				want = moderates[community] || value(person, graph.KindAuthored, key) != nil
			}
			if got := len(c.sees(view, key)) == 1; got != want {
				t.Fatalf("%s on %s sees what is said in %s: %v (hidden: %v)", name, today, community, got, hide)
			}
			counts := want && !hide && i%len(communities) < 4
			if got := len(c.evidence(view, key)) == 1; got != counts {
				t.Fatalf("to %s on %s what is said in %s counts: %v", name, today, community, got)
			}
			if !want {
				hidden++
			}
		}
	}
	return hidden
}

func eachMeasure(ctx context.Context, view *access.View, do func(graph.Key) error) error {
	measures, err := membership.Measures(ctx, view)
	if err != nil || len(measures) == 0 {
		return errors.Join(err, graph.ErrNotFound)
	}
	for _, one := range measures {
		if err = do(one.Key); err == nil {
			return nil
		}
	}
	return err
}
