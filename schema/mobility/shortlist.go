package mobility

import (
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/match"
)

func shortlistArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Shortlist": shortlist{}, "ShortlistMember": shortlistMember{}, "Invitation": invitation{}, "ShortlistPayload": shortlistPayload{}},
		Resolvers: map[string]resolve.Func{
			"Query.shortlists": listShortlists,
			"Query.shortlist":  shortlistByID,
			"Shortlist.opening": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(shortlist).Opening)
			},
			"Shortlist.owner": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(shortlist).Owner)
			},
			"Shortlist.sharedWith":     sharedWith,
			"Shortlist.members":        shortlistMembers,
			"Shortlist.candidates":     shortlistCandidates,
			"Opening.invitation":       toViewer(graph.KindInvites, func(edge graph.Fact) any { return invitationOf(edge) }),
			"Opening.interested":       resolve.ByViewer(graph.KindInterestedIn),
			"Opening.interestedPeople": interestedPeople,
			"Mutation.makeShortlist":   shortlistMutation(makeShortlist),
			"Mutation.changeShortlist": shortlistMutation(changeShortlist),
			"Mutation.deleteShortlist": shortlistMutation(deleteShortlist),
			"Mutation.invite": onOpening(func(r *resolve.Request, opening graph.Key, input map[string]any) error {
				if err := mobility.Invite(r.Context, r.View, opening, resolve.KeyOf(input["person"]), r.Today()); err != nil {
					return err
				}
				return r.NotePerson(resolve.KeyOf(input["person"]))
			}),
			"Mutation.answerInvitation": onOpening(func(r *resolve.Request, opening graph.Key, input map[string]any) error {
				return mobility.AnswerInvitation(r.Context, r.View, opening, resolve.TextOf(input["answer"]), r.Today())
			}),
			"Mutation.showInterest": onOpening(func(r *resolve.Request, opening graph.Key, input map[string]any) error {
				return mobility.ShowInterest(r.Context, r.View, opening, input["interested"] == true, r.Today())
			}),
		},
	}
}

// shortlist is a list of people for a purpose, until a day.
type shortlist struct {
	ID        graph.Key `json:"id"`
	Purpose   string
	ExpiresOn graph.Date
	Opening   graph.Key
	Owner     graph.Key
	IsOwner   bool
	fact      graph.Fact
}

type shortlistMember struct {
	Sheet      sheet
	Invitation any
}

type invitation struct {
	On         graph.Date
	Answer     string
	AnsweredOn graph.Date
}

type shortlistPayload struct {
	Shortlist        any
	ClientMutationID string `json:"clientMutationId"`
}

func shownShortlist(r *resolve.Request, fact graph.Fact) shortlist {
	list := graph.As[graph.Shortlist](fact)
	return shortlist{fact.Key, list.Purpose, list.ExpiresOn, graph.Key(list.Opening), graph.Key(list.Owner), mobility.OwnsShortlist(r.View, list), fact}
}

func listShortlists(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	if !mobility.Recruits(r.View) {
		return nil, nil
	}
	lists, err := mobility.Shortlists(r.Context, r.View, r.Today())
	shown := []shortlist{}
	for _, fact := range lists {
		shown = append(shown, shownShortlist(r, fact))
	}
	return shown, err
}

func shortlistByID(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	lists, err := mobility.Shortlists(r.Context, r.View, r.Today())
	for _, fact := range lists {
		if fact.Key == resolve.KeyOf(p.Args["id"]) {
			return shownShortlist(r, fact), err
		}
	}
	return nil, err
}

func sharedWith(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	var keys []graph.Key
	for _, person := range graph.As[graph.Shortlist](p.Source.(shortlist).fact).SharedWith {
		keys = append(keys, graph.Key(person))
	}
	return r.Nodes(keys)
}

// shortlistMembers resolves the members of a list who may still be listed, with names, in the order in which they were added.
func shortlistMembers(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	list := p.Source.(shortlist)
	people, err := mobility.MembersOf(r.Context, r.View, list.fact)
	if err != nil {
		return nil, err
	}
	sheets, err := match.SheetsOf(r.Context, r.View, list.Opening, people, r.Today(), match.DefaultWeights())
	if err != nil {
		return nil, err
	}
	asked, err := r.View.Edges(r.Context, []graph.Key{list.Opening}, graph.Out, graph.KindInvites)
	members := []shortlistMember{}
	for i := range sheets {
		member := shortlistMember{Sheet: shownSheet(r, &sheets[i], 0)}
		if err := r.NotePerson(sheets[i].Person); err != nil {
			return nil, err
		}
		for _, edge := range asked {
			if edge.To() == sheets[i].Person {
				member.Invitation = invitationOf(edge)
			}
		}
		members = append(members, member)
	}
	return members, err
}

func invitationOf(edge graph.Fact) invitation {
	value := graph.As[graph.Invites](edge)
	return invitation{value.On, value.Answer, value.AnsweredOn}
}

// shortlistCandidates resolves who could take the opening of a list and is not on it, without telling who they are.
func shortlistCandidates(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	list := p.Source.(shortlist)
	sheets, err := match.People(r.Context, r.View, list.Opening, r.Today(), match.DefaultWeights())
	if err != nil {
		return nil, err
	}
	handle, err := mobility.Handles(r.Context, r.View, list.ID)
	on := graph.As[graph.Shortlist](list.fact).Members
	shown := []sheet{}
	for i := range sheets {
		if !slices.Contains(on, string(sheets[i].Person)) {
			one := shownSheet(r, &sheets[i], sheets[0].Score)
			one.Handle = handle(one.Person)
			one.mask()
			shown = append(shown, one)
		}
	}
	return resolve.Cut(shown, p.Args), err
}

func shortlistMutation(change func(r *resolve.Request, input map[string]any) (graph.Key, error)) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		input, _ := p.Args["input"].(map[string]any)
		key, err := change(r, input)
		r.Load.Forget()
		done := shortlistPayload{}
		done.ClientMutationID, _ = input["clientMutationId"].(string)
		if err != nil || key == "" {
			return done, err
		}
		fact, err := mobility.Shortlist(r.Context, r.View, key, r.Today())
		done.Shortlist = shownShortlist(r, fact)
		return done, err
	}
}

// makeShortlist makes a list for an opening, shared with the people of some ids or addresses.
func makeShortlist(r *resolve.Request, input map[string]any) (graph.Key, error) {
	list := graph.Shortlist{Purpose: strings.TrimSpace(resolve.TextOf(input["purpose"])), Opening: resolve.TextOf(input["opening"])}
	list.ExpiresOn, _ = input["expiresOn"].(graph.Date)
	for _, name := range resolve.ListOf(input["sharedWith"]) {
		person, err := r.PersonOf(name)
		if err != nil {
			return "", err
		}
		list.SharedWith = append(list.SharedWith, string(person.Key))
	}
	return mobility.NewShortlist(r.Context, r.View, list, r.Today())
}

// changeShortlist puts the person of a handle on a list, or takes one off.
func changeShortlist(r *resolve.Request, input map[string]any) (graph.Key, error) {
	fact, err := mobility.Shortlist(r.Context, r.View, resolve.KeyOf(input["shortlist"]), r.Today())
	if err != nil {
		return "", err
	}
	if person := resolve.KeyOf(input["takeOff"]); person != "" {
		return fact.Key, changeMember(r, fact.Key, person, false)
	}
	handle, err := mobility.Handles(r.Context, r.View, fact.Key)
	if err != nil {
		return "", err
	}
	sheets, err := match.People(r.Context, r.View, graph.Key(graph.As[graph.Shortlist](fact).Opening), r.Today(), match.DefaultWeights())
	if err != nil {
		return "", err
	}
	for i := range sheets {
		if handle(sheets[i].Person) == resolve.TextOf(input["putOn"]) {
			return fact.Key, changeMember(r, fact.Key, sheets[i].Person, true)
		}
	}
	return "", graph.ErrNotFound
}

// changeMember puts a person on a list or takes one off, which is noted.
func changeMember(r *resolve.Request, shortlist, person graph.Key, on bool) error {
	if err := mobility.ChangeShortlist(r.Context, r.View, shortlist, person, on, r.Today()); err != nil {
		return err
	}
	return r.NotePerson(person)
}

func deleteShortlist(r *resolve.Request, input map[string]any) (graph.Key, error) {
	return "", mobility.DeleteShortlist(r.Context, r.View, resolve.KeyOf(input["shortlist"]), r.Today())
}

// toViewer resolves a field to the edge of a kind from its source to the viewer, as show has it; null where there is none.
func toViewer(kind graph.Kind, show func(edge graph.Fact) any) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		key := graph.EdgeKey(p.Source.(graph.Fact).Key, kind, "", r.View.Viewer().Person)
		if key.Check() != nil {
			return nil, nil
		}
		r.Load.NeedFact(key, graph.Brief)
		return func() (any, error) {
			edge, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
			if err != nil || !ok {
				return nil, err
			}
			return show(edge), nil
		}, nil
	}
}

// interestedPeople resolves who showed interest in an opening, for those who see matches; null for others.
func interestedPeople(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.View.SeesMatches() {
		return nil, nil
	}
	return resolve.Connect(resolve.List{Direction: graph.Into, Kind: graph.KindInterestedIn})(r, p)
}
