package journal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// Undone says what undoing an import changed.
type Undone struct {
	Import
	// Restored facts are again what they were, Removed ones are gone again.
	Restored int `json:"restored"`
	Removed  int `json:"removed"`
	// Left are the facts that somebody changed or built on since.
	Left []Left `json:"left"`
}

// Left is a fact that undoing leaves as it is, and why.
type Left struct {
	Key graph.Key `json:"key"`
	Why string    `json:"why"`
}

// The reasons for which a fact is left.
const (
	whyChanged = "it was changed since"
	whyUsed    = "something that was added since needs it"
	whyEnds    = "what it joins is gone since"
)

// ErrNoImport: there is no import of that name that could be undone.
var ErrNoImport = errors.New("there is no import that can be undone")

// errChangedNothing is said of the latest import, so that the one before is undone on purpose only.
var errChangedNothing = errors.New("changed nothing, so that there is nothing to undo: name another that sachant import list shows")

// Undo gives back what was there before an import, the latest where id is empty. Facts that somebody changed since, and
// those that these need, are left. In a dry run nothing is changed.
func (d Dir) Undo(ctx context.Context, store graph.Store, id string, now time.Time, dryRun bool) (Undone, error) {
	about, err := d.find(id)
	if err != nil {
		return Undone{}, err
	}
	lines, err := d.read(about.ID)
	if err != nil {
		return Undone{}, err
	}
	if !dryRun {
		if err := d.removeMark(about.Source); err != nil {
			return Undone{}, err
		}
	}
	const attempts = 3
	for attempt := 1; ; attempt++ {
		done, err := undo(ctx, store, about.Source, lines, dryRun)
		if errors.Is(err, graph.ErrConflict) && attempt < attempts {
			continue
		}
		done.Import = about
		if err == nil && !dryRun {
			err = d.end(about, now)
		}
		return done, err
	}
}

func (d Dir) find(id string) (Import, error) {
	all, err := d.all()
	if err != nil {
		return Import{}, err
	}
	for _, each := range all {
		switch {
		case each.UndoneAt != nil || id != "" && each.ID != id:
		case each.ChangedNothing:
			return Import{}, fmt.Errorf("the import %s of %s %w", each.ID, each.Source, errChangedNothing)
		default:
			return each, nil
		}
	}
	if id != "" {
		return Import{}, fmt.Errorf("%w by the name %s", ErrNoImport, id)
	}
	return Import{}, ErrNoImport
}

func (d Dir) end(about Import, now time.Time) error {
	at := now.UTC().Truncate(time.Second)
	about.UndoneAt = &at
	return errors.Join(d.write(about), d.removeData(about.ID))
}

// reversal is what becomes of the facts of an import.
type reversal struct {
	store   graph.Store
	current map[graph.Key]graph.Fact
	put     map[graph.Key]graph.Fact
	remove  map[graph.Key]bool
	left    map[graph.Key]string
}

func undo(ctx context.Context, store graph.Store, source string, lines []line, dryRun bool) (Undone, error) {
	r := &reversal{store: store, current: map[graph.Key]graph.Fact{}, put: map[graph.Key]graph.Fact{}, remove: map[graph.Key]bool{}, left: map[graph.Key]string{}}
	chains := map[graph.Key][]line{}
	for _, each := range lines {
		chains[each.Key] = append(chains[each.Key], each)
	}
	for keys := range slices.Chunk(slices.Sorted(maps.Keys(chains)), 1000) {
		facts, err := store.Facts(ctx, graph.Whole, keys...)
		if err != nil {
			return Undone{}, fmt.Errorf("read %d facts to undo: %w", len(keys), err)
		}
		maps.Copy(r.current, graph.ByKey(facts))
	}
	for _, key := range slices.Sorted(maps.Keys(chains)) {
		if err := r.reverse(key, chains[key]); err != nil {
			return Undone{}, err
		}
	}
	if err := r.protect(ctx); err != nil {
		return Undone{}, err
	}
	done := Undone{Restored: len(r.put), Removed: len(r.remove), Left: []Left{}}
	for _, key := range slices.Sorted(maps.Keys(r.left)) {
		done.Left = append(done.Left, Left{key, r.left[key]})
	}
	if dryRun {
		return done, nil
	}
	return done, r.commit(ctx, source)
}

// reverse follows the changes of a fact back, as far as they were made: the last must have made what is there now.
func (r *reversal) reverse(key graph.Key, chain []line) error {
	now, err := digestOf(r.current[key])
	if err != nil {
		return err
	}
	var target *former
	made := false
	for _, each := range slices.Backward(chain) {
		if each.Is != now {
			continue // it was written and not committed
		}
		made, target, now = true, each.Was, ""
		if each.Was != nil {
			fact, err := each.Was.fact(key)
			if err != nil {
				return err
			}
			if now, err = digestOf(fact); err != nil {
				return err
			}
		}
	}
	switch {
	case made && target == nil:
		r.remove[key] = r.current[key].Value != nil
	case made:
		r.put[key], err = target.fact(key)
	case now != formerDigest(chain[0]):
		r.left[key] = whyChanged
	}
	return err
}

// formerDigest is that of a fact before a change.
func formerDigest(of line) string {
	if of.Was == nil {
		return ""
	}
	fact, err := of.Was.fact(of.Key)
	if err != nil {
		return ""
	}
	digest, _ := digestOf(fact)
	return digest
}

// protect leaves nodes that would be removed, and that something needs which is not: an edge, or the interview in the tag of
// one. It leaves what belongs to such nodes too. What was derived since goes with the nodes.
func (r *reversal) protect(ctx context.Context) error {
	maps.DeleteFunc(r.remove, func(_ graph.Key, exists bool) bool { return !exists })
	for key := range r.left {
		r.keep(graph.Key(key.Tag()))
	}
	for {
		before := len(r.remove)
		nodes := slices.DeleteFunc(slices.Sorted(maps.Keys(r.remove)), graph.Key.IsEdge)
		for _, direction := range []graph.Direction{graph.Out, graph.Into} {
			edges, err := r.store.Edges(ctx, nodes, direction)
			if err != nil {
				return fmt.Errorf("read the edges of %d facts to undo: %w", len(nodes), err)
			}
			for _, edge := range edges {
				from, to := edge.Key.Ends()
				if !r.remove[edge.Key] && !graph.IsDerived(edge) {
					r.keep(from)
					r.keep(to)
				}
			}
		}
		if len(r.remove) == before {
			return r.checkEnds(ctx)
		}
	}
}

// keep leaves a node, and its edges to the people it belongs to.
func (r *reversal) keep(node graph.Key) {
	if !r.remove[node] {
		return
	}
	delete(r.remove, node)
	r.left[node] = whyUsed
	for key := range r.remove {
		if from, to := key.Ends(); from == node && to.Kind() == graph.KindPerson {
			delete(r.remove, key)
			r.left[key] = whyUsed
		}
	}
}

// checkEnds leaves edges that cannot be restored, since what they join is gone.
func (r *reversal) checkEnds(ctx context.Context) error {
	var ends []graph.Key
	for key := range r.put {
		if from, to := key.Ends(); from != "" {
			ends = append(ends, from, to)
		}
	}
	slices.Sort(ends)
	exists := map[graph.Key]bool{}
	for keys := range slices.Chunk(slices.Compact(ends), 1000) {
		facts, err := r.store.Facts(ctx, graph.Brief, keys...)
		if err != nil {
			return fmt.Errorf("read %d facts to undo: %w", len(keys), err)
		}
		for _, fact := range facts {
			exists[fact.Key] = true
		}
	}
	for key := range r.put {
		from, to := key.Ends()
		for _, end := range []graph.Key{from, to} {
			if end != "" && !exists[end] && r.put[end].Value == nil {
				delete(r.put, key)
				r.left[key] = whyEnds
			}
		}
	}
	return nil
}

// chunk is how many facts are changed in one commit.
const chunk = 10_000

// commit restores nodes and then edges, removes edges and then nodes.
func (r *reversal) commit(ctx context.Context, source string) error {
	order := slices.SortedFunc(maps.Keys(r.put), nodesFirst)
	removed := slices.SortedFunc(maps.Keys(r.remove), func(a, b graph.Key) int { return nodesFirst(b, a) })
	for keys := range slices.Chunk(slices.Concat(order, removed), chunk) {
		tx := graph.Tx{Actor: "undo:" + source}
		for _, key := range keys {
			tx.If = append(tx.If, graph.Condition{Key: key, Revision: r.current[key].Revision})
			if fact, restored := r.put[key]; restored {
				tx.Put = append(tx.Put, fact)
			} else {
				tx.Delete = append(tx.Delete, key)
			}
		}
		if _, err := r.store.Commit(ctx, tx); err != nil {
			return fmt.Errorf("undo %d changes: %w", len(keys), err)
		}
	}
	return nil
}

func nodesFirst(a, b graph.Key) int {
	switch {
	case a.IsEdge() == b.IsEdge():
		if a < b {
			return -1
		}
		return 1
	case a.IsEdge():
		return 1
	}
	return -1
}
