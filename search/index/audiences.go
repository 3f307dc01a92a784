package index

import (
	"slices"
	"sync"

	"github.com/sachant/sachant/graph/access"
)

// The numbers of the audiences that there always are: the whole company, and nobody.
const (
	public uint32 = iota
	nobody
)

// audiences numbers the sets of labels that documents have. There are few: one for each secret
// community, one for each person who is hidden. So whom a document is for is one number, and what
// a viewer may see is decided once for each audience, not for each document or each label.
type audiences struct {
	mutex sync.Mutex
	sets  []access.Labels
	steps map[audienceStep]uint32
}

// audienceStep is a set with one label more.
type audienceStep struct {
	from  uint32
	label string
}

func newAudiences() *audiences {
	return &audiences{sets: []access.Labels{{access.Company}, nil}, steps: map[audienceStep]uint32{}}
}

// with is the audience that has one more of the terms in which a closed document says who may see
// it.
func (a *audiences) with(from uint32, term string) uint32 {
	if from == public {
		from = nobody
	}
	if term == restricted {
		return from
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	step := audienceStep{from, term}
	to, found := a.steps[step]
	if !found {
		to = uint32(len(a.sets))
		a.sets = append(a.sets, append(slices.Clone(a.sets[from]), access.Label(term)))
		a.steps[step] = to
	}
	return to
}

// known is how many there are.
func (a *audiences) known() int {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return len(a.sets)
}

// opened tells which of the first so many are open to a viewer with these labels.
func (a *audiences) opened(labels access.Labels, known int) []bool {
	a.mutex.Lock()
	sets := a.sets[:known]
	a.mutex.Unlock()
	mine := make(map[access.Label]bool, len(labels))
	for _, label := range labels {
		mine[label] = true
	}
	opened := make([]bool, len(sets))
	for i, set := range sets {
		opened[i] = slices.ContainsFunc(set, func(label access.Label) bool { return mine[label] })
	}
	return opened
}
