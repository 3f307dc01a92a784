package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

// Suggestion is a skill or a concept that may be meant by what is typed.
type Suggestion struct {
	ID     graph.Key `json:"id"`
	Label  string    `json:"label"`
	InUse  bool      `json:"inUse"`
	Scheme string    `json:"-"`
	// Attribution is the notice of the concept's scheme.
	Attribution string `json:"attribution"`
}

func vocabularyArea() area {
	return area{
		structs: map[string]any{
			"SkillSuggestion": Suggestion{}, "VocabularyReview": vocabularyReview{}, "SkillQuestion": SkillQuestion{}, "SkillCandidate": SkillCandidate{},
			"DecideSkillPayload": payload{},
		},
		resolvers: map[string]resolver{
			"Query.suggestSkills":    suggestSkills,
			"Query.similarSkills":    similarSkills,
			"Query.vocabularyReview": reviewSkills,
			"SkillQuestion.skill": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(SkillQuestion).Skill)
			},
			"Mutation.decideSkill": mutation(decideSkill),
		},
	}
}

// SkillQuestion is a skill of which it is doubtful whether it is a concept.
type SkillQuestion struct {
	Skill      graph.Key
	Candidates []SkillCandidate
}

// SkillCandidate is a concept that a skill may be.
type SkillCandidate struct {
	ID    graph.Key `json:"id"`
	Score float64
	By    string
	// Label and Attribution are the schema's to fill in.
	Label, Attribution string
}

type vocabularyReview struct {
	TotalCount int
	Questions  []SkillQuestion
}

// maxReview is how many questions are shown together.
const maxReview = 20

// reviewSkills returns the doubtful skills, as far as every colleague may see them, to who keeps the vocabulary; null to
// others.
func reviewSkills(r *requestState, _ graphql.ResolveParams) (any, error) {
	if !r.view.KeepsVocabulary() {
		return nil, nil
	}
	questions, err := r.schema.config.Review(r.ctx, r.view)
	if err != nil {
		return nil, err
	}
	review := vocabularyReview{TotalCount: len(questions), Questions: questions[:min(len(questions), maxReview)]}
	for _, question := range review.Questions {
		for i := range question.Candidates {
			if err := r.nameCandidate(&question.Candidates[i]); err != nil {
				return nil, err
			}
		}
	}
	return review, nil
}

func (r *requestState) nameCandidate(candidate *SkillCandidate) error {
	fact, _, err := r.load.fact(r.ctx, candidate.ID, graph.Brief)
	if err != nil {
		return err
	}
	concept := graph.As[graph.Concept](fact)
	candidate.Label = graph.InLanguage(concept.PrefLabel, "fr")
	candidate.Attribution, err = r.attribution(concept.InScheme)
	return err
}

// decideSkill notes that a skill is a concept, or without one that it is none of its candidates.
func decideSkill(r *requestState, _ graph.Key, input map[string]any) (payload, error) {
	skill, err := r.visible(graph.KindSkill, string(keyOf(input["skill"])))
	if err != nil {
		return payload{}, err
	}
	if !r.view.KeepsVocabulary() {
		return payload{}, errNotKeeper()
	}
	tx, err := r.planDecision(skill.Key, keyOf(input["concept"]), input["replace"] == true)
	if err != nil {
		return payload{}, err
	}
	if _, err := r.view.Commit(r.ctx, tx); err != nil {
		return payload{}, err
	}
	r.load.forget()
	return payload{Skill: skill}, nil
}

// planDecision plans that a skill is a concept, or where there is none, that it is none of its candidates.
func (r *requestState) planDecision(skill, concept graph.Key, replace bool) (tx graph.Tx, err error) {
	if concept != "" {
		return r.schema.config.Same(r.ctx, r.view, skill, concept, replace)
	}
	questions, err := r.schema.config.Review(r.ctx, r.view)
	for _, question := range questions {
		for _, candidate := range question.Candidates {
			if question.Skill == skill {
				tx.Put = append(tx.Put, graph.Edge(skill, "", candidate.ID, "", graph.DiffersFrom{}))
			}
		}
	}
	return tx, err
}

// maxSuggestions is how many suggestions one may ask for.
const maxSuggestions = 20

func suggestSkills(r *requestState, p graphql.ResolveParams) (any, error) {
	typed, _ := p.Args["text"].(string)
	first, _ := p.Args["first"].(int)
	if first < 0 || first > maxSuggestions {
		return nil, fmt.Errorf("%w: first is %d, %d are allowed", graph.ErrInvalid, first, maxSuggestions)
	}
	all, err := r.skillsTyped(typed)
	if err != nil {
		return nil, err
	}
	all = all[:min(len(all), first)]
	for _, one := range r.schema.config.Suggest(typed, first) {
		isKnown := func(other Suggestion) bool { return graph.Slug(other.Label) == graph.Slug(one.Label) }
		if len(all) == first || slices.ContainsFunc(all, isKnown) {
			continue
		}
		if one.Attribution, err = r.attribution(one.Scheme); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// attribution returns the notice of a vocabulary.
func (r *requestState) attribution(scheme string) (string, error) {
	if scheme == "" {
		return "", nil
	}
	fact, _, err := r.load.fact(r.ctx, graph.NodeKey(graph.KindScheme, scheme), graph.Brief)
	return graph.As[graph.Scheme](fact).Attribution, err
}

// similarSkills returns what may be meant by a label that no skill has.
func similarSkills(r *requestState, p graphql.ResolveParams) (any, error) {
	label, _ := p.Args["label"].(string)
	if utf8.RuneCountInString(label) > maxLabel {
		return []Suggestion{}, nil
	}
	all, err := r.schema.config.Similar(r.ctx, r.view, label)
	all = all[:min(len(all), maxSuggestions)]
	for i := range all {
		if err == nil {
			all[i].Attribution, err = r.attribution(all[i].Scheme)
		}
	}
	return all, err
}

// skillsTyped returns the skills that the viewer sees of which a label begins with what is typed, then those of which a
// word of a label does, the shortest first.
func (r *requestState) skillsTyped(typed string) ([]Suggestion, error) {
	start := graph.Slug(typed)
	var all []Suggestion
	rank := map[graph.Key]int{}
	_, err := r.view.Scan(r.ctx, graph.Brief, func(fact graph.Fact) error {
		skill := graph.As[graph.Skill](fact)
		best := 0
		for _, label := range append([]string{skill.PrefLabel}, skill.AltLabel...) {
			switch slug := graph.Slug(label); {
			case start == "":
			case strings.HasPrefix(slug, start):
				best = 2
			case strings.Contains(slug, "-"+start):
				best = max(best, 1)
			}
		}
		if best > 0 {
			rank[fact.Key] = best
			all = append(all, Suggestion{ID: fact.Key, Label: skill.PrefLabel, InUse: true})
		}
		return nil
	}, graph.KindSkill)
	slices.SortFunc(all, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(rank[b.ID], rank[a.ID]), cmp.Compare(utf8.RuneCountInString(a.Label), utf8.RuneCountInString(b.Label)), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}
