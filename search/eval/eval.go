package eval

import (
	"context"
	"errors"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/sachant/sachant/search"
)

// Options say what a community is asked.
type Options struct {
	// Percent of the questions, the latest, are asked; the others are only known.
	Percent float64
	// Sample is how many of these are asked, evenly spread; 0 is all.
	Sample int
	// Full asks with title, tags and text instead of the title alone.
	Full bool
}

// Report compares Sachant with the baselines.
type Report struct {
	Questions int                 `json:"questions"`
	Sachant   Emphases[Measures]  `json:"sachant"`
	Baselines map[string]Measures `json:"baselines"`
	// Pairs is how many pairs PairAcc rests on.
	Pairs int `json:"pairs"`
	// Intervals are 95 % confidence intervals of the measures, Differences of Sachant less each baseline, over
	// paired resamples.
	Intervals   Emphases[Intervals]            `json:"intervals"`
	Differences map[string]Emphases[Intervals] `json:"differences"`
}

// Emphases holds something for each emphasis of a query.
type Emphases[T any] struct {
	WhoKnows  T `json:"who_knows"`
	AnswerNow T `json:"answer_now"`
}

// Measure asks the latest questions of a community, each as of the day before, and compares the answers.
func (c *Community) Measure(ctx context.Context, options Options) (Report, error) {
	questions := sample(c.Log.Questions(options.Percent), options.Sample)
	if len(questions) == 0 {
		return Report{}, errors.New("none of the latest questions was answered best by somebody who had given five answers before")
	}
	before := make([][]int, len(questions)) // answers of everybody
	seen := newCounter(c.Log)
	for i := range questions {
		seen.advance(questions[i].Known)
		before[i] = append([]int(nil), seen.answers...)
	}
	asked := asking{c, options, questions, before}
	var whoKnows, answerNow []outcome
	baselines := map[string][]outcome{}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		baselines = asked.baselines()
		return nil
	})
	group.Go(func() (err error) {
		if whoKnows, err = asked.sachant(ctx, search.WhoKnows); err == nil {
			answerNow, err = asked.sachant(ctx, search.AnswerNow)
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return Report{}, err
	}
	return newReport(whoKnows, answerNow, baselines), nil
}

func sample(questions []Question, n int) []Question {
	if n <= 0 || n >= len(questions) {
		return questions
	}
	spread := make([]Question, n)
	for i := range spread {
		spread[i] = questions[i*len(questions)/n]
	}
	return spread
}

// asking is one measurement.
type asking struct {
	*Community
	options   Options
	questions []Question
	before    [][]int // by question and member
}

func (a *asking) baselines() map[string][]outcome {
	outcomes := map[string][]outcome{}
	history := newHistory(a.Log)
	for i := range a.questions {
		question := &a.questions[i]
		history.advance(question.Known)
		for _, baseline := range Baselines() {
			outcomes[baseline.Name] = append(outcomes[baseline.Name], measure(question, baseline.score(history, question), a.before[i]))
		}
	}
	return outcomes
}

// sachant asks all questions, several at once.
func (a *asking) sachant(ctx context.Context, emphasis search.Emphasis) ([]outcome, error) {
	outcomes := make([]outcome, len(a.questions))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range a.questions {
		group.Go(func() error {
			question := &a.questions[i]
			words := question.Title
			if a.options.Full {
				words = question.Full()
			}
			experts, err := a.find(ctx, words, emphasis, question.Known, found)
			if err != nil {
				return err
			}
			scores := make([]float64, len(a.Log.People))
			for _, expert := range experts {
				if who, known := a.Log.members[expert.Person.Key]; known {
					scores[who] = expert.Score
				}
			}
			outcomes[i] = measure(question, scores, a.before[i])
			return nil
		})
	}
	return outcomes, group.Wait()
}

func newReport(whoKnows, answerNow []outcome, baselines map[string][]outcome) Report {
	all := make([]int, len(whoKnows))
	report := Report{Questions: len(all), Baselines: map[string]Measures{}, Differences: map[string]Emphases[Intervals]{}}
	for i := range all {
		all[i] = i
		report.Pairs += int(whoKnows[i].pairs)
	}
	report.Sachant = Emphases[Measures]{mean(whoKnows, all), mean(answerNow, all)}
	drawn := draws(len(all))
	of := func(outcomes, less []outcome) Intervals {
		return intervals(drawn, func(places []int) Measures {
			if less == nil {
				return mean(outcomes, places)
			}
			return mean(outcomes, places).minus(mean(less, places))
		})
	}
	report.Intervals = Emphases[Intervals]{of(whoKnows, nil), of(answerNow, nil)}
	for name, outcomes := range baselines {
		report.Baselines[name] = mean(outcomes, all)
		report.Differences[name] = Emphases[Intervals]{of(whoKnows, outcomes), of(answerNow, outcomes)}
	}
	return report
}
