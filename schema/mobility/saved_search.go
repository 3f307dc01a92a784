package mobility

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/schema/resolve"
)

func savedSearchArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"SavedSearch": savedSearch{}, "SavedSearchPayload": savedSearchPayload{}},
		Resolvers: map[string]resolve.Func{
			"Query.savedSearches":   listSearches,
			"Query.savedSearch":     searchByID,
			"SavedSearch.people":    peopleOfSearch,
			"Mutation.saveSearch":   saveSearch,
			"Mutation.deleteSearch": deleteSearch,
		},
	}
}

// savedSearch is a search of people by criteria that somebody keeps.
type savedSearch struct {
	ID        graph.Key `json:"id"`
	Purpose   string
	ExpiresOn graph.Date
	Criteria  string
}

type savedSearchPayload struct {
	Search           any
	ClientMutationID string `json:"clientMutationId"`
}

func shownSearch(fact graph.Fact) savedSearch {
	value := graph.As[graph.SavedSearch](fact)
	return savedSearch{fact.Key, value.Purpose, value.ExpiresOn, value.Criteria}
}

func listSearches(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	if !subscription.KeepsSearches(r.View) {
		return nil, nil
	}
	kept, err := subscription.SavedSearches(r.Context, r.View, r.Today())
	shown := []savedSearch{}
	for _, fact := range kept {
		shown = append(shown, shownSearch(fact))
	}
	return shown, err
}

func searchByID(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	kept, err := subscription.SavedSearches(r.Context, r.View, r.Today())
	for _, fact := range kept {
		if fact.Key == resolve.KeyOf(p.Args["id"]) {
			return shownSearch(fact), err
		}
	}
	return nil, err
}

// peopleOfSearch resolves who meets the criteria of a search now.
func peopleOfSearch(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	var filter map[string]any
	if err := json.Unmarshal([]byte(p.Source.(savedSearch).Criteria), &filter); err != nil {
		return nil, fmt.Errorf("read the criteria of a search: %w", err)
	}
	datesOf(filter)
	return peopleBy(r, filter, p.Args)
}

// datesOf gives the days of criteria that were read from JSON the form in which the API takes them.
func datesOf(value any) {
	switch value := value.(type) {
	case map[string]any:
		if text, is := value["since"].(string); is {
			value["since"] = graph.Date(text)
		}
		for _, each := range value {
			datesOf(each)
		}
	case []any:
		for _, each := range value {
			datesOf(each)
		}
	}
}

// saveSearch keeps criteria that find people now; what they name must be something that the viewer sees.
func saveSearch(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	input, _ := p.Args["input"].(map[string]any)
	done := savedSearchPayload{ClientMutationID: resolve.TextOf(input["clientMutationId"])}
	if !subscription.KeepsSearches(r.View) {
		return done, fmt.Errorf("%w: only recruiters and human resources keep searches", graph.ErrInvalid)
	}
	if _, err := criteriaOf(r, input["filter"]); err != nil {
		return done, err
	}
	criteria, err := json.Marshal(input["filter"])
	if err != nil {
		return done, err
	}
	search := graph.SavedSearch{Purpose: strings.TrimSpace(resolve.TextOf(input["purpose"])), Criteria: string(criteria)}
	search.ExpiresOn, _ = input["expiresOn"].(graph.Date)
	key, err := subscription.SaveSearch(r.Context, r.View, search, r.Today())
	r.Load.Forget()
	if err != nil {
		return done, err
	}
	fact, err := subscription.SavedSearch(r.Context, r.View, key, r.Today())
	done.Search = shownSearch(fact)
	return done, err
}

func deleteSearch(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	input, _ := p.Args["input"].(map[string]any)
	done := savedSearchPayload{ClientMutationID: resolve.TextOf(input["clientMutationId"])}
	err := subscription.DeleteSearch(r.Context, r.View, resolve.KeyOf(input["search"]), r.Today())
	r.Load.Forget()
	return done, err
}
