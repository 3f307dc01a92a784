package installation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/api/signin/store/neo4j"
	"github.com/sachant/sachant/api/signin/store/sqlite"
	"github.com/sachant/sachant/api/signin/throttle"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
)

// SignIn is what is kept of sessions, tokens and attempts to sign in.
type SignIn struct {
	store.Store
	// Buckets count attempts; nil where each server counts its own.
	Buckets throttle.Buckets
}

// OpenSignIn opens what is kept of sessions and tokens: in the server where the graph is in one, which several Sachant servers share,
// else in a file of the data directory. Tokens in such a file go to the server.
func OpenSignIn(ctx context.Context, o *cli.Options, durable Durable, namer graph.Namer) (SignIn, error) {
	if o.Store == "" {
		kept, err := sqlite.Open(o.SignInPath(), o.Now)
		return SignIn{Store: kept}, err
	}
	database, is := durable.(neo4j.Database)
	if !is {
		return SignIn{}, fmt.Errorf("the store %s keeps no sessions", o.Store)
	}
	kept := neo4j.New(database, namer.Key("sign in"), o.Now)
	return SignIn{kept, kept}, moveTokens(ctx, o, kept)
}

// moveTokens moves the tokens of the file to the server and removes it. The sessions in it end.
func moveTokens(ctx context.Context, o *cli.Options, into *neo4j.Store) error {
	path := o.SignInPath()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	file, err := sqlite.Open(path, o.Now)
	if err != nil {
		return err
	}
	if err := errors.Join(file.MoveTokens(ctx, into.PutToken), file.Close()); err != nil {
		return fmt.Errorf("move the tokens in %s to the server: %w", path, err)
	}
	for _, part := range []string{path + "-wal", path + "-shm", path} {
		if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
