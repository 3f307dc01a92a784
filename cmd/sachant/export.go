package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/search/vocabulary"
)

func newExport(o *options) *cobra.Command {
	content, skos := false, false
	command := &cobra.Command{
		Use:   "export",
		Short: "Print every fact with its text, as JSON lines in key order",
		Long: `Prints every fact with its text, as JSON lines in key order, whole: it is for who
owns the data, and nothing in it is left out for privacy. The audit notes when it was made and of
how many people.

With --skos, the vocabulary alone as SKOS in Turtle: concepts, jobs, and the skills that the
whole company may see, with the concepts that they are.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if skos {
				return failed(o.exportSKOS(command.Context()))
			}
			return failed(o.export(command.Context(), content))
		},
	}
	command.Flags().BoolVar(&content, "content", false, "leave out revisions and commit times, so that two stores with the same content print the same")
	command.Flags().BoolVar(&skos, "skos", false, "print the vocabulary as SKOS, in Turtle")
	return command
}

// exportSKOS prints the vocabulary as far as every colleague may see it.
func (o *options) exportSKOS(ctx context.Context) error {
	inst, err := o.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	return vocabulary.WriteSKOS(ctx, access.NewGate(inst.store, inst.store).View(access.Colleague()), o.Stdout)
}

// exported is one line of an export; a contract with scripts.
type exported struct {
	Key      graph.Key       `json:"key"`
	Origin   string          `json:"origin"`
	Revision int64           `json:"revision,omitempty"`
	At       *time.Time      `json:"at,omitempty"`
	Value    json.RawMessage `json:"value"`
}

func (o *options) export(ctx context.Context, content bool) error {
	inst, err := o.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	if err := o.noteExportOfAll(ctx, inst.store, "export", whatIsExported(content)); err != nil {
		return err
	}
	out := bufio.NewWriterSize(o.Stdout, 64<<10)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	_, err = inst.store.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		line, err := lineOf(fact, content)
		if err != nil {
			return err
		}
		return lines.Encode(line)
	})
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	return err
}

// whatIsExported is what the audit says of an export.
func whatIsExported(content bool) string {
	if content {
		return "all facts, without revisions and times"
	}
	return "all facts"
}

// noteExportOfAll notes that all facts are exported, and of how many people. It names none of them: who may run the command
// may read the store as well, and uses the rights of no role.
func (o *options) noteExportOfAll(ctx context.Context, store graph.Reader, purpose, filter string) error {
	people := 0
	_, err := store.Scan(ctx, graph.Brief, func(graph.Fact) error {
		people++
		return nil
	}, graph.KindPerson)
	if err == nil && people > 0 {
		o.noteExport(audit.Entry{Purpose: purpose, Filter: filter, Count: people})
	}
	return err
}

// lineOf is the line of a fact; its content only is all but revision and time.
func lineOf(fact graph.Fact, content bool) (exported, error) {
	value, err := json.Marshal(fact.Value)
	if err != nil {
		return exported{}, fmt.Errorf("fact %q: %w", fact.Key, err)
	}
	line := exported{Key: fact.Key, Origin: fact.Origin, Value: value}
	if !content {
		line.Revision, line.At = fact.Revision, &fact.At
	}
	return line, nil
}
