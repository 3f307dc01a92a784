package access

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// readPlaces finds in which communities contributions were made, and hidden; an answer is also where its questions
// are, so that no answer to a closed question escapes.
func (s *Surroundings) readPlaces(ctx context.Context, reader graph.Reader, contributions []graph.Key) error {
	if len(contributions) == 0 {
		return nil
	}
	edges, err := reader.Edges(ctx, contributions, graph.Out, graph.KindIn, graph.KindAnswers, graph.KindHiddenIn)
	if err != nil {
		return err
	}
	var questions []graph.Key
	for _, edge := range edges {
		if edge.Key.Kind() == graph.KindAnswers {
			questions = append(questions, edge.To())
		}
	}
	ofQuestion, err := ofQuestions(ctx, reader, questions)
	if err != nil {
		return err
	}
	found := map[graph.Key][]graph.Key{}
	s.HiddenIn = map[graph.Key][]graph.Key{}
	for _, edge := range edges {
		switch from, to := edge.Key.Ends(); edge.Key.Kind() {
		case graph.KindIn:
			found[from] = append(found[from], to)
		case graph.KindAnswers:
			found[from] = append(found[from], ofQuestion[to]...)
		case graph.KindHiddenIn:
			s.HiddenIn[from] = append(s.HiddenIn[from], to)
		}
	}
	if err := s.readCommunities(ctx, reader, found); err != nil {
		return err
	}
	return s.readAuthors(ctx, reader)
}

// ofQuestions returns the communities of questions.
func ofQuestions(ctx context.Context, reader graph.Reader, questions []graph.Key) (map[graph.Key][]graph.Key, error) {
	if len(questions) == 0 {
		return nil, nil
	}
	edges, err := reader.Edges(ctx, distinctOf(questions), graph.Out, graph.KindIn)
	found := make(map[graph.Key][]graph.Key, len(edges))
	for _, edge := range edges {
		found[edge.From()] = append(found[edge.From()], edge.To())
	}
	return found, err
}

// readCommunities adds communities by the facts that they decide about.
func (s *Surroundings) readCommunities(ctx context.Context, reader graph.Reader, of map[graph.Key][]graph.Key) error {
	var all []graph.Key
	for _, keys := range of {
		all = append(all, keys...)
	}
	facts, err := reader.Facts(ctx, graph.Brief, distinctOf(all)...)
	if err != nil {
		return err
	}
	if s.Communities == nil {
		s.Communities = make(map[graph.Key][]graph.Fact, len(of))
	}
	byKey := graph.ByKey(facts)
	for fact, keys := range of {
		for _, key := range distinctOf(keys) {
			s.Communities[fact] = append(s.Communities[fact], byKey[key])
		}
	}
	return nil
}

// readAuthors reads who wrote the contributions that are hidden, and who asked them without being named.
func (s *Surroundings) readAuthors(ctx context.Context, reader graph.Reader) error {
	if len(s.HiddenIn) == 0 {
		return nil
	}
	var hidden []graph.Key
	for contribution := range s.HiddenIn {
		hidden = append(hidden, contribution)
	}
	authored, err := reader.Edges(ctx, distinctOf(hidden), graph.Into, graph.KindAuthored)
	if err != nil {
		return err
	}
	s.Authors = make(map[graph.Key][]graph.Key, len(authored))
	for _, edge := range authored {
		s.Authors[edge.To()] = append(s.Authors[edge.To()], edge.From())
	}
	unnamed, err := reader.Edges(ctx, distinctOf(hidden), graph.Out, graph.KindAskedBy)
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
