package access_test

import (
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
)

// A colleague who is recommended is asked first: until they agree nobody else sees it, neither recruiters nor who recommends
// them, who cannot tell either whether they are interested already. Once they agree recruiters see both.
func TestARecommendedColleagueAgreesFirst(t *testing.T) {
	store := newStore(t)
	for _, name := range []string{"ana", "zoe", "rita", "hugo"} {
		put(t, store, graph.Node(name, "", graph.Person{DisplayName: name}))
	}
	put(t, store, graph.Node("gone", "", graph.Person{DisplayName: "Gone", Hidden: true}), graph.Node("1", "", graph.Opening{Title: "Soudeur", State: graph.OpeningOpen, ClosesOn: "2026-12-01"}),
		graph.Node("2", "", graph.Opening{Title: "Usineur", State: graph.OpeningOpen, ClosesOn: "2026-10-01"}))
	gate := access.NewGate(store, store)
	const day graph.Date = "2026-11-30"
	recommend := func(who, opening, person graph.Key) error {
		return mobility.Recommend(t.Context(), gate.View(viewer(who)), opening, person, day)
	}
	for _, refused := range [][3]graph.Key{{"person/zoe", "opening/1", "person/zoe"}, {"person/zoe", "opening/2", "person/ana"}, {"person/zoe", "opening/1", "person/gone"}, {"person/zoe", "opening/9", "person/ana"}, {"", "opening/1", "person/ana"}} {
		if err := recommend(refused[0], refused[1], refused[2]); err == nil {
			t.Errorf("%q recommends %q for %q", refused[0], refused[2], refused[1])
		}
	}
	for _, who := range []graph.Key{"person/zoe", "person/zoe", "person/hugo"} { // again, and by somebody else: it is asked once
		if err := recommend(who, "opening/1", "person/ana"); err != nil {
			t.Fatal(err)
		}
	}
	seen := func(who access.Viewer) (asked, interested int) {
		t.Helper()
		edges, err := gate.View(who).Edges(t.Context(), []graph.Key{"opening/1"}, graph.Out, graph.KindRecommends)
		if err != nil {
			t.Fatal(err)
		}
		others, err := gate.View(who).Edges(t.Context(), []graph.Key{"opening/1"}, graph.Into, graph.KindInterestedIn)
		if err != nil {
			t.Fatal(err)
		}
		for _, edge := range others {
			if graph.As[graph.InterestedIn](edge).RecommendedBy != "person/zoe" {
				t.Errorf("%v reads %+v", who, edge.Value)
			}
		}
		return len(edges), len(others)
	}
	others := []access.Viewer{viewer("person/zoe"), viewer("person/hugo"), viewer("person/rita", access.Recruiter), viewer("person/rita", access.HRRole)}
	for _, other := range others {
		if asked, interested := seen(other); asked+interested > 0 {
			t.Errorf("%v sees a recommendation before its answer", other)
		}
	}
	if asked, _ := seen(viewer("person/ana")); asked != 1 {
		t.Errorf("the colleague is asked %d times", asked)
	}
	ana := gate.View(viewer("person/ana"))
	if err := mobility.AnswerRecommendation(t.Context(), ana, "opening/1", false, day); err != nil {
		t.Fatal(err)
	}
	for _, other := range others {
		if asked, interested := seen(other); asked+interested > 0 {
			t.Errorf("%v sees a recommendation that was declined", other)
		}
	}
	if err := mobility.AnswerRecommendation(t.Context(), ana, "opening/1", true, day); err != nil {
		t.Fatal(err)
	}
	for i, other := range others {
		if asked, interested := seen(other); asked > 0 || (interested == 1) != (i > 1) {
			t.Errorf("%v sees %d recommendations and %d who are interested", other, asked, interested)
		}
	}
	if err := mobility.AnswerRecommendation(t.Context(), gate.View(viewer("person/zoe")), "opening/1", true, day); err == nil {
		t.Error("who recommends answers too")
	}
	if changed, err := mobility.Expire(t.Context(), gate, "2026-12-01"); err != nil || changed != 0 {
		t.Errorf("%d are gone while the opening is open, %v", changed, err)
	}
	if changed, err := mobility.Expire(t.Context(), gate, "2026-12-02"); err != nil || changed != 1 {
		t.Errorf("%d are gone after it closed, %v", changed, err)
	}
}
