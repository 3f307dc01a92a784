package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
)

// favoured is a company in which Ada, Ben and Eve answer about welding, and may favour each other.
type favoured struct {
	*company
	ada, ben, eve, adaAnswer, benAnswer graph.Key
}

func newFavoured(t testing.TB) favoured {
	c := newCompany(t)
	f := favoured{company: c, ada: c.person("ada", "", ""), ben: c.person("ben", "", ""), eve: c.person("eve", "", "")}
	question := c.ask("q", "Quel soudage ?", "", "2026-02-01")
	f.adaAnswer = c.answer(f.ada, question, "a", "Un soudage propre.", "2026-02-02", false)
	f.benAnswer = c.answer(f.ben, question, "b", "Un soudage lent et sûr.", "2026-02-02", false)
	c.answer(f.eve, question, "e", "Le soudage, et de la patience.", "2026-02-02", false)
	return f
}

// asked lets somebody ask about welding, and another answer.
func (f favoured) asked(asker, answerer graph.Key, id string, accepted bool) {
	question := f.ask("q"+id, "Soudage "+id, "", "2026-02-10")
	f.edge(asker, "", question, graph.Authored{})
	f.answer(answerer, question, "a"+id, "Le soudage "+id+", à l'arc.", "2026-02-11", accepted)
}

// What people do for themselves, for each other, or after the day changes nobody's score, each alone; without that, it
// counts.
func TestFavoursWeighNothing(t *testing.T) {
	like, follow := graph.Likes{At: at("2026-02-03")}, graph.Follows{At: at("2026-02-03")}
	lateLike, lateFollow := graph.Likes{At: at("2026-05-03")}, graph.Follows{At: at("2026-05-03")}
	for name, test := range map[string]struct {
		plain, favour func(favoured)
		counts        bool
	}{
		"one's own like":                  {nil, func(f favoured) { f.edge(f.ada, "", f.adaAnswer, like) }, false},
		"likes of each other":             {nil, func(f favoured) { f.edge(f.ada, "", f.benAnswer, like); f.edge(f.ben, "", f.adaAnswer, like) }, false},
		"followers of each other":         {nil, func(f favoured) { f.edge(f.ada, "", f.ben, follow); f.edge(f.ben, "", f.ada, follow) }, false},
		"a like for following":            {nil, func(f favoured) { f.edge(f.ada, "", f.benAnswer, like); f.edge(f.ben, "", f.ada, follow) }, false},
		"a like of a later day":           {nil, func(f favoured) { f.edge(f.eve, "", f.adaAnswer, lateLike) }, false},
		"a follower of a later day":       {nil, func(f favoured) { f.edge(f.eve, "", f.ada, lateFollow) }, false},
		"an answer to one's own question": {nil, func(f favoured) { f.asked(f.ada, f.ada, "1", true) }, false},
		"acceptances of each other": {
			func(f favoured) { f.asked(f.ada, f.ben, "1", false); f.asked(f.ben, f.ada, "2", false) },
			func(f favoured) { f.asked(f.ada, f.ben, "1", true); f.asked(f.ben, f.ada, "2", true) }, false,
		},
		"following back on a later day": {
			func(f favoured) { f.edge(f.eve, "", f.ada, follow) },
			func(f favoured) { f.edge(f.eve, "", f.ada, follow); f.edge(f.ada, "", f.eve, lateFollow) }, false,
		},
		"liking back on a later day": {
			func(f favoured) { f.edge(f.ben, "", f.adaAnswer, like) },
			func(f favoured) { f.edge(f.ben, "", f.adaAnswer, like); f.edge(f.ada, "", f.benAnswer, lateLike) }, false,
		},
		"a like":        {nil, func(f favoured) { f.edge(f.eve, "", f.adaAnswer, like) }, true},
		"a follower":    {nil, func(f favoured) { f.edge(f.eve, "", f.ada, follow) }, true},
		"an answer":     {nil, func(f favoured) { f.asked(f.eve, f.ada, "1", false) }, true},
		"an acceptance": {func(f favoured) { f.asked(f.eve, f.ada, "1", false) }, func(f favoured) { f.asked(f.eve, f.ada, "1", true) }, true},
	} {
		plain, favour := newFavoured(t), newFavoured(t)
		if test.plain != nil {
			test.plain(plain)
		}
		test.favour(favour)
		want, got := scores(plain.open()), scores(favour.open())
		if changed := cmp.Diff(want, got); (changed != "") != test.counts {
			t.Errorf("%s counts: %v, want %v (-without +with):\n%s", name, changed != "", test.counts, changed)
		}
	}
}

func scores(o *opened) map[graph.Key]float64 {
	scores := map[graph.Key]float64{}
	for _, expert := range o.find("soudage").Experts {
		scores[expert.Person.Key] = expert.Score
	}
	return scores
}
