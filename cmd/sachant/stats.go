package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
)

// statistics count what a store holds, for who runs it; nobody is named.
type statistics struct {
	Revision int64          `json:"revision"`
	Present  int            `json:"present"` // people who have not left
	Nodes    map[string]int `json:"nodes"`
	Edges    map[string]int `json:"edges"`
}

func newStats(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "stats",
		Short: "Count what is known, by kind",
		Args:  cobra.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return failed(o.stats(command.Context())) },
	}
}

func (o *options) stats(ctx context.Context) error {
	inst, err := o.openReadOnly(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	counted, err := count(ctx, inst.store)
	if err != nil {
		return err
	}
	if o.json {
		return o.print(counted)
	}
	o.say("revision %d, %d people present\n", counted.Revision, counted.Present)
	for _, kind := range graph.Kinds() {
		if n := counted.Nodes[string(kind)] + counted.Edges[string(kind)]; n > 0 {
			o.say("%9d  %s\n", n, kind)
		}
	}
	return nil
}

func count(ctx context.Context, reader graph.Reader) (statistics, error) {
	counted := statistics{Nodes: map[string]int{}, Edges: map[string]int{}}
	revision, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		kind := fact.Key.Kind()
		if kind.IsEdge() {
			counted.Edges[string(kind)]++
			return nil
		}
		counted.Nodes[string(kind)]++
		if kind == graph.KindPerson && !graph.As[graph.Person](fact).Absent {
			counted.Present++
		}
		return nil
	})
	counted.Revision = revision
	return counted, err
}

func newExport(o *options) *cobra.Command {
	content := false
	command := &cobra.Command{
		Use:   "export",
		Short: "Print every fact with its text, as JSON lines in key order",
		Long: `Prints every fact with its text, as JSON lines in key order, whole: it is for who
owns the data, and nothing in it is left out for privacy.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return failed(o.export(command.Context(), content))
		},
	}
	command.Flags().BoolVar(&content, "content", false, "leave out revisions and commit times, so that two stores with the same content print the same")
	return command
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

func newVersion(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which Sachant this is",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version, goVersion := "development", ""
			if build, ok := debug.ReadBuildInfo(); ok {
				goVersion = build.GoVersion
				if build.Main.Version != "" && build.Main.Version != "(devel)" {
					version = build.Main.Version
				}
				at := slices.IndexFunc(build.Settings, func(s debug.BuildSetting) bool { return s.Key == "vcs.revision" })
				if at >= 0 {
					version += " " + build.Settings[at].Value
				}
			}
			if o.json {
				return o.print(map[string]string{"version": version, "go": goVersion})
			}
			o.say("sachant %s, %s\n", version, goVersion)
			return nil
		},
	}
}
