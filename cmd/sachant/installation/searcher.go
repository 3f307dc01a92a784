package installation

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
	"github.com/sachant/sachant/search/vocabulary"
)

// Searcher finds experts in the facts of a reader, for viewers.
type Searcher struct {
	Reader graph.Reader
	Index  *index.Index
	Gate   *access.Gate
	Finder *search.Finder
}

// OpenSearcher opens the search index and brings it up to date. Changes go to the committer.
func (i *Installation) OpenSearcher(ctx context.Context, o *cli.Options, reader graph.Reader, committer access.Committer) (Searcher, error) {
	index, err := i.OpenIndex(ctx, o)
	if err != nil {
		return Searcher{}, fmt.Errorf("cannot open the search index: %w; nothing is lost: make room or mend what is wrong, and start again", err)
	}
	finder := search.NewFinder(index, rank.DefaultWeights(), o.Now)
	labels, err := i.ReadVocabulary(ctx, o)
	if err != nil {
		return Searcher{}, fmt.Errorf("cannot read the vocabulary: %w", err)
	}
	finder.Synonyms = Synonyms(o, func() *vocabulary.Index { return labels })
	gate := access.NewGate(reader, committer)
	gate.Policy, gate.Now = o.Policy, o.Now
	return Searcher{reader, index, gate, finder}, nil
}

func (s *Searcher) Close() error { return s.Index.Close() }
