package index

import (
	"slices"
	"sync"

	"github.com/sachant/sachant/graph/access"
)

// The audiences that always exist: the whole company, nobody, and those who may see a fact that mentions the document.
const (
	public uint32 = iota
	nobody
	mentioned
)

// audiences numbers the sets of labels that documents have. There are few: one for each secret
// community, one for each person who is hidden. So a document's audience is one number, and what
// a viewer may see is decided once for each audience, not for each document or each label.
type audiences struct {
	mutex   sync.Mutex
	sets    []access.Labels
	widened map[widening]uint32
}

// widening is an audience with one label more.
type widening struct {
	from  uint32
	label string
}

func newAudiences() *audiences {
	return &audiences{
		sets:    []access.Labels{{access.Company}, nil, {access.Mention}},
		widened: map[widening]uint32{{nobody, string(access.Mention)}: mentioned},
	}
}

// with returns the audience that has one more of the terms in which a restricted document says
// who may see it.
func (a *audiences) with(from uint32, term string) uint32 {
	if from == public {
		from = nobody
	}
	if term == restricted {
		return from
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	to, found := a.widened[widening{from, term}]
	if !found {
		to = uint32(len(a.sets))
		a.sets = append(a.sets, append(slices.Clone(a.sets[from]), access.Label(term)))
		a.widened[widening{from, term}] = to
	}
	return to
}

func (a *audiences) count() int {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return len(a.sets)
}

// openTo reports which of the first audiences are open to a viewer with these labels.
func (a *audiences) openTo(labels access.Labels, count int) []bool {
	a.mutex.Lock()
	sets := a.sets[:count]
	a.mutex.Unlock()
	held := make(map[access.Label]bool, len(labels))
	for _, label := range labels {
		held[label] = true
	}
	open := make([]bool, len(sets))
	for i, set := range sets {
		open[i] = slices.ContainsFunc(set, func(label access.Label) bool { return held[label] })
	}
	return open
}
