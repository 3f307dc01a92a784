package eval

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
)

// town returns a community of 70 people; the higher their number, the more they answered.
func town(t *testing.T) *village {
	t.Helper()
	v := newVillage(t)
	for person := range 70 {
		for k := range 1 + person/14 {
			fruit := []string{"apples", "pears", "plums", "quinces"}[(person+k)%4]
			v.answers(fmt.Sprint("person ", person), v.asks("novice", "how to keep "+fruit, 1+k), 1+k, k%2, 0)
		}
	}
	return v
}

// An attack says what its name says: so many facts of each kind, and who gains.
func TestAttacksSayWhatTheyAreNamedFor(t *testing.T) {
	v := town(t)
	c := v.community()
	type counts struct{ follows, mutual, questions, answers, accepted, ring int }
	for name, want := range map[string]counts{
		"20 answerers like and follow each other":                                    {follows: 380, mutual: 380, ring: 20},
		"20 answerers like and follow each other in pairs":                           {follows: 20, mutual: 20, ring: 20},
		"20 answerers like and follow in one-way rings of three":                     {follows: 19, ring: 20},
		"20 answerers like and follow the next nine in a ring":                       {follows: 180, ring: 20},
		"20 puppets like and follow one answerer":                                    {follows: 20, ring: 1},
		"20 new accounts accept the next one's answer to one question":               {questions: 20, answers: 20, accepted: 20, ring: 20},
		"20 new accounts accept the next one's answers to five questions":            {questions: 100, answers: 100, accepted: 100, ring: 20},
		"a newcomer asks ten questions, answers and accepts himself":                 {questions: 10, answers: 10, accepted: 10, ring: 1},
		"a newcomer asks ten questions and answers himself":                          {questions: 10, answers: 10, ring: 1},
		"a newcomer answers ten questions of a puppet, who accepts":                  {questions: 10, answers: 10, accepted: 10, ring: 1},
		"a newcomer answers the latest 200 questions with their titles, three times": {answers: 600, ring: 1},
		"a newcomer has the words of ten queries as a title":                         {ring: 1},
	} {
		played := &script{log: c.Log, namer: v.namer, queries: v.titles(), answerers: answerers(c.Log), at: on(9)}
		for _, attack := range Attacks() {
			if attack.Name == name {
				attack.script(played)
			}
		}
		got, follows := counts{ring: len(played.ring)}, map[[2]graph.Key]bool{}
		for _, statement := range played.statements {
			for _, fact := range statement.Facts {
				switch value := fact.Value.(type) {
				case graph.Follows:
					follows[[2]graph.Key{fact.From(), fact.To()}] = true
				case graph.Contribution:
					got.questions += oneIf(value.Type == graph.TypeQuestion)
				case graph.Answers:
					got.answers++
					got.accepted += oneIf(value.Accepted)
				}
			}
		}
		got.follows = len(follows)
		for pair := range follows {
			got.mutual += oneIf(follows[[2]graph.Key{pair[1], pair[0]}])
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// titles are those of all questions.
func (v *village) titles() (titles []string) {
	for _, statement := range v.statements {
		for _, fact := range statement.Facts {
			if value, ok := fact.Value.(graph.Contribution); ok && value.Type == graph.TypeQuestion {
				titles = append(titles, value.Title)
			}
		}
	}
	return titles
}

// After an attack was taken back, everything is as before.
func TestAttacksAreTakenBack(t *testing.T) {
	v := town(t)
	c := v.community()
	s := &scene{Community: c, queries: v.titles()[:8], answerers: answerers(c.Log)}
	before, err := s.ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, attack := range Attacks() {
		if _, err := s.replay(t.Context(), attack, before); err != nil {
			t.Fatalf("%s: %v", attack.Name, err)
		}
	}
	after, err := s.ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range before.WhoKnows {
		for k, expert := range before.WhoKnows[i] {
			if other := after.WhoKnows[i][k]; other.Person.Key != expert.Person.Key || other.Score != expert.Score {
				t.Errorf("%q: %s has %v instead of %v", s.queries[i], expert.Person.Key, other.Score, expert.Score)
			}
		}
	}
}

// All attacks are replayed on what was said up to a number of questions, and the next titles are asked.
func TestReplay(t *testing.T) {
	v := town(t)
	replay := Replay{
		Open:  func() (graph.Store, error) { return sqlite.OpenMemory() },
		Namer: v.namer, Source: "town", Reader: func(graph.Store) ingest.Reader { return stated(v.statements) }, Questions: 180, Queries: 5,
	}
	queries, first, err := replay.Run(t.Context())
	if err != nil || queries != 5 || len(first) != len(Attacks()) {
		t.Fatalf("%d attacks on %d queries, %v", len(first), queries, err)
	}
	for _, one := range first {
		for _, figures := range []AttackFigures{one.WhoKnows, one.AnswerNow} {
			if figures.First > figures.Entered || figures.Entered > queries {
				t.Errorf("%s: %+v", one.Name, figures)
			}
		}
	}
	if _, again, err := replay.Run(t.Context()); err != nil || !reflect.DeepEqual(first, again) {
		t.Errorf("replayed again: %v, %v, want %v", again, err, first)
	}
}
