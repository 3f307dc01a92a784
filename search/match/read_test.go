package match_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/match"
)

const today graph.Date = "2026-11-21"

func person(name string) graph.Key { return graph.NodeKey(graph.KindPerson, name) }

func consent(name string, moves ...string) (facts []graph.Fact) {
	for _, move := range moves {
		facts = append(facts, graph.Edge(person(name), graph.PurposeOfMove(move), person(name), string(person(name)), graph.Consents{On: "2026-10-01"}))
	}
	return facts
}

func level(l graph.Level) *graph.Level { return &l }

func declares(name, tag, skill string, value graph.Declares) graph.Fact {
	if value.On == "" {
		value.On = "2026-03-01"
	}
	return graph.Edge(person(name), tag, graph.NodeKey(graph.KindSkill, skill), "test", value)
}

// company is a post of welder in Nantes, and people who could take it:
//
//	pia    has proof, and consents to a new role
//	cleo   claims it, and consents
//	nora   holds a narrower skill, and consents
//	elio   has proof, works in Lyon and consents to a new role, not to another workplace
//	ivan   has proof, and said in an interview that he wants another role, and shows his wishes
//	ugo    has the best proof, and said nothing
//	lou    has proof that she has not published, and consents
func company() []graph.Fact {
	proof := graph.Declares{Held: level(4), Validated: true, ValidatedOn: "2026-03-02", Published: true}
	facts := []graph.Fact{
		graph.Node("soudeur", "test", graph.Opening{Title: "Soudeur TIG", State: graph.OpeningOpen}), graph.Node("nantes", "test", graph.Site{Name: "Nantes"}), graph.Node("lyon", "test", graph.Site{Name: "Lyon"}),
		graph.Node("tig", "test", graph.Skill{PrefLabel: "Soudage TIG"}), graph.Node("orbital", "test", graph.Skill{PrefLabel: "Soudage orbital"}), graph.Node("plans", "test", graph.Skill{PrefLabel: "Lecture de plans"}),
		graph.Node("c/tig", "test", graph.Concept{}), graph.Node("c/orbital", "test", graph.Concept{}),
		graph.Edge("skill/tig", "", "concept/c/tig", "test", graph.SameAs{}), graph.Edge("skill/orbital", "", "concept/c/orbital", "test", graph.SameAs{}), graph.Edge("concept/c/orbital", "", "concept/c/tig", "test", graph.Broader{}),
		graph.Edge("opening/soudeur", "", "site/nantes", "test", graph.OfferedAt{}), graph.Edge("opening/soudeur", "", "skill/tig", "test", graph.Demands{Level: level(3), Must: true}), graph.Edge("opening/soudeur", "", "skill/plans", "test", graph.Demands{}),
		graph.Node("w", "test", graph.Wish{Moves: []string{graph.MoveFunctional}}),
	}
	for _, name := range []string{"pia", "cleo", "nora", "elio", "ivan", "ugo", "lou", "rita"} {
		facts = append(facts, graph.Node(name, "test", graph.Person{DisplayName: name}))
	}
	facts = append(facts, declares("pia", "interview/1", "tig", proof), declares("cleo", "self", "tig", graph.Declares{Held: level(3), Published: true}), declares("nora", "self", "orbital", graph.Declares{Held: level(3), Published: true}),
		declares("elio", "interview/2", "tig", proof), declares("ivan", "interview/3", "tig", proof), declares("ugo", "interview/4", "tig", proof), declares("ugo", "self", "plans", graph.Declares{Held: level(4), Published: true}),
		declares("lou", "interview/5", "tig", graph.Declares{Held: level(4), Validated: true}), declares("lou", "self", "plans", graph.Declares{Held: level(1), Published: true}),
		graph.Edge(person("elio"), "", "site/lyon", "test", graph.AtSite{}), graph.Edge(person("pia"), "", "site/nantes", "test", graph.AtSite{}),
		graph.Edge("wish/w", "", person("ivan"), "test", graph.WishedBy{}), graph.Edge(person("ivan"), graph.PurposeWishes, person("ivan"), "person/ivan", graph.Consents{On: "2026-10-01"}))
	for _, name := range []string{"pia", "cleo", "nora", "elio", "lou"} {
		facts = append(facts, consent(name, graph.MoveNewRole)...)
	}
	return facts
}

// both are gates over the store itself and over a copy in memory.
func both(t testing.TB, facts []graph.Fact) (*sqlite.Store, map[string]*access.Gate) {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return store, map[string]*access.Gate{"store": access.NewGate(store, store), "replica": access.NewGate(copied, follower{store, copied})}
}

type follower struct {
	store  *sqlite.Store
	copied *replica.Replica
}

func (f follower) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := f.store.Commit(ctx, tx)
	if err == nil {
		err = f.copied.CatchUp(ctx)
	}
	return receipt, err
}

func viewer(name string, roles ...access.Role) access.Viewer {
	return access.Viewer{Person: person(name), Roles: append([]access.Role{access.Employee}, roles...)}
}

// found is who is found, with how they meet each requirement.
func found(t testing.TB, gate *access.Gate, who access.Viewer) (all []string) {
	t.Helper()
	sheets, err := match.People(t.Context(), gate.View(who), "opening/soudeur", today, match.DefaultWeights())
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range sheets {
		text := string(sheet.Person)
		for _, line := range sheet.Lines {
			text += " " + line.Status
		}
		all = append(all, text)
	}
	return all
}

// scored is who is found, with the points of each line.
func scored(t testing.TB, gate *access.Gate, who access.Viewer) (all []string) {
	t.Helper()
	sheets, err := match.People(t.Context(), gate.View(who), "opening/soudeur", today, match.DefaultWeights())
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range sheets {
		text := fmt.Sprintf("%s %.9f", sheet.Person, sheet.Score)
		for _, line := range sheet.Lines {
			text += fmt.Sprintf(" %s %s %.9f", line.Status, line.Basis, line.Points)
		}
		all = append(all, text)
	}
	return all
}

func TestWhoConsentsToThisMoveIsFoundAndNobodyElse(t *testing.T) {
	_, gates := both(t, company())
	for name, gate := range gates {
		for _, test := range []struct {
			who  access.Viewer
			want []string
		}{
			{viewer("rita", access.Recruiter), []string{"person/ivan proof unknown", "person/pia proof unknown", "person/cleo claims unknown", "person/nora adjacent unknown", "person/lou unknown claims"}},
			{viewer("rita", access.HRRole), []string{"person/lou proof claims", "person/ivan proof lacks", "person/pia proof lacks", "person/cleo claims lacks", "person/nora adjacent lacks"}},
			{viewer("ugo"), []string{"person/ugo proof claims"}},
			{viewer("rita"), nil},
			{access.Viewer{}, nil},
		} {
			if diff := cmp.Diff(test.want, found(t, gate, test.who)); diff != "" {
				t.Errorf("%s, %v (-want +got)\n%s", name, test.who, diff)
			}
		}
	}
}

// For mentoring, people keep their post and their workplace: who agreed to mentoring alone is found, wherever they work.
func TestMentoringIsAMoveOfItsOwn(t *testing.T) {
	facts := company()
	facts[0].Value = graph.Opening{Title: "Accompagner une apprentie", Mentoring: true, State: graph.OpeningOpen}
	facts = append(facts, consent("elio", graph.MoveMentoring)...)
	facts = append(facts, consent("ugo", graph.MoveMission, graph.MoveOtherSite, graph.MoveSameRole)...)
	_, gates := both(t, facts)
	for name, gate := range gates {
		if all := found(t, gate, viewer("rita", access.Recruiter)); !slices.Equal(all, []string{"person/elio proof unknown"}) {
			t.Errorf("%s: %q are found", name, all)
		}
	}
}

// Who takes a consent back is gone at the next request, and who gives one is there.
func TestAConsentHoldsAtOnce(t *testing.T) {
	_, gates := both(t, company())
	gate, recruiter := gates["replica"], viewer("rita", access.Recruiter)
	pia := consent("pia", graph.MoveNewRole)[0]
	if _, err := gate.View(viewer("pia")).Commit(t.Context(), graph.Tx{Delete: []graph.Key{pia.Key}}); err != nil {
		t.Fatal(err)
	}
	if _, err := gate.View(viewer("elio")).Commit(t.Context(), graph.Tx{Put: consent("elio", graph.MoveOtherSite)}); err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(found(t, gate, recruiter))
	want := "[person/elio proof unknown person/ivan proof unknown person/cleo claims unknown person/nora adjacent unknown person/lou unknown claims]"
	if all != want {
		t.Errorf("found %s, want %s", all, want)
	}
	for _, other := range [][]graph.Fact{consent("ugo", graph.MoveNewRole), {graph.Edge(person("pia"), "move/anything", person("pia"), "", graph.Consents{})}} {
		if _, err := gate.View(viewer("pia")).Commit(t.Context(), graph.Tx{Put: other}); err == nil {
			t.Errorf("Pia commits %s", other[0].Key)
		}
	}
}

// No name, title, sex-like mark, workplace, unit, manager, day of hiring or birth-like date, and nothing that somebody
// likes, follows or writes, changes how people meet an opening or in which order they come.
func TestWhatIsNoExpertiseChangesNoMatch(t *testing.T) {
	facts := company()
	for _, name := range []string{"pia", "cleo", "nora", "elio", "ivan", "ugo", "lou"} {
		facts = append(facts, consent(name, graph.MoveOtherSite, graph.MoveMission, graph.MoveSameRole)...)
	}
	store, gates := both(t, facts)
	recruiter := viewer("rita", access.Recruiter)
	before := scored(t, gates["replica"], recruiter)
	r := rand.New(rand.NewPCG(4, 4))
	word := func() string { return fmt.Sprint("x", r.IntN(1_000)) }
	for range 60 {
		name := []string{"pia", "cleo", "nora", "elio", "ivan", "ugo", "lou"}[r.IntN(7)]
		account := graph.Node(name, "test", graph.Account{Source: word(), HiredOn: graph.Date(fmt.Sprintf("19%02d-01-01", 60+r.IntN(40))), ContractEnd: "2026-12-31"})
		about := graph.Node("c"+word(), "test", graph.Contribution{Type: graph.TypeNote, Title: word()})
		change := []graph.Fact{
			graph.Node(name, "test", graph.Person{DisplayName: word(), GivenName: word(), FamilyName: word(), Title: word(), Mail: word() + "@a.example", TelephoneNumber: word(), PreferredLanguage: "fr", EmployeeNumber: word()}),
			account, graph.Edge(account.Key, "", person(name), "test", graph.Is{}), about, graph.Edge(person(name), "", about.Key, "test", graph.Authored{}),
			graph.Edge(person(name), "", []graph.Key{"site/nantes", "site/lyon"}[r.IntN(2)], "test", graph.AtSite{}),
			graph.Edge(person(name), "", person("rita"), "test", graph.ReportsTo{}), graph.Edge(person("rita"), "", person(name), "test", graph.Follows{}),
		}
		if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: change}); err != nil {
			t.Fatal(err)
		}
		copied, err := replica.Follow(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		if after := scored(t, access.NewGate(copied, store), recruiter); !slices.Equal(before, after) {
			t.Fatalf("%v changes the match from %v to %v", change, before, after)
		}
	}
}

// A person sees the openings that fit them, by the same sheet, with what is not published too.
func TestAPersonSeesWhatFitsThem(t *testing.T) {
	_, gates := both(t, company())
	for name, gate := range gates {
		fits, err := match.Fitting(t.Context(), gate.View(viewer("lou")), person("lou"), []graph.Key{"opening/soudeur"}, today, match.DefaultWeights())
		if err != nil || len(fits) != 1 || fits[0].Held != 1 || fits[0].Lines[0].Status != match.Proof || fits[0].Share <= 0.5 || fits[0].Share > 1 {
			t.Errorf("%s: %+v, %v", name, fits, err)
		}
	}
}
