package installation

import (
	"context"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
)

// FindPerson returns the present person with a key, an e-mail address or an employee number.
func FindPerson(ctx context.Context, reader graph.Reader, name string) (graph.Key, error) {
	return signin.NewPersonLookup(reader, func() int64 { return 0 }).Find(ctx, name)
}
