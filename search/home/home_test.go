package home

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/recent"
)

const today = graph.Date("2026-07-01")

// office is a graph in memory.
type office struct {
	t     testing.TB
	store *sqlite.Store
	copy  *replica.Replica
	gate  *access.Gate
	table *recent.Table
}

func company(t testing.TB, facts ...graph.Fact) *office {
	t.Helper()
	store, err := sqlite.OpenMemory(sqlite.Clock(time.Now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	o := &office{t: t, store: store, table: recent.New()}
	for chunk := range slices.Chunk(facts, 20_000) {
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: chunk}); err != nil {
			t.Fatal(err)
		}
	}
	if o.copy, err = replica.Follow(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	o.gate = access.NewGate(o.copy, store)
	return o
}

func (o *office) put(facts ...graph.Fact) {
	o.t.Helper()
	if _, err := o.store.Commit(o.t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		o.t.Fatal(err)
	}
	if err := o.copy.CatchUp(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) view(person string) *access.View {
	return o.gate.View(access.Viewer{Person: graph.NodeKey(graph.KindPerson, person), Roles: []access.Role{access.Employee}})
}

func node(id string, value graph.Value) graph.Fact { return graph.Node(id, "test", value) }

func edge(from, to graph.Key, value graph.Value) graph.Fact {
	return graph.Edge(from, "", to, "test", value)
}

func wrote(id, kind string, on graph.Date, author graph.Key, joined ...graph.Fact) []graph.Fact {
	text := node(id, graph.Contribution{Type: kind, Title: id, PublishedAt: on.Time().Add(9 * time.Hour)})
	return append([]graph.Fact{text, edge(author, text.Key, graph.Authored{})}, joined...)
}

// news is what is new for somebody: "contribution reason because".
func (o *office) news(person string) string {
	o.t.Helper()
	found, err := ReadNews(o.t.Context(), o.view(person), o.table, today.Day(), 8)
	if err != nil {
		o.t.Fatal(err)
	}
	lines := make([]string, len(found))
	for i, one := range found {
		lines[i] = strings.Join([]string{one.Contribution.ID(), one.Reason, one.Because.ID()}, " ")
	}
	return strings.Join(lines, ", ")
}

func written(t testing.TB, found []Acquaintance, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(found))
	for i, one := range found {
		lines[i] = fmt.Sprintf("%s %s %d", one.Key.ID(), one.Reason, one.Count)
	}
	return strings.Join(lines, ", ")
}

func talk() []graph.Fact {
	facts := []graph.Fact{node("open", graph.Community{Name: "Open"}), node("secret", graph.Community{Name: "Secret", Secret: true}), node("go", graph.Skill{PrefLabel: "Go"}), node("u", graph.Unit{Name: "U"})}
	for _, id := range []string{"ada", "bob", "cy", "dan", "eve", "fay"} {
		facts = append(facts, node(id, graph.Person{DisplayName: id}))
	}
	facts = append(facts, edge("person/ada", "person/bob", graph.Follows{}), edge("person/ada", "person/cy", graph.Follows{}), edge("person/ada", "community/secret", graph.MemberOf{}),
		graph.Edge("person/ada", "self", "skill/go", "test", graph.Declares{Possessed: true, Published: true, On: "2026-06-01"}),
		edge("person/bob", "person/dan", graph.Follows{}), edge("person/cy", "person/dan", graph.Follows{}), edge("person/cy", "person/eve", graph.Follows{}), edge("person/bob", "person/ada", graph.Follows{}), edge("person/cy", "person/ada", graph.Follows{}),
		edge("person/bob", "community/open", graph.MemberOf{}), edge("person/cy", "community/open", graph.MemberOf{}), edge("person/bob", "community/secret", graph.MemberOf{}), edge("person/cy", "community/secret", graph.MemberOf{}))
	return slices.Concat(facts,
		wrote("old", graph.TypeNote, "2026-01-01", "person/bob"), wrote("note", graph.TypeNote, "2026-06-20", "person/bob"),
		wrote("mine", graph.TypeQuestion, "2026-06-21", "person/ada"), wrote("mine-1", graph.TypeAnswer, "2026-06-22", "person/eve", edge("contribution/mine-1", "contribution/mine", graph.Answers{})),
		wrote("go-q", graph.TypeQuestion, "2026-06-23", "person/fay", edge("contribution/go-q", "skill/go", graph.About{})),
		wrote("go-a", graph.TypeAnswer, "2026-06-24", "person/fay", edge("contribution/go-a", "contribution/go-q", graph.Answers{}), edge("contribution/go-a", "skill/go", graph.About{})),
		wrote("hush", graph.TypeQuestion, "2026-06-25", "person/bob", edge("contribution/hush", "community/secret", graph.In{})),
		wrote("hush-1", graph.TypeAnswer, "2026-06-26", "person/fay", edge("contribution/hush-1", "contribution/hush", graph.Answers{})),
		wrote("ahead", graph.TypeNote, "2026-09-01", "person/bob"))
}

// News are of people, communities and skills that one follows, with the reason, and follow what changes; nothing of a secret
// community is among them, even for its members.
func TestNewsAreOfWhatOneFollows(t *testing.T) {
	o := company(t, talk()...)
	if got, want := o.news("ada"), "go-q skill go, note person bob"; got != want {
		t.Errorf("new for ada is %q, not %q", got, want)
	}
	if got := o.news("dan"); got != "" {
		t.Errorf("new for who follows nothing is %q", got)
	}
	o.put(edge("person/fay", "community/open", graph.MemberOf{}))
	o.put(wrote("fresh", graph.TypeArticle, "2026-06-30", "person/dan", edge("contribution/fresh", "community/open", graph.In{}))...)
	if got, want := o.news("bob"), "fresh person dan, mine person ada"; got != want {
		t.Errorf("new for bob is %q, not %q", got, want)
	}
	if got, want := o.news("fay"), "fresh community open"; got != want {
		t.Errorf("new for a member is %q, not %q", got, want)
	}
	o.put(node("open", graph.Community{Name: "Open", Secret: true}))
	if got := o.news("fay"); got != "" {
		t.Errorf("of a community that became secret, a member is told %q", got)
	}
	if got := o.news("bob"); got != "mine person ada" {
		t.Errorf("of a community that became secret, %q is new", got)
	}
	o.put(node("bob", graph.Person{DisplayName: "bob", Hidden: true}))
	if got, want := o.news("ada"), "go-q skill go"; got != want {
		t.Errorf("new for ada is %q, not %q", got, want)
	}
}

// People and communities come with a reason that counts, and never out of what is secret.
func TestAcquaintancesHaveAReason(t *testing.T) {
	o := company(t, talk()...)
	found, err := People(t.Context(), o.view("ada"), 5)
	if got, want := written(t, found, err), "dan followed 2, eve answered 1"; got != want {
		t.Errorf("ada may know %q, not %q", got, want)
	}
	found, err = Communities(t.Context(), o.view("ada"), 5)
	if got, want := written(t, found, err), "open followeds 2"; got != want {
		t.Errorf("ada may join %q, not %q", got, want)
	}
	o.put(graph.Edge("person/dan", graph.ObjectionToRanking, "person/dan", "person/dan", graph.ObjectsTo{On: today}), edge("person/ada", "community/open", graph.MemberOf{}))
	found, err = People(t.Context(), o.view("ada"), 5)
	if got, want := written(t, found, err), "eve answered 1"; got != want {
		t.Errorf("with an objection, ada may know %q, not %q", got, want)
	}
	found, err = Communities(t.Context(), o.view("ada"), 5)
	if got := written(t, found, err); got != "" {
		t.Errorf("a member may join %q", got)
	}
	found, err = People(t.Context(), o.gate.View(access.Colleague()), 5)
	if got := written(t, found, err); got != "" {
		t.Errorf("who has no page may know %q", got)
	}
}

// A question about a skill is asked once half a year, the oldest statement first.
func TestTheOldestStatementIsToConfirm(t *testing.T) {
	declares := func(skill string, on graph.Date, tag string) []graph.Fact {
		return []graph.Fact{node(skill, graph.Skill{PrefLabel: skill}), graph.Edge("person/ada", tag, graph.NodeKey(graph.KindSkill, skill), "test", graph.Declares{Possessed: true, On: on})}
	}
	o := company(t, slices.Concat(talk(), declares("b", "2025-02-01", "self"), declares("a", "2025-03-01", "self"), declares("i", "2020-01-01", "interview/x"),
		[]graph.Fact{node("x", graph.Interview{}), edge("interview/x", "person/ada", graph.Concerns{})})...)
	next := func(want graph.Key, on graph.Date) {
		t.Helper()
		declared, is, err := ToConfirm(t.Context(), o.view("ada"), on.Day())
		if err != nil || declared.To() != want || is != (want != "") {
			t.Errorf("on %s, %q is to confirm, not %q (%v)", on, declared.To(), want, err)
		}
	}
	next("skill/b", today)
	if err := rights.PutOffSkill(t.Context(), o.view("ada"), "skill/b", today.Time()); err != nil {
		t.Fatal(err)
	}
	if err := o.copy.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	next("skill/a", today)
	next("skill/b", "2026-08-01")
	next("", "2025-04-01")
}

// BenchmarkHome reads the first page of somebody in a company of 20,000 people, 60,000 contributions and 200 communities.
func BenchmarkHome(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var facts []graph.Fact
	person := func(i int) graph.Key { return graph.NodeKey(graph.KindPerson, fmt.Sprint("p", i)) }
	for i := range 200 {
		facts = append(facts, node(fmt.Sprint("c", i), graph.Community{Name: fmt.Sprint("c", i)}), node(fmt.Sprint("u", i), graph.Unit{Name: fmt.Sprint("u", i)}), node(fmt.Sprint("s", i), graph.Skill{PrefLabel: fmt.Sprint("s", i)}))
	}
	for i := range 20_000 {
		facts = append(facts, node(fmt.Sprint("p", i), graph.Person{DisplayName: fmt.Sprint("p", i)}))
	}
	for i := range 20_000 {
		facts = append(facts, edge(person(i), graph.NodeKey(graph.KindUnit, fmt.Sprint("u", i%200)), graph.InUnit{}))
		for k := range 5 {
			facts = append(facts, edge(person(i), graph.NodeKey(graph.KindCommunity, fmt.Sprint("c", (i*7+k*31)%200)), graph.MemberOf{}),
				graph.Edge(person(i), "self", graph.NodeKey(graph.KindSkill, fmt.Sprint("s", (i*3+k*17)%200)), "test", graph.Declares{Possessed: true, Published: true, On: "2025-01-02"}),
				edge(person(i), person((i+1+random.IntN(19_998))%20_000), graph.Follows{}))
		}
	}
	for i := range 60_000 {
		on := graph.Day(today.Day() - graph.Day(i%300)).Date()
		facts = append(facts, wrote(fmt.Sprint("t", i), graph.TypeQuestion, on, person(random.IntN(20_000)),
			edge(graph.NodeKey(graph.KindContribution, fmt.Sprint("t", i)), graph.NodeKey(graph.KindCommunity, fmt.Sprint("c", i%200)), graph.In{}),
			edge(graph.NodeKey(graph.KindContribution, fmt.Sprint("t", i)), graph.NodeKey(graph.KindSkill, fmt.Sprint("s", i%200)), graph.About{}))...)
	}
	seen := map[graph.Key]bool{}
	facts = slices.DeleteFunc(facts, func(fact graph.Fact) bool { was := seen[fact.Key]; seen[fact.Key] = true; return was })
	o := company(b, facts...)
	o.news("p1")
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		view := o.view(fmt.Sprint("p", i%20_000))
		if news, err := ReadNews(b.Context(), view, o.table, today.Day(), 8); err != nil || len(news) == 0 {
			b.Fatal(err, len(news))
		}
		if _, err := People(b.Context(), view, 4); err != nil {
			b.Fatal(err)
		}
		if _, err := Communities(b.Context(), view, 4); err != nil {
			b.Fatal(err)
		}
		if _, is, err := ToConfirm(b.Context(), view, today.Day()); err != nil || !is {
			b.Fatal(err, is)
		}
	}
}

// What has the words of a search that somebody keeps is new for them alone, from when they last looked on: a question, an answer
// to it, something about a skill of that name; nothing of a secret community, and nothing once the search is deleted.
func TestWhatASearchFindsIsNews(t *testing.T) {
	title := func(id, kind, title string, on graph.Date, joined ...graph.Fact) []graph.Fact {
		text := node(id, graph.Contribution{Type: kind, Title: title, PublishedAt: on.Time().Add(9 * time.Hour)})
		return append([]graph.Fact{text, edge("person/ben", text.Key, graph.Authored{})}, joined...)
	}
	o := company(t, slices.Concat(
		[]graph.Fact{node("ana", graph.Person{DisplayName: "Ana"}), node("ben", graph.Person{DisplayName: "Ben"}), node("tig", graph.Skill{PrefLabel: "Soudage TIG"}),
			node("secret", graph.Community{Name: "Secret", Secret: true}), edge("person/ana", "community/secret", graph.MemberOf{})},
		title("before", graph.TypeQuestion, "Soudages à la main ?", "2026-06-01"),
		title("after", graph.TypeQuestion, "Quels SOUDAGES ?", "2026-06-20"),
		title("reply", graph.TypeAnswer, "", "2026-06-21", edge("contribution/reply", "contribution/after", graph.Answers{})),
		title("skilled", graph.TypeArticle, "Au quotidien", "2026-06-22", edge("contribution/skilled", "skill/tig", graph.About{})),
		title("hidden", graph.TypeQuestion, "Soudage", "2026-06-23", edge("contribution/hidden", "community/secret", graph.In{})),
		title("other", graph.TypeQuestion, "Le contrat", "2026-06-24"))...)
	keep := func(person, words string, keep bool, on graph.Date) {
		if err := subscription.SaveQuery(t.Context(), o.view(person), words, keep, on.Time()); err != nil {
			t.Fatal(err)
		}
		if err := o.copy.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	keep("ana", "le  soudage", true, "2026-06-10")
	if got, want := o.news("ana"), "skilled search , reply search , after search "; got != want {
		t.Errorf("new is %q, not %q", got, want)
	}
	if got := o.news("ben"); got != "" {
		t.Errorf("for who wrote it and keeps no search, new is %q", got)
	}
	keep("ana", "le soudage", true, "2026-06-22")
	if got, want := o.news("ana"), "skilled search "; got != want {
		t.Errorf("after a look new is %q, not %q", got, want)
	}
	keep("ana", "le soudage", false, "2026-06-25")
	if got := o.news("ana"); got != "" {
		t.Errorf("of a search that was deleted, new is %q", got)
	}
}
