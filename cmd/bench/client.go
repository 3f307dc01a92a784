package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// findExperts asks for what a page of results shows: ten people, each with the reasons why.
const findExperts = `query Find($words: String!) {
  findExperts(words: $words, first: 10) {
    edges { node { score person { id displayName title } reasons { kind points text(language: EN) } } }
  }
}`

// declareSkill is a change that a search for the skill must show.
const declareSkill = `mutation Declare($skill: String!) {
  declareSkill(input: {skill: $skill, level: 3}) { person { id } }
}`

// errRefused is the answer of a server that has no capacity for a query.
var errRefused = errors.New("the server is too busy to answer")

// client asks a server over one connection, as one person.
type client struct {
	http    *http.Client
	address string // of GraphQL
	user    string
	groups  string
}

func newClient(server, user, groups string) *client {
	transport := &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}
	return &client{&http.Client{Transport: transport}, server + "graphql", user, groups}
}

func (c *client) close() { c.http.CloseIdleConnections() }

func (c *client) ask(ctx context.Context, words string) (int, error) {
	answer, err := c.post(ctx, findExperts, map[string]string{"words": words})
	if err != nil {
		return 0, err
	}
	return bytes.Count(answer, []byte(`"score"`)), nil
}

// finds reports whether somebody is among the people found.
func (c *client) finds(ctx context.Context, words, person string) (bool, error) {
	answer, err := c.post(ctx, findExperts, map[string]string{"words": words})
	return bytes.Contains(answer, []byte(`"`+person+`"`)), err
}

// declare declares a skill of the client, and returns who that is.
func (c *client) declare(ctx context.Context, skill string) (person string, err error) {
	answer, err := c.post(ctx, declareSkill, map[string]string{"skill": skill})
	if err != nil {
		return "", err
	}
	var said struct {
		Data struct {
			DeclareSkill struct{ Person struct{ ID string } }
		}
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return "", fmt.Errorf("read the answer to a change: %w", err)
	}
	return said.Data.DeclareSkill.Person.ID, nil
}

// post asks a question of GraphQL and returns the answer, which holds no errors.
func (c *client) post(ctx context.Context, question string, variables map[string]string) ([]byte, error) {
	body, err := json.Marshal(map[string]any{"query": question, "variables": variables})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(userHeader, c.user)
	request.Header.Set(groupsHeader, c.groups)
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", c.address, err)
	}
	if response.StatusCode == http.StatusServiceUnavailable {
		return nil, errRefused
	}
	if response.StatusCode != http.StatusOK || bytes.HasPrefix(answer, []byte(`{"errors"`)) {
		return nil, fmt.Errorf("%s answers %s: %s", c.address, response.Status, strings.TrimSpace(string(answer[:min(len(answer), 300)])))
	}
	return answer, nil
}
