package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/internal/permit"
)

// DeclaredBySelf is the tag of a declaration that the person makes themselves.
const DeclaredBySelf = "self"

// Commit applies a person's own edit. The viewer acts, whatever the transaction says. They may like, follow, declare and
// consent for themselves, and name a skill that nobody has named, as far as they may see; those who keep the vocabulary may
// say which concept a skill is, and which it is not. What they may not see is not found; what is not theirs is invalid.
func (v *View) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	if v.viewer.Person == "" {
		return graph.Receipt{}, ErrNoPage()
	}
	if err := v.allow(tx); err != nil {
		return graph.Receipt{}, err
	}
	if err := v.endsVisible(ctx, tx); err != nil {
		return graph.Receipt{}, err
	}
	tx, err := v.OnlyNew(ctx, tx)
	if err != nil {
		return graph.Receipt{}, err
	}
	if tx.Prune, err = v.withdrawn(ctx, tx); err != nil {
		return graph.Receipt{}, err
	}
	return v.commit(ctx, v.originating(tx))
}

func ErrNoPage() error {
	return fmt.Errorf("%w: somebody without a page here can change nothing", graph.ErrInvalid)
}

func ErrReadOnly() error {
	return fmt.Errorf("%w: this token may read, and change nothing", graph.ErrInvalid)
}

// commit commits what the viewer may do, in their name.
func (v *View) commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	tx.Actor = string(v.viewer.Person)
	return v.commitAs(ctx, tx)
}

// commitAs commits what the viewer may do, in the name of its actor.
func (v *View) commitAs(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	if v.viewer.Person == "" {
		return graph.Receipt{}, ErrNoPage()
	}
	if v.viewer.ReadOnly {
		return graph.Receipt{}, ErrReadOnly()
	}
	receipt, err := v.gate.committer.Commit(ctx, tx)
	v.outdated.Store(true) // a read after the commit sees what it brought
	return receipt, err
}

// commitOwn commits facts that come from the viewer.
func (v *View) commitOwn(ctx context.Context, tx graph.Tx) error {
	_, err := v.commit(ctx, v.originating(tx))
	return err
}

// originating makes the viewer the origin of the facts that a transaction puts.
func (v *View) originating(tx graph.Tx) graph.Tx {
	tx.Put = slices.Clone(tx.Put)
	for i := range tx.Put {
		tx.Put[i].Origin = string(v.viewer.Person)
	}
	return tx
}

func (v *View) allow(tx graph.Tx) error {
	for _, fact := range tx.Put {
		if fact.Key.Kind() != graph.KindSkill && !v.own(fact.Key) {
			return ErrNotYours(fact.Key)
		}
	}
	for _, key := range tx.Delete {
		if !v.own(key) {
			return ErrNotYours(key)
		}
	}
	return nil
}

// withdrawn returns the skills of declarations that are withdrawn which somebody once named here: they go with what was
// last said of them. Those of a source stay.
func (v *View) withdrawn(ctx context.Context, tx graph.Tx) ([]graph.Key, error) {
	var skills []graph.Key
	for _, key := range tx.Delete {
		if _, to := key.Ends(); key.Kind() == graph.KindDeclares {
			skills = append(skills, to)
		}
	}
	if len(skills) == 0 {
		return nil, nil
	}
	facts, err := v.gate.reader.Facts(ctx, graph.Brief, skills...)
	var named []graph.Key
	for _, fact := range facts {
		if graph.Key(fact.Origin).Kind() == graph.KindPerson {
			named = append(named, fact.Key)
		}
	}
	return named, err
}

// KeepsVocabulary reports whether the viewer decides which skills are which concepts.
func (v *View) KeepsVocabulary() bool { return v.viewer.Is(Vocabulary) }

func ErrNotYours(key graph.Key) error {
	return fmt.Errorf("%w: %q is not yours to change", graph.ErrInvalid, key)
}

// own reports whether an edge is one that the viewer may make or take back.
func (v *View) own(key graph.Key) bool {
	if kind := key.Kind(); kind == graph.KindSameAs || kind == graph.KindDiffersFrom {
		return v.KeepsVocabulary() && key.Tag() == ""
	}
	from, to := key.Ends()
	if from != v.viewer.Person {
		return false
	}
	switch key.Kind() {
	case graph.KindLikes:
		return key.Tag() == ""
	case graph.KindFollows:
		return key.Tag() == "" && to != from
	case graph.KindDeclares:
		return key.Tag() == DeclaredBySelf
	case graph.KindConsents:
		return to == from && isPurpose(key.Tag())
	case graph.KindObjectsTo:
		return to == from && key.Tag() == graph.ObjectionToRanking
	}
	return false
}

// OnlyNew lets a transaction put nodes that do not exist, and no others: it leaves out those that exist unseen, and fails
// for those that the viewer sees.
func (v *View) OnlyNew(ctx context.Context, tx graph.Tx) (graph.Tx, error) {
	unseen, err := v.unseen(ctx, tx)
	tx.Put = slices.DeleteFunc(slices.Clone(tx.Put), func(fact graph.Fact) bool { return unseen[fact.Key] })
	for _, fact := range tx.Put {
		if !fact.Key.IsEdge() {
			tx.If = append(tx.If, graph.Condition{Key: fact.Key})
		}
	}
	return tx, err
}

// unseen returns the nodes of a transaction that exist already, unseen by the viewer: to name one changes nothing
// of it, and does not tell that it exists.
func (v *View) unseen(ctx context.Context, tx graph.Tx) (map[graph.Key]bool, error) {
	var nodes []graph.Key
	for _, fact := range tx.Put {
		if !fact.Key.IsEdge() {
			nodes = append(nodes, fact.Key)
		}
	}
	if len(nodes) == 0 {
		return nil, nil
	}
	exist, err := v.gate.reader.Facts(ctx, graph.Brief, nodes...)
	if err != nil {
		return nil, err
	}
	visible, err := v.Facts(ctx, graph.Brief, nodes...)
	unseen, seen := map[graph.Key]bool{}, graph.ByKey(visible)
	for _, fact := range exist {
		_, sees := seen[fact.Key]
		unseen[fact.Key] = !sees
	}
	return unseen, err
}

// endsVisible refuses edges to what the viewer may not see, as if it did not exist.
func (v *View) endsVisible(ctx context.Context, tx graph.Tx) error {
	made := map[graph.Key]bool{}
	for _, fact := range tx.Put {
		made[fact.Key] = true
	}
	var ends []graph.Key
	for _, fact := range tx.Put {
		if from, to := fact.Key.Ends(); from != "" && !made[to] {
			ends = append(ends, from, to)
		}
	}
	for _, key := range tx.Delete {
		from, to := key.Ends()
		ends = append(ends, from, to)
	}
	return v.RequireVisible(ctx, ends)
}

// RequireVisible refuses what the viewer may not see, as if it did not exist.
func (v *View) RequireVisible(ctx context.Context, nodes []graph.Key) error {
	nodes = graph.Distinct(nodes)
	visible, err := v.Facts(ctx, graph.Brief, nodes...)
	if err != nil {
		return err
	}
	found := graph.ByKey(visible)
	for _, node := range nodes {
		if _, sees := found[node]; !sees {
			return fmt.Errorf("%w: %q", graph.ErrNotFound, node)
		}
	}
	return nil
}

// ChangeVocabulary commits a change of the vocabulary, such as one skill made of two, for those who keep it. The viewer must
// see the skills. The change is planned over everything, also over what the viewer may not see, so that nothing is lost.
func (v *View) ChangeVocabulary(ctx context.Context, plan func(graph.Reader) (graph.Tx, error), skills ...graph.Key) error {
	if !v.KeepsVocabulary() || v.viewer.Person == "" {
		return fmt.Errorf("%w: only those who keep the vocabulary can change it", graph.ErrInvalid)
	}
	if err := v.RequireVisible(ctx, skills); err != nil {
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
	visible, err := v.Facts(ctx, graph.Brief, graph.Distinct(into)...)
	seen := graph.ByKey(visible)
	var shown []graph.Fact
	for i, record := range all {
		if seen[into[i]].Value != nil {
			shown = append(shown, record)
		}
	}
	return shown, err
}

// isPurpose reports whether people may consent to what a tag names.
func isPurpose(tag string) bool {
	return tag == graph.PurposeWishes || graph.MoveOf(tag) != ""
}

// CommitAs is what packages under graph/access commit for the viewer by rules of their own, in the name of the transaction's
// actor.
func (v *View) CommitAs(ctx context.Context, _ permit.Permit, tx graph.Tx) (graph.Receipt, error) {
	return v.commitAs(ctx, tx)
}
