// Package suggest offers what somebody may mean while they type: people, skills, questions and communities with a word that
// begins so. What is offered is what every colleague may see, never a secret community or what is written there, and each
// suggestion is read through the view of who types before it is shown. The table behind it is made once and then follows the
// changes of the graph, so that a suggestion takes no longer in a large company.
package suggest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Suggestion is something that may be meant.
type Suggestion struct {
	Key graph.Key
	// Kind is that of the key: person, skill, contribution or community.
	Kind graph.Kind
	// Label is its name or title; Detail tells it from others of the same name: the title of a person, the domain of a skill.
	Label, Detail string
}

// Kinds returns the kinds of what is suggested, in the order in which they are shown.
func Kinds() []graph.Kind {
	return []graph.Kind{graph.KindPerson, graph.KindSkill, graph.KindContribution, graph.KindCommunity}
}

// MaxFirst is how many suggestions of a kind one may ask for.
const MaxFirst = 20

// maxTyped is how much of what is typed is compared, in bytes of its slug.
const maxTyped = 60

// maxFresh is how many changed things are looked through one by one before the table is made anew.
const maxFresh = 1000

// Table follows a graph. It is safe for use by several goroutines.
type Table struct {
	mutex   sync.Mutex
	version access.Version
	sorted  map[graph.Kind]beginnings
	fresh   map[graph.Key]entry // replaces entries of sorted: what changed since that was made
}

// New returns a table that is filled when somebody first types.
func New() *Table { return &Table{} }

// Suggest returns at most first things of each kind that begin with what is typed, then those with a word that does, the
// shortest first.
func (t *Table) Suggest(ctx context.Context, view *access.View, typed string, first int) ([]Suggestion, error) {
	start := strings.TrimRight(graph.Slug(typed), "-")
	if start == "" || strings.Contains(start, "~") || first <= 0 {
		return nil, nil
	}
	start = start[:min(len(start), maxTyped)]
	labels, err := view.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return nil, err
	}
	sorted, fresh, err := t.current(ctx, view)
	if err != nil {
		return nil, err
	}
	var all []Suggestion
	for _, kind := range Kinds() {
		found := candidates(sorted[kind], fresh, kind, start)
		shown, err := visible(ctx, view, start, best(found, maxRead), min(first, MaxFirst))
		if err == nil && len(shown) < min(first, MaxFirst) && len(found) > maxRead {
			shown, err = visible(ctx, view, start, best(found, len(found)), min(first, MaxFirst))
		}
		if err != nil {
			return nil, err
		}
		all = append(all, shown...)
	}
	return all, nil
}

// maxRead is how many candidates are read at first: nearly always, enough of them are visible.
const maxRead = 2 * MaxFirst

// visible returns the first candidates that the viewer sees and that are still called so.
func visible(ctx context.Context, view *access.View, start string, found []match, first int) (shown []Suggestion, err error) {
	seen := map[graph.Key]bool{}
	for chunk := range slices.Chunk(found, 2*first) {
		var keys []graph.Key
		for _, one := range chunk {
			if !seen[one.of.key] {
				seen[one.of.key], keys = true, append(keys, one.of.key)
			}
		}
		facts, err := view.Facts(ctx, graph.Brief, keys...)
		if err != nil {
			return nil, err
		}
		byKey := graph.ByKey(facts)
		for _, key := range keys {
			fact, sees := byKey[key]
			if of, is := entryOf(fact); sees && is && of.begins(start) > 0 {
				if shown = append(shown, Suggestion{key, key.Kind(), of.label, of.detail}); len(shown) == first {
					return shown, nil
				}
			}
		}
	}
	return shown, nil
}

// match is an entry with its order: the lower, the earlier.
type match struct {
	of    *entry
	order uint32
}

func (m match) compare(other match) int {
	if m.order != other.order {
		return cmp.Compare(m.order, other.order)
	}
	return cmp.Or(cmp.Compare(m.of.label, other.of.label), cmp.Compare(m.of.key, other.of.key))
}

// maxCandidates bounds how many entries that begin alike are compared: those of one letter are many.
const maxCandidates = 2000

// candidates returns entries of a kind that match, some of them several times.
func candidates(sorted beginnings, fresh map[graph.Key]entry, kind graph.Kind, start string) []match {
	found := sorted.from(start)
	if len(fresh) > 0 {
		found = slices.DeleteFunc(found, func(one match) bool { _, changed := fresh[one.of.key]; return changed })
	}
	for key, one := range fresh {
		if begins := one.begins(start); key.Kind() == kind && begins > 0 {
			found = append(found, match{&one, orderOf(one.label, begins == 2)})
		}
	}
	return found
}

// best returns the k best matches, in order.
func best(found []match, k int) []match {
	if k >= len(found) {
		slices.SortFunc(found, match.compare)
		return found
	}
	chosen := make([]match, 0, k+1)
	for _, one := range found {
		if len(chosen) == k && one.compare(chosen[k-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(chosen, one, match.compare)
		if chosen = slices.Insert(chosen, at, one); len(chosen) > k {
			chosen = chosen[:k]
		}
	}
	return chosen
}

// orderOf puts names that begin with what is typed first, then shorter ones.
func orderOf(label string, first bool) uint32 {
	order := uint32(min(utf8.RuneCountInString(label), 1<<16-1))
	if !first {
		order |= 1 << 16
	}
	return order
}

// entry is something that can be suggested.
type entry struct {
	key           graph.Key
	label, detail string
	names         []string // as in [graph.Slug]: what it is found by
}

// begins returns 2 where a name begins with what is typed, 1 where a word of one does, else 0.
func (e entry) begins(start string) (best int) {
	for _, name := range e.names {
		switch {
		case strings.HasPrefix(name, start):
			return 2
		case strings.Contains(name, "-"+start):
			best = 1
		}
	}
	return best
}
