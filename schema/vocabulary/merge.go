package vocabulary

import (
	"fmt"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
)

func mergeArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"MergeSkillsPayload": resolve.Payload{}, "SplitSkillPayload": resolve.Payload{}, "SkillMerge": skillMerge{}},
		Resolvers: map[string]resolve.Func{
			"Query.skillMerges":                   skillMerges,
			"Mutation.mergeSkills":                resolve.Mutation(mergeSkills),
			"Mutation.splitSkill":                 resolve.Mutation(splitSkill),
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
func skillMerges(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	if !r.View.KeepsVocabulary() {
		return nil, nil
	}
	records, err := r.View.Merges(r.Context)
	all := []skillMerge{}
	for _, record := range records {
		merge := graph.As[graph.Merge](record)
		into, _, err := r.Load.Fact(r.Context, graph.Key(merge.Into), graph.Brief)
		if err != nil {
			return nil, err
		}
		all = append(all, skillMerge{graph.NodeKey(graph.KindSkill, record.Key.ID()), merge.Label, into})
	}
	return all, err
}

// mergeSkills makes one skill of two, or only tells what that would change, as far as the viewer sees it.
func mergeSkills(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	if !r.View.KeepsVocabulary() {
		return resolve.Payload{}, errNotKeeper()
	}
	merged, err := r.ExistingSkill(input["skill"])
	if err != nil {
		return resolve.Payload{}, err
	}
	into, err := r.ExistingSkill(input["into"])
	if err != nil {
		return resolve.Payload{}, err
	}
	done := resolve.Payload{Skill: merged, Into: into, Preview: input["preview"] == true}
	shown, err := r.Config.Merge(r.Context, r.View, merged.Key, into.Key)
	if err != nil {
		return resolve.Payload{}, err
	}
	tell(&done, shown, into.Key)
	if done.Preview {
		return done, nil
	}
	plan := func(reader graph.Reader) (graph.Tx, error) {
		return r.Config.Merge(r.Context, reader, merged.Key, into.Key)
	}
	if err := r.View.ChangeVocabulary(r.Context, plan, merged.Key, into.Key); err != nil {
		return resolve.Payload{}, err
	}
	r.Load.Forget()
	return done, nil
}

// errNotKeeper is said to those who do not keep the vocabulary.
func errNotKeeper() error {
	return fmt.Errorf("%w: only those who keep the vocabulary can change it", graph.ErrInvalid)
}

// tell counts what a merge changes.
func tell(p *resolve.Payload, tx graph.Tx, into graph.Key) {
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
			p.NotTaken = conceptsOfEdges(merge.NotTaken)
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
func conceptsNotTaken(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	return conceptsBy(r, p.Source.(resolve.Payload).NotTaken, resolve.LanguageOf(p))
}

// splitSkill undoes the merge of a skill, or only tells into which one it was merged.
func splitSkill(r *resolve.Request, _ graph.Key, input map[string]any) (resolve.Payload, error) {
	key := resolve.KeyOf(input["skill"])
	records, err := r.View.Merges(r.Context)
	if err != nil {
		return resolve.Payload{}, err
	}
	for _, record := range records {
		if record.Key.ID() != key.ID() || key.Kind() != graph.KindSkill {
			continue
		}
		into := graph.Key(graph.As[graph.Merge](record).Into)
		done := resolve.Payload{Preview: input["preview"] == true}
		if done.Into, err = r.Visible(graph.KindSkill, string(into)); err != nil || done.Preview {
			return done, err
		}
		plan := func(reader graph.Reader) (graph.Tx, error) { return r.Config.Split(r.Context, reader, key) }
		if err := r.View.ChangeVocabulary(r.Context, plan, into); err != nil {
			return resolve.Payload{}, err
		}
		r.Load.Forget()
		done.Skill, err = r.Visible(graph.KindSkill, string(key))
		return done, err
	}
	return resolve.Payload{}, fmt.Errorf("%w: %q", graph.ErrNotFound, key)
}
