// Package recent keeps which questions, answers and articles were written lately, with who wrote each, in which community and
// about which skills, so that what is new for somebody is found without reading everything that a community ever wrote. It holds
// what every colleague may see; what it finds is read through the view of who asks.
package recent

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// Days is how long a contribution is recent.
const Days = 60

// Item is a contribution that was written lately.
type Item struct {
	Key graph.Key
	On  graph.Day
	// Question is what an answer answers.
	Question  graph.Key
	Authors   []graph.Key
	Community graph.Key
	Skills    []graph.Key
	At        time.Time
	// Words are those of its title, of the title of its question and of its skills, as [text.Plain] gives them.
	Words map[string]bool
}

// Table follows a graph. It is safe for use by several goroutines.
type Table struct {
	mutex   sync.Mutex
	version access.Version
	since   graph.Day
	items   map[graph.Key]Item
	sorted  []Item // latest first; nil until it is asked for
}

// New returns a table that is filled when somebody first asks.
func New() *Table { return &Table{} }

// maxStale is how many changed contributions are read one by one before the table is made anew.
const maxStale = 1000

// Items returns what was written in the last days as of today, the latest first. The list is not to be changed.
func (t *Table) Items(ctx context.Context, view *access.View, today graph.Day) ([]Item, error) {
	labels, err := view.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return nil, err
	}
	now, err := view.Version(ctx)
	if err != nil {
		return nil, err
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if _, ahead := t.version.Since(now); ahead && t.since == today-Days {
		return t.latest(), nil // a view that was opened before the last change
	}
	changed, known := now.Since(t.version)
	stale, all := affected(changed)
	if !known || all || t.items == nil || t.since != today-Days || len(stale) > maxStale {
		stale = nil
		t.items, t.sorted, t.since = nil, nil, today-Days
		if stale, err = contributionsSince(ctx, view.AsColleague(), t.since); err != nil {
			return nil, fmt.Errorf("read what was written lately: %w", err)
		}
	}
	if t.items == nil || len(stale) > 0 {
		if err := t.read(ctx, view.AsColleague(), stale); err != nil {
			t.items, t.sorted = nil, nil // half of it was read: the next one reads all
			return nil, fmt.Errorf("read what was written lately: %w", err)
		}
	}
	t.version = now
	return t.latest(), nil
}

// latest returns the items in order.
func (t *Table) latest() []Item {
	if t.sorted == nil {
		t.sorted = make([]Item, 0, len(t.items))
		for _, item := range t.items {
			t.sorted = append(t.sorted, item)
		}
		slices.SortFunc(t.sorted, func(a, b Item) int { return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Key, b.Key)) })
	}
	return t.sorted
}

// affected returns the contributions of which something may have changed; all where that may be any.
func affected(changed []graph.Key) (stale []graph.Key, all bool) {
	seen := map[graph.Key]bool{}
	for _, key := range changed {
		from, to := key.Ends()
		one := graph.Key("")
		switch key.Kind() {
		case graph.KindContribution:
			one = key
		case graph.KindIn, graph.KindAbout, graph.KindAnswers, graph.KindHiddenIn:
			one = from
		case graph.KindAuthored:
			one = to
		case graph.KindCommunity, graph.KindPerson, graph.KindSkill:
			return nil, true
		}
		if one != "" && !seen[one] {
			seen[one], stale = true, append(stale, one)
		}
	}
	return stale, false
}

func contributionsSince(ctx context.Context, colleague *access.View, since graph.Day) (keys []graph.Key, err error) {
	_, err = colleague.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if graph.DayOf(graph.As[graph.Contribution](fact).PublishedAt) >= since {
			keys = append(keys, fact.Key)
		}
		return nil
	}, graph.KindContribution)
	return keys, err
}

// read reads contributions anew.
func (t *Table) read(ctx context.Context, colleague *access.View, keys []graph.Key) error {
	if t.items == nil {
		t.items = map[graph.Key]Item{}
	}
	t.sorted = nil
	for _, key := range keys {
		delete(t.items, key)
	}
	facts, err := colleague.Facts(ctx, graph.Brief, keys...)
	if err != nil {
		return err
	}
	found, plain := map[graph.Key]*Item{}, text.NewPlain()
	var within []graph.Key
	for _, fact := range facts {
		if on := graph.DayOf(graph.As[graph.Contribution](fact).PublishedAt); on >= t.since {
			value := graph.As[graph.Contribution](fact)
			found[fact.Key], within = &Item{Key: fact.Key, On: on, At: value.PublishedAt, Words: map[string]bool{}}, append(within, fact.Key)
			found[fact.Key].addWords(plain, value.Title)
		}
	}
	out, err := colleague.Edges(ctx, within, graph.Out, graph.KindIn, graph.KindAbout, graph.KindAnswers)
	if err != nil {
		return err
	}
	into, err := colleague.Edges(ctx, within, graph.Into, graph.KindAuthored)
	if err != nil {
		return err
	}
	for _, edge := range out {
		found[edge.From()].add(edge.Key.Kind(), edge.To())
	}
	for _, edge := range into {
		found[edge.To()].add(graph.KindAuthored, edge.From())
	}
	for key, item := range found {
		t.items[key] = *item
	}
	return t.readWords(ctx, colleague, found, plain)
}

// readWords adds to items the words of what they answer and are about.
func (t *Table) readWords(ctx context.Context, colleague *access.View, found map[graph.Key]*Item, plain text.Plain) error {
	of := map[graph.Key][]*Item{}
	for _, item := range found {
		for _, key := range append([]graph.Key{item.Question}, item.Skills...) {
			if key != "" {
				of[key] = append(of[key], item)
			}
		}
	}
	facts, err := colleague.Facts(ctx, graph.Brief, slices.Collect(maps.Keys(of))...)
	for _, fact := range facts {
		label := graph.As[graph.Contribution](fact).Title
		if fact.Key.Kind() == graph.KindSkill {
			label = graph.As[graph.Skill](fact).PrefLabel
		}
		for _, item := range of[fact.Key] {
			item.addWords(plain, label)
		}
	}
	return err
}

func (i *Item) addWords(plain text.Plain, label string) {
	for _, word := range plain.Words(label) {
		i.Words[word.Text] = true
	}
}

// add notes what an item is joined to.
func (i *Item) add(kind graph.Kind, other graph.Key) {
	switch kind {
	case graph.KindIn:
		i.Community = other
	case graph.KindAbout:
		i.Skills = append(i.Skills, other)
	case graph.KindAnswers:
		i.Question = other
	case graph.KindAuthored:
		i.Authors = append(i.Authors, other)
	}
}
