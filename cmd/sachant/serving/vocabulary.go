package serving

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

// vocabularyFollower reads the labels of concepts anew after they have changed. Until then the former ones are used.
type vocabularyFollower struct {
	replica *replica.Replica
	begin   func(func()) // in another goroutine, which the server waits for

	mutex   sync.Mutex
	seen    *replica.Snapshot
	index   *vocabulary.Index
	reading bool
	matcher *vocabulary.Matcher // of the index, once one was wanted
	matched *vocabulary.Index   // that of the matcher

	model   *model.Client
	prepare func(*vocabulary.Index)          // tells the model of it in another goroutine, which ends with the server
	told    atomic.Pointer[vocabulary.Index] // the index whose labels the model has made vectors of
}

func (s *Server) followVocabulary(ctx context.Context, i *installation.Installation, o *cli.Options) (*vocabularyFollower, error) {
	now := s.Replica.Snapshot()
	index, err := i.ReadVocabulary(ctx, o)
	if err == nil {
		s.Follower.Go(index.PrepareSuggestions)
	}
	f := &vocabularyFollower{replica: s.Replica, begin: s.Follower.Go, seen: now, index: index, model: s.model}
	f.prepare = func(index *vocabulary.Index) { s.background(func(ctx context.Context) { f.tell(ctx, index) }) }
	if err == nil {
		f.prepare(index)
	}
	return f, err
}

// tell lets the model make vectors of the labels of an index, which takes minutes the first time.
func (f *vocabularyFollower) tell(ctx context.Context, index *vocabulary.Index) {
	if f.model.Embeds() && index.PrepareMeanings(ctx, f.model) == nil {
		f.told.Store(index)
	}
}

// meaning compares labels by the model, nil until that has made its vectors.
func (f *vocabularyFollower) meaning(index *vocabulary.Index) *vocabulary.Meaning {
	if f.told.Load() != index {
		return nil
	}
	return &vocabulary.Meaning{From: f.model, May: func(graph.Fact) bool { return true }}
}

// Current returns the labels as far as they are read.
func (f *vocabularyFollower) Current() *vocabulary.Index {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	now := f.replica.Snapshot()
	if now == f.seen || f.reading {
		return f.index
	}
	changed, known := now.Since(f.seen)
	isConcept := func(key graph.Key) bool { return key.Kind() == graph.KindConcept }
	if known && !slices.ContainsFunc(changed, isConcept) {
		f.seen = now
		return f.index
	}
	f.reading = true
	f.begin(func() { f.read(now) })
	return f.index
}

// suggest returns concepts that begin with what is typed.
func (f *vocabularyFollower) suggest(typed string, first int) []resolve.Suggestion {
	var all []resolve.Suggestion
	for _, one := range f.Current().Suggest(typed, first) {
		all = append(all, resolve.Suggestion{ID: one.Concept, Label: one.Label, Scheme: one.Scheme})
	}
	return all
}

// matching returns a matcher of the index.
func (f *vocabularyFollower) matching(index *vocabulary.Index) *vocabulary.Matcher {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.matched != index {
		f.matcher, f.matched = vocabulary.NewMatcher(index, thesaurus.Trades()), index
	}
	return f.matcher
}

// similar returns what may be meant by a label that no skill of a reader has.
func (f *vocabularyFollower) similar(ctx context.Context, reader graph.Reader, label string) ([]resolve.Suggestion, error) {
	found, err := f.matching(f.Current()).FindSimilar(ctx, reader, label)
	var all []resolve.Suggestion
	for _, one := range found {
		all = append(all, resolve.Suggestion{ID: one.Key, Label: one.Label, InUse: one.Scheme == "", Scheme: one.Scheme})
	}
	return all, err
}

// linkNamed links a skill that somebody named to the concepts that its label names for certain, by the rules of an import
// without the language model: what is doubtful is for review. The skill stands whether it can be linked or not.
func (s *Server) linkNamed(log zerolog.Logger) func(context.Context, graph.Key) {
	return func(ctx context.Context, skill graph.Key) {
		index := s.Vocabulary.Current()
		if index.Len() == 0 {
			return
		}
		plan, err := s.Vocabulary.matching(index).PlanOne(ctx, s.Replica.Snapshot(), skill)
		if err == nil && len(plan.Links) > 0 {
			_, err = s.Commit(ctx, graph.Tx{Actor: vocabulary.Origin, Put: plan.Links})
		}
		if err != nil && !errors.Is(err, graph.ErrNotFound) { // withdrawn meanwhile
			log.Error().Err(err).Msg("a skill that somebody named could not be linked to the vocabulary")
		}
	}
}

// linkSkills links all skills as [server.linkNamed] does one.
func (s *Server) linkSkills(ctx context.Context) error {
	index := s.Vocabulary.Current()
	if index.Len() == 0 {
		return nil
	}
	plan, err := s.Vocabulary.matching(index).Plan(ctx, s.Store, nil)
	if err == nil && len(plan.Links) > 0 {
		_, err = s.Store.Commit(ctx, graph.Tx{Actor: vocabulary.Origin, Put: plan.Links})
	}
	if err != nil {
		return fmt.Errorf("cannot link the skills to the vocabulary: %w", err)
	}
	return nil
}

// review returns the skills that a reader shows of which it is doubtful whether they are a concept.
func (f *vocabularyFollower) review(ctx context.Context, reader graph.Reader) ([]resolve.SkillQuestion, error) {
	index := f.Current()
	if index.Len() == 0 {
		return nil, nil
	}
	plan, err := f.matching(index).Plan(ctx, reader, f.meaning(index))
	if errors.Is(err, model.ErrServer) {
		err = nil // the plan is good without it
	}
	var questions []resolve.SkillQuestion
	for _, question := range plan.Questions {
		one := resolve.SkillQuestion{Skill: question.Skill.Key}
		for _, candidate := range question.Candidates {
			one.Candidates = append(one.Candidates, resolve.SkillCandidate{ID: candidate.Concept, Score: candidate.Score, By: candidate.By})
		}
		questions = append(questions, one)
	}
	return questions, err
}

func (f *vocabularyFollower) read(now *replica.Snapshot) {
	index, err := vocabulary.Read(context.Background(), now)
	if err == nil {
		index.PrepareSuggestions()
		defer f.prepare(index)
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.reading = false
	if err == nil {
		f.index, f.seen = index, now
	}
}

// nearSkills are those of a server: labels are read anew in the background, after skills have changed.
func (s *Server) nearSkills(client *model.Client, o *cli.Options, note func(error)) *vocabulary.NearSkills {
	return &vocabulary.NearSkills{
		From: client, Skills: installation.ColleagueSkills(s.Gate), Revision: s.revisionOf(graph.KindSkill, graph.KindDeclares), Background: s.background, Note: note, Now: o.Now,
	}
}
