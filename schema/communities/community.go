package communities

import (
	"cmp"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/membership"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/communities"
)

func communityArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Membership": standing{}, "CommunityExpert": expert{}},
		Resolvers: map[string]resolve.Func{
			"Query.community":   resolve.NodeByID(graph.KindCommunity),
			"Query.communities": list,
			"Community.closed": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return valueOf(p).IsClosed(), nil
			},
			"Community.admission": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return cmp.Or(valueOf(p).Admission, graph.AdmissionOpen), nil
			},
			"Community.membership":  membershipOf,
			"Community.memberCount": memberCount,
			"Community.members":     members,
			"Community.managers":    managers,
			"Community.experts":     experts,
			"Community.questions":   questions,
			"Community.dormant":     dormant,
			"CommunityExpert.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(expert).Person)
			},
		},
	}
}

// standing is how the viewer stands to a community.
type standing struct {
	State, Role                string
	Until                      graph.Date
	Manages, Moderates, Writes bool
}

type expert struct {
	Person   graph.Key
	Accepted int
}

func keyOf(p graphql.ResolveParams) graph.Key { return p.Source.(graph.Fact).Key }

func valueOf(p graphql.ResolveParams) graph.Community {
	return graph.As[graph.Community](p.Source.(graph.Fact))
}

// list resolves the communities that the viewer sees, by name.
func list(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	kind, text := resolve.TextOf(p.Args["type"]), graph.FoldPath(resolve.TextOf(p.Args["text"]))
	page, err := resolve.PageOf(p.Args, resolve.EdgeQuery{Node: graph.Key("communities " + kind + " " + text), Kind: graph.KindCommunity})
	if err != nil {
		return nil, err
	}
	mine := map[graph.Key]bool{}
	if p.Args["mine"] == true {
		own, err := membership.Own(r.Context, r.View)
		if err != nil {
			return nil, err
		}
		for _, key := range own {
			mine[key] = true
		}
	}
	var found []graph.Fact
	_, err = r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		value := graph.As[graph.Community](fact)
		if (kind == "" || value.Type == kind) && strings.Contains(graph.FoldPath(value.Name), text) && (p.Args["mine"] != true || mine[fact.Key]) {
			found = append(found, fact)
		}
		return nil
	}, graph.KindCommunity)
	slices.SortFunc(found, func(a, b graph.Fact) int { return cmp.Or(cmp.Compare(nameOf(a), nameOf(b)), cmp.Compare(a.Key, b.Key)) })
	return page.Cut(found, r.IDOf), err
}

func nameOf(fact graph.Fact) string { return graph.FoldPath(graph.As[graph.Community](fact).Name) }

// membershipOf resolves how the viewer stands to a community; what joins them to it is theirs to see.
func membershipOf(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	community, person := keyOf(p), r.View.Viewer().Person
	if person == "" {
		return standing{State: "none"}, nil
	}
	keys := map[graph.Kind]graph.Key{}
	for _, kind := range []graph.Kind{graph.KindMemberOf, graph.KindAsksToJoin, graph.KindInvitedTo, graph.KindSuspendedFrom} {
		keys[kind] = graph.EdgeKey(person, kind, "", community)
		r.Load.NeedFact(keys[kind], graph.Brief)
	}
	return func() (any, error) {
		out := standing{State: "none"}
		for _, kind := range []graph.Kind{graph.KindAsksToJoin, graph.KindInvitedTo, graph.KindMemberOf, graph.KindSuspendedFrom} {
			fact, is, err := r.Load.Fact(r.Context, keys[kind], graph.Brief)
			if err != nil {
				return nil, err
			}
			if is {
				out.take(fact.Value, r.Today())
			}
		}
		var err error
		if out.Writes, err = membership.TakesPart(r.Context, r.View, community); err != nil {
			return nil, err
		}
		if out.Moderates, err = r.View.Moderates(r.Context, community); err != nil || !out.Moderates {
			return out, err
		}
		out.Manages, err = r.View.Manages(r.Context, community)
		return out, err
	}, nil
}

// take takes over what a fact says that joins the viewer to a community; what is taken last counts.
func (s *standing) take(value graph.Value, today graph.Date) {
	switch value := value.(type) {
	case graph.AsksToJoin:
		s.State = "requested"
	case graph.InvitedTo:
		s.State, s.Until = "invited", value.Until
	case graph.MemberOf:
		s.Role, s.Until = value.Role, value.Until
		switch {
		case !value.IsCurrent(today):
			s.State = "expired"
		case value.Until != "":
			s.State = "guest"
		default:
			s.State = "member"
		}
	case graph.SuspendedFrom:
		if value.IsInForce(today) {
			s.State, s.Until = "suspended", value.Until
		}
	}
}

func memberCount(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	tally, err := membership.CountMembers(r.Context, r.View, keyOf(p))
	if err != nil || !tally.Told {
		return nil, err
	}
	return tally.Count, nil
}

// members resolves who is in a community, by name.
func members(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	page, err := resolve.PageOf(p.Args, resolve.EdgeQuery{Node: keyOf(p), Direction: graph.Into, Kind: graph.KindMemberOf})
	if err != nil {
		return nil, err
	}
	people, err := peopleIn(r, keyOf(p), func(graph.MemberOf) bool { return true })
	return page.Cut(people, r.IDOf), err
}

// peopleIn returns the members of a community of some kind, by name.
func peopleIn(r *resolve.Request, community graph.Key, isOne func(graph.MemberOf) bool) ([]graph.Fact, error) {
	edges, err := membership.Members(r.Context, r.View, community)
	if err != nil {
		return nil, err
	}
	var keys []graph.Key
	for _, edge := range edges {
		if isOne(graph.As[graph.MemberOf](edge)) {
			keys = append(keys, edge.From())
		}
	}
	people, err := r.View.Facts(r.Context, graph.Brief, keys...)
	slices.SortFunc(people, func(a, b graph.Fact) int {
		return cmp.Or(cmp.Compare(graph.As[graph.Person](a).DisplayName, graph.As[graph.Person](b).DisplayName), cmp.Compare(a.Key, b.Key))
	})
	return people, err
}

func managers(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	people, err := peopleIn(r, keyOf(p), func(member graph.MemberOf) bool { return member.Role == graph.MemberManager })
	return append([]graph.Fact{}, people...), err
}

func experts(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	const most = 5
	found, err := communities.Experts(r.Context, r.View, keyOf(p), most)
	all := []expert{}
	for _, one := range found {
		all = append(all, expert(one))
	}
	return all, err
}

func questions(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	page, err := resolve.PageOf(p.Args, resolve.EdgeQuery{Node: keyOf(p), Direction: graph.Into, Kind: graph.KindIn})
	if err != nil {
		return nil, err
	}
	said, err := communities.Contributions(r.Context, r.View, keyOf(p))
	if err != nil {
		return nil, err
	}
	asked, err := communities.Questions(r.Context, r.View, said, p.Args["unanswered"] == true)
	return page.Cut(asked, r.IDOf), err
}

// dormant resolves whether nothing was written for long, to who reads there.
func dormant(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	takes, err := membership.TakesPart(r.Context, r.View, keyOf(p))
	if err != nil || !takes {
		return nil, err
	}
	said, err := communities.Contributions(r.Context, r.View, keyOf(p))
	return communities.IsDormant(said, graph.DateOf(p.Source.(graph.Fact).At), r.Today()), err
}
