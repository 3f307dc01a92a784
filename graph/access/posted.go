package access

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// NotePosted notes that a question is posted elsewhere, before it is. It fails with [graph.ErrConflict] where that was noted
// already, so that of two servers one posts it, once.
func (g *Gate) NotePosted(ctx context.Context, posted graph.Fact) error {
	posted.Origin = "webhook"
	_, err := g.committer.Commit(ctx, graph.Tx{Actor: "webhook", Put: []graph.Fact{posted}, If: []graph.Condition{{Key: posted.Key}}})
	return err
}

// TakeBackPosted notes that a question was not posted after all.
func (g *Gate) TakeBackPosted(ctx context.Context, posted graph.Key) error {
	_, err := g.committer.Commit(ctx, graph.Tx{Actor: "webhook", Delete: []graph.Key{posted}})
	return err
}

// Posted returns which of the facts of [Gate.NotePosted] there are.
func (g *Gate) Posted(ctx context.Context, posted []graph.Key) (map[graph.Key]graph.Fact, error) {
	facts, err := g.reader.Facts(ctx, graph.Brief, posted...)
	return graph.ByKey(facts), err
}
