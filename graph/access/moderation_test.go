package access_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/membership"
)

// evidence returns which contributions count for somebody in what a viewer ranks people by.
func (c *club) evidence(view *access.View, contributions ...graph.Key) (counted []graph.Key) {
	c.t.Helper()
	nodes, err := view.NodeIDs(c.t.Context(), contributions...)
	c.must(err)
	summaries, err := view.AppendContributions(c.t.Context(), nil, slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 }))
	c.must(err)
	for _, one := range summaries {
		counted = append(counted, view.Key(one.Node))
	}
	return counted
}

func (c *club) measures(view *access.View) []membership.Imposed {
	c.t.Helper()
	all, err := membership.Measures(c.t.Context(), view)
	c.must(err)
	return all
}

// moderated is an open community of which ana is the manager and ben a moderator; cleo wrote in it, and dan reports it.
func moderated(t *testing.T) (c *club, community, said graph.Key) {
	c = newClub(t)
	community = c.make("open", graph.Community{})
	for _, name := range []string{"ben", "cleo", "dan"} {
		c.must(membership.Join(t.Context(), c.as(name), community, ""))
	}
	c.must(membership.SetRole(t.Context(), c.as("ana"), community, ben, graph.MemberModerator))
	said = c.write("said", "cleo", community)
	for range 2 {
		c.must(membership.Report(t.Context(), c.as("dan"), said, graph.ReasonInsult, " quibzarel "))
	}
	return c, community, said
}

// What is reported is told to the moderators, without who reported it; nobody decides about their own.
func TestAReportTellsNobodyWhoReports(t *testing.T) {
	c, community, said := moderated(t)
	ctx := t.Context()
	c.must(membership.SetRole(ctx, c.as("ana"), community, cleo, graph.MemberModerator))
	for name, want := range map[string]int{"ana": 1, "ben": 1, "cleo": 0, "dan": 0, "eva": 0} {
		reports, err := membership.ReportsIn(ctx, c.as(name), community)
		if err != nil || len(reports) != want {
			t.Errorf("%s sees the reports %v, %v", name, reports, err)
		}
		if want == 1 && (reports[0].Contribution != said || !slices.Equal(reports[0].Reasons, []membership.Reason{{Reason: graph.ReasonInsult, Text: "quibzarel"}})) {
			t.Errorf("%s sees %+v", name, reports[0])
		}
		edge := graph.EdgeKey(dan, graph.KindReports, "", said)
		if got := c.sees(c.as(name), edge); (len(got) == 1) != (name == "dan") {
			t.Errorf("%s sees who reports: %v", name, got)
		}
	}
	c.refused(membership.Report(ctx, c.as("cleo"), said, graph.ReasonOther, ""), graph.ErrInvalid, "one reports oneself")
	c.refused(membership.SettleReports(ctx, c.as("cleo"), community, said), graph.ErrInvalid, "one decides about one's own")
	c.refused(membership.SettleReports(ctx, c.as("dan"), community, said), graph.ErrInvalid, "who moderates nothing decides")
	c.refused(membership.Report(ctx, c.as("dan"), said, "dislike", ""), graph.ErrInvalid, "for no reason")
	c.must(membership.SettleReports(ctx, c.as("ben"), community, said))
	if reports, err := membership.ReportsIn(ctx, c.as("ana"), community); err != nil || len(reports) > 0 {
		t.Errorf("what was dismissed waits: %v, %v", reports, err)
	}
}

// What is hidden leaves rankings at once, for everybody; only its author and the moderators still see it. The author appeals, and
// another moderator decides; then it returns.
func TestAHiddenContributionReturnsAfterAnAppeal(t *testing.T) {
	c, community, said := moderated(t)
	ctx := t.Context()
	hide := graph.Measure{Action: graph.MeasureHide, Community: string(community), Contribution: string(said), Reason: graph.ReasonInsult, Text: "too rude"}
	if _, err := membership.Moderate(ctx, c.as("dan"), hide); err == nil {
		t.Error("who moderates nothing hides something")
	}
	for range 2 {
		concerned, err := membership.Moderate(ctx, c.as("ben"), hide)
		if err != nil || !slices.Equal(concerned, []graph.Key{cleo}) {
			t.Fatal(concerned, err)
		}
	}
	for name, want := range map[string]bool{"ana": true, "ben": true, "cleo": true, "dan": false, "eva": false} {
		if got := len(c.sees(c.as(name), said)) == 1; got != want {
			t.Errorf("%s sees what is hidden: %v", name, got)
		}
		if got := c.evidence(c.as(name), said); len(got) > 0 {
			t.Errorf("to %s what is hidden counts", name)
		}
		if hidden, err := membership.IsHidden(ctx, c.as(name), said); err != nil || hidden != want {
			t.Errorf("%s is told that it is hidden: %v, %v", name, hidden, err)
		}
	}
	own := c.measures(c.as("cleo"))
	if len(own) != 1 || !own[0].MayAppeal || own[0].MayDecide || graph.As[graph.Measure](own[0].Fact).Text != "too rude" || graph.As[graph.Measure](own[0].Fact).By != "" {
		t.Fatalf("the author is told %+v", own)
	}
	if got := c.measures(c.as("dan", access.HRRole)); len(got) > 0 {
		t.Errorf("others are told %+v", got)
	}
	key := own[0].Key
	c.refused(membership.Appeal(ctx, c.as("dan"), key, "no"), graph.ErrNotFound, "somebody else appeals")
	c.refused(membership.Appeal(ctx, c.as("cleo"), key, " "), graph.ErrInvalid, "an appeal that says nothing")
	c.must(membership.Appeal(ctx, c.as("cleo"), key, "It was a quotation."))
	c.refused(membership.Appeal(ctx, c.as("cleo"), key, "It was!"), graph.ErrInvalid, "a second appeal")
	_, err := membership.DecideMeasure(ctx, c.as("ben"), key, true, "")
	c.refused(err, graph.ErrInvalid, "who hid it decides")
	_, err = membership.DecideMeasure(ctx, c.as("cleo"), key, true, "")
	c.refused(err, graph.ErrInvalid, "the author decides")
	concerned, err := membership.DecideMeasure(ctx, c.as("ana"), key, true, "Indeed.")
	if err != nil || concerned != cleo {
		t.Fatal(concerned, err)
	}
	if got := c.evidence(c.as("eva"), said); len(got) != 1 || len(c.sees(c.as("eva"), said)) != 1 {
		t.Error("what was hidden does not return")
	}
	if after := graph.As[graph.Measure](c.measures(c.as("cleo"))[0].Fact); after.State != graph.MeasureLifted || after.Answer != "Indeed." {
		t.Errorf("the author is told %+v", after)
	}
}

// What is said about a hidden question is hidden with it: its answers, the comments on it and on these; from all but its own
// authors and the moderators, by whatever id, and from what counts. It returns with the question.
func TestWhatIsSaidOfAHiddenQuestionIsHiddenWithIt(t *testing.T) {
	c, community, _ := moderated(t)
	ctx, about := t.Context(), func(from, to graph.Key, value graph.Value) graph.Fact { return graph.Edge(from, "", to, "test", value) }
	question := c.write("question", "cleo", community)
	said := map[string]graph.Key{}
	for _, author := range []string{"dan", "eva", "finn"} {
		key := graph.NodeKey(graph.KindContribution, "by-"+author)
		said[author] = key
		kind := map[string]graph.Contribution{"dan": {Type: graph.TypeAnswer}, "eva": {Type: graph.TypeComment}, "finn": {Type: graph.TypeComment}}[author]
		_, err := c.Commit(ctx, graph.Tx{Actor: "import:test", Put: []graph.Fact{
			{Key: key, Origin: "test", Value: kind}, graph.Edge(graph.NodeKey(graph.KindPerson, author), "", key, "test", graph.Authored{}),
		}})
		c.must(err)
	}
	_, err := c.Commit(ctx, graph.Tx{Actor: "import:test", Put: []graph.Fact{
		about(said["dan"], question, graph.Answers{}), about(said["eva"], question, graph.CommentsOn{}), about(said["finn"], said["dan"], graph.CommentsOn{}),
	}})
	c.must(err)
	check := func(hidden bool) {
		t.Helper()
		for _, viewer := range []string{"ana", "ben", "cleo", "dan", "eva", "finn"} {
			for author, key := range said {
				want := !hidden || viewer == author || viewer == "ana" || viewer == "ben"
				if got := len(c.sees(c.as(viewer), key)) == 1; got != want {
					t.Errorf("hidden: %t: %s sees what %s said: %t", hidden, viewer, author, got)
				}
			}
			if got := len(c.evidence(c.as(viewer), said["dan"])) == 1; got == hidden {
				t.Errorf("hidden: %t: to %s the answer counts: %t", hidden, viewer, got)
			}
		}
	}
	check(false)
	hide := graph.Measure{Action: graph.MeasureHide, Community: string(community), Contribution: string(question), Reason: graph.ReasonInsult}
	_, err = membership.Moderate(ctx, c.as("ben"), hide)
	c.must(err)
	check(true)
	_, err = membership.DecideMeasure(ctx, c.as("ana"), c.measures(c.as("cleo"))[0].Key, true, "")
	c.must(err)
	check(false)
}

// Who is suspended has no part in a community until a day, who is excluded none; they cannot join it again. Only managers
// suspend a manager.
func TestWhoIsSuspendedHasNoPart(t *testing.T) {
	c, _, _ := moderated(t)
	ctx := t.Context()
	closed := c.make("closed", graph.Community{Secret: true})
	for _, name := range []string{"ben", "cleo"} {
		c.must(membership.Invite(ctx, c.as("ana"), closed, graph.NodeKey(graph.KindPerson, name), ""))
		c.must(membership.Join(ctx, c.as(name), closed, ""))
	}
	c.must(membership.SetRole(ctx, c.as("ana"), closed, ben, graph.MemberModerator))
	said, other, managers := c.write("s1", "cleo", closed), c.write("s2", "ben", closed), c.write("s3", "ana", closed)
	suspend := graph.Measure{Action: graph.MeasureSuspend, Community: string(closed), Contribution: string(said), Reason: graph.ReasonConfidential}
	for _, until := range []graph.Date{"", "2026-11-29", "2028-01-01"} {
		suspend.Until = until
		_, err := membership.Moderate(ctx, c.as("ben"), suspend)
		c.refused(err, graph.ErrInvalid, "a suspension until "+string(until))
	}
	suspend.Until = "2026-12-31"
	_, err := membership.Moderate(ctx, c.as("ben"), suspend)
	c.must(err)
	manager := suspend
	manager.Contribution = string(managers)
	_, err = membership.Moderate(ctx, c.as("ben"), manager)
	c.refused(err, graph.ErrInvalid, "a moderator suspends a manager")
	if got := c.sees(c.as("cleo"), closed, said, other); !slices.Equal(got, []graph.Key{closed}) || slices.Contains(c.members(c.as("ben"), closed), "cleo") {
		t.Errorf("who is suspended sees %v", got)
	}
	c.refused(membership.Join(ctx, c.as("cleo"), closed, ""), graph.ErrInvalid, "who is suspended joins again")
	c.now = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := c.sees(c.as("cleo"), said, other); len(got) != 2 {
		t.Errorf("after the suspension they see %v", got)
	}
	exclude := graph.Measure{Action: graph.MeasureExclude, Community: string(closed), Contribution: string(said), Reason: graph.ReasonConfidential}
	_, err = membership.Moderate(ctx, c.as("ana"), exclude)
	c.must(err)
	again := suspend // a milder measure about another text
	again.Contribution, again.Until = string(c.write("s4", "cleo", closed)), "2027-02-01"
	_, err = membership.Moderate(ctx, c.as("ben"), again)
	c.must(err)
	c.now = time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := c.sees(c.as("cleo"), said, other); len(got) > 0 {
		t.Errorf("who is excluded sees %v", got)
	}
	c.refused(membership.Invite(ctx, c.as("ana"), closed, cleo, ""), graph.ErrInvalid, "who is excluded is invited")
	own := c.measures(c.as("cleo"))
	at := slices.IndexFunc(own, func(one membership.Imposed) bool {
		return graph.As[graph.Measure](one.Fact).Action == graph.MeasureExclude
	})
	c.must(membership.Appeal(ctx, c.as("cleo"), own[at].Key, "Sorry."))
	_, err = membership.DecideMeasure(ctx, c.as("ben"), own[at].Key, true, "")
	c.must(err)
	if got := c.sees(c.as("cleo"), said, other); len(got) != 2 {
		t.Errorf("after the appeal they see %v", got)
	}
}

// What is said in a sensitive community, and who is in it, its members see; it counts for nobody, not even to them.
func TestASensitiveCommunityCountsForNothing(t *testing.T) {
	c := newClub(t)
	ctx := t.Context()
	union := c.make("union", graph.Community{Sensitive: true, Admission: graph.AdmissionInvitation})
	for _, name := range []string{"ben", "cleo"} {
		c.must(membership.Invite(ctx, c.as("ana"), union, graph.NodeKey(graph.KindPerson, name), ""))
		c.must(membership.Join(ctx, c.as(name), union, ""))
	}
	said := c.write("s1", "ben", union)
	put(t, c.store, graph.Node("a1", "test", graph.Contribution{Type: graph.TypeAnswer}), graph.Edge(cleo, "", "contribution/a1", "test", graph.Authored{}),
		graph.Edge("contribution/a1", "", said, "test", graph.Answers{Accepted: true}))
	c.must(c.copied.CatchUp(ctx))
	for _, view := range []*access.View{c.as("ana"), c.as("ben", access.HRRole), c.as("cleo", access.Recruiter), c.as("dan", access.HRRole), c.as("eva", access.Recruiter), c.as("finn")} {
		name := view.Viewer().Person.ID()
		isMember := slices.Contains([]string{"ana", "ben", "cleo"}, name)
		if got := len(c.sees(view, said, "contribution/a1")); got != map[bool]int{true: 2}[isMember] {
			t.Errorf("%s sees %d of what is said", name, got)
		}
		if got := c.evidence(view, said, "contribution/a1"); len(got) > 0 {
			t.Errorf("to %s it counts", name)
		}
		people, err := view.NodeIDs(ctx, ana, ben, cleo)
		c.must(err)
		acceptances, err := view.AppendAcceptances(ctx, nil, people)
		if err != nil || len(acceptances) > 0 {
			t.Errorf("to %s what was accepted counts: %v, %v", name, acceptances, err)
		}
		edges, err := view.AppendEdges(ctx, nil, people, graph.Out, graph.KindMemberOf)
		if err != nil || len(edges) > 0 {
			t.Errorf("to %s who is in it counts: %v, %v", name, edges, err)
		}
		if got := len(c.members(view, union)); got != map[bool]int{true: 3}[isMember] {
			t.Errorf("to %s there are %d members", name, got)
		}
		if counted, err := view.CountParticipation(ctx, graph.DateOf(c.now).Day()); err != nil || len(counted) > 0 {
			t.Errorf("to %s it is counted: %v, %v", name, counted, err)
		}
	}
}
