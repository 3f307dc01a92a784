package questions

import (
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/recipients"
	"github.com/sachant/sachant/search/routing"
)

// draft is what would become of a question.
type draft struct {
	To               []recipient
	Similar          []graph.Fact
	MayBeAnonymous   bool
	proposedByPerson map[graph.Key]string
}

// recipient is a person that a question would go to.
type recipient struct {
	Person graph.Key
	Reason string
}

func askArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"QuestionDraft": draft{}, "Recipient": recipient{}, "QuestionPayload": resolve.Payload{}},
		Resolvers: map[string]resolve.Func{
			"Query.questionDraft": resolveDraft,
			"Recipient.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(recipient).Person)
			},
			"Recipient.text": func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
				return recipients.Text(p.Source.(recipient).Reason, resolve.LanguageOf(p)), nil
			},
			"Mutation.ask": resolve.Mutation(ask),
		},
	}
}

func resolveDraft(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if r.View.Viewer().Person == "" {
		return nil, nil
	}
	community, err := communityOf(r, p.Args["community"])
	if err != nil {
		return nil, err
	}
	proposed, err := propose(r, p.Args, community)
	if err != nil {
		return nil, err
	}
	proposed.MayBeAnonymous = community != "" && asking.AllowsAnonymousQuestions(r.Context, r.View, community)
	also, err := namedBy(r, p.Args["also"])
	for _, person := range also {
		if _, is := proposed.proposedByPerson[person]; !is {
			proposed.To = append(proposed.To, recipient{person, graph.AskedByChoice})
		}
	}
	return proposed, err
}

// propose returns the people that a question goes to.
func propose(r *resolve.Request, input map[string]any, community graph.Key) (draft, error) {
	weights := routing.DefaultWeights()
	wanted := recipients.Draft{Title: resolve.TextOf(input["title"]), Skills: resolve.ListOf(input["skills"]), Community: community}
	found, err := recipients.Propose(r.Context, r.Config.Finder, r.View, wanted, r.Today(), weights.Usual, weights)
	if err != nil {
		return draft{}, err
	}
	r.NoteFound(found.Experts)
	out := draft{To: []recipient{}, Similar: []graph.Fact{}, proposedByPerson: map[graph.Key]string{}}
	for _, one := range found.To {
		out.To = append(out.To, recipient{one.Person, string(one.Reason)})
		out.proposedByPerson[one.Person] = string(one.Reason)
	}
	for _, fact := range found.Similar {
		r.Load.Keep(fact)
		out.Similar = append(out.Similar, fact)
	}
	return out, nil
}

// communityOf returns the community that an id names, empty where it is.
func communityOf(r *resolve.Request, id any) (graph.Key, error) {
	if resolve.TextOf(id) == "" {
		return "", nil
	}
	fact, err := r.Visible(graph.KindCommunity, id)
	return fact.Key, err
}

// namedBy returns the people that ids or addresses name.
func namedBy(r *resolve.Request, names any) (people []graph.Key, err error) {
	for _, name := range resolve.ListOf(names) {
		person, err := r.PersonOf(name)
		if err != nil {
			return nil, err
		}
		people = append(people, person.Key)
	}
	return people, nil
}

// ask puts a question and sends it to people; where the input names none, to those that are proposed.
func ask(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	community, err := communityOf(r, input["community"])
	if err != nil {
		return resolve.Payload{}, err
	}
	question := asking.Question{
		Key: newKey(r, viewer, "question", input["idempotencyKey"]), Title: resolve.TextOf(input["title"]), Content: resolve.TextOf(input["content"]),
		Language: strings.ToLower(resolve.TextOf(input["language"])), Community: community, Anonymous: input["anonymous"] == true,
	}
	for _, name := range resolve.ListOf(input["skills"]) {
		skill, exists, err := r.SkillOf(name)
		if err != nil {
			return resolve.Payload{}, err
		}
		if !exists {
			question.NewSkills = append(question.NewSkills, skill)
		}
		question.Skills = append(question.Skills, skill.Key)
	}
	if question.To, err = addressees(r, input, community); err != nil {
		return resolve.Payload{}, err
	}
	if err := asking.Ask(r.Context, r.View, question, r.Config.Now()); err != nil {
		return resolve.Payload{}, err
	}
	for _, skill := range question.NewSkills {
		r.Config.LinkNamed(r.Context, skill.Key)
	}
	return written(r, question.Key)
}

// addressees returns the people that a question goes to, each with the reason proposed, or that the asker chose them.
func addressees(r *resolve.Request, input map[string]any, community graph.Key) ([]asking.Recommended, error) {
	proposed, err := propose(r, input, community)
	if err != nil {
		return nil, err
	}
	var to []asking.Recommended
	if _, given := input["to"].([]any); !given {
		for _, one := range proposed.To {
			to = append(to, asking.Recommended{Person: one.Person, Reason: one.Reason})
		}
		return to, nil
	}
	people, err := namedBy(r, input["to"])
	for _, person := range people {
		reason, is := proposed.proposedByPerson[person]
		if !is {
			reason = graph.AskedByChoice
		}
		if !slices.ContainsFunc(to, func(one asking.Recommended) bool { return one.Person == person }) {
			to = append(to, asking.Recommended{Person: person, Reason: reason})
		}
	}
	return to, err
}

// newKey returns the key of a text of the viewer's: the same one for the same idempotency key, a new one without.
func newKey(r *resolve.Request, viewer graph.Key, about string, idempotency any) graph.Key {
	return graph.NodeKey(graph.KindContribution, r.Config.NewText(string(viewer), about, resolve.TextOf(idempotency)))
}

// written returns a text as it is now.
func written(r *resolve.Request, key graph.Key) (resolve.Payload, error) {
	r.Load.Forget()
	fact, err := r.Visible(graph.KindContribution, string(key))
	return resolve.Payload{Contribution: fact}, err
}
