package vocabulary

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Origin is that of the links that matching makes.
const Origin = graph.OriginMatching

// Question is a skill of which matching cannot tell whether it is a concept.
type Question struct {
	Skill      graph.Fact
	Candidates []Candidate
}

// Plan is what matching finds for the skills of a graph.
type Plan struct {
	// Links are the edges to be put.
	Links []graph.Fact
	// Questions are for somebody to decide, in the order of keys.
	Questions []Question
	// Own is how many skills are in no scheme.
	Own int
}

// Meaning compares labels by a language model, as the last step of matching.
type Meaning struct {
	From Embedder
	// May reports whether a model may be told of a skill.
	May func(graph.Fact) bool
}

// Plan plans the links of the skills that are not yet the same as a concept of each scheme. Of candidates that somebody
// decided about, nothing is planned. Skills that no word brings to a concept are compared by their meaning, where that is
// given: the error is then that of the model, and the plan good without it.
func (m *Matcher) Plan(ctx context.Context, reader graph.Reader, meaning *Meaning) (Plan, error) {
	skills, edges, err := readLinks(ctx, reader)
	if err != nil {
		return Plan{}, err
	}
	return m.plan(ctx, reader, skills, edges, meaning)
}

// PlanOne plans the links of one skill, by the same rules without its meaning.
func (m *Matcher) PlanOne(ctx context.Context, reader graph.Reader, skill graph.Key) (Plan, error) {
	skills, err := reader.Facts(ctx, graph.Brief, skill)
	if err != nil {
		return Plan{}, fmt.Errorf("read the skill %s: %w", skill, err)
	}
	edges, err := reader.Edges(ctx, []graph.Key{skill}, graph.Out, linkKinds()...)
	if err != nil {
		return Plan{}, fmt.Errorf("read which concept %s is: %w", skill, err)
	}
	return m.plan(ctx, reader, skills, keysOf(edges), nil)
}

func (m *Matcher) plan(ctx context.Context, reader graph.Reader, skills []graph.Fact, edges []graph.Key, meaning *Meaning) (Plan, error) {
	known, err := linksOf(ctx, reader, edges)
	if err != nil {
		return Plan{}, err
	}
	candidates := make([][]Candidate, len(skills))
	for i, skill := range skills {
		candidates[i] = ambiguous(known[skill.Key].coded, m.matchSkill(graph.As[graph.Skill](skill)))
	}
	if err := addExactMatches(ctx, reader, skills, known, candidates); err != nil {
		return Plan{}, err
	}
	if meaning != nil {
		err = m.addByMeaning(ctx, *meaning, skills, known, candidates)
	}
	return planOf(skills, known, candidates), err
}

// ambiguous adds the concepts that tables name by code to those that labels name. In their schemes none is certain.
func ambiguous(coded, found []Candidate) []Candidate {
	all := slices.Clone(coded)
	for _, one := range found {
		if slices.ContainsFunc(coded, func(other Candidate) bool { return other.Concept == one.Concept }) {
			continue
		}
		if slices.ContainsFunc(coded, func(other Candidate) bool { return other.Scheme == one.Scheme }) {
			one.Score = min(one.Score, uncertain)
		}
		all = append(all, one)
	}
	return all
}

// addByMeaning adds candidates of the skills that have none.
func (m *Matcher) addByMeaning(ctx context.Context, meaning Meaning, skills []graph.Fact, known map[graph.Key]links, candidates [][]Candidate) error {
	var labels []string
	var of []int
	for i, skill := range skills {
		if len(candidates[i]) == 0 && len(known[skill.Key].schemes) == 0 && meaning.May(skill) {
			labels, of = append(labels, graph.As[graph.Skill](skill).PrefLabel), append(of, i)
		}
	}
	if len(labels) == 0 || m.index.Len() == 0 {
		return nil
	}
	vectors, err := meaning.From.Embed(ctx, labels...)
	if err != nil {
		return err
	}
	concepts, err := m.index.meanings(ctx, meaning.From)
	if err != nil {
		return err
	}
	for i, vector := range vectors {
		candidates[of[i]] = m.index.matchMeaning(concepts, vector)
	}
	return nil
}

func planOf(skills []graph.Fact, known map[graph.Key]links, candidates [][]Candidate) (plan Plan) {
	for i, skill := range skills {
		var open []Candidate
		linked := len(known[skill.Key].schemes) > 0
		for _, one := range candidates[i] {
			switch {
			case slices.Contains(known[skill.Key].concepts, one.Concept) || known[skill.Key].schemes[one.Scheme] != "":
			case one.Score >= Linked:
				linked = true
				plan.Links = append(plan.Links, graph.Edge(skill.Key, "", one.Concept, Origin, graph.SameAs{By: one.By, Score: one.Score}))
			case one.Score >= Queued:
				open = append(open, one)
			}
		}
		if len(open) > 0 {
			plan.Questions = append(plan.Questions, Question{skill, open})
		} else if !linked {
			plan.Own++
		}
	}
	return plan
}

// links are those that a skill has.
type links struct {
	concepts []graph.Key
	schemes  map[string]graph.Key // the concept of each that it is the same as
	coded    []Candidate          // of several that tables name by code
}

func linkKinds() []graph.Kind {
	return []graph.Kind{graph.KindSameAs, graph.KindDiffersFrom, graph.KindMayBe}
}

// readLinks returns all skills, and the edges to concepts that they have.
func readLinks(ctx context.Context, reader graph.Reader) (skills []graph.Fact, edges []graph.Key, err error) {
	_, err = reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		switch fact.Value.(type) {
		case graph.Skill:
			skills = append(skills, fact)
		default:
			edges = append(edges, fact.Key)
		}
		return nil
	}, append(linkKinds(), graph.KindSkill)...)
	if err != nil {
		return nil, nil, fmt.Errorf("read which skills are concepts: %w", err)
	}
	return skills, edges, nil
}

// linksOf returns what edges say of each skill.
func linksOf(ctx context.Context, reader graph.Reader, edges []graph.Key) (map[graph.Key]links, error) {
	linked, err := reader.Facts(ctx, graph.Brief, conceptsOf(edges)...)
	if err != nil {
		return nil, fmt.Errorf("read the concepts that skills are: %w", err)
	}
	schemes := map[graph.Key]string{}
	for _, fact := range linked {
		schemes[fact.Key] = graph.As[graph.Concept](fact).InScheme
	}
	known := map[graph.Key]links{}
	for _, edge := range edges {
		skill, concept := edge.Ends()
		of := known[skill]
		if of.schemes == nil {
			of.schemes = map[string]graph.Key{}
		}
		switch edge.Kind() {
		case graph.KindMayBe:
			of.coded = append(of.coded, Candidate{concept, schemes[concept], uncertain, ByCode})
		case graph.KindSameAs:
			of.schemes[schemes[concept]] = concept
			of.concepts = append(of.concepts, concept)
		default:
			of.concepts = append(of.concepts, concept)
		}
		known[skill] = of
	}
	return known, nil
}

func keysOf(facts []graph.Fact) []graph.Key {
	keys := make([]graph.Key, len(facts))
	for i, fact := range facts {
		keys[i] = fact.Key
	}
	return keys
}

// conceptsOf returns those that edges lead to.
func conceptsOf(edges []graph.Key) []graph.Key {
	var concepts []graph.Key
	for _, edge := range edges {
		_, concept := edge.Ends()
		concepts = append(concepts, concept)
	}
	return concepts
}

// matchSkill matches the preferred label of a skill, and where that names nothing for certain, its others.
func (m *Matcher) matchSkill(skill graph.Skill) []Candidate {
	found := m.Match(skill.PrefLabel)
	if len(found) > 0 && found[0].Score >= Linked {
		return found
	}
	for _, label := range skill.AltLabel {
		for _, one := range m.Match(label) {
			if one.Score >= Linked && !slices.ContainsFunc(found, func(other Candidate) bool { return other.Concept == one.Concept }) {
				one.Score *= scoreAlternative
				found = append(found, one)
			}
		}
	}
	return found
}
