package resolve

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/sachant/sachant/graph"
)

// hashedTag begins the tag in the id of a declaration that hides its interview.
const hashedTag = "~"

// IDOf returns the id of a fact in the API, which is its key. That of a declaration names the interview it was made
// in: for a viewer who may not see that, a hash of the key stands for it.
func (r *Request) IDOf(key graph.Key) graph.Key {
	from, _ := key.Ends()
	if key.Kind() != graph.KindDeclares || graph.Key(key.Tag()).Kind() != graph.KindInterview {
		return key
	}
	if sees, err := r.View.SeesInterviewsOf(r.Context, from); err == nil && sees {
		return key
	}
	return hashedID(key)
}

func hashedID(declaration graph.Key) graph.Key {
	from, to := declaration.Ends()
	sum := sha256.Sum256([]byte(declaration))
	return graph.EdgeKey(from, graph.KindDeclares, hashedTag+hex.EncodeToString(sum[:8]), to)
}

// declarationByID finds the declaration of an id among those that the viewer sees.
func (r *Request) declarationByID(id graph.Key) (any, error) {
	from, _ := id.Ends()
	query := EdgeQuery{from, graph.Out, graph.KindDeclares}
	r.Load.NeedEdges(query, false)
	return func() (any, error) {
		declarations, err := r.Load.EdgesAt(r.Context, query, false)
		for _, declaration := range declarations {
			if hashedID(declaration.Key) == id {
				return declaration, err
			}
		}
		return nil, err
	}, nil
}
