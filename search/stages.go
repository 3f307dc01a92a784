package search

import "context"

// The stages of a search, as the package comment has them; the evidence includes who is left out by fields and facets.
const (
	StageRetrieve = "retrieve"
	StageEvidence = "evidence"
	StageRank     = "rank"
	StageExplain  = "explain"
)

// Stages are told of the stages of searches. They may be told of several searches at once.
type Stages interface {
	// BeginStage is called where a stage begins, which goes on with the context that is returned; end is called where it ends.
	BeginStage(ctx context.Context, stage string) (inner context.Context, end func())
}

// stages tells an observer of one search, whose stages follow one another.
type stages struct {
	observer Stages
	search   context.Context
	ended    func()
}

// next ends the stage before and begins another one; it returns the context of that.
func (s *stages) next(stage string) context.Context {
	if s.observer == nil {
		return s.search
	}
	s.end()
	inner, ended := s.observer.BeginStage(s.search, stage)
	s.ended = ended
	return inner
}

func (s *stages) end() {
	if s.ended != nil {
		s.ended()
		s.ended = nil
	}
}
