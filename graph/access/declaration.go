package access

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Publish lets colleagues see what a source says of the viewer's skill, or no longer. From then on the viewer alone decides it.
func (v *View) Publish(ctx context.Context, declaration graph.Key, published bool) error {
	return v.decide(ctx, declaration, v.isAboutViewer, func(value graph.Declares) graph.Declares {
		value.Published, value.Chosen = published, true
		return value
	})
}

// Contest says that what a source says of the viewer's skill is wrong, from a day on; no day takes that back. It counts
// for nothing until it is settled.
func (v *View) Contest(ctx context.Context, declaration graph.Key, on graph.Date) error {
	return v.decide(ctx, declaration, v.isAboutViewer, func(value graph.Declares) graph.Declares {
		if value.ContestedOn == "" || on == "" {
			value.ContestedOn = on
		}
		return value
	})
}

// Settle ends a contest, for human resources: what was contested stands again, or is deleted.
func (v *View) Settle(ctx context.Context, declaration graph.Key, stands bool) error {
	f, err := v.open(ctx)
	if err != nil {
		return err
	}
	isContested := func(fact graph.Fact) bool {
		return f.isHROf(fact.From()) && fact.From() != v.viewer.Person && graph.As[graph.Declares](fact).ContestedOn != ""
	}
	if stands {
		return v.decide(ctx, declaration, isContested, func(value graph.Declares) graph.Declares {
			value.ContestedOn = ""
			return value
		})
	}
	return v.decide(ctx, declaration, isContested, nil)
}

// MarkCritical says whether the company cannot do without a skill, for human resources.
func (v *View) MarkCritical(ctx context.Context, skill graph.Key, critical bool) error {
	if _, is := v.HRPerimeter(); !is || skill.Kind() != graph.KindSkill || skill.Check() != nil {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, skill)
	}
	facts, err := v.Facts(ctx, graph.Whole, skill)
	switch {
	case err != nil:
		return err
	case len(facts) == 0:
		return fmt.Errorf("%w: %q", graph.ErrNotFound, skill)
	}
	marked := graph.As[graph.Skill](facts[0])
	marked.Critical = critical
	facts[0].Value = marked
	_, err = v.commit(ctx, graph.Tx{Put: facts, If: []graph.Condition{{Key: skill, Revision: facts[0].Revision}}})
	return err
}

// isAboutViewer reports whether a fact is what a source, and not the viewer, says of the viewer's skill.
func (v *View) isAboutViewer(fact graph.Fact) bool {
	return v.viewer.Person != "" && fact.From() == v.viewer.Person && fact.Key.Tag() != DeclaredBySelf
}

// decide changes a declaration that the viewer sees whole and may decide about, and leaves it to its source; a nil change
// deletes it.
func (v *View) decide(ctx context.Context, key graph.Key, may func(graph.Fact) bool, change func(graph.Declares) graph.Declares) error {
	if key.Kind() != graph.KindDeclares || key.Check() != nil {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	}
	facts, err := v.Facts(ctx, graph.Whole, key)
	switch {
	case err != nil:
		return err
	case len(facts) == 0:
		return fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	case !may(facts[0]):
		return ErrNotYours(key)
	}
	tx := graph.Tx{If: []graph.Condition{{Key: key, Revision: facts[0].Revision}}}
	if change == nil {
		tx.Delete = []graph.Key{key}
	} else {
		facts[0].Value = change(graph.As[graph.Declares](facts[0]))
		tx.Put = facts
	}
	_, err = v.commit(ctx, tx)
	return err
}

// Contested returns the contested declarations that the viewer sees, in key order. It reads the summaries of all
// declarations, and more of those alone whose summary says nothing: contested ones have such a summary.
func (v *View) Contested(ctx context.Context) ([]graph.Fact, error) {
	var skills []graph.Key
	_, err := v.Scan(ctx, graph.Brief, func(fact graph.Fact) error { skills = append(skills, fact.Key); return nil }, graph.KindSkill)
	if err != nil {
		return nil, err
	}
	nodes, err := v.NodeIDs(ctx, skills...)
	if err != nil {
		return nil, err
	}
	edges, err := v.AppendEdges(ctx, nil, nodes, graph.Into, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	var keys []graph.Key
	for i, summary := range v.AppendDeclarations(nil, edges) {
		if summary == (graph.DeclarationSummary{On: summary.On}) { // as [graph.Declares.Summary] says of what is contested
			keys = append(keys, graph.EdgeKey(v.Key(edges[i].From), graph.KindDeclares, v.Tag(edges[i]), v.Key(edges[i].To)))
		}
	}
	facts, err := v.Facts(ctx, graph.Brief, graph.Distinct(keys)...)
	contested := facts[:0]
	for _, fact := range facts {
		if graph.As[graph.Declares](fact).ContestedOn != "" {
			contested = append(contested, fact)
		}
	}
	return contested, err
}

// SeesInterviews reports whether the viewer may see the interviews of others, as human resources or as a manager.
func (v *View) SeesInterviews(ctx context.Context) (bool, error) {
	if _, is := v.HRPerimeter(); is {
		return true, nil
	}
	labels, err := v.Labels(ctx)
	return slices.Contains(labels, HR) || isManager(labels), err
}

func isManager(labels Labels) bool {
	return slices.ContainsFunc(labels, func(label Label) bool { return strings.HasPrefix(string(label), string(ManagerOf(""))) })
}

// InterviewedBy returns those of the people whose interviews the viewer follows, as human resources of them or as their manager: never
// the viewer, whose own they see too.
func (v *View) InterviewedBy(ctx context.Context, people []graph.Key) ([]graph.Key, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	_, office := v.HRPerimeter()
	return slices.DeleteFunc(slices.Clone(people), func(person graph.Key) bool {
		if office {
			return !f.isHROf(person)
		}
		return person == v.viewer.Person || !f.meets(ofKind(graph.KindInterview, person), person)
	}), nil
}

// SeesContested reports whether the viewer may see the list of contested levels: HR, who settle them.
func (v *View) SeesContested() bool { return v.viewer.Is(HRRole) }

// MayImport reports whether the viewer may import what HR keeps, and take it back: HR of the whole company.
func (v *View) MayImport(ctx context.Context) (bool, error) {
	labels, err := v.Labels(ctx)
	return slices.Contains(labels, HR), err
}

// MayAllowColumns reports whether the viewer may let a column through that must not be imported: the data protection officer.
func (v *View) MayAllowColumns() bool { return v.viewer.Is(DPO) }

// SeesGapsOf reports whether the viewer may see what a person lacks of what their post requires: they and HR, and their
// manager where the company lets managers.
func (v *View) SeesGapsOf(ctx context.Context, person graph.Key) (bool, error) {
	seen, err := v.GapsOf(ctx, []graph.Key{person})
	return len(seen) > 0, err
}

// GapsOf returns those of the people whose gaps the viewer may see.
func (v *View) GapsOf(ctx context.Context, people []graph.Key) ([]graph.Key, error) {
	return v.whose(ctx, people, v.gapAudience)
}

// whose returns those of the people who have the viewer in an audience of theirs: people who may see something of each.
func (v *View) whose(ctx context.Context, people []graph.Key, audience func(person graph.Key) Labels) ([]graph.Key, error) {
	f, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(people), func(person graph.Key) bool { return !f.meets(audience(person), person) }), nil
}

func (v *View) gapAudience(person graph.Key) Labels {
	may := Labels{Self(person), HR}
	if v.gate.Policy.ManagersSeeGaps {
		may = append(may, ManagerOf(person))
	}
	return may
}

// SeesGaps reports whether the viewer may see the gaps of units, as HR, and those of their own team, as its manager.
func (v *View) SeesGaps(ctx context.Context) (units, team bool, err error) {
	labels, err := v.Labels(ctx)
	_, units = v.HRPerimeter()
	return units, (units || v.gate.Policy.ManagersSeeGaps) && isManager(labels), err
}

// MatchesUnpublished reports whether what is declared of a person and not published counts in a match that the viewer
// sees: for the person and their human resources. To be somebody's manager changes no match.
func (v *View) MatchesUnpublished(ctx context.Context, person graph.Key) (bool, error) {
	f, err := v.open(ctx)
	return err == nil && f.meets(Labels{Self(person), HR}, person), err
}

// KeepMatched keeps the declarations that count in a match that the viewer sees: the published ones, and all of a person
// whose unpublished ones count too. It overwrites edges.
func (v *View) KeepMatched(ctx context.Context, edges []graph.EdgeRef) ([]graph.EdgeRef, error) {
	kept, everything := edges[:0], map[graph.NodeID]bool{}
	for _, edge := range edges {
		all, known := everything[edge.From]
		if !edge.Published && !known {
			var err error
			if all, err = v.MatchesUnpublished(ctx, v.Key(edge.From)); err != nil {
				return nil, err
			}
			everything[edge.From] = all
		}
		if edge.Published || all {
			kept = append(kept, edge)
		}
	}
	return kept, nil
}
