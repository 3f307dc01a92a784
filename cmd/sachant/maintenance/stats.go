package maintenance

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
)

// statistics count what a store holds, for who runs it; nobody is named.
type statistics struct {
	Revision int64          `json:"revision"`
	Present  int            `json:"present"` // people who have not left
	Nodes    map[string]int `json:"nodes"`
	Edges    map[string]int `json:"edges"`
}

// NewStats returns the command stats.
func NewStats(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "stats",
		Short: "Count what is known, by kind",
		Args:  cobra.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return cli.Failed(stats(command.Context(), o)) },
	}
}

func stats(ctx context.Context, o *cli.Options) error {
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	counted, err := Count(ctx, inst.Store)
	if err != nil {
		return err
	}
	if o.JSON {
		return o.Print(counted)
	}
	o.Say("revision %d, %d people present\n", counted.Revision, counted.Present)
	for _, kind := range graph.Kinds() {
		if n := counted.Nodes[string(kind)] + counted.Edges[string(kind)]; n > 0 {
			_, name, _ := strings.Cut(o.Catalog.Counted(n, string(kind)), " ")
			o.Say("%9d  %s\n", n, name)
		}
	}
	return nil
}

// Count returns how many facts of each kind a reader shows.
func Count(ctx context.Context, reader graph.Reader) (statistics, error) {
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
