package index

import (
	"slices"
	"sync"

	"github.com/sachant/sachant/graph"
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

// existence returns the node ids of documents, 0 for those that do not exist for the viewer.
type existence func(hits []Hit) ([]graph.NodeID, error)

// decideMentioned asks which documents that hold a term exist for the viewer, of those that exist for who may see
// what mentions them.
func (s searcher) decideMentioned(terms []*termPostings) error {
	var asked []Hit
	s.eachMentioned(terms, func(at place) {
		if _, known := s.exists[at]; !known {
			s.exists[at] = s.exist == nil
			asked = append(asked, Hit{Key: at.segment.key(at.number), place: at})
		}
	})
	if s.exist == nil || len(asked) == 0 {
		return nil
	}
	nodes, err := s.exist(asked)
	for i, node := range nodes {
		s.exists[asked[i].place] = node != 0
	}
	return err
}

// countMentioned counts those that hold a term and exist for the viewer.
func (s searcher) countMentioned(terms []*termPostings) int {
	counted := map[place]bool{}
	s.eachMentioned(terms, func(at place) {
		if s.exists[at] {
			counted[at] = true
		}
	})
	return len(counted)
}

// eachMentioned visits the documents that exist for some only and hold a term, once for each term.
func (s searcher) eachMentioned(terms []*termPostings, visit func(place)) {
	for _, term := range terms {
		for i, postings := range term.segments {
			part := s.state.segments[i]
			for _, list := range postings.classes {
				if list == nil {
					continue
				}
				for _, offset := range list.restricted {
					if at := (place{part, list.numbers[offset]}); part.audience(at.number) == mentioned && !part.isDeleted(at.number) {
						visit(at)
					}
				}
			}
		}
	}
}
