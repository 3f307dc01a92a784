package evaluation

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/eval"
)

// judgedReport is what eval --judgements --json prints: shares of queries, 0 to 1.
type judgedReport struct {
	Queries int `json:"queries"`
	// First and First3 are of those that somebody can answer, NobodyFound of those that nobody can.
	First       float64 `json:"first"`
	First3      float64 `json:"first3"`
	NDCG10      float64 `json:"ndcg10"`
	NobodyFound float64 `json:"nobody_found"`
	// NobodyPrecision is the share of queries that nobody can answer among those in which nobody is found.
	NobodyPrecision float64             `json:"nobody_precision"`
	Failed          []failedExpectation `json:"failed"`
}

// failedExpectation is a query that is not answered right.
type failedExpectation struct {
	Query  string   `json:"query"`
	Kind   string   `json:"kind"`
	Wanted []string `json:"wanted"` // the people to ask; none where nobody knows
	Found  []string `json:"found"`  // the first three
}

// judge asks the judged queries of a file.
func (e *evalOptions) judge(ctx context.Context) error {
	text, err := os.ReadFile(e.judgements)
	if err != nil {
		return err
	}
	judgements, err := fixtures.ParseJudgements(string(text))
	if err != nil {
		return err
	}
	if len(judgements) == 0 {
		return fmt.Errorf("%s holds no judged query", e.judgements)
	}
	asked := JudgedQueries(judgements)
	if err := e.askJudged(ctx, asked); err != nil {
		return err
	}
	if e.JSON {
		return e.Print(newJudgedReport(asked))
	}
	words := JudgedWords{e.Text("comes first"), e.Text("in first three"), e.Text("nobody knows"), e.Text("nobody found"), e.Text("all queries"), e.Text("in place"), e.Text("other people")}
	e.Say("%s\n%s", Figures(asked, words), Failures(asked, words))
	return nil
}

// JudgedQueries returns judgements as queries of the evaluation.
func JudgedQueries(judgements []fixtures.Judgement) []eval.Judged {
	asked := make([]eval.Judged, len(judgements))
	for i, one := range judgements {
		asked[i] = eval.Judged{Query: one.Query, Kind: one.Kind, Grades: one.Grades, Nobody: one.Nobody}
	}
	return asked
}

// askJudged asks for any colleague, in what is kept or in the sample company.
func (e *evalOptions) askJudged(ctx context.Context, asked []eval.Judged) (err error) {
	inst, remove, err := e.openJudged(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, inst.Close(), remove()) }()
	searcher, err := inst.OpenSearcher(ctx, e.Options, inst.Store, inst.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, searcher.Close()) }()
	for i := range asked {
		if err := asked[i].Ask(ctx, searcher.Finder, searcher.Gate.View(access.Colleague())); err != nil {
			return err
		}
	}
	return nil
}

// openJudged opens what is kept, or imports the sample company into a directory that remove removes.
func (e *evalOptions) openJudged(ctx context.Context) (inst *installation.Installation, remove func() error, err error) {
	remove = func() error { return nil }
	if !e.sampleCompany {
		inst, err = installation.OpenReadOnly(ctx, e.Options)
		return inst, remove, err
	}
	dir, err := os.MkdirTemp("", "sachant-eval-")
	if err != nil {
		return nil, nil, err
	}
	remove = func() error { return os.RemoveAll(dir) }
	e.Data, e.Store = filepath.Join(dir, "data"), ""
	if inst, err = installation.Open(ctx, e.Options); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	if err := demo.Populate(ctx, e.Options, inst, filepath.Join(dir, "company")); err != nil {
		return nil, nil, errors.Join(err, inst.Close(), remove())
	}
	return inst, remove, nil
}

func newJudgedReport(asked []eval.Judged) judgedReport {
	counted := eval.FiguresOf(asked)
	of := func(part, whole int) float64 { return float64(part) / max(1, float64(whole)) }
	report := judgedReport{
		Queries: len(asked), First: of(counted.First, counted.Known), First3: of(counted.Three, counted.Known), NDCG10: counted.NDCG10,
		NobodyFound: of(counted.Nobody, counted.Unknown), NobodyPrecision: of(counted.Nobody, counted.Empty), Failed: []failedExpectation{},
	}
	for i := range asked {
		if one := &asked[i]; !one.Right() {
			found := append([]string{}, one.Found[:min(3, len(one.Found))]...)
			report.Failed = append(report.Failed, failedExpectation{one.Query, one.Kind, one.Best(), found})
		}
	}
	return report
}

// JudgedWords are the words of the table and of the list below it, in the language of the user.
type JudgedWords struct{ First, Three, Nobody, None, All, Place, Others string }

// Figures is a table with a row for each kind of query, and the total.
func Figures(asked []eval.Judged, words JudgedWords) string {
	var table strings.Builder
	fmt.Fprintf(&table, "%-14s %15s %15s %15s %8s\n", "", words.First, words.Three, words.Nobody, "nDCG@10")
	var kinds []string
	for _, one := range asked {
		if !slices.Contains(kinds, one.Kind) {
			kinds = append(kinds, one.Kind)
		}
	}
	for _, kind := range kinds {
		row(&table, kind, slices.DeleteFunc(slices.Clone(asked), func(one eval.Judged) bool { return one.Kind != kind }))
	}
	row(&table, words.All, asked)
	return table.String()
}

// row writes the shares of queries with a person to ask first and among the first three, of those that nobody
// can answer where nobody is found, and the mean gain.
func row(table *strings.Builder, kind string, asked []eval.Judged) {
	counted := eval.FiguresOf(asked)
	mean := "-"
	if counted.Known > 0 {
		mean = fmt.Sprintf("%.3f", counted.NDCG10)
	}
	fmt.Fprintf(table, "%-14s %15s %15s %15s %8s\n", kind, share(counted.First, counted.Known), share(counted.Three, counted.Known),
		share(counted.Nobody, counted.Unknown), mean)
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d %5.1f %%", part, whole, 100*float64(part)/float64(whole))
}

// Failures has a line for each query with a wrong answer: the wanted people, and the first ones found.
func Failures(asked []eval.Judged, words JudgedWords) string {
	var list strings.Builder
	for i := range asked {
		one := &asked[i]
		if one.Right() {
			continue
		}
		first := words.None
		if len(one.Found) > 0 {
			first = AccountName(one.Found[0]) + " " + words.First
		}
		fmt.Fprintf(&list, "%s | %s | %s | %s\n", one.Kind, one.Query, wanted(one, words), first)
	}
	return list.String()
}

// wanted names the person to ask who comes before the others, with the place, or those who were not found.
func wanted(one *eval.Judged, words JudgedWords) string {
	if one.Nobody {
		return words.Nobody
	}
	if place := one.Place(); place > 0 {
		return fmt.Sprintf("%s %s %d", AccountName(one.Found[place-1]), words.Place, place)
	}
	var best []string
	for _, mail := range one.Best() {
		best = append(best, AccountName(mail))
	}
	if more := len(best) - 2; more > 0 {
		best = append(best[:2], fmt.Sprint(more, " ", words.Others))
	}
	return strings.Join(best, ", ")
}

// AccountName is an address without its domain.
func AccountName(mail string) string {
	name, _, _ := strings.Cut(mail, "@")
	return name
}
