// Package simulation replays the questions of a community, sends each to people by search/routing, and counts the load,
// the success and the time to an answer, beside ranking alone. Who knows about a question is found by the product's own
// search, with what was known the day before, as search/eval does; nobody who was routed a question was really asked,
// so that success counts who then answered well of their own accord.
package simulation

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/eval"
	"github.com/sachant/sachant/search/routing"
)

// Options say what is replayed.
type Options struct {
	// Percent of the questions, the latest, are replayed; what was said before is only known.
	Percent float64
	// Asked is how many people a question goes to at most.
	Asked   int
	Weights routing.Weights
	// Progress receives how many questions of how many it is known of who knows; one call at a time. Nil for none.
	Progress func(done, total int)
}

// Report compares the ways to route.
type Report struct {
	// Questions is how many are replayed, Answered how many of them somebody established answered well.
	Questions int `json:"questions"`
	Answered  int `json:"answered"`
	// Weeks is the time from the first to the last of them.
	Weeks float64 `json:"weeks"`
	// Cap is how many questions a week go to a person, Asked how many people a question goes to at most.
	Cap   int `json:"cap"`
	Asked int `json:"asked"`
	// Weights is the version of the constants of routing.
	Weights int       `json:"weights"`
	Ways    []Figures `json:"ways"`
}

// way is a way to route: by constants, with the questions of a day together or one after the other.
type way struct {
	name     string
	weights  routing.Weights
	together bool
}

// ways returns those that are compared: routing with and without its parts.
func ways(weights routing.Weights) []way {
	within := weights
	within.Tolerance, within.YearScale, within.WeekShare = 0, math.Inf(1), 0
	alone := within
	alone.Cap = math.MaxInt
	return []way{
		{"ranking alone", alone, false},
		{"ranking within caps", within, false},
		{"routing", weights, false},
		{"routing, the questions of a day together", weights, true},
	}
}

// Run replays the latest questions of a community.
func Run(ctx context.Context, community *eval.Community, options Options) (Report, error) {
	questions := community.Log.Latest(options.Percent)
	if len(questions) == 0 {
		return Report{}, errors.New("the community has no questions to replay")
	}
	experts, err := find(ctx, community, questions, options.Progress)
	if err != nil {
		return Report{}, err
	}
	report := Report{
		Questions: len(questions), Weeks: questions[len(questions)-1].At.Sub(questions[0].At).Hours() / 24 / 7,
		Cap: options.Weights.Cap, Asked: options.Asked, Weights: options.Weights.Version,
	}
	for i := range questions {
		if len(questions[i].Relevant) > 0 {
			report.Answered++
		}
	}
	for _, way := range ways(options.Weights) {
		routed := way.route(community.Log, questions, experts, options.Asked)
		report.Ways = append(report.Ways, figures(way.name, community.Log, questions, routed, options.Weights.Cap))
	}
	return report, nil
}

// find finds who knows about each question, several at once.
func find(ctx context.Context, community *eval.Community, questions []eval.Question, progress func(done, total int)) ([][]eval.Expert, error) {
	experts := make([][]eval.Expert, len(questions))
	var mutex sync.Mutex
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range questions {
		group.Go(func() (err error) {
			if experts[i], err = community.FindMembers(ctx, &questions[i]); err != nil || progress == nil {
				return err
			}
			mutex.Lock()
			defer mutex.Unlock()
			done++
			progress(done, len(questions))
			return nil
		})
	}
	return experts, group.Wait()
}

// routed is a question with the people who were asked, and when.
type routed struct {
	at    time.Time
	asked []eval.Member
}

// route routes all questions in the order of time, each when it is asked or, together, at the end of its day.
func (w way) route(log *eval.Log, questions []eval.Question, experts [][]eval.Expert, most int) []routed {
	members := map[graph.Key]eval.Member{}
	for who, key := range log.People {
		members[key] = eval.Member(who)
	}
	before, all := ledger{}, make([]routed, len(questions))
	for from := 0; from < len(questions); {
		to, at := w.batch(questions, from)
		waiting := make([]routing.Waiting, to-from)
		for i := range waiting {
			waiting[i] = routing.Waiting{Candidates: before.candidates(log, experts[from+i], at), Most: most}
		}
		for i, asked := range w.choose(waiting) {
			all[from+i].at = at
			for _, one := range asked {
				who := members[one.Person]
				all[from+i].asked = append(all[from+i].asked, who)
				before[who] = append(before[who], at)
			}
		}
		from = to
	}
	return all
}

// batch returns up to which question they are routed at once, and when.
func (w way) batch(questions []eval.Question, from int) (to int, at time.Time) {
	if !w.together {
		return from + 1, questions[from].At
	}
	day := graph.DayOf(questions[from].At)
	for to = from; to < len(questions) && graph.DayOf(questions[to].At) == day; to++ {
	}
	return to, day.Date().Time().AddDate(0, 0, 1)
}

func (w way) choose(waiting []routing.Waiting) [][]routing.Asked {
	if w.together {
		return routing.Assign(waiting, w.weights)
	}
	return [][]routing.Asked{routing.Choose(waiting[0].Candidates, waiting[0].Most, w.weights)}
}

// ledger is when each member was asked, in the order of time.
type ledger map[eval.Member][]time.Time

// candidates returns experts with how much they were asked before.
func (l ledger) candidates(log *eval.Log, experts []eval.Expert, at time.Time) []routing.Candidate {
	all := make([]routing.Candidate, len(experts))
	for i, one := range experts {
		all[i] = routing.Candidate{Person: log.People[one.Member], Expertise: one.Score, Load: l.load(one.Member, at)}
	}
	return all
}

func (l ledger) load(who eval.Member, at time.Time) (load routing.Load) {
	const day = 24 * time.Hour
	for _, asked := range l[who] {
		age := at.Sub(asked)
		if age < routing.DaysOfWeek*day {
			load.Week++
		}
		if age < routing.DaysOfYear*day {
			load.Year++
		}
		load.Last = graph.DayOf(asked)
	}
	return load
}
