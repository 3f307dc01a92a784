package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/text"
)

// Meaning is what a query, or a part of it, is the name of, as far as the viewer may see: a person, unit, site or skill.
type Meaning struct {
	Kind graph.Kind
	Key  graph.Key
	Name string
}

const (
	// maxRead is how many people or skills found are read to see whether the query is the name of what they have.
	maxRead = 200
	// maxKnowledge is how many people of a place, those who declare most, are shown with what they know.
	maxKnowledge = 300
)

// recognize decides whether a query is the name of something. A name of people finds them, and no text that mentions
// them; a place finds its people with what they know; a site beside other words keeps those who work there.
func (f *Finder) recognize(ctx context.Context, n *neighborhood, recency index.Recency) error {
	words, plain := plainWords(n.expression)
	if !plain || len(n.found.Terms) == 0 {
		return f.recognizeFields(ctx, n)
	}
	isPerson, err := f.recognizePeople(ctx, n, words)
	if err != nil || isPerson {
		return err
	}
	if err := f.readSkills(ctx, n, recency); err != nil {
		return err
	}
	if err := n.weighLabels(ctx); err != nil {
		return err
	}
	titles, err := f.recognizeTitles(ctx, n)
	if err != nil {
		return err
	}
	return f.recognizePlace(ctx, n, words, titles)
}

// plainWords returns the words of a query without operators.
func plainWords(query text.Expression) (words string, plain bool) {
	for query.Operator == text.Sequence && len(query.Operands) == 1 {
		query = query.Operands[0]
	}
	return query.Text, query.Operator == text.Words
}

// recognizeFields finds the people of the places that a query without other words names.
func (f *Finder) recognizeFields(ctx context.Context, n *neighborhood) error {
	if len(n.found.Terms) > 0 {
		return nil
	}
	var all places
	for _, field := range n.expression.Fields() {
		if field.Field != text.UnitField && field.Field != text.SiteField {
			continue
		}
		found, err := f.findPlaces(ctx, n.view, field.Field, field.Text)
		if err != nil {
			return err
		}
		n.found.Terms = append(n.found.Terms, found.terms...)
		all.people, all.terms = append(all.people, found.people...), append(all.terms, found.terms...)
	}
	return f.readPlace(ctx, n, all)
}

// places are units or sites that a name stands for, and their people.
type places struct {
	meant  []Meaning // at most one
	people []graph.NodeID
	terms  []text.QueryTerm // the name as searched
}

// findPlaces returns the units, with their parts, or the sites that a key or a name stands for. Their people hold the
// name in their profiles.
func (f *Finder) findPlaces(ctx context.Context, view *access.View, field text.FieldName, wanted string) (found places, err error) {
	kind := placeKind(field)
	hits, terms, err := f.index.FindAll(ctx, view, index.Profiles, strings.TrimPrefix(wanted, string(kind)+"/"), index.Weights(f.weights.Words))
	if err != nil {
		return found, err
	}
	found.terms = terms
	nodes, err := index.NodeIDs(ctx, view, hits)
	if err != nil {
		return found, err
	}
	edges, names, err := placesOf(ctx, view, nodes, placeEdge(field))
	phrases := text.NewPhrases()
	named := map[graph.NodeID]bool{}
	for place, name := range names {
		key := view.Key(place)
		if named[place] = string(key) == wanted || isPlace(phrases.Is, name, terms); named[place] {
			found.meant = append(found.meant, Meaning{kind, key, name})
		}
	}
	slices.SortFunc(found.meant, func(a, b Meaning) int {
		return cmp.Or(cmp.Compare(len(a.Name), len(b.Name)), cmp.Compare(a.Key, b.Key))
	})
	found.meant = found.meant[:min(len(found.meant), 1)]
	for _, edge := range edges {
		if named[edge.To] {
			found.people = append(found.people, edge.From)
		}
	}
	return found, err
}

// placesOf returns the units or sites of people, and their names.
func placesOf(ctx context.Context, view *access.View, people []graph.NodeID, kinds ...graph.Kind) ([]graph.EdgeRef, map[graph.NodeID]string, error) {
	people = slices.DeleteFunc(people, func(node graph.NodeID) bool { return node == 0 })
	edges, err := view.AppendEdges(ctx, nil, people, graph.Out, kinds...)
	if err != nil {
		return nil, nil, err
	}
	nodes := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		nodes[i] = edge.To
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	values, err := view.NodeValues(ctx, nodes)
	names := map[graph.NodeID]string{}
	for i, value := range values {
		names[nodes[i]] = placeName(value)
	}
	return edges, names, err
}

// isPlace reports whether words are the name of a place, or a part of its path: "DSI" and "Exploitation" are of
// "DSI/Exploitation".
func isPlace(is func(text string, words []text.QueryTerm) bool, name string, words []text.QueryTerm) bool {
	parts := strings.Split(name, "/")
	for first := range parts {
		for last := first + 1; last <= len(parts); last++ {
			if is(strings.Join(parts[first:last], " "), words) {
				return true
			}
		}
	}
	return false
}

// whole returns hits of a class that hold all words of the query, as many as are read.
func (n *neighborhood) whole(class index.Class) []index.Hit {
	const all = 1 - 1e-9
	var hits []index.Hit
	for _, one := range n.found.Hits {
		if one.Class == class && one.Coverage >= all && len(hits) < maxRead {
			hits = append(hits, one)
		}
	}
	return hits
}

// recognizePlace answers a query that is the name of a unit or a site, unless a skill is named so, or somebody's title that it
// fits as well. A site may also be some of the words.
func (f *Finder) recognizePlace(ctx context.Context, n *neighborhood, words string, titles titleFit) error {
	isSkill := len(n.meant) > 0
	nodes, err := index.NodeIDs(ctx, n.view, n.profileHits())
	if err != nil {
		return err
	}
	_, names, err := placesOf(ctx, n.view, nodes, graph.KindInUnit, graph.KindAtSite)
	if err != nil {
		return err
	}
	isExactly := func(name string, words []text.QueryTerm) bool { return f.isExactly(n, name, words) }
	for _, field := range []text.FieldName{text.SiteField, text.UnitField} {
		name, bits, asked := n.placeNamed(placeKind(field), names, words)
		whole := bits == wholeScore(len(n.found.Terms)).MatchedTerms
		if name == "" || field == text.UnitField && (isSkill || !whole) {
			continue
		}
		isTitle := whole && titles > 0 && (titles == exactly || !isPlace(isExactly, name, n.wanted()))
		if whole {
			name = asked
		}
		found, err := f.findPlaces(ctx, n.view, field, name)
		if err != nil || len(found.people) == 0 {
			return err
		}
		n.meant = append(n.meant, found.meant...)
		if isTitle {
			return nil
		}
		if !whole {
			n.siteTerms, n.members = bits, map[graph.NodeID]bool{}
			for _, person := range found.people {
				n.members[person] = true
			}
			return nil
		}
		return f.readPlace(ctx, n, found)
	}
	return nil
}

// profileHits are the profiles found, as many as are read.
func (n *neighborhood) profileHits() []index.Hit {
	var hits []index.Hit
	for _, one := range n.found.Hits {
		if one.Class == index.Profiles && len(hits) < maxRead {
			hits = append(hits, one)
		}
	}
	return hits
}

// wanted are the terms that are not optional.
func (n *neighborhood) wanted() []text.QueryTerm {
	return slices.DeleteFunc(slices.Clone(n.found.Terms), func(term text.QueryTerm) bool { return term.Optional })
}

// withoutGroups returns terms without the words by which people call a unit besides its name: "the quality team".
func withoutGroups(terms []text.QueryTerm) []text.QueryTerm {
	groups := strings.Fields("equipe équipe team service département department pôle gens people collègues colleagues site")
	return slices.DeleteFunc(slices.Clone(terms), func(one text.QueryTerm) bool { return slices.Contains(groups, strings.ToLower(one.Asked)) })
}

// placeNamed returns the name of a place that is the whole query, and by which words of it, or else one that is some of its
// words, and which.
func (n *neighborhood) placeNamed(kind graph.Kind, names map[graph.NodeID]string, words string) (name string, which uint32, asked string) {
	terms := n.wanted()
	rest := withoutGroups(terms)
	for place, part := range names {
		if n.view.Key(place).Kind() != kind {
			continue
		}
		switch {
		case isPlace(n.labels.Is, part, terms):
			return part, wholeScore(len(n.found.Terms)).MatchedTerms, words
		case len(rest) > 0 && len(rest) < len(terms) && isPlace(n.labels.Is, part, rest):
			name, which, asked = part, wholeScore(len(n.found.Terms)).MatchedTerms, termsAsked(rest)
			continue
		case asked != "":
			continue
		}
		for first := range terms {
			for last := first + 1; last <= len(terms); last++ {
				if n.labels.Is(part, terms[first:last]) && (name == "" || part < name) {
					name, which = part, (1<<last-1)&^(1<<first-1)
				}
			}
		}
	}
	return name, which, asked
}

// readPlace makes the people of a place what is found, with the skills that they declare. Those count more whose title names it.
func (f *Finder) readPlace(ctx context.Context, n *neighborhood, found places) error {
	members := found.people
	if len(members) == 0 {
		return nil
	}
	members = slices.Compact(slices.Sorted(slices.Values(members)))
	n.found.Hits, n.found.Questions, n.isRead = nil, nil, true
	n.found.Shares = make([]float64, len(n.found.Terms))
	for i := range n.found.Shares {
		n.found.Shares[i] = 1 / float64(len(n.found.Shares))
	}
	score := wholeScore(len(n.found.Terms))
	for _, node := range members {
		n.profiles = append(n.profiles, hit{index.Hit{Key: n.view.Key(node), Class: index.Profiles, Score: score}, node})
	}
	declared, err := n.view.MaxDegrees(ctx, members, graph.Out, graph.KindDeclares)
	if err != nil {
		return err
	}
	most := make([]int, len(members))
	for i := range most {
		most[i] = i
	}
	slices.SortStableFunc(most, func(a, b int) int { return cmp.Compare(declared[b], declared[a]) })
	var shown []graph.NodeID
	for _, i := range most[:min(len(most), maxKnowledge)] {
		shown = append(shown, members[i])
	}
	if err := f.raiseTitled(ctx, n, shown, found.terms); err != nil {
		return err
	}
	n.declares, err = n.view.AppendEdges(ctx, n.declares, shown, graph.Out, graph.KindDeclares)
	slices.SortStableFunc(n.declares, func(a, b graph.EdgeRef) int { return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From)) })
	for i, edge := range n.declares {
		if i == 0 || n.declares[i-1].To != edge.To {
			n.skills = append(n.skills, hit{index.Hit{Key: n.view.Key(edge.To), Class: index.Skills, Score: score}, edge.To})
		}
	}
	n.declarations = n.view.AppendDeclarations(n.declarations, n.declares)
	return err
}

// wholeScore is that of what matches all of so many terms.
func wholeScore(terms int) index.Score {
	bits := uint32(1)<<terms - 1
	return index.Score{Match: 1, Coverage: 1, MatchedTerms: bits, AsTyped: bits}
}
