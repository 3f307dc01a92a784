package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// finish does what needs the whole source: it stages the deferred statements, removes what the source takes
// back and the edges that it no longer states, and marks as absent the people who left.
func (r *run) finish() error {
	if err := r.stageBatch(r.sink.flush()); err != nil {
		return err
	}
	if err := r.apply(); err != nil || r.held {
		return err
	}
	if r.sink.isComplete && !r.sawAccount {
		r.sink.Incomplete("nobody was read")
	}
	r.stager.complete = r.sink.isWhole()
	for _, step := range []func() error{r.stageDeferred, r.wait, r.applyRemovals, r.removeStaleEdges, r.splitShared, r.hidePeople, r.markDepartures} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// stageDeferred stages the statements that named something described later, again and again while that
// resolves some, and then rejects the others.
func (r *run) stageDeferred() error {
	for {
		before := factsIn(r.deferred)
		if err := r.retryDeferred(); err != nil {
			return err
		}
		switch {
		case factsIn(r.deferred) < before:
		case r.stager.ended:
			r.rejectDeferred()
			return nil
		default:
			r.stager.ended = true
		}
	}
}

func factsIn(statements []sequenced) int {
	n := 0
	for _, s := range statements {
		n += len(s.Facts)
	}
	return n
}

func (r *run) retryDeferred() error {
	deferred := r.deferred
	r.deferred = nil
	for chunk := range slices.Chunk(deferred, r.Chunk) {
		if err := r.stageBatch(chunk); err != nil {
			return err
		}
		if err := r.apply(); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) rejectDeferred() {
	for _, s := range r.deferred {
		if s.cause != nil {
			r.reject(s.Where, s.cause.Error(), s.order)
			continue
		}
		for _, fact := range s.Facts {
			r.drop(string(fact.Key.Kind()), 1)
		}
	}
	r.deferred = nil
}

// applyRemovals removes what statements take back, now that everything was staged: so the order of a
// source's lines makes no difference. A key that cannot be resolved was never stored.
func (r *run) applyRemovals() error {
	wanted := map[graph.Key][]Removal{}
	for _, removal := range r.removals {
		key, err := r.stager.key(removal.Key, &scope{})
		if err == nil && !r.stager.facts.isStaged(key) {
			wanted[key] = append(wanted[key], removal)
		}
	}
	r.removals = nil
	return r.changeChunks(slices.Sorted(maps.Keys(wanted)), func(keys []graph.Key) ([]PlanLine, error) {
		found, err := r.Store.Facts(r.ctx, graph.Whole, keys...)
		if err != nil {
			return nil, fmt.Errorf("read %d facts to take back: %w", len(keys), err)
		}
		var changes []PlanLine
		lines, err := r.planRemoval(slices.DeleteFunc(found, func(fact graph.Fact) bool {
			allows := func(removal Removal) bool { return removal.allows(fact) }
			at := slices.IndexFunc(wanted[fact.Key], allows)
			if fact.Origin != r.Source || at < 0 {
				return true
			}
			change := wanted[fact.Key][at].Change
			if change != nil {
				is := fact
				is.Value = change(fact.Value)
				changes = append(changes, PlanLine{Change: Changed, Was: fact, Is: is})
			}
			return change != nil
		}))
		return append(lines, changes...), err
	})
}

// planRemoval plans the removal of facts and of the edges of those that are nodes: the store removes
// these edges by itself, but the plan has to show them.
func (r *run) planRemoval(facts []graph.Fact) ([]PlanLine, error) {
	gone := graph.ByKey(facts)
	var nodes []graph.Key
	for key := range gone {
		if !key.IsEdge() {
			nodes = append(nodes, key)
		}
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		edges, err := r.Store.Edges(r.ctx, nodes, direction)
		if err != nil {
			return nil, fmt.Errorf("read the edges of %d nodes to take back: %w", len(nodes), err)
		}
		maps.Copy(gone, graph.ByKey(edges))
	}
	lines := make([]PlanLine, 0, len(gone))
	for _, key := range slices.Sorted(maps.Keys(gone)) {
		lines = append(lines, PlanLine{Change: Removed, Was: gone[key]})
	}
	return lines, nil
}

// removeStaleEdges deletes the edges that this source stated before and did not state again, of the people
// of whose edges it stated all; also those of a roster that such a person has left.
func (r *run) removeStaleEdges() error {
	return r.changeChunks(slices.Sorted(maps.Keys(r.stager.replaces)), func(people []graph.Key) ([]PlanLine, error) {
		var kinds []graph.Kind
		for _, person := range people {
			kinds = append(kinds, r.stager.replaces[person]...)
		}
		slices.Sort(kinds)
		edges, err := r.Store.Edges(r.ctx, people, graph.Out, slices.Compact(kinds)...)
		if err != nil {
			return nil, fmt.Errorf("read the edges of %d people: %w", len(people), err)
		}
		var lines []PlanLine
		for _, edge := range edges {
			if r.isStale(edge) || r.supersedes(edge, edges) {
				lines = append(lines, PlanLine{Change: Removed, Was: edge})
			}
		}
		return r.noteFormerUnits(people, lines)
	})
}

func (r *run) isStale(edge graph.Fact) bool {
	person := edge.From()
	if !slices.Contains(r.stager.replaces[person], edge.Key.Kind()) || r.stager.facts.isStaged(edge.Key) {
		return false
	}
	return edge.Origin == r.Source || r.stager.people.hasLeft(person, edge.Origin)
}

// hidePeople hides people that the source does not describe but says are hidden: their entry was rejected, or
// another source describes them.
func (r *run) hidePeople() error {
	people := map[graph.Key][]string{}
	for key, by := range r.hides {
		owner := r.stager.people.account(key).person
		if known := r.stager.people.hiddenBy(owner); owner != "" && len(union(known, by)) > len(known) {
			people[owner] = union(people[owner], by)
		}
	}
	return r.changeChunks(slices.Sorted(maps.Keys(people)), func(keys []graph.Key) ([]PlanLine, error) {
		found, err := r.Store.Facts(r.ctx, graph.Whole, keys...)
		if err != nil {
			return nil, fmt.Errorf("read %d people to hide: %w", len(keys), err)
		}
		var lines []PlanLine
		for _, was := range found {
			is := was
			is.Value = hide(graph.As[graph.Person](was), people[was.Key])
			lines = append(lines, PlanLine{Change: Changed, Was: was, Is: is})
		}
		return lines, nil
	})
}

// markDepartures marks people as absent: those with a closed account, and those that a complete run does not name
// or that the source says it no longer holds, unless they are suspiciously many.
func (r *run) markDepartures() error {
	closed := r.gone(func(a *account) bool { return a.closed })
	if err := r.changeChunks(closed, r.planDepartures); err != nil {
		return err
	}
	switch causes := strings.Join(r.sink.incomplete, "; "); {
	case causes == "":
	case r.sawAccount || r.sink.isComplete:
		r.holdBack("nobody was taken to have left: " + causes)
	default: // what is no directory tells of nobody who left
		r.holdBack("not everything was read: " + causes)
	}
	if len(r.sink.incomplete) > 0 {
		return nil
	}
	missing := r.gone(func(a *account) bool { return !a.closed && (a.deleted || r.sink.isComplete) })
	leaving := r.leaving(missing)
	if tooManyDepartures(leaving, r.presentBefore) && leaving > r.Departures && !r.ConfirmRemovals {
		r.report.Limited = true
		r.holdBack(fmt.Sprintf("nobody was taken to have left: %d of %d known people are missing, which is more than "+
			"max(5, 10 %%); if they have left, import again with --confirm-removals", leaving, r.presentBefore))
		return nil
	}
	return r.changeChunks(missing, r.planDepartures)
}

func (r *run) holdBack(why string) {
	r.report.HeldBack = true
	r.warn(why)
}

// gone returns the accounts of this source, of those asked for, that were present and are not any more, in key
// order.
func (r *run) gone(asked func(*account) bool) []graph.Key {
	var out []graph.Key
	for _, a := range r.stager.people.accounts {
		if a.Source == r.Source && a.stored && !a.Absent && !a.seen && asked(a) {
			out = append(out, a.key)
		}
	}
	slices.SortFunc(out, cmp.Compare[graph.Key])
	return out
}

// leaving counts the people who have no account left in this source.
func (r *run) leaving(missing []graph.Key) int {
	people := map[graph.Key]bool{}
	for _, key := range missing {
		owner := r.stager.people.account(key).person
		if !r.keepsAccount(owner, func(other *account) bool { return other.Source == r.Source }) {
			people[owner] = true
		}
	}
	return len(people)
}

// keepsAccount reports whether a person has an account, of those asked for, that is not missing in this run.
func (r *run) keepsAccount(owner graph.Key, asked func(*account) bool) bool {
	of, ok := r.stager.people.persons[owner]
	return ok && slices.ContainsFunc(of.accounts, func(a *account) bool {
		missing := a.Source == r.Source && !a.seen && r.stager.complete
		return a.present() && !missing && asked(a)
	})
}

// planDepartures marks accounts as absent, and their people where no other roster has them. All facts about
// them stay.
func (r *run) planDepartures(accounts []graph.Key) ([]PlanLine, error) {
	keys := slices.Clone(accounts)
	for _, key := range accounts {
		owner := r.stager.people.account(key).person
		if owner != "" && !r.keepsAccount(owner, func(other *account) bool { return other.Roster }) {
			keys = append(keys, owner)
		}
	}
	found, err := r.Store.Facts(r.ctx, graph.Whole, keys...)
	if err != nil {
		return nil, fmt.Errorf("read %d people who left: %w", len(accounts), err)
	}
	var lines []PlanLine
	for _, was := range found {
		if is, present := markAbsent(was); present {
			lines = append(lines, PlanLine{Change: Removed, Was: was, Is: is})
		}
	}
	return lines, nil
}

// markAbsent returns the fact marked as absent; present is false where it was so already.
func markAbsent(fact graph.Fact) (out graph.Fact, present bool) {
	switch value := fact.Value.(type) {
	case graph.Account:
		present = !value.Absent
		value.Absent = true
		fact.Value = value
	case graph.Person:
		present = !value.Absent
		value.Absent = true
		fact.Value = value
	}
	return fact, present
}

// warnSkipped warns about facts that were left as they are.
func (r *run) warnSkipped() {
	for _, text := range r.dates.warnings() {
		r.warn(text)
	}
	if n := r.stager.facts.conflicts; n > 0 {
		r.warn(fmt.Sprintf("%d facts were said more than once, differently; what was said first stands", n))
	}
	if n := r.stager.stillHidden; n > 0 {
		r.warn(fmt.Sprintf("%d hidden people stay hidden, though the source no longer says that they are: "+
			"only FALSE where it said TRUE shows them again (for a directory, also --show-if)", n))
	}
	for _, kind := range slices.Sorted(maps.Keys(r.foreign)) {
		if !isShared(kind) {
			r.warn(fmt.Sprintf("%d %s facts belong to another source and were left as they are", r.foreign[kind], kind))
		}
	}
}

// noteFormerUnits adds, to the removals of edges of people, what is kept of the units that they left: a map of a former day counts
// people where they were. A unit in which somebody was for less than a day is left out, and so are all where the import does
// not know what day it is.
func (r *run) noteFormerUnits(people []graph.Key, removed []PlanLine) ([]PlanLine, error) {
	if r.Now == nil {
		return removed, nil
	}
	today := graph.DateOf(r.Now())
	known, err := r.Store.Edges(r.ctx, people, graph.Out, graph.KindWasInUnit)
	if err != nil {
		return nil, fmt.Errorf("read former units: %w", err)
	}
	leftToday := map[graph.Key]bool{}
	for _, edge := range known {
		if graph.As[graph.WasInUnit](edge).Until == today {
			leftToday[edge.From()] = true
		}
	}
	lines := removed
	for _, line := range removed {
		edge := line.Was
		if edge.Key.Kind() == graph.KindInUnit && r.isStale(edge) && !leftToday[edge.From()] {
			lines = append(lines, PlanLine{Change: Added,
				Is: graph.Edge(edge.From(), string(today), edge.To(), edge.Origin, graph.WasInUnit{Until: today})})
		}
	}
	return lines, nil
}
