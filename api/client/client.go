// Package client asks the API in the name of a viewer where no page does: for assistants, chat programs and search boxes outside
// the pages. Every question is a GraphQL document, so that an answer holds no more than the API tells its viewer, is noted in the
// audit as one of a page is, and keeps to the same limits. Answers are typed, and can be written as text in French and English.
package client

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sachant/sachant/api/address"
	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// Client asks a schema. Its methods may be called by several goroutines.
type Client struct {
	schema *schema.Schema
	// address is that of the pages, such as https://sachant.example.com; empty where it is not known.
	address  string
	catalogs map[string]*catalog.Catalog
}

// Caller is who asks, and the language of the answer, fr or en.
type Caller struct {
	// View returns what they may see, another view for each question.
	View     func() (*access.View, error)
	Language string
	// Token is the hash of the token that they sent, "" without one.
	Token string
}

// New returns a client. It fails where a document does not fit the schema.
func New(answers *schema.Schema, address string) (*Client, error) {
	c := &Client{answers, strings.TrimRight(address, "/"), map[string]*catalog.Catalog{}}
	for _, language := range Languages() {
		messages, err := catalog.New(language)
		if err != nil {
			return nil, err
		}
		c.catalogs[language] = messages
	}
	for _, document := range documents() {
		if err := answers.Validate(document); err != nil {
			return nil, fmt.Errorf("%.60q does not fit the schema: %w", document, err)
		}
	}
	return c, nil
}

// Languages returns the languages of answers; the first is used where the caller's language is not known.
func Languages() []string { return []string{"fr", "en"} }

// Messages returns the messages of a language.
func (c *Client) Messages(language string) *catalog.Catalog { return c.catalogs[language] }

// Page returns the address of the page of a key, "" where its kind has none.
func (c *Client) Page(key string) string {
	path := address.OfKey(graph.Key(key))
	if path == "" {
		return ""
	}
	return c.address + path
}

// Error is why the API does not answer, in the language of the caller.
type Error struct {
	// Code is that of the API, as NOT_FOUND.
	Code    string
	message string
}

func (e Error) Error() string { return e.message }

// failure returns an error in the language of a caller.
func (c *Client) failure(caller Caller, code, english string) error {
	return Error{code, Told(c.Messages(caller.Language), english)}
}

// Told returns a message in the language of a catalogue. That of what is invalid stands there behind the word for it.
func Told(messages *catalog.Catalog, english string) string {
	text := messages.Text(english)
	if text != english {
		return text
	}
	invalid := graph.ErrInvalid.Error()
	if _, after, found := strings.Cut(messages.Text(invalid+": "+english), messages.Text(invalid)+" : "); found {
		return after
	}
	return english
}

// ask returns the answer to a document; its errors are an [Error] where the API says why.
func ask[T any](ctx context.Context, c *Client, caller Caller, document string, variables map[string]any) (T, error) {
	var result struct {
		Data   T
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	view, err := caller.View()
	if err != nil {
		return result.Data, err
	}
	response := c.schema.Execute(ctx, view, schema.Request{Query: document, Variables: variables})
	if err := json.Unmarshal(response.Body, &result); err != nil {
		return result.Data, fmt.Errorf("response of status %d: %w", response.Status, err)
	}
	for _, failed := range result.Errors {
		return result.Data, c.failure(caller, failed.Extensions.Code, failed.Message)
	}
	return result.Data, nil
}

// codeNotFound is the code of what is not there, or not for the caller.
const codeNotFound = "NOT_FOUND"

// enumOf returns a language as the API names it.
func enumOf(language string) string { return strings.ToUpper(language) }

// orNull returns a text, null for an empty one.
func orNull(text string) any {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return text
}

// page is where a part lies in a list.
type page struct {
	HasNextPage bool
	EndCursor   string
}

// next returns the cursor of what follows, "" at the end.
func (p page) next() string {
	if !p.HasNextPage {
		return ""
	}
	return p.EndCursor
}

// list is a part of a list, as the API has it.
type list[T any] struct {
	TotalCount int
	PageInfo   page
	Edges      []struct{ Node T }
}

// nodes returns the members of a part.
func nodes[T, Out any](l list[T], convert func(T) Out) []Out {
	all := make([]Out, len(l.Edges))
	for i, edge := range l.Edges {
		all[i] = convert(edge.Node)
	}
	return all
}

// named is a unit, a site or a community.
type named struct{ ID, Name string }
