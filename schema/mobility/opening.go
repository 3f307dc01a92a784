package mobility

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/schema/resolve"
)

func openingArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Openings": openings{}, "RoleName": roleName{}, "ProposedRequirement": proposedRequirement{}, "OpeningPayload": openingPayload{}},
		Resolvers: map[string]resolve.Func{
			"Query.opening":              resolve.NodeByID(graph.KindOpening),
			"Query.openings":             listOpenings,
			"Query.proposedRequirements": proposeRequirements,
			"Opening.description":        openingDescription,
			"Opening.isOpen": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return graph.As[graph.Opening](p.Source.(graph.Fact)).IsOpen(r.Today()), nil
			},
			"Opening.role":         openingRole,
			"Opening.unit":         resolve.One(graph.Out, graph.KindOfferedIn),
			"Opening.site":         resolve.One(graph.Out, graph.KindOfferedAt),
			"Opening.requirements": openingRequirements,
			"Requirement.skill":    resolve.NodeOf(graph.Fact.To),
			"Requirement.holders":  countHolders,
			"Mutation.setOpening":  openingMutation(setOpening),
		},
	}
}

// openings are some of the openings.
type openings struct {
	TotalCount int
	Entries    []graph.Fact
}

// roleName is a role as it is shown beside an opening.
type roleName struct {
	ID       graph.Key `json:"id"`
	Label    string
	Notation string
}

type proposedRequirement struct {
	Skill string
	Level *graph.Level
	Must  bool
}

type openingPayload struct {
	Opening          graph.Fact
	ClientMutationID string `json:"clientMutationId"`
}

// listOpenings returns the openings in a state, those that close first before others. Of the open ones these are those in
// which people may still show interest.
func listOpenings(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	state, _ := p.Args["state"].(string)
	out := openings{Entries: []graph.Fact{}}
	_, err := r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		opening := graph.As[graph.Opening](fact)
		if opening.State == state && (state != graph.OpeningOpen || opening.IsOpen(r.Today())) {
			out.Entries = append(out.Entries, fact)
		}
		return nil
	}, graph.KindOpening)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out.Entries, func(a, b graph.Fact) int {
		first, second := graph.As[graph.Opening](a), graph.As[graph.Opening](b)
		return cmp.Or(cmp.Compare(cmp.Or(first.ClosesOn, "9"), cmp.Or(second.ClosesOn, "9")), cmp.Compare(first.Title, second.Title))
	})
	out.TotalCount = len(out.Entries)
	out.Entries = resolve.Cut(out.Entries, p.Args)
	for _, fact := range out.Entries {
		r.Load.Keep(fact)
	}
	return out, nil
}

func openingDescription(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	key := p.Source.(graph.Fact).Key
	r.Load.NeedFact(key, graph.Whole)
	return func() (any, error) {
		fact, _, err := r.Load.Fact(r.Context, key, graph.Whole)
		return graph.As[graph.Opening](fact).Description, err
	}, nil
}

func openingRole(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	query := resolve.EdgeQuery{Node: p.Source.(graph.Fact).Key, Direction: graph.Out, Kind: graph.KindOfferedAs}
	r.Load.NeedEdges(query, true)
	return func() (any, error) {
		edges, err := r.Load.EdgesAt(r.Context, query, true)
		if err != nil || len(edges) == 0 {
			return nil, err
		}
		fact := r.Load.Facts[edges[0].To()]
		role := graph.As[graph.Role](fact)
		return roleName{fact.Key, graph.InLanguage(role.PrefLabel, "fr"), role.Notation}, nil
	}, nil
}

// openingRequirements resolves what an opening demands: what is needed first, then the highest level.
func openingRequirements(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	query := resolve.EdgeQuery{Node: p.Source.(graph.Fact).Key, Direction: graph.Out, Kind: graph.KindDemands}
	r.Load.NeedEdges(query, true)
	return func() (any, error) {
		edges, err := r.Load.EdgesAt(r.Context, query, true)
		edges = slices.Clone(edges)
		slices.SortStableFunc(edges, compareDemands)
		return edges, err
	}, nil
}

func compareDemands(a, b graph.Fact) int {
	rank := func(fact graph.Fact) float64 {
		demands := graph.As[graph.Demands](fact)
		rank := 0.0
		if demands.Must {
			rank -= 10
		}
		if demands.Level != nil {
			rank -= float64(*demands.Level)
		}
		return rank
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Key, b.Key))
}

// proposeRequirements returns what a role demands: the company's own with its levels, one of a vocabulary by the concepts
// that it calls for. It is for those who recruit; null for others.
func proposeRequirements(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !mobility.Recruits(r.View) {
		return nil, nil
	}
	role, err := r.RoleOf(p.Args["role"])
	if err != nil || role == "" {
		return []proposedRequirement{}, err
	}
	edges, err := r.View.Edges(r.Context, []graph.Key{role}, graph.Out, graph.KindRequires, graph.KindCallsFor)
	if err != nil {
		return nil, err
	}
	var ends []graph.Key
	for _, edge := range edges {
		ends = append(ends, edge.To())
	}
	facts, err := r.View.Facts(r.Context, graph.Brief, ends...)
	found, proposed := graph.ByKey(facts), []proposedRequirement{}
	for _, edge := range edges {
		switch value := found[edge.To()].Value.(type) {
		case graph.Skill:
			proposed = append(proposed, proposedRequirement{value.PrefLabel, graph.As[graph.Requires](edge).Level, true})
		case graph.Concept:
			proposed = append(proposed, proposedRequirement{graph.InLanguage(value.PrefLabel, "fr"), nil, graph.As[graph.CallsFor](edge).Essential})
		}
	}
	slices.SortStableFunc(proposed, func(a, b proposedRequirement) int {
		return cmp.Compare(map[bool]int{true: 0, false: 1}[a.Must], map[bool]int{true: 0, false: 1}[b.Must])
	})
	return proposed[:min(len(proposed), maxRequirements)], err
}

// The bounds of what an opening holds.
const (
	maxRequirements = 40
	maxOpeningText  = 20_000
)

// openingMutation is [resolve.Mutation] for a payload of its own type.
func openingMutation(change func(r *resolve.Request, input map[string]any) (openingPayload, error)) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		input, _ := p.Args["input"].(map[string]any)
		done, err := change(r, input)
		done.ClientMutationID, _ = input["clientMutationId"].(string)
		r.Load.Forget()
		return done, err
	}
}

// onOpening is [openingMutation] for a change to the opening that an input names.
func onOpening(change func(r *resolve.Request, opening graph.Key, input map[string]any) error) resolve.Func {
	return openingMutation(func(r *resolve.Request, input map[string]any) (openingPayload, error) {
		opening, err := r.Visible(graph.KindOpening, input["opening"])
		if err != nil {
			return openingPayload{}, err
		}
		return openingPayload{Opening: opening}, change(r, opening.Key, input)
	})
}

// setOpening makes an opening, or changes the one of an id.
func setOpening(r *resolve.Request, input map[string]any) (openingPayload, error) {
	if !mobility.Recruits(r.View) {
		return openingPayload{}, fmt.Errorf("%w: only recruiters make openings", graph.ErrInvalid)
	}
	opening, err := openingOf(r, input)
	if err != nil {
		return openingPayload{}, err
	}
	edges, err := offered(r, opening.Key, input)
	if err != nil {
		return openingPayload{}, err
	}
	demands, skills, err := demandsOf(r, opening.Key, input["requirements"])
	if err != nil {
		return openingPayload{}, err
	}
	return openingPayload{Opening: opening}, mobility.PutOpening(r.Context, r.View, opening, append(edges, demands...), skills)
}

// openingOf returns the opening that an input describes, with the revision of the one that it changes.
func openingOf(r *resolve.Request, input map[string]any) (graph.Fact, error) {
	value := graph.Opening{State: resolve.TextOf(input["state"])}
	for name, into := range map[string]*string{"reference": &value.Reference, "title": &value.Title, "contract": &value.Contract, "contact": &value.Contact, "description": &value.Description} {
		*into = strings.TrimSpace(resolve.TextOf(input[name]))
		if graph.IsLongLabel(*into) && name != "description" || len(*into) > maxOpeningText {
			return graph.Fact{}, fmt.Errorf("%w: a text of an opening is too long; it begins with %q", graph.ErrInvalid, string([]rune(*into)[:20]))
		}
	}
	value.Mission, value.Mentoring = input["mission"] == true, input["mentoring"] == true
	if value.Mission && value.Mentoring {
		return graph.Fact{}, fmt.Errorf("%w: an opening is a mission or mentoring, not both", graph.ErrInvalid)
	}
	value.StartsOn, _ = input["startsOn"].(graph.Date)
	value.ClosesOn, _ = input["closesOn"].(graph.Date)
	if value.Title == "" || !slices.Contains(graph.OpeningStates(), value.State) {
		return graph.Fact{}, fmt.Errorf("%w: an opening needs a title and a state: draft, open, filled or closed", graph.ErrInvalid)
	}
	before := graph.Fact{}
	if id := resolve.TextOf(input["id"]); id != "" {
		var err error
		if before, err = r.Visible(graph.KindOpening, id); err != nil {
			return graph.Fact{}, err
		}
	} else {
		before.Key = graph.NodeKey(graph.KindOpening, cmp.Or(graph.Slug(value.Reference), strings.ToLower(rand.Text()[:12])))
	}
	value.PostedOn = graph.As[graph.Opening](before).PostedOn
	if value.PostedOn == "" && value.State == graph.OpeningOpen {
		value.PostedOn = r.Today()
	}
	before.Value = value
	return before, nil
}

// offered returns the edges to the role, the unit and the site that an input names.
func offered(r *resolve.Request, opening graph.Key, input map[string]any) (edges []graph.Fact, err error) {
	if name := strings.TrimSpace(resolve.TextOf(input["role"])); name != "" {
		role, err := r.RoleOf(name)
		if err == nil && role == "" {
			err = fmt.Errorf("%w: there is no role with the code or label %q", graph.ErrInvalid, name)
		}
		if err != nil {
			return nil, err
		}
		edges = append(edges, graph.Edge(opening, "", role, "", graph.OfferedAs{}))
	}
	for _, each := range []struct {
		kind graph.Kind
		edge graph.Value
	}{{graph.KindUnit, graph.OfferedIn{}}, {graph.KindSite, graph.OfferedAt{}}} {
		name := strings.TrimSpace(resolve.TextOf(input[string(each.kind)]))
		if name == "" {
			continue
		}
		place, err := r.PlaceOf(each.kind, name)
		if err != nil {
			return nil, err
		}
		edges = append(edges, graph.Edge(opening, "", place, "", each.edge))
	}
	return edges, nil
}

// demandsOf returns the edges to the skills that an input demands, and those of the skills that nobody has named yet.
func demandsOf(r *resolve.Request, opening graph.Key, input any) (demands, skills []graph.Fact, err error) {
	list, _ := input.([]any)
	if len(list) > maxRequirements {
		return nil, nil, fmt.Errorf("%w: an opening demands too many skills: leave some out", graph.ErrInvalid)
	}
	seen := map[graph.Key]bool{}
	for _, each := range list {
		fields, _ := each.(map[string]any)
		skill, exists, err := r.SkillOf(fields["skill"])
		if err != nil {
			return nil, nil, err
		}
		if seen[skill.Key] {
			return nil, nil, fmt.Errorf("%w: the skill %q is demanded twice", graph.ErrInvalid, resolve.TextOf(fields["skill"]))
		}
		seen[skill.Key] = true
		if !exists {
			skills = append(skills, skill)
		}
		value := graph.Demands{Must: fields["must"] == true}
		if level, has := fields["level"].(float64); has {
			if level < 0 || level > 4 || level*2 != math.Trunc(level*2) {
				return nil, nil, fmt.Errorf("%w: level %g is not among 0, 0.5, 1 … 4", graph.ErrInvalid, level)
			}
			held := graph.Level(level)
			value.Level = &held
		}
		demands = append(demands, graph.Edge(opening, "", skill.Key, "", value))
	}
	return demands, skills, nil
}

// countHolders resolves how many people of the company hold a skill that is demanded, listed or not, for those who see
// matches; null for others, and where the number would tell of somebody.
func countHolders(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.View.SeesMatches() {
		return nil, nil
	}
	counts, err := r.View.Count(r.Context, r.Today().Day(), p.Source.(graph.Fact).To())
	if err != nil || len(counts.Skills) == 0 || len(counts.Skills[0]) == 0 || !counts.Skills[0][0].Told {
		return nil, err
	}
	return counts.Skills[0][0].Count, nil
}
