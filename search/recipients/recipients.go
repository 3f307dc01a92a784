// Package recipients proposes the people that a question goes to, and finds answered questions like it: it searches for who knows,
// leaves out who may not be asked, and lets search/routing choose. Everything is read through the view of the asker, so that
// nobody is proposed to somebody who may not know of them.
package recipients

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/routing"
)

// Finder finds experts among what a view shows. A search.Finder is one.
type Finder interface {
	FindExperts(ctx context.Context, view *access.View, query search.Query) (search.Answer, error)
}

// Draft is a question before it is asked.
type Draft struct {
	Title  string
	Skills []string // labels
	// Community is where it would be asked, empty for the whole company.
	Community graph.Key
}

// Proposal is the people that a question would go to, and what is known of it already.
type Proposal struct {
	To []routing.Asked
	// Similar are questions like it that were answered, the best first.
	Similar []graph.Fact
	// Experts are the people who were found, for what notes who is shown.
	Experts []search.Expert
}

// considered is how many people who know are considered: far more than are asked, for many may not be.
const considered = 40

// Propose proposes the people that a question goes to as of today, at most so many.
func Propose(ctx context.Context, finder Finder, view *access.View, draft Draft, today graph.Date, most int, weights routing.Weights) (Proposal, error) {
	found, err := know(ctx, finder, view, draft, weights.Fewest)
	if err != nil {
		return Proposal{}, err
	}
	may, err := asking.WhoMayBeAsked(ctx, view, draft.Community, found.people, today)
	if err != nil {
		return Proposal{}, err
	}
	similar, err := answered(ctx, view, found.questions)
	return Proposal{routing.Choose(Candidates(may, found.expertise), most, weights), similar, found.experts}, err
}

// knowing are people who know about a draft, and questions like it.
type knowing struct {
	people    []graph.Key
	expertise map[graph.Key]float64
	questions []graph.Fact
	experts   []search.Expert
}

// know finds people who know what a draft says. Where these are fewer than enough, those are added who know its skills; where
// there are none, who know single words of it: most of a long sentence is in nobody's evidence.
func know(ctx context.Context, finder Finder, view *access.View, draft Draft, enough int) (*knowing, error) {
	found := &knowing{expertise: map[graph.Key]float64{}}
	ask := func(words string) error {
		answer, err := finder.FindExperts(ctx, view, search.Query{
			Words: words, Emphasis: search.WhoKnows, First: considered, WithoutFacets: true, WithoutExcerpts: true, WithoutEvidence: true,
		})
		found.add(answer)
		return err
	}
	if err := ask(draft.words()); err != nil {
		return nil, err
	}
	if skills := plain(strings.Join(draft.Skills, " ")); len(found.people) < enough && skills != "" {
		if err := ask(skills); err != nil {
			return nil, err
		}
	}
	const longWord, mostWords = 4, 8
	words := slices.DeleteFunc(strings.Fields(plain(draft.Title)), func(word string) bool { return len([]rune(word)) < longWord })
	if len(found.people) > 0 {
		return found, nil
	}
	for _, word := range words[:min(len(words), mostWords)] {
		if err := ask(word); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// add adds what a search found: the scores of one person on several searches add up.
func (k *knowing) add(answer search.Answer) {
	for _, expert := range answer.Experts {
		person := expert.Person.Key
		if _, is := k.expertise[person]; !is {
			k.people, k.experts = append(k.people, expert.Person.Key), append(k.experts, expert)
		}
		k.expertise[person] += expert.Score
	}
	for _, question := range answer.Beside.Questions {
		if !slices.ContainsFunc(k.questions, func(one graph.Fact) bool { return one.Key == question.Key }) {
			k.questions = append(k.questions, question)
		}
	}
}

// Candidates returns people who may be asked as candidates of routing.
func Candidates(may []asking.Askable, expertise map[graph.Key]float64) []routing.Candidate {
	all := make([]routing.Candidate, len(may))
	for i, one := range may {
		all[i] = routing.Candidate{Person: one.Person, Expertise: expertise[one.Person], Cap: one.Cap, Load: routing.Load{Week: one.Week, Year: one.Year, Last: one.Last}}
	}
	return all
}

// words returns the words of a draft as a search.
func (d Draft) words() string {
	const most = 400
	words := []rune(plain(d.Title + " " + strings.Join(d.Skills, " ")))
	return string(words[:min(len(words), most)])
}

// plain returns the words of a text, without the signs that mean something in a search.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("+#'’.-&/", r)
	}), " ")
}

// answered keeps the questions that have an answer.
func answered(ctx context.Context, view *access.View, questions []graph.Fact) ([]graph.Fact, error) {
	keys := make([]graph.Key, len(questions))
	for i, fact := range questions {
		keys[i] = fact.Key
	}
	edges, err := view.Edges(ctx, keys, graph.Into, graph.KindAnswers)
	return slices.DeleteFunc(slices.Clone(questions), func(fact graph.Fact) bool {
		return !slices.ContainsFunc(edges, func(edge graph.Fact) bool { return edge.To() == fact.Key })
	}), err
}

// Text says why a question goes to somebody, in French ("fr", in any case) or else in English.
func Text(reason, language string) string {
	sentences := map[string][2]string{
		graph.AskedByChoice:   {"Choix de la personne qui pose la question", "The asker’s own choice"},
		graph.AskedByReferral: {"Sur la recommandation d’un collègue", "Recommended by a colleague"},
	}
	sentence, is := sentences[reason]
	switch {
	case !is:
		return routing.Reason(reason).Text(language)
	case strings.HasPrefix(strings.ToLower(language), "fr"):
		return sentence[0]
	}
	return sentence[1]
}
