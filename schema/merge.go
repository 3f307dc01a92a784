package schema

import (
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
)

func mergeArea() area {
	return area{
		structs: map[string]any{"MergeSkillsPayload": payload{}, "SplitSkillPayload": payload{}, "SkillMerge": skillMerge{}},
		resolvers: map[string]resolver{
			"Query.skillMerges":                   skillMerges,
			"Mutation.mergeSkills":                mutation(mergeSkills),
			"Mutation.splitSkill":                 mutation(splitSkill),
			"MergeSkillsPayload.conceptsNotTaken": conceptsNotTaken,
		},
	}
}

// skillMerge is a skill that was merged into another.
type skillMerge struct {
	ID    graph.Key `json:"id"`
	Label string
	Into  graph.Fact
}

// skillMerges returns what was merged, to who keeps the vocabulary; null to others.
func skillMerges(r *requestState, _ graphql.ResolveParams) (any, error) {
	if !r.view.KeepsVocabulary() {
		return nil, nil
	}
	records, err := r.view.Merges(r.ctx)
	all := []skillMerge{}
	for _, record := range records {
		merge := graph.As[graph.Merge](record)
		into, _, err := r.load.fact(r.ctx, graph.Key(merge.Into), graph.Brief)
		if err != nil {
			return nil, err
		}
		all = append(all, skillMerge{graph.NodeKey(graph.KindSkill, record.Key.ID()), merge.Label, into})
	}
	return all, err
}

// mergeSkills makes one skill of two, or only tells what that would change, as far as the viewer sees it.
func mergeSkills(r *requestState, _ graph.Key, input map[string]any) (payload, error) {
	if !r.view.KeepsVocabulary() {
		return payload{}, errNotKeeper()
	}
	merged, err := r.existingSkill(input["skill"])
	if err != nil {
		return payload{}, err
	}
	into, err := r.existingSkill(input["into"])
	if err != nil {
		return payload{}, err
	}
	done := payload{Skill: merged, Into: into, Preview: input["preview"] == true}
	shown, err := r.schema.config.Merge(r.ctx, r.view, merged.Key, into.Key)
	if err != nil {
		return payload{}, err
	}
	done.tell(shown, into.Key)
	if done.Preview {
		return done, nil
	}
	plan := func(reader graph.Reader) (graph.Tx, error) {
		return r.schema.config.Merge(r.ctx, reader, merged.Key, into.Key)
	}
	if err := r.view.ChangeVocabulary(r.ctx, plan, merged.Key, into.Key); err != nil {
		return payload{}, err
	}
	r.load.forget()
	return done, nil
}

// errNotKeeper is said to those who do not keep the vocabulary.
func errNotKeeper() error {
	return fmt.Errorf("%w: only those who keep the vocabulary can change it", graph.ErrInvalid)
}

// tell counts what a merge changes.
func (p *payload) tell(tx graph.Tx, into graph.Key) {
	for _, fact := range tx.Put {
		switch {
		case fact.Key == into:
			skill := graph.As[graph.Skill](fact)
			p.Labels = append([]string{skill.PrefLabel}, skill.AltLabel...)
		case fact.Key.IsEdge():
			p.Moved++
		case fact.Key.Kind() == graph.KindMerge:
			merge := graph.As[graph.Merge](fact)
			p.Standing = len(merge.Before) - len(merge.Added) - len(merge.NotTaken) - 2 // the skills themselves
			p.notTaken = conceptsOfEdges(merge.NotTaken)
		}
	}
}

// conceptsOfEdges returns the concepts that edges say a skill is.
func conceptsOfEdges(edges []string) (concepts []graph.Key) {
	for _, edge := range edges {
		if _, concept := graph.Key(edge).Ends(); graph.Key(edge).Kind() == graph.KindSameAs {
			concepts = append(concepts, concept)
		}
	}
	return concepts
}

// conceptsNotTaken returns the concepts that the skill that goes is and the one that is left cannot be.
func conceptsNotTaken(r *requestState, p graphql.ResolveParams) (any, error) {
	return r.conceptsBy(p.Source.(payload).notTaken, languageOf(p))
}

// existingSkill returns the skill that a key or a label names; one that the viewer may not know is as one that is not there.
func (r *requestState) existingSkill(name any) (graph.Fact, error) {
	skill, exists, err := r.skillOf(name)
	if err == nil && !exists {
		err = fmt.Errorf("%w: there is no skill %q", graph.ErrInvalid, textOf(name))
	}
	return skill, err
}

// splitSkill undoes the merge of a skill, or only tells into which one it was merged.
func splitSkill(r *requestState, _ graph.Key, input map[string]any) (payload, error) {
	key := keyOf(input["skill"])
	records, err := r.view.Merges(r.ctx)
	if err != nil {
		return payload{}, err
	}
	for _, record := range records {
		if record.Key.ID() != key.ID() || key.Kind() != graph.KindSkill {
			continue
		}
		into := graph.Key(graph.As[graph.Merge](record).Into)
		done := payload{Preview: input["preview"] == true}
		if done.Into, err = r.visible(graph.KindSkill, string(into)); err != nil || done.Preview {
			return done, err
		}
		plan := func(reader graph.Reader) (graph.Tx, error) { return r.schema.config.Split(r.ctx, reader, key) }
		if err := r.view.ChangeVocabulary(r.ctx, plan, into); err != nil {
			return payload{}, err
		}
		r.load.forget()
		done.Skill, err = r.visible(graph.KindSkill, string(key))
		return done, err
	}
	return payload{}, fmt.Errorf("%w: %q", graph.ErrNotFound, key)
}
