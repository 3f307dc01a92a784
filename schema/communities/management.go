package communities

import (
	"errors"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/membership"
	"github.com/sachant/sachant/schema/resolve"
)

func managementArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"JoinRequest": joinRequest{}, "CommunityInvitation": invitation{}, "CommunityGuest": guest{}, "CommunityPayload": payload{}},
		Resolvers: map[string]resolve.Func{
			"Community.joinRequests": forManagers(joinRequests),
			"Community.invitations":  forManagers(invitations),
			"Community.guests":       forManagers(guests),
			"JoinRequest.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(joinRequest).Person)
			},
			"CommunityInvitation.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(invitation).Person)
			},
			"CommunityGuest.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(guest).Person)
			},
			"CommunityPayload.community": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(payload).Community)
			},
			"Mutation.setCommunity": changing(setCommunity),
			"Mutation.joinCommunity": changing(func(r *resolve.Request, community graph.Key, input map[string]any) error {
				return membership.Join(r.Context, r.View, community, resolve.TextOf(input["text"]))
			}),
			"Mutation.leaveCommunity": changing(func(r *resolve.Request, community graph.Key, _ map[string]any) error {
				return membership.Leave(r.Context, r.View, community)
			}),
			"Mutation.inviteToCommunity": changing(invite),
			"Mutation.answerJoinRequest": changing(func(r *resolve.Request, community graph.Key, input map[string]any) error {
				return membership.AnswerJoinRequest(r.Context, r.View, community, resolve.KeyOf(input["person"]), input["admit"] == true)
			}),
			"Mutation.setMemberRole": changing(func(r *resolve.Request, community graph.Key, input map[string]any) error {
				return membership.SetRole(r.Context, r.View, community, resolve.KeyOf(input["person"]), resolve.TextOf(input["role"]))
			}),
			"Mutation.confirmGuest": changing(func(r *resolve.Request, community graph.Key, input map[string]any) error {
				until, _ := input["until"].(graph.Date)
				return membership.ConfirmGuest(r.Context, r.View, community, resolve.KeyOf(input["person"]), until)
			}),
			"Mutation.removeMember": changing(func(r *resolve.Request, community graph.Key, input map[string]any) error {
				return membership.Remove(r.Context, r.View, community, resolve.KeyOf(input["person"]))
			}),
		},
	}
}

type joinRequest struct {
	Person graph.Key
	On     graph.Date
	Text   string
}

type invitation struct {
	Person    graph.Key
	On, Until graph.Date
}

type guest struct {
	Person  graph.Key
	Until   graph.Date
	Expired bool
}

type payload struct {
	Community        graph.Key
	ClientMutationID string `json:"clientMutationId"`
}

// forManagers resolves a list for who manages the community; null for others.
func forManagers(list func(r *resolve.Request, community graph.Key) (any, error)) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		if manages, err := r.View.Manages(r.Context, keyOf(p)); err != nil || !manages {
			return nil, err
		}
		return list(r, keyOf(p))
	}
}

func joinRequests(r *resolve.Request, community graph.Key) (any, error) {
	edges, err := r.View.Edges(r.Context, []graph.Key{community}, graph.Into, graph.KindAsksToJoin)
	all := []joinRequest{}
	for _, edge := range edges {
		value := graph.As[graph.AsksToJoin](edge)
		all = append(all, joinRequest{edge.From(), value.On, value.Text})
	}
	return all, err
}

func invitations(r *resolve.Request, community graph.Key) (any, error) {
	edges, err := r.View.Edges(r.Context, []graph.Key{community}, graph.Into, graph.KindInvitedTo)
	all := []invitation{}
	for _, edge := range edges {
		value := graph.As[graph.InvitedTo](edge)
		all = append(all, invitation{edge.From(), value.On, value.Until})
	}
	return all, err
}

func guests(r *resolve.Request, community graph.Key) (any, error) {
	edges, err := membership.Guests(r.Context, r.View, community)
	all := []guest{}
	for _, edge := range edges {
		value := graph.As[graph.MemberOf](edge)
		all = append(all, guest{edge.From(), value.Until, !value.IsCurrent(r.Today())})
	}
	return all, err
}

// changing resolves a field by a change of the community of its input; of setCommunity, that of its id.
func changing(change func(r *resolve.Request, community graph.Key, input map[string]any) error) resolve.Func {
	return func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
		input, _ := p.Args["input"].(map[string]any)
		community := resolve.KeyOf(input["community"])
		if _, names := input["community"]; !names {
			community = resolve.KeyOf(input["id"])
			if community == "" {
				community = newKey(r, input)
			}
		}
		done := payload{Community: community, ClientMutationID: resolve.TextOf(input["clientMutationId"])}
		err := change(r, community, input)
		r.Load.Forget()
		return done, err
	}
}

// newKey returns the key of a community to be made: the same one for the same idempotency key, a new one without.
func newKey(r *resolve.Request, input map[string]any) graph.Key {
	return graph.NodeKey(graph.KindCommunity, r.Config.NewText(string(r.View.Viewer().Person), "community", resolve.TextOf(input["idempotencyKey"])))
}

// setCommunity makes a community or changes one. Where the same one was made already by the same idempotency key, it stays.
func setCommunity(r *resolve.Request, community graph.Key, input map[string]any) error {
	if resolve.TextOf(input["id"]) == "" {
		value := withInput(graph.Community{Admission: graph.AdmissionOpen}, input)
		err := membership.Set(r.Context, r.View, graph.Fact{Key: community, Value: value})
		if errors.Is(err, graph.ErrConflict) && resolve.TextOf(input["idempotencyKey"]) != "" {
			return nil
		}
		return err
	}
	stored, err := r.Visible(graph.KindCommunity, string(community))
	if err != nil {
		return err
	}
	stored.Value = withInput(graph.As[graph.Community](stored), input)
	return membership.Set(r.Context, r.View, stored)
}

// withInput returns a community with what an input gives of it.
func withInput(community graph.Community, input map[string]any) graph.Community {
	for name, field := range map[string]*string{"name": &community.Name, "summary": &community.Summary, "type": &community.Type, "admission": &community.Admission} {
		if text, given := input[name].(string); given {
			*field = text
		}
	}
	for name, field := range map[string]*bool{
		"secret": &community.Secret, "sensitive": &community.Sensitive, "nonProfessional": &community.NonProfessional, "anonymousQuestions": &community.AnonymousQuestions,
	} {
		if is, given := input[name].(bool); given {
			*field = is
		}
	}
	return community
}

func invite(r *resolve.Request, community graph.Key, input map[string]any) error {
	if _, err := r.Visible(graph.KindCommunity, string(community)); err != nil {
		return err
	}
	person, err := r.PersonOf(strings.TrimSpace(resolve.TextOf(input["person"])))
	if err != nil {
		return err
	}
	until, _ := input["until"].(graph.Date)
	return membership.Invite(r.Context, r.View, community, person.Key, until)
}
