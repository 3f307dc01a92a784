package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/match"
)

func shortlistArea() area {
	return area{
		structs: map[string]any{"Shortlist": shortlist{}, "ShortlistMember": shortlistMember{}, "Invitation": invitation{}, "ShortlistPayload": shortlistPayload{}},
		resolvers: map[string]resolver{
			"Query.shortlists": listShortlists,
			"Query.shortlist":  shortlistByID,
			"Shortlist.opening": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(shortlist).Opening)
			},
			"Shortlist.owner":          func(r *requestState, p graphql.ResolveParams) (any, error) { return r.node(p.Source.(shortlist).Owner) },
			"Shortlist.sharedWith":     sharedWith,
			"Shortlist.members":        shortlistMembers,
			"Shortlist.candidates":     shortlistCandidates,
			"Opening.invitation":       viewerInvitation,
			"Opening.interested":       viewerIsInterested,
			"Opening.interestedPeople": interestedPeople,
			"Mutation.makeShortlist":   shortlistMutation(makeShortlist),
			"Mutation.changeShortlist": shortlistMutation(changeShortlist),
			"Mutation.deleteShortlist": shortlistMutation(deleteShortlist),
			"Mutation.invite": onOpening(func(r *requestState, opening graph.Key, input map[string]any) error {
				if err := r.view.Invite(r.ctx, opening, keyOf(input["person"]), r.today()); err != nil {
					return err
				}
				return r.notePerson(keyOf(input["person"]))
			}),
			"Mutation.answerInvitation": onOpening(func(r *requestState, opening graph.Key, input map[string]any) error {
				return r.view.AnswerInvitation(r.ctx, opening, textOf(input["answer"]), r.today())
			}),
			"Mutation.showInterest": onOpening(func(r *requestState, opening graph.Key, input map[string]any) error {
				return r.view.ShowInterest(r.ctx, opening, input["interested"] == true, r.today())
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

func (r *requestState) shownShortlist(fact graph.Fact) shortlist {
	list := graph.As[graph.Shortlist](fact)
	return shortlist{fact.Key, list.Purpose, list.ExpiresOn, graph.Key(list.Opening), graph.Key(list.Owner), r.view.OwnsShortlist(list), fact}
}

func listShortlists(r *requestState, _ graphql.ResolveParams) (any, error) {
	if !r.view.Recruits() {
		return nil, nil
	}
	lists, err := r.view.Shortlists(r.ctx, r.today())
	shown := []shortlist{}
	for _, fact := range lists {
		shown = append(shown, r.shownShortlist(fact))
	}
	return shown, err
}

func shortlistByID(r *requestState, p graphql.ResolveParams) (any, error) {
	lists, err := r.view.Shortlists(r.ctx, r.today())
	for _, fact := range lists {
		if fact.Key == keyOf(p.Args["id"]) {
			return r.shownShortlist(fact), err
		}
	}
	return nil, err
}

func sharedWith(r *requestState, p graphql.ResolveParams) (any, error) {
	var keys []graph.Key
	for _, person := range graph.As[graph.Shortlist](p.Source.(shortlist).fact).SharedWith {
		keys = append(keys, graph.Key(person))
	}
	return r.nodes(keys)
}

// shortlistMembers resolves who is on a list and may still be listed, with names, in the order in which they were put on it.
func shortlistMembers(r *requestState, p graphql.ResolveParams) (any, error) {
	list := p.Source.(shortlist)
	people, err := r.view.MembersOf(r.ctx, list.fact)
	if err != nil {
		return nil, err
	}
	sheets, err := match.SheetsOf(r.ctx, r.view, list.Opening, people, r.today(), match.DefaultWeights())
	if err != nil {
		return nil, err
	}
	asked, err := r.view.Edges(r.ctx, []graph.Key{list.Opening}, graph.Out, graph.KindInvites)
	members := []shortlistMember{}
	for i := range sheets {
		member := shortlistMember{Sheet: r.shownSheet(&sheets[i], 0)}
		if err := r.notePerson(sheets[i].Person); err != nil {
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
func shortlistCandidates(r *requestState, p graphql.ResolveParams) (any, error) {
	list := p.Source.(shortlist)
	sheets, err := match.People(r.ctx, r.view, list.Opening, r.today(), match.DefaultWeights())
	if err != nil {
		return nil, err
	}
	handle, err := r.view.Handles(r.ctx, list.ID)
	on := graph.As[graph.Shortlist](list.fact).Members
	shown := []sheet{}
	for i := range sheets {
		if !slices.Contains(on, string(sheets[i].Person)) {
			one := r.shownSheet(&sheets[i], sheets[0].Score)
			one.Handle = handle(one.Person)
			one.mask()
			shown = append(shown, one)
		}
	}
	return cut(shown, p.Args), err
}

func shortlistMutation(change func(r *requestState, input map[string]any) (graph.Key, error)) resolver {
	return func(r *requestState, p graphql.ResolveParams) (any, error) {
		input, _ := p.Args["input"].(map[string]any)
		key, err := change(r, input)
		r.load.forget()
		done := shortlistPayload{}
		done.ClientMutationID, _ = input["clientMutationId"].(string)
		if err != nil || key == "" {
			return done, err
		}
		fact, err := r.view.Shortlist(r.ctx, key, r.today())
		done.Shortlist = r.shownShortlist(fact)
		return done, err
	}
}

// makeShortlist makes a list for an opening, shared with the people of some ids or addresses.
func makeShortlist(r *requestState, input map[string]any) (graph.Key, error) {
	list := graph.Shortlist{Purpose: strings.TrimSpace(textOf(input["purpose"])), Opening: textOf(input["opening"])}
	list.ExpiresOn, _ = input["expiresOn"].(graph.Date)
	for _, name := range listOf(input["sharedWith"]) {
		person, err := r.personOf(name)
		if err != nil {
			return "", err
		}
		list.SharedWith = append(list.SharedWith, string(person.Key))
	}
	return r.view.NewShortlist(r.ctx, list, r.today())
}

// personOf finds a person by their id or an address.
func (r *requestState) personOf(name string) (graph.Fact, error) {
	key := graph.Key(name)
	if key.Kind() != graph.KindPerson {
		_, err := r.view.Scan(r.ctx, graph.Brief, func(fact graph.Fact) error {
			if slices.Contains(graph.As[graph.Person](fact).Addresses(), strings.ToLower(name)) {
				key = fact.Key
			}
			return nil
		}, graph.KindPerson)
		if err != nil {
			return graph.Fact{}, err
		}
	}
	person, err := r.visible(graph.KindPerson, string(key))
	if errors.Is(err, graph.ErrNotFound) {
		err = fmt.Errorf("%w: nobody has the address %q", graph.ErrInvalid, name)
	}
	return person, err
}

// changeShortlist puts the person of a handle on a list, or takes one off.
func changeShortlist(r *requestState, input map[string]any) (graph.Key, error) {
	fact, err := r.view.Shortlist(r.ctx, keyOf(input["shortlist"]), r.today())
	if err != nil {
		return "", err
	}
	if person := keyOf(input["takeOff"]); person != "" {
		return fact.Key, r.changeMember(fact.Key, person, false)
	}
	handle, err := r.view.Handles(r.ctx, fact.Key)
	if err != nil {
		return "", err
	}
	sheets, err := match.People(r.ctx, r.view, graph.Key(graph.As[graph.Shortlist](fact).Opening), r.today(), match.DefaultWeights())
	if err != nil {
		return "", err
	}
	for i := range sheets {
		if handle(sheets[i].Person) == textOf(input["putOn"]) {
			return fact.Key, r.changeMember(fact.Key, sheets[i].Person, true)
		}
	}
	return "", graph.ErrNotFound
}

// changeMember puts a person on a list or takes one off, which is noted.
func (r *requestState) changeMember(shortlist, person graph.Key, on bool) error {
	if err := r.view.ChangeShortlist(r.ctx, shortlist, person, on, r.today()); err != nil {
		return err
	}
	return r.notePerson(person)
}

func deleteShortlist(r *requestState, input map[string]any) (graph.Key, error) {
	return "", r.view.DeleteShortlist(r.ctx, keyOf(input["shortlist"]), r.today())
}

// viewerInvitation resolves whether the viewer was asked about an opening.
func viewerInvitation(r *requestState, p graphql.ResolveParams) (any, error) {
	key := graph.EdgeKey(p.Source.(graph.Fact).Key, graph.KindInvites, "", r.view.Viewer().Person)
	if key.Check() != nil {
		return nil, nil
	}
	r.load.needFact(key, graph.Brief)
	return func() (any, error) {
		fact, ok, err := r.load.fact(r.ctx, key, graph.Brief)
		if err != nil || !ok {
			return nil, err
		}
		return invitationOf(fact), nil
	}, nil
}

func viewerIsInterested(r *requestState, p graphql.ResolveParams) (any, error) {
	key := graph.EdgeKey(r.view.Viewer().Person, graph.KindInterestedIn, "", p.Source.(graph.Fact).Key)
	if key.Check() != nil {
		return false, nil
	}
	r.load.needFact(key, graph.Brief)
	return func() (any, error) {
		_, ok, err := r.load.fact(r.ctx, key, graph.Brief)
		return ok, err
	}, nil
}

// interestedPeople resolves who showed interest in an opening, for those who see matches; null for others.
func interestedPeople(r *requestState, p graphql.ResolveParams) (any, error) {
	if !r.view.SeesMatches() {
		return nil, nil
	}
	return connect(list{direction: graph.Into, kind: graph.KindInterestedIn})(r, p)
}
