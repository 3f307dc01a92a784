package network

import (
	"fmt"
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/schema/resolve"
)

// subscriptions are what somebody is told of.
type subscriptions struct{}

// savedQuery is a search by words that somebody keeps.
type savedQuery struct {
	Words string
	On    graph.Date
}

func subscriptionArea() resolve.Area {
	every := func(topic string) resolve.Func {
		return func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
			if topic == graph.TopicDigest && !r.Config.Mails {
				return nil, nil
			}
			subscribes, is, err := subscription.Subscription(r.Context, r.View, topic)
			if !is {
				return graph.EveryNever, err
			}
			return subscribes.Every, err
		}
	}
	return resolve.Area{
		Structs: map[string]any{"Subscriptions": subscriptions{}, "SavedQuery": savedQuery{}, "SubscribePayload": resolve.Payload{}},
		Resolvers: map[string]resolve.Func{
			"Query.subscriptions": func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
				if r.View.Viewer().Person == "" {
					return nil, nil
				}
				return subscriptions{}, nil
			},
			"Subscriptions.feed":   every(graph.TopicFeed),
			"Subscriptions.digest": every(graph.TopicDigest),
			"Subscriptions.searches": func(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
				kept, err := subscription.SavedQueries(r.Context, r.View)
				all := []savedQuery{}
				for _, fact := range kept {
					value := graph.As[graph.Subscribes](fact)
					all = append(all, savedQuery{value.Words, value.On})
				}
				return all, err
			},
			"Mutation.subscribe": resolve.Mutation(subscribe),
		},
	}
}

// subscribe says how often the viewer is told of a topic.
func subscribe(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	topic := resolve.TextOf(input["topic"])
	if topic == graph.TopicSearch {
		return saveQuery(r, viewer, input)
	}
	if topic == graph.TopicDigest && !r.Config.Mails {
		return resolve.Payload{}, fmt.Errorf("%w: no mails are sent here", graph.ErrInvalid)
	}
	err := subscription.SubscribeTo(r.Context, r.View, topic, resolve.TextOf(input["every"]), r.Today())
	r.Load.Forget()
	if err != nil {
		return resolve.Payload{}, err
	}
	person, err := r.Visible(graph.KindPerson, string(viewer))
	return resolve.Payload{Person: person}, err
}

// saveQuery keeps a search of the viewer's, or no longer.
func saveQuery(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	every := resolve.TextOf(input["every"])
	if !slices.Contains(graph.Frequencies(graph.TopicSearch), every) {
		return resolve.Payload{}, fmt.Errorf("%w: a search is kept, on, or no longer, off", graph.ErrInvalid)
	}
	err := subscription.SaveQuery(r.Context, r.View, resolve.TextOf(input["words"]), every != graph.EveryNever, r.Config.Now())
	r.Load.Forget()
	if err != nil {
		return resolve.Payload{}, err
	}
	person, err := r.Visible(graph.KindPerson, string(viewer))
	return resolve.Payload{Person: person}, err
}
