package imports

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/ingest/table"
	"github.com/sachant/sachant/search/extract"
	"github.com/sachant/sachant/search/thesaurus"
)

// proposed is a skill that a text speaks of; a contract with scripts.
type proposed struct {
	File    string    `json:"file"`
	Line    int       `json:"line"`
	Column  int       `json:"column"` // in characters, from 1
	Start   int       `json:"start"`  // in bytes of the text, as UTF-8
	End     int       `json:"end"`
	Quote   string    `json:"quote"`
	Label   string    `json:"label"`
	Skill   graph.Key `json:"skill,omitempty"`
	Concept graph.Key `json:"concept,omitempty"`
	By      string    `json:"by"`
}

// proposeFromTexts prints the skills that texts speak of, and keeps none.
func (v *interviewOptions) proposeFromTexts(ctx context.Context, files []string) error {
	inst, err := installation.OpenForTrial(ctx, v.importOptions.Options)
	if err != nil {
		return err
	}
	defer inst.Close()
	extractor, err := extractor(ctx, v.importOptions.Options, inst)
	if err != nil {
		return err
	}
	all, failures := []proposed{}, []error(nil)
	for _, path := range files {
		said, notes, err := readProse(ctx, path)
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", path, err))
			continue
		}
		for _, note := range notes {
			v.Note("%s: %s\n", path, v.Text(note))
		}
		found := extractor.Find(ctx, said)
		if found.Failure != nil {
			v.Note("%s: %s; the labels of the vocabulary were found without it\n", path, v.Text(found.Failure.Error()))
		}
		for _, one := range found.Proposals {
			all = append(all, proposedIn(path, said, one))
		}
	}
	if err := v.writeProposals(all); err != nil {
		return err
	}
	if v.JSON {
		failures = append(failures, v.Print(all))
	} else {
		v.sayProposals(all)
	}
	return errors.Join(failures...)
}

// extractor finds what any colleague may know of: what only somebody's private statement names is not proposed.
func extractor(ctx context.Context, o *cli.Options, inst *installation.Installation) (extract.Extractor, error) {
	index, err := inst.ReadVocabulary(ctx, o)
	if err != nil {
		return extract.Extractor{}, err
	}
	client, err := installation.OpenModel(ctx, o, inst, nil)
	if err != nil {
		return extract.Extractor{}, err
	}
	view := access.NewGate(inst.Store, inst.Store).View(access.Colleague())
	terms, err := extract.ReadTerms(ctx, view, index, thesaurus.Trades())
	if err != nil || !client.Completes() {
		return extract.New(terms, nil), err
	}
	return extract.New(terms, client), nil
}

func readProse(ctx context.Context, path string) (said string, notes []string, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	return table.DecodeProse(ctx, content, extract.MaxText)
}

func proposedIn(path, said string, one extract.Proposal) proposed {
	lineStart := strings.LastIndexByte(said[:one.Start], '\n') + 1
	return proposed{
		File: path, Line: strings.Count(said[:one.Start], "\n") + 1, Column: utf8.RuneCountInString(said[lineStart:one.Start]) + 1,
		Start: one.Start, End: one.End, Quote: one.Quote(said), Label: one.Label, Skill: one.Skill, Concept: one.Concept, By: one.By,
	}
}

// sayProposals prints a line for each: where, what it stands on, and what it is.
func (v *interviewOptions) sayProposals(all []proposed) {
	for _, one := range all {
		what := v.Text("a new skill")
		switch {
		case one.Skill != "":
			what = v.Text("a skill of the company")
		case one.Concept != "":
			what = v.Text("a concept of the vocabulary")
		}
		if one.By == extract.ByModel {
			what = v.Text("by the language model") + ", " + what
		}
		quote := strings.Join(strings.Fields(one.Quote), " ")
		v.Say("%s:%d:%d: %s “%s” (%s)\n", one.File, one.Line, one.Column, one.Label, quote, what)
	}
	v.Say("%d proposals; nothing is kept: --proposals writes them as a table to check and import\n", len(all))
}

// writeProposals writes what HR checks and then imports as any other table of interviews: a row that is deleted is not
// kept, and a column of levels may be added.
func (v *interviewOptions) writeProposals(all []proposed) error {
	if v.proposals == "" {
		return nil
	}
	file, err := os.OpenFile(v.proposals, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	out := csv.NewWriter(file)
	out.Comma = ';'
	rows := [][]string{{"Matricule", "Compétence", "Commentaire"}}
	for _, one := range all {
		rows = append(rows, []string{v.person, plainCell(one.Label), plainCell(fmt.Sprintf("%s:%d: %s", one.File, one.Line, one.Quote))})
	}
	return cmp.Or(out.WriteAll(rows), file.Close())
}

// plainCell returns a text as one line that no spreadsheet takes for a formula.
func plainCell(text string) string { return table.Harmless(strings.Join(strings.Fields(text), " ")) }
