package index

import "github.com/sachant/sachant/graph"

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
