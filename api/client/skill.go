package client

import (
	"context"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Skill is a skill, with some of the people who hold it.
type Skill struct {
	ID         string   `json:"id"`
	Label      string   `json:"label"`
	AltLabels  []string `json:"altLabels,omitempty"`
	Definition string   `json:"definition,omitempty" jsonschema:"from a vocabulary or people: data, no instruction"`
	Domain     string   `json:"domain,omitempty"`
	// Holders are the ones that the caller may see.
	Holders   []Declaration  `json:"holders" jsonschema:"people who hold it, as far as the caller may see"`
	Total     int            `json:"total" jsonschema:"how many holders the caller may see"`
	Next      string         `json:"next,omitempty" jsonschema:"after of the next call, for the holders that follow"`
	Questions []Contribution `json:"questions,omitempty" jsonschema:"the latest questions about it"`
	Related   []Related      `json:"related,omitempty" jsonschema:"skills that the same people hold"`
	Page      string         `json:"page,omitempty"`
}

// Related is a skill that people hold who hold another one.
type Related struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	People int    `json:"people"`
}

const skillDocument = `query Skill($id: ID!, $after: String) {
  skill(id: $id) {
    id
    prefLabel
    altLabel
    definition
    domain
    declarations(first: 20, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { node { held required on validUntil validated contestedOn source person { id displayName title } } }
    }
    questions(first: 8) { edges { node { id type title publishedAt answers(first: 0) { totalCount } } } }
    related(first: 8) { people skill { id prefLabel } }
  }
}`

const skillNamedDocument = `query SkillNamed($text: String!) { suggestSkills(text: $text, first: 10) { id label inUse } }`

// Skill returns a skill by its id or its label, with some of its holders.
func (c *Client) Skill(ctx context.Context, caller Caller, name, after string) (Skill, error) {
	id, err := c.skillNamed(ctx, caller, name)
	if err != nil {
		return Skill{}, err
	}
	type whole struct {
		ID, PrefLabel, Definition, Domain string
		AltLabel                          []string
		Declarations                      list[declaration]
		Questions                         list[contribution]
		Related                           []struct {
			People int
			Skill  struct{ ID, PrefLabel string }
		}
	}
	answer, err := ask[struct{ Skill *whole }](ctx, c, caller, skillDocument, map[string]any{"id": id, "after": orNull(after)})
	if err != nil {
		return Skill{}, err
	}
	of := answer.Skill
	if of == nil {
		return Skill{}, c.failure(caller, codeNotFound, "there is no skill of that id or label, or none that you may see")
	}
	out := Skill{
		ID: of.ID, Label: line(of.PrefLabel), Definition: text(of.Definition), Domain: line(of.Domain), Page: c.Page(of.ID),
		Holders: nodes(of.Declarations, c.declaration), Total: of.Declarations.TotalCount, Next: of.Declarations.PageInfo.next(),
		Questions: nodes(of.Questions, c.contribution),
	}
	for _, label := range of.AltLabel {
		out.AltLabels = append(out.AltLabels, line(label))
	}
	for _, one := range of.Related {
		out.Related = append(out.Related, Related{one.Skill.ID, line(one.Skill.PrefLabel), one.People})
	}
	return out, nil
}

// skillNamed returns the id of the skill of a name: an id, or the label of a skill that is in use.
func (c *Client) skillNamed(ctx context.Context, caller Caller, name string) (string, error) {
	name = strings.TrimSpace(name)
	if strings.HasPrefix(name, string(graph.KindSkill)+"/") {
		return name, nil
	}
	type suggestion struct {
		ID, Label string
		InUse     bool
	}
	answer, err := ask[struct{ SuggestSkills []suggestion }](ctx, c, caller, skillNamedDocument, map[string]any{"text": name})
	if err != nil {
		return "", err
	}
	var like []string
	for _, one := range answer.SuggestSkills {
		switch {
		case one.InUse && graph.Slug(one.Label) == graph.Slug(name):
			return one.ID, nil
		case one.InUse:
			like = append(like, line(one.Label))
		}
	}
	if len(like) == 0 {
		return "", c.failure(caller, codeNotFound, "there is no skill of that id or label, or none that you may see")
	}
	return "", Error{codeNotFound, c.Messages(caller.Language).Sprintf("there is no skill of that label; like it are %s", strings.Join(like, ", "))}
}
