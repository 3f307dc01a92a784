package client

import "context"

// Suggestion is something that may be meant by what is typed.
type Suggestion struct{ Label, Detail, Page string }

const suggestDocument = `query Suggest($text: String!) { suggest(text: $text, first: 4) { id kind label detail } }`

// Suggest returns the people, skills, questions and communities with a word that begins as what is typed.
func (c *Client) Suggest(ctx context.Context, caller Caller, typed string) ([]Suggestion, error) {
	type suggestion struct{ ID, Label, Detail string }
	answer, err := ask[struct{ Suggest []suggestion }](ctx, c, caller, suggestDocument, map[string]any{"text": typed})
	all := make([]Suggestion, len(answer.Suggest))
	for i, one := range answer.Suggest {
		all[i] = Suggestion{line(one.Label), line(one.Detail), c.Page(one.ID)}
	}
	return all, err
}
