package maintenance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
)

// migration copies one store into another, empty one.
type migration struct {
	*cli.Options
	from, to string
	chunk    int
	began    time.Time
	done     int64
	revision int64 // at which the source is read
	show     *cli.Progress
}

// NewMigrate returns the command migrate.
func NewMigrate(o *cli.Options) *cobra.Command {
	m := &migration{Options: o}
	command := &cobra.Command{
		Use:   "migrate --from STORE --to STORE",
		Short: "Copy a graph from one store to another",
		Long: `Copies every fact and the installation's key from one store to another, which must be
empty, and then compares the two by count and by a hash of everything in them. The audit notes it. A store is
sqlite:FILE or neo4j://HOST:PORT. Revisions begin anew; the old store is left as it is.`,
		Example: `  sachant migrate --from sqlite:$HOME/.local/share/sachant/graph.db --to neo4j://localhost:7687`,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if m.from == "" || m.to == "" {
				return errors.New("migrate wants --from and --to")
			}
			return cli.Failed(m.run(command.Context()))
		},
	}
	flags := command.Flags()
	flags.StringVar(&m.from, "from", "", "the `store` to read: sqlite:FILE or neo4j://HOST:PORT")
	flags.StringVar(&m.to, "to", "", "the empty `store` to write")
	flags.IntVar(&m.chunk, "chunk", 10000, "how many facts are committed at once")
	return command
}

// openURI opens "sqlite:FILE" or a Neo4j address.
func openURI(ctx context.Context, o *cli.Options, uri string, settings ...sqlite.Option) (installation.Durable, error) {
	if file, ok := strings.CutPrefix(uri, "sqlite:"); ok {
		return sqlite.Open(file, settings...)
	}
	return installation.OpenNeo4j(ctx, neo4j.Config{URI: uri}, o.Neo4jVariable)
}

func (m *migration) run(ctx context.Context) error {
	m.began = m.Now()
	source, err := openURI(ctx, m.Options, m.from, sqlite.ReadOnly())
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	defer source.Close()
	target, err := openURI(ctx, m.Options, m.to)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	defer target.Close()
	return m.between(ctx, source, target)
}

func (m *migration) between(ctx context.Context, source, target installation.Durable) error {
	before, err := checksumOf(ctx, target)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if before.Facts > 0 {
		return fmt.Errorf("--to: %s is not empty, it holds %d facts; nothing was copied", m.to, before.Facts)
	}
	if err := copyKey(ctx, source, target); err != nil {
		return err
	}
	if err := noteExportOfAll(ctx, m.Options, source, "migrate", cli.WithoutPassword(m.to)); err != nil {
		return err
	}
	m.show = cli.NewProgress(m.Options)
	defer m.show.End()
	var read Checksum
	for _, edges := range []bool{false, true} {
		if err := m.copyKinds(ctx, source, target, kindsOf(edges), &read); err != nil {
			return err
		}
	}
	return m.verify(ctx, target, read)
}

// copyKey copies the installation's key, so that ids stay the same on the next import.
func copyKey(ctx context.Context, source, target installation.Durable) error {
	key, err := source.InstallationKey(ctx, nil)
	if err != nil || key == nil {
		return err
	}
	kept, err := target.InstallationKey(ctx, key)
	if err == nil && string(kept) != string(key) {
		err = errors.New("--to: there is another installation key already; nothing was copied")
	}
	return err
}

// kindsOf returns the kinds of edges, or of nodes. Nodes are copied first: an edge needs both its ends.
func kindsOf(edges bool) []graph.Kind {
	var kinds []graph.Kind
	for _, kind := range graph.Kinds() {
		if kind.IsEdge() == edges {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// copyKinds reads the next chunk while one is written.
func (m *migration) copyKinds(ctx context.Context, source graph.Reader, target graph.Store, kinds []graph.Kind, read *Checksum) error {
	chunks := make(chan []graph.Fact)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		defer close(chunks)
		return m.read(ctx, source, kinds, read, chunks)
	})
	work.Go(func() error {
		for chunk := range chunks {
			if _, err := target.Commit(ctx, graph.Tx{Actor: "import:migrate", Put: chunk}); err != nil {
				return err
			}
			m.done += int64(len(chunk))
			m.show.At(ingest.Progress{Done: m.done, Read: m.done, Elapsed: m.Now().Sub(m.began)})
		}
		return nil
	})
	return work.Wait()
}

func (m *migration) read(ctx context.Context, source graph.Reader, kinds []graph.Kind, read *Checksum, chunks chan<- []graph.Fact) error {
	var chunk []graph.Fact
	flush := func() error {
		select {
		case chunks <- chunk:
			chunk = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	revision, err := source.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		if err := read.Add(fact); err != nil {
			return err
		}
		if chunk = append(chunk, fact); len(chunk) == m.chunk {
			return flush()
		}
		return nil
	}, kinds...)
	if err != nil {
		return err
	}
	if m.revision != 0 && revision != m.revision {
		return errors.New("--from: it was written meanwhile; stop who writes, empty the new store and try again")
	}
	if m.revision = revision; len(chunk) == 0 {
		return nil
	}
	return flush()
}

func (m *migration) verify(ctx context.Context, target graph.Reader, want Checksum) error {
	got, err := checksumOf(ctx, target)
	if err != nil {
		return fmt.Errorf("cannot compare the stores: %w", err)
	}
	if got != want {
		return fmt.Errorf("the stores differ after the copy: %d facts with hash %.12s were read, %d with %.12s are there now; empty the new one and try again", want.Facts, want.Hash(), got.Facts, got.Hash())
	}
	if m.JSON {
		return m.Print(struct {
			Facts int64  `json:"facts"`
			Hash  string `json:"hash"`
		}{got.Facts, got.Hash()})
	}
	m.Say("%d facts copied, equal by count and hash %.12s\n", got.Facts, got.Hash())
	return nil
}
