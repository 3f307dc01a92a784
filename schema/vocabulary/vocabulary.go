package vocabulary

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
)

func vocabularyArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{
			"SkillSuggestion": resolve.Suggestion{}, "VocabularyReview": vocabularyReview{}, "SkillQuestion": resolve.SkillQuestion{}, "SkillCandidate": resolve.SkillCandidate{},
			"DecideSkillPayload": resolve.Payload{},
		},
		Resolvers: map[string]resolve.Func{
			"Query.suggestSkills":    suggestSkills,
			"Query.similarSkills":    similarSkills,
			"Query.vocabularyReview": reviewSkills,
			"SkillQuestion.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(resolve.SkillQuestion).Skill)
			},
			"Mutation.decideSkill": resolve.Mutation(decideSkill),
		},
	}
}

type vocabularyReview struct {
	TotalCount int
	Questions  []resolve.SkillQuestion
}

// maxReview is how many questions are shown together.
const maxReview = 20

// reviewSkills returns the doubtful skills, as far as every colleague may see them, to who keeps the vocabulary; null to
// others.
func reviewSkills(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	if !r.View.KeepsVocabulary() {
		return nil, nil
	}
	questions, err := r.Config.Review(r.Context, r.View)
	if err != nil {
		return nil, err
	}
	review := vocabularyReview{TotalCount: len(questions), Questions: questions[:min(len(questions), maxReview)]}
	for _, question := range review.Questions {
		for i := range question.Candidates {
			if err := nameCandidate(r, &question.Candidates[i]); err != nil {
				return nil, err
			}
		}
	}
	return review, nil
}

func nameCandidate(r *resolve.Request, candidate *resolve.SkillCandidate) error {
	fact, _, err := r.Load.Fact(r.Context, candidate.ID, graph.Brief)
	if err != nil {
		return err
	}
	concept := graph.As[graph.Concept](fact)
	candidate.Label = graph.InLanguage(concept.PrefLabel, "fr")
	candidate.Attribution, err = attribution(r, concept.InScheme)
	return err
}

// decideSkill notes that a skill is a concept, or without one that it is none of its candidates.
func decideSkill(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	skill, err := r.Visible(graph.KindSkill, string(resolve.KeyOf(input["skill"])))
	if err != nil {
		return resolve.Payload{}, err
	}
	if !r.View.KeepsVocabulary() {
		return resolve.Payload{}, errNotKeeper()
	}
	tx, err := planDecision(r, skill.Key, resolve.KeyOf(input["concept"]), input["replace"] == true)
	if err != nil {
		return resolve.Payload{}, err
	}
	if _, err := r.View.Commit(r.Context, tx); err != nil {
		return resolve.Payload{}, err
	}
	r.Load.Forget()
	return resolve.Payload{Skill: skill}, nil
}

// planDecision plans that a skill is a concept, or where there is none, that it is none of its candidates.
func planDecision(r *resolve.Request, skill, concept graph.Key, replace bool) (tx graph.Tx, err error) {
	if concept != "" {
		return r.Config.Same(r.Context, r.View, skill, concept, replace)
	}
	questions, err := r.Config.Review(r.Context, r.View)
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

func suggestSkills(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	typed, _ := p.Args["text"].(string)
	first, _ := p.Args["first"].(int)
	if first < 0 || first > maxSuggestions {
		return nil, fmt.Errorf("%w: first is %d, %d are allowed", graph.ErrInvalid, first, maxSuggestions)
	}
	all, err := skillsTyped(r, typed)
	if err != nil {
		return nil, err
	}
	all = all[:min(len(all), first)]
	for _, one := range r.Config.Suggest(typed, first) {
		isKnown := func(other resolve.Suggestion) bool { return graph.Slug(other.Label) == graph.Slug(one.Label) }
		if len(all) == first || slices.ContainsFunc(all, isKnown) {
			continue
		}
		if one.Attribution, err = attribution(r, one.Scheme); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// attribution returns the notice of a vocabulary.
func attribution(r *resolve.Request, scheme string) (string, error) {
	if scheme == "" {
		return "", nil
	}
	fact, _, err := r.Load.Fact(r.Context, graph.NodeKey(graph.KindScheme, scheme), graph.Brief)
	return graph.As[graph.Scheme](fact).Attribution, err
}

// similarSkills returns what may be meant by a label that no skill has.
func similarSkills(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	label, _ := p.Args["label"].(string)
	if utf8.RuneCountInString(label) > resolve.MaxLabel {
		return []resolve.Suggestion{}, nil
	}
	all, err := r.Config.Similar(r.Context, r.View, label)
	all = all[:min(len(all), maxSuggestions)]
	for i := range all {
		if err == nil {
			all[i].Attribution, err = attribution(r, all[i].Scheme)
		}
	}
	return all, err
}

// skillsTyped returns the skills that the viewer sees of which a label begins with what is typed, then those of which a
// word of a label does, the shortest first.
func skillsTyped(r *resolve.Request, typed string) ([]resolve.Suggestion, error) {
	start := graph.Slug(typed)
	var all []resolve.Suggestion
	rank := map[graph.Key]int{}
	_, err := r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
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
			all = append(all, resolve.Suggestion{ID: fact.Key, Label: skill.PrefLabel, InUse: true})
		}
		return nil
	}, graph.KindSkill)
	slices.SortFunc(all, func(a, b resolve.Suggestion) int {
		return cmp.Or(cmp.Compare(rank[b.ID], rank[a.ID]), cmp.Compare(utf8.RuneCountInString(a.Label), utf8.RuneCountInString(b.Label)), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}
