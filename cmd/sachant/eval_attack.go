package main

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
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

// replay replays the attacks on a part of a community.
func (e *evalOptions) replay(ctx context.Context) error {
	defer collectSeldom(e.Getenv)()
	source, reader := e.reader()
	run := eval.Replay{
		Open:  func() (graph.Store, error) { return sqlite.OpenMemory() },
		Namer: evalNamer(), Source: source, Reader: reader, Questions: attackedQuestions, Queries: attackQueries,
	}
	queries, attacks, err := run.Run(ctx)
	if err != nil {
		return err
	}
	if e.json {
		return e.print(evalAttacks{queries, attacks})
	}
	e.say("%d queries: in how many of the first tens a member of the ring entered, in how many one took the first place,\nand of how many other people the score changed\n\n", queries)
	fmt.Fprintf(e.Stdout, "%-74s %22s %22s\n", "", e.text("who knows"), e.text("answer now"))
	for _, each := range attacks {
		fmt.Fprintf(e.Stdout, "%-74s", e.text(each.Name))
		for _, figures := range []eval.AttackFigures{each.WhoKnows, each.AnswerNow} {
			fmt.Fprintf(e.Stdout, " %8d %6d %6d", figures.Entered, figures.First, figures.Moved)
		}
		fmt.Fprintln(e.Stdout)
	}
	return nil
}
