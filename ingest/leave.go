package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// hasLeft reports whether a person was in a roster and is no more.
func (p *people) hasLeft(key graph.Key, source string) bool {
	was := false
	for _, a := range p.persons[key].accounts {
		if a.Source != source || !a.Roster {
			continue
		}
		if a.present() {
			return false
		}
		was = true
	}
	return was
}

// presentIn counts the people who have a present account in a source.
func (p *people) presentIn(source string) int {
	owners := map[graph.Key]bool{}
	for _, a := range p.accounts {
		if a.Source == source && a.present() {
			owners[a.person] = true
		}
	}
	return len(owners)
}

// missing are the accounts of this source that were present and are not any more, in key order.
func (r *run) missing() []*account {
	var out []*account
	for _, a := range r.stager.people.accounts {
		if a.Source == r.Source && a.stored && !a.Absent && !a.seen {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b *account) int { return cmp.Compare(a.key, b.key) })
	return out
}

// markDepartures marks as absent whom a complete run no longer names, unless they are suspiciously many.
func (r *run) markDepartures() error {
	if len(r.sink.incomplete) > 0 {
		r.holdBack("nobody was taken to have left: " + strings.Join(r.sink.incomplete, "; "))
	}
	if !r.sink.isComplete || len(r.sink.incomplete) > 0 {
		return nil
	}
	missing := r.missing()
	leaving := r.leaving(missing)
	if tooManyDepartures(len(leaving), r.before) && !r.ConfirmRemovals {
		r.holdBack(fmt.Sprintf("nobody was taken to have left: %d of %d known people are missing, which is more than "+
			"max(5, 10 %%); if they have left, import again with --confirm-removals", len(leaving), r.before))
		return nil
	}
	for chunk := range slices.Chunk(missing, r.Chunk) {
		if err := r.change(func() ([]PlanLine, error) { return r.planDepartures(chunk) }); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) holdBack(why string) {
	r.report.HeldBack = true
	r.warn(why)
}

// tooManyDepartures reports whether more than max(5, 10 %) of the known people would leave.
func tooManyDepartures(leaving, known int) bool { return leaving > 5 && leaving*10 > known }

// leaving are the people who have no account left in this source.
func (r *run) leaving(missing []*account) map[graph.Key]bool {
	out := map[graph.Key]bool{}
	for _, a := range missing {
		if r.remainingAccount(a.person, func(other *account) bool { return other.Source == r.Source }) == nil {
			out[a.person] = true
		}
	}
	return out
}

// remainingAccount is an account of a person that did not go missing in this run, of those asked for.
func (r *run) remainingAccount(person graph.Key, asked func(*account) bool) *account {
	known, ok := r.stager.people.persons[person]
	if !ok {
		return nil
	}
	for _, a := range known.accounts {
		gone := a.Source == r.Source && !a.seen
		if a.present() && !gone && asked(a) {
			return a
		}
	}
	return nil
}

// planDepartures marks accounts, and their people where no other roster has them, as absent. All
// that is known of them stays.
func (r *run) planDepartures(accounts []*account) ([]PlanLine, error) {
	var keys []graph.Key
	for _, a := range accounts {
		keys = append(keys, a.key)
		if a.person != "" && r.remainingAccount(a.person, func(other *account) bool { return other.Roster }) == nil {
			keys = append(keys, a.person)
		}
	}
	found, err := r.Store.Facts(r.ctx, graph.Whole, keys...)
	if err != nil {
		return nil, fmt.Errorf("read %d people who left: %w", len(accounts), err)
	}
	var lines []PlanLine
	for _, was := range found {
		if is, here := markAbsent(was); here {
			lines = append(lines, PlanLine{Change: Removed, Was: was, Is: is})
		}
	}
	return lines, nil
}

// markAbsent is the fact marked as absent; here is false where it was so already.
func markAbsent(fact graph.Fact) (out graph.Fact, here bool) {
	switch value := fact.Value.(type) {
	case graph.Account:
		here = !value.Absent
		value.Absent = true
		fact.Value = value
	case graph.Person:
		here = !value.Absent
		value.Absent = true
		fact.Value = value
	}
	return fact, here
}

// warnSkipped warns about what was left as it is.
func (r *run) warnSkipped() {
	if n := r.stager.facts.conflicts; n > 0 {
		r.warn(fmt.Sprintf("%d facts were said more than once, differently; what was said first stands", n))
	}
	for _, kind := range slices.Sorted(maps.Keys(r.foreign)) {
		if !isShared(kind) {
			r.warn(fmt.Sprintf("%d %s facts belong to another source and were left as they are", r.foreign[kind], kind))
		}
	}
}
