package access

import (
	"context"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// ChangeVocabulary commits a change of the vocabulary, such as one skill made of two, for those who keep it. The viewer must
// see the skills. The change is planned over everything, also over what the viewer may not see, so that nothing is lost.
func (v *View) ChangeVocabulary(ctx context.Context, plan func(graph.Reader) (graph.Tx, error), skills ...graph.Key) error {
	if !v.KeepsVocabulary() || v.viewer.Person == "" {
		return fmt.Errorf("%w: only those who keep the vocabulary can change it", graph.ErrInvalid)
	}
	if err := v.allVisible(ctx, skills); err != nil {
		return err
	}
	tx, err := plan(v.gate.reader)
	if err == nil {
		_, err = v.commit(ctx, tx)
	}
	return err
}

// Merges returns the records of merges into skills that the viewer sees, for those who keep the vocabulary.
func (v *View) Merges(ctx context.Context) ([]graph.Fact, error) {
	if !v.KeepsVocabulary() {
		return nil, nil
	}
	var all []graph.Fact
	var into []graph.Key
	_, err := v.gate.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		all, into = append(all, fact), append(into, graph.Key(graph.As[graph.Merge](fact).Into))
		return nil
	}, graph.KindMerge)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	visible, err := v.Facts(ctx, graph.Brief, distinctOf(into)...)
	seen := graph.ByKey(visible)
	var shown []graph.Fact
	for i, record := range all {
		if seen[into[i]].Value != nil {
			shown = append(shown, record)
		}
	}
	return shown, err
}
