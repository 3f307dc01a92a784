package installation

import (
	"context"
	"path/filepath"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

// Synonyms returns what queries are also searched as: trade words, unless they are left out, and labels of concepts.
func Synonyms(o *cli.Options, index func() *vocabulary.Index) vocabulary.Synonyms {
	found := vocabulary.Synonyms{Index: index}
	if o.TradeWords {
		found.Trades = thesaurus.Trades()
	}
	return found
}

// ReadVocabulary reads the labels of the concepts of a store: from the file that keeps them, where no concept has
// changed since, else anew.
func (i *Installation) ReadVocabulary(ctx context.Context, o *cli.Options) (*vocabulary.Index, error) {
	path := filepath.Join(o.Data, vocabularyFile)
	if kept, revision := vocabulary.Load(path); kept != nil {
		if holds, err := vocabulary.Holds(ctx, i.Store, revision); holds || err != nil {
			return kept, err
		}
	}
	head, err := i.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	index, err := vocabulary.Read(ctx, i.Store)
	if err == nil && index.Len() > 0 {
		_ = index.Save(path, head) // a cache: what cannot be kept is read anew
	}
	return index, err
}

// vocabularyFile is where a data directory keeps the labels of its concepts.
const vocabularyFile = "vocabulary"
