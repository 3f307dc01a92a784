package main

import (
	"context"
	"strings"

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
			_, name, _ := strings.Cut(o.catalog.Counted(n, string(kind)), " ")
			o.say("%9d  %s\n", n, name)
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
