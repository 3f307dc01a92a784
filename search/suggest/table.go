package suggest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// entryOf returns how a fact is suggested, and whether facts like it are.
func entryOf(fact graph.Fact) (of entry, is bool) {
	of.key = fact.Key
	var names []string
	switch value := fact.Value.(type) {
	case graph.Person:
		of.label, of.detail = value.DisplayName, value.Title
		names = []string{value.DisplayName, value.GivenName + " " + value.FamilyName, value.FamilyName + " " + value.GivenName}
	case graph.Skill:
		of.label, of.detail = value.PrefLabel, value.Domain
		names = append([]string{value.PrefLabel}, value.AltLabel...)
	case graph.Contribution:
		if value.Type != graph.TypeQuestion {
			return of, false
		}
		of.label, names = value.Title, []string{value.Title}
	case graph.Community:
		if value.Secret || value.Sensitive {
			return of, false
		}
		of.label, names = value.Name, []string{value.Name}
	}
	for _, name := range names {
		if slug := graph.Slug(name); slug != "" && !slices.Contains(of.names, slug) {
			of.names = append(of.names, slug)
		}
	}
	return of, of.label != "" && len(of.names) > 0
}

// beginnings are entries from one of their words on, in order.
type beginnings []beginning

type beginning struct {
	text string
	match
}

// from returns the entries of which something begins with what is typed; not all of them where they are many.
func (b beginnings) from(start string) (found []match) {
	at := sort.Search(len(b), func(i int) bool { return b[i].text >= start })
	for ; at < len(b) && len(found) < maxCandidates && strings.HasPrefix(b[at].text, start); at++ {
		found = append(found, b[at].match)
	}
	return found
}

// maxWords is how many words of a name or title it is found by.
const maxWords = 12

func (b beginnings) add(of *entry) beginnings {
	for _, name := range of.names {
		for from, words := 0, 0; from < len(name) && words < maxWords; words++ {
			b = append(b, beginning{name[from:], match{of, orderOf(of.label, from == 0)}})
			next := strings.IndexByte(name[from:], '-')
			if next < 0 {
				break
			}
			from += next + 1
		}
	}
	return b
}

// current returns the table as of what a view reads. What it returns is never changed.
func (t *Table) current(ctx context.Context, view *access.View) (map[graph.Kind]beginnings, map[graph.Key]entry, error) {
	now, err := view.Version(ctx)
	if err != nil {
		return nil, nil, err
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if _, ahead := t.version.Since(now); ahead {
		return t.sorted, t.fresh, nil // a view that was opened before the last change
	}
	changed, known := now.Since(t.version)
	if stale, all := affected(changed); all {
		known = false
	} else if known && len(stale) > 0 {
		known, err = t.refresh(ctx, view.AsColleague(), stale)
	}
	if err == nil && (!known || t.sorted == nil) {
		err = t.fill(ctx, view.AsColleague())
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read what can be suggested: %w", err)
	}
	t.version = now
	return t.sorted, t.fresh, nil
}

// affected returns the things that may be called otherwise, or be seen by others, after facts changed; all where that may be
// anything, as after a community became secret.
func affected(changed []graph.Key) (stale []graph.Key, all bool) {
	add := func(key graph.Key) {
		if slices.Contains(Kinds(), key.Kind()) && !slices.Contains(stale, key) {
			stale = append(stale, key)
		}
	}
	for _, key := range changed {
		from, to := key.Ends()
		switch key.Kind() {
		case graph.KindDeclares, graph.KindAbout, graph.KindDemands, graph.KindRequires:
			add(to)
		case graph.KindIn, graph.KindHiddenIn:
			add(from)
		case graph.KindCommunity:
			return nil, true
		default:
			if from == "" {
				add(key)
			}
		}
	}
	return stale, false
}

// refresh reads what changed; false where that is too much to look through.
func (t *Table) refresh(ctx context.Context, colleague *access.View, stale []graph.Key) (bool, error) {
	if len(t.fresh)+len(stale) > maxFresh {
		return false, nil
	}
	facts, err := colleague.Facts(ctx, graph.Brief, stale...)
	if err != nil {
		return false, err
	}
	fresh := make(map[graph.Key]entry, len(t.fresh)+len(facts))
	for key, of := range t.fresh {
		fresh[key] = of
	}
	for _, key := range stale {
		fresh[key] = entry{} // whatever it was called before
	}
	for _, fact := range facts {
		if of, is := entryOf(fact); is {
			fresh[fact.Key] = of
		}
	}
	t.fresh = fresh
	return true, nil
}

// fill reads everything.
func (t *Table) fill(ctx context.Context, colleague *access.View) error {
	sorted := map[graph.Kind]beginnings{}
	_, err := colleague.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if of, is := entryOf(fact); is {
			sorted[fact.Key.Kind()] = sorted[fact.Key.Kind()].add(&of)
		}
		return nil
	}, Kinds()...)
	if err != nil {
		return err
	}
	for _, all := range sorted {
		slices.SortFunc(all, func(a, b beginning) int {
			return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.of.key, b.of.key))
		})
	}
	t.sorted, t.fresh = sorted, nil
	return nil
}
