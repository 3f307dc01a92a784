package match

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
)

// MaxRequirements bounds the skills of an opening that are matched.
const MaxRequirements = 100

// People returns the sheets of the people that the viewer may be shown for an opening, the best first. The number of reads
// does not depend on how many there are.
func People(ctx context.Context, view *access.View, opening graph.Key, today graph.Date, weights Weights) ([]Sheet, error) {
	openings, err := read(ctx, view, []graph.Key{opening})
	if err != nil || len(openings) == 0 {
		return nil, err
	}
	one := openings[0]
	people, err := holders(ctx, view, one)
	if err != nil {
		return nil, err
	}
	if people, err = mobility.WhoMayBeListed(ctx, view, opening, people); err != nil {
		return nil, err
	}
	candidates, err := candidatesOf(ctx, view, people, skillsOf(openings))
	if err != nil {
		return nil, err
	}
	return Rank(one.Opening, candidates, today.Day(), weights), nil
}

// Unasked returns how many people meet an opening, by what the viewer sees of them, and may not be shown to the viewer: they
// have not said that they want to be asked.
func Unasked(ctx context.Context, view *access.View, opening graph.Key, today graph.Date, weights Weights) (access.Tally, error) {
	openings, err := read(ctx, view, []graph.Key{opening})
	if err != nil || len(openings) == 0 {
		return access.Tally{}, err
	}
	people, err := holders(ctx, view, openings[0])
	if err != nil {
		return access.Tally{}, err
	}
	listed, err := mobility.WhoMayBeListed(ctx, view, opening, people)
	if err != nil {
		return access.Tally{}, err
	}
	people = slices.DeleteFunc(people, func(person graph.NodeID) bool { _, is := slices.BinarySearch(listed, person); return is })
	candidates, err := candidatesOf(ctx, view, people, skillsOf(openings))
	meeting := 0
	for i := range candidates {
		if sheet := NewSheet(openings[0].Opening, &candidates[i], today.Day(), weights); sheet.Meets() {
			meeting++
		}
	}
	return mobility.TellUnasked(view, meeting), err
}

// SheetsOf returns the sheets of people for an opening, in their order.
func SheetsOf(ctx context.Context, view *access.View, opening graph.Key, people []graph.Key, today graph.Date, weights Weights) ([]Sheet, error) {
	openings, err := read(ctx, view, []graph.Key{opening})
	if err != nil || len(openings) == 0 {
		return nil, err
	}
	nodes, err := view.NodeIDs(ctx, people...)
	if err != nil {
		return nil, err
	}
	nodes = slices.DeleteFunc(nodes, func(node graph.NodeID) bool { return node == 0 })
	candidates, err := candidatesOf(ctx, view, nodes, skillsOf(openings))
	var sheets []Sheet
	for i := range candidates {
		sheets = append(sheets, NewSheet(openings[0].Opening, &candidates[i], today.Day(), weights))
	}
	return sheets, err
}

// Fit is an opening, and how a person meets it.
type Fit struct {
	Opening graph.Key
	Sheet
	// Share is the score beside the highest that there is, 0 to 1: by it, openings are compared.
	Share float64
}

// Fitting returns the openings with which a person has something to do, the best first.
func Fitting(ctx context.Context, view *access.View, person graph.Key, among []graph.Key, today graph.Date, weights Weights) ([]Fit, error) {
	openings, err := read(ctx, view, among)
	if err != nil || len(openings) == 0 {
		return nil, err
	}
	nodes, err := view.NodeIDs(ctx, person)
	if err != nil || nodes[0] == 0 {
		return nil, err
	}
	candidates, err := candidatesOf(ctx, view, nodes, skillsOf(openings))
	if err != nil || len(candidates) == 0 {
		return nil, err
	}
	var fits []Fit
	for _, one := range openings {
		sheet := NewSheet(one.Opening, &candidates[0], today.Day(), weights)
		if sheet.Score > 0 {
			fits = append(fits, Fit{one.key, sheet, sheet.Score / weights.highest(one.Opening)})
		}
	}
	slices.SortFunc(fits, func(a, b Fit) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Opening, b.Opening)) })
	return fits, nil
}

// highest is the highest score that anybody can have for an opening.
func (w Weights) highest(opening Opening) float64 {
	highest, musts := 0.0, 0
	for _, required := range opening.Requirements {
		if required.Must {
			musts++
		}
	}
	if musts > 0 {
		highest += w.Held*float64(musts) + w.Quality
	}
	if musts < len(opening.Requirements) {
		highest += w.Nice / float64(max(1, musts))
	}
	return highest
}

// readOpening is an opening with its key.
type readOpening struct {
	Opening
	key graph.Key
}

// read reads what openings demand, and what is near.
func read(ctx context.Context, view *access.View, openings []graph.Key) ([]readOpening, error) {
	nodes, err := view.NodeIDs(ctx, openings...)
	if err != nil {
		return nil, err
	}
	edges, err := view.Edges(ctx, openings, graph.Out, graph.KindDemands)
	if err != nil {
		return nil, fmt.Errorf("read what openings demand: %w", err)
	}
	var keys []graph.Key
	for _, edge := range edges {
		keys = append(keys, edge.To())
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	skills, err := view.NodeIDs(ctx, keys...)
	if err != nil {
		return nil, err
	}
	near, err := neighborsOf(ctx, view, skills)
	if err != nil {
		return nil, err
	}
	leading, err := leadingTo(ctx, view, nodes)
	if err != nil {
		return nil, err
	}
	demanded := map[graph.Key][]Requirement{}
	for _, edge := range edges {
		at, _ := slices.BinarySearch(keys, edge.To())
		value := graph.As[graph.Demands](edge)
		one := Requirement{Skill: skills[at], Must: value.Must, Near: near.skills[skills[at]], Roles: near.roles[skills[at]]}
		if value.Level != nil {
			one.Level = float64(*value.Level)
		}
		demanded[edge.From()] = append(demanded[edge.From()], one)
	}
	var out []readOpening
	for i, key := range openings {
		if all := demanded[key]; nodes[i] != 0 && len(all) > 0 {
			// In key order of the skills, the needed ones first.
			slices.SortStableFunc(all, func(a, b Requirement) int { return compareNeeds(a.Must, b.Must) })
			out = append(out, readOpening{Opening{all[:min(len(all), MaxRequirements)], leading[nodes[i]]}, key})
		}
	}
	return out, nil
}

func compareNeeds(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// neighbors are what is near skills.
type neighbors struct {
	skills map[graph.NodeID][]Near
	roles  map[graph.NodeID][]graph.NodeID
}

// neighborsOf reads what is near skills: over the concepts that they are, to skills that are the narrower, broader and
// related ones; and the roles that need the skill or the concept.
func neighborsOf(ctx context.Context, view *access.View, skills []graph.NodeID) (neighbors, error) {
	out := neighbors{map[graph.NodeID][]Near{}, map[graph.NodeID][]graph.NodeID{}}
	same, err := view.AppendEdges(ctx, nil, skills, graph.Out, graph.KindSameAs)
	if err != nil {
		return out, err
	}
	skillsAt := map[graph.NodeID][]graph.NodeID{} // by concept
	for _, edge := range same {
		skillsAt[edge.To] = append(skillsAt[edge.To], edge.From)
	}
	concepts := slices.Sorted(maps.Keys(skillsAt))
	above, err := view.AppendEdges(ctx, nil, concepts, graph.Out, graph.KindBroader, graph.KindRelated)
	if err != nil {
		return out, err
	}
	below, err := view.AppendEdges(ctx, nil, concepts, graph.Into, graph.KindBroader, graph.KindRelated)
	if err != nil {
		return out, err
	}
	around := map[graph.NodeID][]Near{} // concepts, by concept
	for _, edge := range above {
		around[edge.From] = append(around[edge.From], Near{edge.To, [...]string{ByBroader, ByRelated}[edge.Kind]})
	}
	for _, edge := range below {
		around[edge.To] = append(around[edge.To], Near{edge.From, [...]string{ByNarrower, ByRelated}[edge.Kind]})
	}
	if err := out.addSkills(ctx, view, skillsAt, around); err != nil {
		return out, err
	}
	return out, out.addRoles(ctx, view, skills, skillsAt)
}

// addSkills adds the skills that are the concepts around those of others.
func (n neighbors) addSkills(ctx context.Context, view *access.View, skillsAt map[graph.NodeID][]graph.NodeID, around map[graph.NodeID][]Near) error {
	var concepts []graph.NodeID
	for _, all := range around {
		for _, near := range all {
			concepts = append(concepts, near.Skill)
		}
	}
	slices.Sort(concepts)
	same, err := view.AppendEdges(ctx, nil, slices.Compact(concepts), graph.Into, graph.KindSameAs)
	if err != nil {
		return err
	}
	skillsOf := map[graph.NodeID][]graph.NodeID{}
	for _, edge := range same {
		skillsOf[edge.To] = append(skillsOf[edge.To], edge.From)
	}
	for concept, all := range around {
		for _, near := range all {
			for _, other := range skillsOf[near.Skill] {
				for _, skill := range skillsAt[concept] {
					if skill != other {
						n.skills[skill] = append(n.skills[skill], Near{other, near.Relation})
					}
				}
			}
		}
	}
	for _, all := range n.skills {
		slices.SortFunc(all, func(a, b Near) int {
			return cmp.Or(cmp.Compare(view.Key(a.Skill), view.Key(b.Skill)), cmp.Compare(a.Relation, b.Relation))
		})
	}
	return nil
}

// addRoles adds the roles that need skills, or the concepts that they are.
func (n neighbors) addRoles(ctx context.Context, view *access.View, skills []graph.NodeID, skillsAt map[graph.NodeID][]graph.NodeID) error {
	edges, err := view.AppendEdges(ctx, nil, skills, graph.Into, graph.KindRequires)
	if err != nil {
		return err
	}
	for _, edge := range edges {
		n.roles[edge.To] = append(n.roles[edge.To], edge.From)
	}
	if edges, err = view.AppendEdges(ctx, nil, slices.Sorted(maps.Keys(skillsAt)), graph.Into, graph.KindCallsFor); err != nil {
		return err
	}
	for _, edge := range edges {
		for _, skill := range skillsAt[edge.To] {
			n.roles[skill] = append(n.roles[skill], edge.From)
		}
	}
	for _, all := range n.roles {
		slices.SortFunc(all, func(a, b graph.NodeID) int { return cmp.Compare(view.Key(a), view.Key(b)) })
	}
	return nil
}

// leadingTo reads the roles whose holders move to those of openings, by opening.
func leadingTo(ctx context.Context, view *access.View, openings []graph.NodeID) (map[graph.NodeID]map[graph.NodeID]int, error) {
	offered, err := view.AppendEdges(ctx, nil, nonZero(openings), graph.Out, graph.KindOfferedAs)
	if err != nil || len(offered) == 0 {
		return nil, err
	}
	var roles []graph.Key
	for _, edge := range offered {
		roles = append(roles, view.Key(edge.To))
	}
	moves, err := view.Edges(ctx, roles, graph.Into, graph.KindLeadsTo)
	if err != nil {
		return nil, err
	}
	var from []graph.Key
	for _, move := range moves {
		from = append(from, move.From())
	}
	nodes, err := view.NodeIDs(ctx, from...)
	out := map[graph.NodeID]map[graph.NodeID]int{}
	for _, edge := range offered {
		leading := map[graph.NodeID]int{}
		for i, move := range moves {
			if move.To() == view.Key(edge.To) {
				leading[nodes[i]] = max(1, graph.As[graph.LeadsTo](move).Rank)
			}
		}
		out[edge.From] = leading
	}
	return out, err
}

func nonZero(nodes []graph.NodeID) []graph.NodeID {
	return slices.DeleteFunc(slices.Clone(nodes), func(node graph.NodeID) bool { return node == 0 })
}
