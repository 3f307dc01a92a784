package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/membership"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// club is a company whose people make communities, with a clock that a test moves.
type club struct {
	t      *testing.T
	store  *sqlite.Store
	copied *replica.Replica
	gate   *access.Gate
	now    time.Time
}

func newClub(t *testing.T, facts ...graph.Fact) *club {
	c := &club{t: t, store: newStore(t), now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}
	for _, name := range []string{"ana", "ben", "cleo", "dan", "eva", "finn"} {
		facts = append(facts, graph.Node(name, "directory", graph.Person{DisplayName: strings.ToUpper(name[:1]) + name[1:]}))
	}
	put(t, c.store, facts...)
	copied, err := replica.Follow(t.Context(), c.store)
	if err != nil {
		t.Fatal(err)
	}
	c.copied, c.gate = copied, access.NewGate(copied, c)
	c.gate.Now = func() time.Time { return c.now }
	return c
}

// Commit shows what it commits at once, as a server does.
func (c *club) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := c.store.Commit(ctx, tx)
	return receipt, errors.Join(err, c.copied.CatchUp(ctx))
}

func (c *club) as(name string, roles ...access.Role) *access.View {
	return c.gate.View(viewer(graph.NodeKey(graph.KindPerson, name), roles...))
}

func (c *club) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *club) refused(err error, kind error, about string) {
	c.t.Helper()
	if !errors.Is(err, kind) {
		c.t.Errorf("%s: %v, want %v", about, err, kind)
	}
}

// make makes a community that ana manages.
func (c *club) make(name string, community graph.Community) graph.Key {
	c.t.Helper()
	key := graph.NodeKey(graph.KindCommunity, name)
	community.Name = name
	c.must(membership.Set(c.t.Context(), c.as("ana"), graph.Fact{Key: key, Value: community}))
	return key
}

// write puts a contribution of somebody into a community, as a source does.
func (c *club) write(id, author string, community graph.Key) graph.Key {
	c.t.Helper()
	key := graph.NodeKey(graph.KindContribution, id)
	_, err := c.Commit(c.t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{
		graph.Node(id, "test", graph.Contribution{Type: graph.TypeNote, Title: id, PublishedAt: c.now}),
		graph.Edge(graph.NodeKey(graph.KindPerson, author), "", key, "test", graph.Authored{}), graph.Edge(key, "", community, "test", graph.In{}),
	}})
	c.must(err)
	return key
}

// sees returns which of the facts somebody sees.
func (c *club) sees(view *access.View, keys ...graph.Key) (seen []graph.Key) {
	c.t.Helper()
	facts, err := view.Facts(c.t.Context(), graph.Brief, keys...)
	c.must(err)
	for _, fact := range facts {
		seen = append(seen, fact.Key)
	}
	slices.Sort(seen)
	return seen
}

func (c *club) members(view *access.View, community graph.Key) (names []string) {
	c.t.Helper()
	edges, err := membership.Members(c.t.Context(), view, community)
	c.must(err)
	for _, edge := range edges {
		names = append(names, edge.From().ID())
	}
	slices.Sort(names)
	return names
}

const (
	ana  graph.Key = "person/ana"
	ben  graph.Key = "person/ben"
	cleo graph.Key = "person/cleo"
	dan  graph.Key = "person/dan"
)

// Anybody joins an open community; to join another one, people ask, and its managers decide. What is written there, and who is
// in it, others do not see. Whatever is done twice is done once.
func TestPeopleJoinACommunity(t *testing.T) {
	c := newClub(t)
	ctx := t.Context()
	open, closed := c.make("open", graph.Community{Type: graph.CommunityPractice}), c.make("closed", graph.Community{Admission: graph.AdmissionRequest})
	said := c.write("s1", "ana", closed)
	for range 2 {
		c.must(membership.Join(ctx, c.as("ben"), open, ""))
		c.must(membership.Join(ctx, c.as("ben"), closed, " please "))
	}
	if got := c.members(c.as("finn"), open); !slices.Equal(got, []string{"ana", "ben"}) {
		t.Errorf("in the open one are %v", got)
	}
	asked := graph.EdgeKey(ben, graph.KindAsksToJoin, "", closed)
	for name, want := range map[string]int{"ana": 1, "ben": 1, "cleo": 0} {
		if got := c.sees(c.as(name), asked); len(got) != want {
			t.Errorf("%s sees the request: %v", name, got)
		}
	}
	if len(c.sees(c.as("ben"), said)) != 0 || len(c.members(c.as("ben"), closed)) != 0 {
		t.Error("who asks to join sees what is for members")
	}
	c.refused(membership.AnswerJoinRequest(ctx, c.as("cleo"), closed, ben, true), graph.ErrInvalid, "somebody else admits")
	c.refused(membership.AnswerJoinRequest(ctx, c.as("ben"), closed, ben, true), graph.ErrInvalid, "they admit themselves")
	for range 2 {
		c.must(membership.AnswerJoinRequest(ctx, c.as("ana"), closed, ben, true))
	}
	if got := c.sees(c.as("ben"), said, asked); !slices.Equal(got, []graph.Key{said}) {
		t.Errorf("who was admitted sees %v", got)
	}
	if got := c.members(c.as("ben"), closed); !slices.Equal(got, []string{"ana", "ben"}) {
		t.Errorf("to a member, in the closed one are %v", got)
	}
	for name, roles := range map[string][]access.Role{"cleo": nil, "dan": {access.HRRole}, "eva": {access.Recruiter}} {
		if got := c.members(c.as(name, roles...), closed); len(got) > 0 {
			t.Errorf("to %s, who is no member, in the closed one are %v", name, got)
		}
	}
	c.must(membership.Join(ctx, c.as("cleo"), closed, ""))
	c.must(membership.AnswerJoinRequest(ctx, c.as("ana"), closed, cleo, false))
	c.refused(membership.AnswerJoinRequest(ctx, c.as("ana"), closed, cleo, true), graph.ErrNotFound, "a request that was declined")
	c.must(membership.Leave(ctx, c.as("ben"), closed))
	if len(c.sees(c.as("ben"), said)) != 0 {
		t.Error("who left still sees what is for members")
	}
}

// A secret community is as if it were not to who is neither in it nor invited; by an invitation one learns that it exists, and
// nothing of what is in it.
func TestASecretCommunityIsJoinedByInvitation(t *testing.T) {
	c := newClub(t)
	ctx := t.Context()
	secret := c.make("secret", graph.Community{Secret: true})
	said := c.write("s1", "ana", secret)
	for _, err := range []error{
		membership.Join(ctx, c.as("ben"), secret, ""), membership.Leave(ctx, c.as("ben"), secret), membership.Invite(ctx, c.as("ben", access.HRRole), secret, ben, ""),
		membership.Set(ctx, c.as("ben"), graph.Fact{Key: secret, Revision: 1, Value: graph.Community{Name: "x"}}), membership.SettleReports(ctx, c.as("ben"), secret, said),
	} {
		c.refused(err, graph.ErrNotFound, "as if it were not there")
	}
	c.must(membership.Invite(ctx, c.as("ana"), secret, ben, ""))
	if got := c.sees(c.as("ben"), secret, said); !slices.Equal(got, []graph.Key{secret}) || len(c.members(c.as("ben"), secret)) > 0 {
		t.Errorf("who is invited sees %v", got)
	}
	if len(c.sees(c.as("cleo", access.HRRole), secret)) > 0 {
		t.Error("somebody else sees it")
	}
	for range 2 {
		c.must(membership.Join(ctx, c.as("ben"), secret, ""))
	}
	if got := c.sees(c.as("ben"), secret, said); len(got) != 2 {
		t.Errorf("a member sees %v", got)
	}
	c.must(membership.Invite(ctx, c.as("ana"), secret, cleo, ""))
	c.must(membership.Leave(ctx, c.as("cleo"), secret))
	c.must(membership.Remove(ctx, c.as("ana"), secret, ben))
	for _, name := range []string{"ben", "cleo"} {
		if got := c.sees(c.as(name), secret, said); len(got) > 0 {
			t.Errorf("%s, who is in it no more, sees %v", name, got)
		}
	}
}

// A guest has a last day. After it they see nothing, until a manager confirms them again.
func TestAGuestIsConfirmedAgain(t *testing.T) {
	c := newClub(t)
	ctx := t.Context()
	closed := c.make("closed", graph.Community{Admission: graph.AdmissionInvitation})
	said := c.write("s1", "ana", closed)
	c.refused(membership.Join(ctx, c.as("ben"), closed, ""), graph.ErrInvalid, "nobody asks to join")
	for _, until := range []graph.Date{"2026-11-29", "2028-11-30", "soon"} {
		c.refused(membership.Invite(ctx, c.as("ana"), closed, ben, until), graph.ErrInvalid, "a guest until "+string(until))
	}
	c.must(membership.Invite(ctx, c.as("ana"), closed, ben, "2026-12-10"))
	c.must(membership.Join(ctx, c.as("ben"), closed, ""))
	days := map[string]bool{"2026-11-30": true, "2026-12-10": true, "2026-12-11": false, "2027-06-01": false}
	look := func(day string, want bool) {
		t.Helper()
		c.now, _ = time.Parse(time.DateOnly, day)
		if got := len(c.sees(c.as("ben"), said)) > 0; got != want {
			t.Errorf("on %s the guest sees what is said: %v", day, got)
		}
		if got := slices.Contains(c.members(c.as("ana"), closed), "ben"); got != want {
			t.Errorf("on %s the guest is a member: %v", day, got)
		}
		if guests, err := membership.Guests(ctx, c.as("ana"), closed); err != nil || len(guests) != 1 {
			t.Errorf("on %s the managers see the guests %v, %v", day, guests, err)
		}
	}
	for day, want := range days {
		look(day, want)
	}
	c.refused(membership.ConfirmGuest(ctx, c.as("ben"), closed, ben, "2027-12-31"), graph.ErrInvalid, "the guest confirms themselves")
	c.must(membership.ConfirmGuest(ctx, c.as("ana"), closed, ben, "2027-06-30"))
	look("2027-06-30", true)
	look("2027-07-01", false)
	c.now = time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)
	c.must(membership.SetRole(ctx, c.as("ana"), closed, ben, ""))
	c.now = time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC)
	if len(c.sees(c.as("ben"), said)) == 0 {
		t.Error("who is a guest no more, but a member, sees nothing after their last day")
	}
}

// A community keeps a manager, and what was said in confidence stays so.
func TestACommunityKeepsItsManagerAndItsConfidence(t *testing.T) {
	c := newClub(t)
	ctx := t.Context()
	health := c.make("health", graph.Community{Sensitive: true, Admission: graph.AdmissionRequest})
	change := func(value graph.Community) error {
		facts, err := c.as("ana").Facts(ctx, graph.Brief, health)
		c.must(err)
		facts[0].Value = value
		return membership.Set(ctx, c.as("ana"), facts[0])
	}
	c.refused(change(graph.Community{Name: "health", Sensitive: true}), graph.ErrInvalid, "a sensitive one is open")
	for _, wrong := range []graph.Community{{}, {Name: "a\nb"}, {Name: "a", Type: "cult"}, {Name: "a", Admission: "bribe"}} {
		c.refused(change(wrong), graph.ErrInvalid, fmt.Sprintf("%+v", wrong))
	}
	c.must(membership.Invite(ctx, c.as("ana"), health, ben, ""))
	c.must(membership.Join(ctx, c.as("ben"), health, ""))
	for about, value := range map[string]graph.Community{
		"it is opened": {Name: "health"}, "it counts": {Name: "health", Admission: graph.AdmissionRequest},
	} {
		c.refused(change(value), graph.ErrInvalid, about)
	}
	c.must(change(graph.Community{Name: "Health", Sensitive: true, Secret: true}))
	c.refused(change(graph.Community{Name: "Health", Sensitive: true, Admission: graph.AdmissionRequest}), graph.ErrInvalid, "others learn of it")
	c.refused(membership.Leave(ctx, c.as("ana"), health), graph.ErrInvalid, "the last manager leaves")
	c.refused(membership.SetRole(ctx, c.as("ana"), health, ana, ""), graph.ErrInvalid, "the last manager is one no more")
	c.must(membership.SetRole(ctx, c.as("ana"), health, ben, graph.MemberManager))
	c.must(membership.Leave(ctx, c.as("ana"), health))
	if manages, err := c.as("ben").Manages(ctx, health); err != nil || !manages {
		t.Errorf("the other manager manages: %v, %v", manages, err)
	}
}

// A community that a source describes keeps what was decided here, and its origin, by which the source takes it back.
func TestAChangeOfACommunityKeepsItsOrigin(t *testing.T) {
	c := newClub(t, graph.Node("forum", "activity", graph.Community{Name: "Forum"}),
		graph.Edge(ana, "", "community/forum", "activity", graph.MemberOf{Role: graph.MemberManager}), graph.Edge(ben, "", "community/forum", "activity", graph.MemberOf{Role: "animateur"}))
	facts, err := c.as("ana").Facts(t.Context(), graph.Brief, "community/forum")
	c.must(err)
	facts[0].Value = graph.Community{Name: "Forum", Type: graph.CommunityHelp, Secret: true}
	c.must(membership.Set(t.Context(), c.as("ana"), facts[0]))
	c.must(membership.SetRole(t.Context(), c.as("ana"), "community/forum", ben, graph.MemberModerator))
	stored, err := c.store.Facts(t.Context(), graph.Whole, "community/forum", graph.EdgeKey(ben, graph.KindMemberOf, "", "community/forum"))
	c.must(err)
	want := []graph.Value{graph.Community{Name: "Forum", Type: graph.CommunityHelp, Secret: true, SecretAt: c.now, SecretChosen: true}, graph.MemberOf{Role: graph.MemberModerator, Chosen: true}}
	for i, fact := range stored {
		if diff := gocmp.Diff(want[i], fact.Value); fact.Origin != "activity" || diff != "" {
			t.Errorf("%s of %s (-want +stored):\n%s", fact.Key, fact.Origin, diff)
		}
	}
	if opened := (graph.Community{Name: "Forum"}).Keeping(stored[0].Value.(graph.Community)); !opened.Secret {
		t.Error("a source opens what its managers made secret")
	}
	c.must(membership.Remove(t.Context(), c.as("ana"), "community/forum", ben))
	removed, err := c.store.Facts(t.Context(), graph.Brief, graph.EdgeKey(ben, graph.KindMemberOf, "", "community/forum"))
	if again := (graph.MemberOf{Role: "animateur"}).Keeping(graph.As[graph.MemberOf](graph.ByKey(removed)[graph.EdgeKey(ben, graph.KindMemberOf, "", "community/forum")])); err != nil || again.IsCurrent(graph.DateOf(c.now)) {
		t.Errorf("an import brings back who was removed: %v, %v", again, err)
	}
}
