package evaluation

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/discourse"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/search/eval"
)

// evalOptions are the flags of a measurement of the ranking.
type evalOptions struct {
	*cli.Options
	dump, forum, judgements, queries string
	last                             float64
	sample                           int
	attack, sampleCompany            bool
}

// NewEval returns the command eval.
func NewEval(o *cli.Options) *cobra.Command {
	e := &evalOptions{Options: o}
	command := &cobra.Command{
		Use:   "eval (--stackexchange DIR | --discourse DIR | --judgements FILE | --attack)",
		Short: "Measure the ranking on real questions",
		Long: `Measures how well the ranking finds who answered real questions best. A community is imported into
memory, and its latest questions are asked one by one, each as of the day before it was asked, so that
only what was known then counts. The same questions are put to published ways to rank.

MRR is the mean reciprocal rank of who gave the accepted or the best answer, P@1 how often they come
first, nDCG@10 and R@10 also count others who answered well, and PairAcc is how often, among those who
did answer, the best one comes before another. docs/eval.md has the protocol and the formulas.

With --judgements the queries of a file are asked in the data directory, or in the sample company: how
often the person to ask comes first and among the first three, and nobody is found where nobody knows.
A query is a line; below it a line "GRADE ADDRESS" for each person (their name where they have no e-mail
address), 3 the person to ask, 2 a good second, 1 somebody who can help, or "0 nobody"; then an empty line.

With --attack rings of likes and follows, puppets and floods are replayed on the first 3,000 questions, or where no
community is given, on those of a generated one.

Nothing is changed, and nothing is kept.`,
		Example: `  sachant eval --stackexchange dump
  sachant eval --stackexchange dump --last 40 --queries full --json
  sachant eval --discourse topics --attack
  sachant eval --judgements queries.txt`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return e.run(command.Context()) },
	}
	flags := command.Flags()
	flags.StringVar(&e.dump, "stackexchange", "", "the `directory` of a Stack Exchange dump")
	flags.StringVar(&e.forum, "discourse", "", "the `directory` of topics of a Discourse forum, in JSON")
	flags.StringVar(&e.judgements, "judgements", "", "a `file` of judged queries, asked in the data directory")
	flags.BoolVar(&e.sampleCompany, "sample-company", false, "ask the judged queries in the sample company that demo shows")
	flags.StringVar(&e.queries, "queries", "title", "what is asked: the `words` of the title, or full with tags and text")
	flags.Float64Var(&e.last, "last", 20, "how many of the questions, the latest, are asked, in `percent`")
	flags.BoolVar(&e.attack, "attack", false, "replay attacks on the community instead: rings, puppets, floods")
	flags.IntVar(&e.sample, "sample", 0, "ask only so `many` of these, evenly spread; 0 is all")
	return command
}

func (e *evalOptions) run(ctx context.Context) error {
	if err := e.check(); err != nil {
		return err
	}
	if path := e.dump + e.forum + e.judgements; path != "" {
		if err := cli.Readable([]string{path}); err != nil {
			return cli.Failed(err)
		}
	}
	if e.judgements != "" {
		return cli.Failed(e.judge(ctx))
	}
	if e.attack {
		return cli.Failed(e.replay(ctx))
	}
	return cli.Failed(e.measure(ctx))
}

func (e *evalOptions) check() error {
	switch {
	case e.attack && cli.Given(e.dump, e.forum, e.judgements) == 0: // on a generated community
	case cli.Given(e.dump, e.forum, e.judgements) != 1:
		return errors.New("eval wants one of --stackexchange, --discourse or --judgements")
	case e.judgements != "" && e.attack:
		return errors.New("--attack wants a community, not --judgements")
	case e.judgements == "" && e.sampleCompany:
		return errors.New("--sample-company wants --judgements")
	case e.queries != "title" && e.queries != "full":
		return fmt.Errorf("--queries: there is no %q: say title or full", e.queries)
	case !(e.last > 0 && e.last <= 100):
		return errors.New("--last wants more than 0 and at most 100 percent")
	case e.sample < 0:
		return errors.New("--sample wants 0 or more")
	}
	return nil
}

// evalNamer makes the same ids in every measurement.
func evalNamer() graph.Namer { return graph.NewNamer(make([]byte, 32)) }

func (e *evalOptions) reader() (source string, reader ingest.Reader) {
	source = filepath.Base(filepath.Clean(e.dump + e.forum))
	if e.forum != "" {
		return source, discourse.Reader{Dir: e.forum, Source: source, Namer: evalNamer()}
	}
	return source, stackexchange.Reader{Dir: e.dump, Source: source, Namer: evalNamer()}
}

// measure imports into a store in memory, and measures.
func (e *evalOptions) measure(ctx context.Context) (err error) {
	store, err := sqlite.OpenMemory()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	defer cli.CollectSeldom(e.Getenv)()
	began := time.Now()
	source, reader := e.reader()
	community, err := eval.Import(ctx, store, evalNamer(), source, reader)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, community.Close()) }()
	e.noteImport(community.Report)
	imported := time.Now()
	report, err := community.Measure(ctx, eval.Options{Percent: e.last, Sample: e.sample, Full: e.queries == "full"})
	if err != nil {
		return err
	}
	if e.JSON {
		return e.Print(report)
	}
	e.sayReport(report)
	e.Note("imported and indexed in %.0f s, measured in %.0f s\n", imported.Sub(began).Seconds(), time.Since(imported).Seconds())
	return nil
}

func (e *evalOptions) noteImport(report ingest.Report) {
	if n := len(report.Rejected); n > 0 {
		e.Note("%d entries were rejected; the first: %s: %s\n", n, report.Rejected[0].Where, report.Rejected[0].Cause)
	}
}

func (e *evalOptions) sayReport(report eval.Report) {
	e.Say("%d questions, each as of the day before; %d pairs of people who answered\n\n", report.Questions, report.Pairs)
	fmt.Fprintf(e.Stdout, "%-36s %9s %9s %9s %9s %9s\n", "", "MRR", "P@1", "nDCG@10", "R@10", "PairAcc")
	e.sayMeasures(e.Text("Sachant, who knows"), report.Sachant.WhoKnows)
	e.sayIntervals(report.Intervals.WhoKnows)
	e.sayMeasures(e.Text("Sachant, answer now"), report.Sachant.AnswerNow)
	e.sayIntervals(report.Intervals.AnswerNow)
	for _, baseline := range eval.Baselines() {
		e.sayMeasures(baseline.Name, report.Baselines[baseline.Name])
	}
	e.Say("\nAnswer now less each of these (95 %% interval of the paired difference):\n")
	for _, baseline := range eval.Baselines() {
		e.sayDifference(baseline.Name, report.Differences[baseline.Name].AnswerNow)
	}
	e.Say("\nWho knows less each of those that know no recency:\n")
	for _, baseline := range eval.Baselines() {
		if !baseline.Recent {
			e.sayDifference(baseline.Name, report.Differences[baseline.Name].WhoKnows)
		}
	}
}

func (e *evalOptions) sayDifference(name string, of eval.Intervals) {
	fmt.Fprintf(e.Stdout, "%-36s MRR %+.3f to %+.3f, nDCG@10 %+.3f to %+.3f\n", name, of.MRR[0], of.MRR[1], of.NDCG10[0], of.NDCG10[1])
}

func (e *evalOptions) sayMeasures(name string, m eval.Measures) {
	fmt.Fprintf(e.Stdout, "%-36s %9.3f %9.3f %9.3f %9.3f %9.3f\n", name, m.MRR, m.P1, m.NDCG10, m.R10, m.PairAcc)
}

func (e *evalOptions) sayIntervals(i eval.Intervals) {
	fmt.Fprintf(e.Stdout, "%-36s", e.Text("  95 percent interval"))
	for _, interval := range []eval.Interval{i.MRR, i.P1, i.NDCG10, i.R10, i.PairAcc} {
		fmt.Fprintf(e.Stdout, " %.2f–%.2f", interval[0], interval[1])
	}
	fmt.Fprintln(e.Stdout)
}
