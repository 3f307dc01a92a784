package vocabulary

import (
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// addExactMatches adds, to the candidates of each skill, the concepts of other schemes that are the same as one that the
// skill is for certain. In their schemes they go before what labels name, and where two such concepts differ, neither is
// certain.
func addExactMatches(ctx context.Context, reader graph.Reader, skills []graph.Fact, known map[graph.Key]links, candidates [][]Candidate) error {
	certain, all := make([][]graph.Key, len(skills)), []graph.Key{}
	for i, skill := range skills {
		for _, concept := range known[skill.Key].schemes {
			certain[i] = append(certain[i], concept)
		}
		for _, one := range candidates[i] {
			isDecided := slices.Contains(known[skill.Key].concepts, one.Concept) || known[skill.Key].schemes[one.Scheme] != ""
			if one.Score >= Linked && !isDecided {
				certain[i] = append(certain[i], one.Concept)
			}
		}
		slices.Sort(certain[i])
		all = append(all, certain[i]...)
	}
	exact, schemes, err := readExactMatches(ctx, reader, all)
	if err != nil || len(exact) == 0 {
		return err
	}
	for i := range skills {
		var added []Candidate
		for _, concept := range certain[i] {
			for _, other := range exact[concept] {
				one := Candidate{other, schemes[other], 1, ByCode}
				if one.Scheme != "" && !slices.Contains(added, one) {
					added = append(added, one)
				}
			}
		}
		candidates[i] = withExact(candidates[i], added)
	}
	return nil
}

// withExact returns the candidates with those that are exact matches in their schemes.
func withExact(candidates, exact []Candidate) []Candidate {
	inScheme := map[string]int{}
	for _, one := range exact {
		inScheme[one.Scheme]++
	}
	all := slices.DeleteFunc(slices.Clone(candidates), func(one Candidate) bool { return inScheme[one.Scheme] > 0 && one.By != ByCode })
	for _, one := range exact {
		isThere := slices.ContainsFunc(all, func(other Candidate) bool { return other.Concept == one.Concept })
		if inScheme[one.Scheme] > 1 || slices.ContainsFunc(all, func(other Candidate) bool { return other.Scheme == one.Scheme }) {
			one.Score = uncertain
		}
		if !isThere {
			all = append(all, one)
		}
	}
	return all
}

// readExactMatches returns the concepts that are the same as some others, by these, and the schemes of those that are in
// use, by concept.
func readExactMatches(ctx context.Context, reader graph.Reader, concepts []graph.Key) (exact map[graph.Key][]graph.Key, schemes map[graph.Key]string, err error) {
	slices.Sort(concepts)
	concepts = slices.Compact(concepts)
	exact, schemes = map[graph.Key][]graph.Key{}, map[graph.Key]string{}
	var others []graph.Key
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		edges, err := reader.Edges(ctx, concepts, direction, graph.KindExactMatch)
		if err != nil {
			return nil, nil, fmt.Errorf("read which concepts are the same: %w", err)
		}
		for _, edge := range edges {
			of, other := edge.Key.Ends()
			if direction == graph.Into {
				of, other = other, of
			}
			exact[of], others = append(exact[of], other), append(others, other)
		}
	}
	found, err := reader.Facts(ctx, graph.Brief, others...)
	if err != nil {
		return nil, nil, fmt.Errorf("read the concepts that are the same: %w", err)
	}
	for _, fact := range found {
		if concept := graph.As[graph.Concept](fact); !concept.Deprecated && concept.Type != graph.ConceptGroup {
			schemes[fact.Key] = concept.InScheme
		}
	}
	return exact, schemes, nil
}
