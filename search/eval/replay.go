package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/search"
)

// Replay replays attacks on a community.
type Replay struct {
	// Open returns an empty store.
	Open   func() (graph.Store, error)
	Namer  graph.Namer
	Source string
	// Reader makes a reader of the community, given the store that it is imported into. Of its questions, the first
	// Questions are imported, with what was said up to then.
	Reader    func(graph.Store) ingest.Reader
	Questions int
	// Queries is how many of the titles that come next are asked.
	Queries int
}

// AttackReport is what an attack achieved.
type AttackReport struct {
	Name string `json:"name"`
	Emphases[AttackFigures]
}

// AttackFigures are for one emphasis.
type AttackFigures struct {
	// Entered counts queries in which a member of the ring came into the first ten, First those in which one took the
	// first place.
	Entered int `json:"entered"`
	First   int `json:"first"`
	// Moved counts other people whose score changed in some query.
	Moved int `json:"moved"`
}

// attackSource is the source of what the members of a ring do.
const attackSource = "attack"

// answers are the experts of each query, by emphasis.
type answers Emphases[[][]search.Expert]

// Run replays all attacks, each on the community as it was, and returns how many queries were asked.
func (r Replay) Run(ctx context.Context) (queries int, reports []AttackReport, err error) {
	store, err := r.Open()
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	first := &firstQuestions{Reader: r.Reader(store), limit: r.Questions, wanted: r.Queries}
	c, err := Import(ctx, store, r.Namer, r.Source, first)
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	scene := &scene{Community: c, queries: first.later}
	if len(scene.queries) < r.Queries {
		scene.queries = spread(c.Log, r.Queries)
	}
	if scene.answerers = answerers(c.Log); len(scene.queries) == 0 || len(scene.answerers) < 2 {
		return 0, nil, errors.New("the community is too small to replay attacks on it")
	}
	before, err := scene.ask(ctx)
	for _, attack := range Attacks() {
		if err != nil {
			break
		}
		var report AttackReport
		if report, err = scene.replay(ctx, attack, before); err != nil {
			err = fmt.Errorf("%s: %w", attack.Name, err)
		}
		reports = append(reports, report)
	}
	return len(scene.queries), reports, err
}

// scene is a community as every attack finds it.
type scene struct {
	*Community
	queries   []string
	answerers []Member
}

// replay plays an attack, asks, and takes it back.
func (s *scene) replay(ctx context.Context, attack Attack, before answers) (AttackReport, error) {
	ring, err := s.play(ctx, attack)
	if err != nil {
		return AttackReport{}, err
	}
	after, err := s.ask(ctx)
	if err == nil {
		err = s.takeBack(ctx)
	}
	return AttackReport{attack.Name, Emphases[AttackFigures]{
		compare(before.WhoKnows, after.WhoKnows, ring), compare(before.AnswerNow, after.AnswerNow, ring),
	}}, err
}

// spread returns titles of a community's own questions, where no more come later.
func spread(l *Log, wanted int) []string {
	var titles []string
	for i := range l.Posts {
		if post := &l.Posts[i]; post.IsQuestion() && post.Title != "" {
			titles = append(titles, post.Title)
		}
	}
	count := min(wanted, len(titles))
	for i := range count {
		titles[i] = titles[i*len(titles)/count]
	}
	return titles[:count]
}

// answerers returns 20 people who answered much, but for the 20 who answered most: these are first anyway.
func answerers(l *Log) []Member {
	seen := newCounter(l)
	seen.advance(l.Posts[len(l.Posts)-1].day())
	people := make([]Member, len(l.People))
	for i := range people {
		people[i] = Member(i)
	}
	slices.SortStableFunc(people, func(a, b Member) int { return seen.answers[b] - seen.answers[a] })
	return people[min(20, len(people)/3):min(40, len(people)/3*2)]
}

// play imports what the members of a ring do, and returns who gains.
func (s *scene) play(ctx context.Context, attack Attack) ([]graph.Key, error) {
	last := &s.Log.Posts[len(s.Log.Posts)-1]
	played := &script{log: s.Log, namer: s.namer, queries: s.queries, answerers: s.answerers, at: last.At}
	attack.script(played)
	run := ingest.Import{Source: attackSource, Store: s.store, Namer: s.namer, CreatePeople: true}
	report, err := run.Run(ctx, stated(played.statements))
	if err != nil {
		return nil, err
	}
	for _, rejected := range report.Rejected {
		return nil, fmt.Errorf("the attack was rejected: %s", rejected.Cause)
	}
	people := newRecord()
	if err := people.resolve(ctx, s.store); err != nil {
		return nil, err
	}
	for i, person := range played.ring {
		played.ring[i] = cmp.Or(people.people[person], person)
	}
	return played.ring, s.catchUp(ctx)
}

// takeBack removes what the attack stated.
func (s *scene) takeBack(ctx context.Context) error {
	var keys []graph.Key
	_, err := s.store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if fact.Origin == attackSource {
			keys = append(keys, fact.Key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := s.store.Commit(ctx, graph.Tx{Actor: "import:" + attackSource, Delete: keys}); err != nil {
		return err
	}
	return s.catchUp(ctx)
}

// stated is a source that states what it holds.
type stated []ingest.Statement

// Read implements [ingest.Reader].
func (s stated) Read(_ context.Context, sink ingest.Sink) error {
	for _, statement := range s {
		if err := sink.Emit(statement); err != nil {
			return err
		}
	}
	return nil
}

// ask asks all queries as of the day after the latest post, with both emphases.
func (s *scene) ask(ctx context.Context) (answers, error) {
	on := s.Log.Posts[len(s.Log.Posts)-1].day() + 1
	out := answers{make([][]search.Expert, len(s.queries)), make([][]search.Expert, len(s.queries))}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, words := range s.queries {
		group.Go(func() (err error) {
			if out.WhoKnows[i], err = s.find(ctx, words, search.WhoKnows, on, found); err == nil {
				out.AnswerNow[i], err = s.find(ctx, words, search.AnswerNow, on, found)
			}
			return err
		})
	}
	return out, group.Wait()
}

// compare counts what changed in the answers to each query.
func compare(before, after [][]search.Expert, ring []graph.Key) (figures AttackFigures) {
	moved := map[graph.Key]bool{}
	for i := range after {
		was, is := before[i], after[i]
		if gained(was, is, ring, 10) {
			figures.Entered++
		}
		if gained(was, is, ring, 1) {
			figures.First++
		}
		scores := map[graph.Key]float64{}
		for _, expert := range was {
			scores[expert.Person.Key] = expert.Score
		}
		for _, expert := range is {
			key := expert.Person.Key
			if score, found := scores[key]; found && score != expert.Score && !slices.Contains(ring, key) {
				moved[key] = true
			}
		}
	}
	figures.Moved = len(moved)
	return figures
}

// gained reports whether a member of the ring is among the first n who was not before.
func gained(before, after []search.Expert, ring []graph.Key, n int) bool {
	isAmong := func(experts []search.Expert, key graph.Key) bool {
		return slices.ContainsFunc(experts[:min(n, len(experts))], func(e search.Expert) bool { return e.Person.Key == key })
	}
	return slices.ContainsFunc(ring, func(key graph.Key) bool { return isAmong(after, key) && !isAmong(before, key) })
}
