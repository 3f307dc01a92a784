package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// ReadPlaces finds in which communities contributions were made, and hidden. An answer and a comment are also where what they are
// about is, so that nothing said about a closed or hidden question escapes.
func (s *Surroundings) ReadPlaces(ctx context.Context, reader graph.Reader, contributions []graph.Key) error {
	if len(contributions) == 0 {
		return nil
	}
	above, err := readAbove(ctx, reader, contributions)
	if err != nil {
		return err
	}
	found := map[graph.Key][]graph.Key{}
	s.HiddenIn = map[graph.Key][]graph.Key{}
	for _, contribution := range graph.Distinct(contributions) {
		in, hidden := above.placesOf(contribution)
		if len(in) > 0 {
			found[contribution] = in
		}
		if len(hidden) > 0 {
			s.HiddenIn[contribution] = hidden
		}
	}
	if err := s.readCommunities(ctx, reader, found); err != nil {
		return err
	}
	return s.ReadAuthors(ctx, reader)
}

// aboveOf holds, by contribution, the edges to what it is about and to its communities.
type aboveOf map[graph.Key][]graph.Fact

// readAbove reads what contributions are about, and what these are about in turn.
func readAbove(ctx context.Context, reader graph.Reader, contributions []graph.Key) (aboveOf, error) {
	found := aboveOf{}
	for next := graph.Distinct(contributions); len(next) > 0; {
		edges, err := reader.Edges(ctx, next, graph.Out, graph.KindIn, graph.KindAnswers, graph.KindCommentsOn, graph.KindHiddenIn)
		if err != nil {
			return nil, err
		}
		for _, key := range next {
			found[key] = nil
		}
		var above []graph.Key
		for _, edge := range edges {
			found[edge.From()] = append(found[edge.From()], edge)
			if edge.To().Kind() == graph.KindContribution {
				above = append(above, edge.To())
			}
		}
		next = slices.DeleteFunc(graph.Distinct(above), func(key graph.Key) bool { _, known := found[key]; return known })
	}
	return found, nil
}

// placesOf returns the communities of a contribution and of what it is about, and the communities whose moderators hid one of these.
func (a aboveOf) placesOf(contribution graph.Key) (in, hidden []graph.Key) {
	all := []graph.Key{contribution}
	for n := 0; n < len(all); n++ {
		for _, edge := range a[all[n]] {
			switch to := edge.To(); edge.Key.Kind() {
			case graph.KindIn:
				in = append(in, to)
			case graph.KindHiddenIn:
				hidden = append(hidden, to)
			default:
				if !slices.Contains(all, to) {
					all = append(all, to)
				}
			}
		}
	}
	return in, graph.Distinct(hidden)
}

// readCommunities adds communities by the facts that they decide about.
func (s *Surroundings) readCommunities(ctx context.Context, reader graph.Reader, of map[graph.Key][]graph.Key) error {
	var all []graph.Key
	for _, keys := range of {
		all = append(all, keys...)
	}
	facts, err := reader.Facts(ctx, graph.Brief, graph.Distinct(all)...)
	if err != nil {
		return err
	}
	if s.Communities == nil {
		s.Communities = make(map[graph.Key][]graph.Fact, len(of))
	}
	byKey := graph.ByKey(facts)
	for fact, keys := range of {
		for _, key := range graph.Distinct(keys) {
			s.Communities[fact] = append(s.Communities[fact], byKey[key])
		}
	}
	return nil
}

// ReadAuthors reads who wrote the contributions that are hidden, and who asked them without being named.
func (s *Surroundings) ReadAuthors(ctx context.Context, reader graph.Reader) error {
	if len(s.HiddenIn) == 0 {
		return nil
	}
	var hidden []graph.Key
	for contribution := range s.HiddenIn {
		hidden = append(hidden, contribution)
	}
	authored, err := reader.Edges(ctx, graph.Distinct(hidden), graph.Into, graph.KindAuthored)
	if err != nil {
		return err
	}
	s.Authors = make(map[graph.Key][]graph.Key, len(authored))
	for _, edge := range authored {
		s.Authors[edge.To()] = append(s.Authors[edge.To()], edge.From())
	}
	unnamed, err := reader.Edges(ctx, graph.Distinct(hidden), graph.Out, graph.KindAskedBy)
	for _, edge := range unnamed {
		s.Authors[edge.From()] = append(s.Authors[edge.From()], edge.To())
	}
	return err
}

// readJoined reads the communities of memberships.
func (s *Surroundings) readJoined(ctx context.Context, reader graph.Reader, memberships []graph.Key) error {
	if len(memberships) == 0 {
		return nil
	}
	of := make(map[graph.Key][]graph.Key, len(memberships))
	for _, key := range memberships {
		_, community := key.Ends()
		of[key] = []graph.Key{community}
	}
	return s.readCommunities(ctx, reader, of)
}
