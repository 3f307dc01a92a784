package maintenance

import (
	"bufio"
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/search/vocabulary"
)

// NewExport returns the command export.
func NewExport(o *cli.Options) *cobra.Command {
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
				return cli.Failed(exportSKOS(command.Context(), o))
			}
			return cli.Failed(export(command.Context(), o, content))
		},
	}
	command.Flags().BoolVar(&content, "content", false, "leave out revisions and commit times, so that two stores with the same content print the same")
	command.Flags().BoolVar(&skos, "skos", false, "print the vocabulary as SKOS, in Turtle")
	return command
}

// exportSKOS prints the vocabulary as far as every colleague may see it.
func exportSKOS(ctx context.Context, o *cli.Options) error {
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	return vocabulary.WriteSKOS(ctx, access.NewGate(inst.Store, inst.Store).View(access.Colleague()), o.Stdout)
}

func export(ctx context.Context, o *cli.Options, content bool) error {
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	if err := noteExportOfAll(ctx, o, inst.Store, "export", whatIsExported(content)); err != nil {
		return err
	}
	out := bufio.NewWriterSize(o.Stdout, 64<<10)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	_, err = inst.Store.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		line, err := installation.LineOf(fact, content)
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
func noteExportOfAll(ctx context.Context, o *cli.Options, store graph.Reader, purpose, filter string) error {
	people := 0
	_, err := store.Scan(ctx, graph.Brief, func(graph.Fact) error {
		people++
		return nil
	}, graph.KindPerson)
	if err == nil && people > 0 {
		o.NoteExport(audit.Entry{Purpose: purpose, Filter: filter, Count: people})
	}
	return err
}
