package maintenance

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/graph/export/graphml"
	"github.com/sachant/sachant/graph/export/rdf"
	"github.com/sachant/sachant/graph/export/tables"
	"github.com/sachant/sachant/graph/export/vcard"
	"github.com/sachant/sachant/search/vocabulary"
)

// exportOptions are the flags of export.
type exportOptions struct {
	*cli.Options
	content, skos   bool
	format, as, out string
}

// NewExport returns the command export.
func NewExport(o *cli.Options) *cobra.Command {
	e := &exportOptions{Options: o}
	command := &cobra.Command{
		Use:   "export",
		Short: "Write everything in an open format: JSON lines, Turtle, JSON-LD, GraphML, vCard or CSV",
		Long: `Writes every fact with its text, whole: it is for who owns the data, and nothing in it is left
out for privacy. The audit notes when it was made and of how many people. With --as, what one person
sees as a colleague, and no more. The order is always the same.

jsonl: a fact a line, in key order. graphml: the graph with typed keys, for Gephi, yEd, networkx.
csv: a ZIP with a table for each kind of facts. vcard: the people, for an address book. turtle and
jsonld: vocabulary, people, units and memberships as SKOS, FOAF and ORG.

With --skos, the vocabulary alone as SKOS in Turtle: concepts, jobs, and the skills that the
whole company may see, with the concepts that they are.`,
		Example: `  sachant export > facts.jsonl
  sachant export --format graphml --out company.graphml
  sachant export --format vcard --as ada@example.com --out colleagues.vcf`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if !slices.Contains(exportFormats(), e.format) {
				return errors.New("--format wants one of " + strings.Join(exportFormats(), ", "))
			}
			return cli.Failed(e.run(command.Context()))
		},
	}
	flags := command.Flags()
	flags.BoolVar(&e.content, "content", false, "leave out revisions and commit times, so that two stores with the same content print the same")
	flags.BoolVar(&e.skos, "skos", false, "print the vocabulary as SKOS, in Turtle")
	flags.StringVar(&e.format, "format", formatJSONL, "the `format`: jsonl, turtle, jsonld, graphml, vcard or csv")
	flags.StringVar(&e.as, "as", "", "write only what this `person` sees, by e-mail address, employee number or key")
	flags.StringVar(&e.out, "out", "", "the `file` to write, put in place once it is whole; without it, the output")
	e.PolicyFlags(flags)
	return command
}

// formatJSONL is the format where none is said.
const formatJSONL = "jsonl"

func exportFormats() []string {
	return []string{formatJSONL, "turtle", "jsonld", "graphml", "vcard", "csv"}
}

func (e *exportOptions) run(ctx context.Context) error {
	inst, err := installation.OpenReadOnly(ctx, e.Options)
	if err != nil {
		return err
	}
	defer inst.Close()
	var reader graph.Reader = inst.Store
	gate := access.NewGate(inst.Store, inst.Store)
	switch {
	case e.skos:
		reader = gate.View(access.Colleague())
	case e.as != "":
		person, err := installation.FindPerson(ctx, inst.Store, e.as)
		if err != nil {
			return fmt.Errorf("--as %s: %w", e.as, err)
		}
		gate.Policy, gate.Now = e.Policy, e.Now
		reader = gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
	}
	if !e.skos {
		if err := noteExportOfAll(ctx, e.Options, reader, "export", e.whatIsExported()); err != nil {
			return err
		}
	}
	if e.out == "" {
		return e.write(ctx, reader, e.Stdout)
	}
	return writtenBeside(e.out, func(to io.Writer) error { return e.write(ctx, reader, to) })
}

// write writes what a reader shows in the format.
func (e *exportOptions) write(ctx context.Context, reader graph.Reader, to io.Writer) error {
	if e.skos {
		return vocabulary.WriteSKOS(ctx, reader, to)
	}
	switch e.format {
	case "turtle":
		return writeRDF(ctx, reader, to, rdf.NewTurtle)
	case "jsonld":
		return writeRDF(ctx, reader, to, rdf.NewJSONLD)
	case "graphml":
		return graphml.Write(ctx, reader, to)
	case "vcard":
		return vcard.Write(ctx, reader, to)
	case "csv":
		return tables.Write(ctx, reader, to)
	}
	return writeLines(ctx, reader, to, e.content)
}

// writeRDF writes the vocabulary, then people and units.
func writeRDF(ctx context.Context, reader graph.Reader, to io.Writer, syntax func(io.Writer) (rdf.Writer, error)) error {
	document, err := syntax(to)
	if err != nil {
		return err
	}
	if err := vocabulary.DescribeSKOS(ctx, reader, document); err != nil {
		return err
	}
	if err := rdf.WriteOrganization(ctx, reader, document); err != nil {
		return err
	}
	return document.Close()
}

// writeLines writes facts as JSON lines.
func writeLines(ctx context.Context, reader graph.Reader, to io.Writer, content bool) error {
	out := bufio.NewWriterSize(to, 64<<10)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	_, err := reader.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
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

// writtenBeside writes a file beside the one that is wanted, and puts it in its place once it is whole. Only its owner reads it.
func writtenBeside(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return fmt.Errorf("--out %s: %w", path, err)
	}
	err = errors.Join(write(file), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("--out %s: %w", path, err), os.Remove(file.Name()))
	}
	return nil
}

// whatIsExported is what the audit says of an export.
func (e *exportOptions) whatIsExported() string {
	what := "all facts"
	if e.as != "" {
		what = "what a person sees"
	}
	if e.content {
		what += ", without revisions and times"
	}
	if e.format != formatJSONL {
		what += ", as " + e.format
	}
	return what
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
