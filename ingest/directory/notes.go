package directory

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// shown is how many examples a warning names.
const shown = 3

// lostValues counts the values of people that could not be read, by attribute and cause, with the first of them.
type lostValues map[[2]string]*counted

type counted struct {
	count int
	first string
}

func (l lostValues) add(lost []lostValue, where ingest.Where) {
	for _, one := range lost {
		kind := [2]string{one.attribute, one.cause}
		if l[kind] == nil {
			l[kind] = &counted{}
		}
		if l[kind].count++; l[kind].count == 1 {
			if one.line > 0 {
				where.Line = one.line
			}
			l[kind].first = where.String()
		}
	}
}

func (l lostValues) warn(sink ingest.Sink) {
	for _, kind := range slices.SortedFunc(maps.Keys(l), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		what := kind[0] + ": " + kind[1]
		if kind[0] == "" {
			what = kind[1]
		}
		sink.Warn(fmt.Sprintf("%s: left out, the rest of the entry was read; %d times, first at %s", what, l[kind].count, l[kind].first))
	}
}

// addresses are the people who have each e-mail address, folded.
type addresses map[string][]ingest.Where

func (a addresses) add(person graph.Person, where ingest.Where) {
	for _, address := range person.Addresses() {
		a[address] = append(a[address], where)
	}
}

// warn names the addresses that several people have, and these people.
func (a addresses) warn(sink ingest.Sink) {
	var shared []string
	for address, people := range a {
		if len(people) > 1 {
			shared = append(shared, address)
		}
	}
	slices.Sort(shared)
	for _, address := range shared[:min(len(shared), shown)] {
		people := a[address]
		sink.Warn(fmt.Sprintf("%d people have the e-mail address %s, so nobody is found by it: %s and %s%s",
			len(people), address, people[0], people[1], more(len(people)-2)))
	}
	if rest := len(shared) - shown; rest > 0 {
		sink.Warn(fmt.Sprintf("e-mail addresses that several people have, and by which nobody is found, besides these: %d", rest))
	}
}
