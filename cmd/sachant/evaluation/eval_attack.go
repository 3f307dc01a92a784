package evaluation

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/search/eval"
)

// evalAttacks is what eval --attack --json prints.
type evalAttacks struct {
	Queries int                 `json:"queries"`
	Attacks []eval.AttackReport `json:"attacks"`
}

// The size of the community that attacks are replayed on.
const (
	attackedQuestions = 3000
	attackQueries     = 300
)

// attacked returns the community given, or one that is generated into a directory that remove removes.
func (e *evalOptions) attacked(ctx context.Context) (source string, reader func(graph.Store) ingest.Reader, remove func() error, err error) {
	if e.dump+e.forum != "" {
		source, given := e.reader()
		return source, func(graph.Store) ingest.Reader { return given }, func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "sachant-eval-")
	if err != nil {
		return "", nil, nil, err
	}
	remove = func() error { return os.RemoveAll(dir) }
	company := fixtures.Company{People: 1000, Contributions: 16_000, Seed: 1}
	if err := company.Write(ctx, dir, func(int64) {}); err != nil {
		return "", nil, nil, errors.Join(err, remove())
	}
	lines := activity.JSONLines{Path: filepath.Join(dir, "activity.jsonl"), Source: "activity", Namer: evalNamer(), CreateCommunities: true}
	return lines.Source, func(store graph.Store) ingest.Reader {
		lines.Store = store
		return lines
	}, remove, nil
}

// replay replays the attacks on a part of a community.
func (e *evalOptions) replay(ctx context.Context) (err error) {
	defer cli.CollectSeldom(e.Getenv)()
	source, reader, remove, err := e.attacked(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	run := eval.Replay{
		Open:  func() (graph.Store, error) { return sqlite.OpenMemory() },
		Namer: evalNamer(), Source: source, Reader: reader, Questions: attackedQuestions, Queries: attackQueries,
	}
	queries, attacks, err := run.Run(ctx)
	if err != nil {
		return err
	}
	if e.JSON {
		return e.Print(evalAttacks{queries, attacks})
	}
	e.Say("%d queries: in how many of the first tens a member of the ring entered, in how many one took the first place,\nand of how many other people the score changed\n\n", queries)
	fmt.Fprintf(e.Stdout, "%-74s %22s %22s\n", "", e.Text("who knows"), e.Text("answer now"))
	for _, each := range attacks {
		fmt.Fprintf(e.Stdout, "%-74s", e.Text(each.Name))
		for _, figures := range []eval.AttackFigures{each.WhoKnows, each.AnswerNow} {
			fmt.Fprintf(e.Stdout, " %8d %6d %6d", figures.Entered, figures.First, figures.Moved)
		}
		fmt.Fprintln(e.Stdout)
	}
	return nil
}
