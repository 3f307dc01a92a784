package asking

import (
	"context"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// OpenQuestion is a question that was asked here and that nobody has answered. It is for what sees to it that no question is
// left behind, and no answer to anybody: it names the asker, also one who is not named.
type OpenQuestion struct {
	Key, Asker graph.Key
	Title      string
	AskedOn    graph.Date
	Community  graph.Key
	Skills     []string // labels
	// Asked are the people it went to, Steps the steps that it took.
	Asked []graph.Key
	Steps []string
	// SteppedOn is the day of the latest step, empty before the first.
	SteppedOn graph.Date
	// HasManager: somebody looks after the community.
	HasManager bool
}

// OpenQuestions returns the questions that were asked here and that nobody has answered, in key order.
func OpenQuestions(ctx context.Context, g *access.Gate) ([]OpenQuestion, error) {
	var keys []graph.Key
	_, err := unfiltered.ReaderOf(g).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if value := graph.As[graph.Contribution](fact); value.Type == graph.TypeQuestion && value.MediaType == graph.MarkdownType {
			keys = append(keys, fact.Key)
		}
		return nil
	}, graph.KindContribution)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	now := newAskedNow(g.Today())
	now.questions = keys
	if err := now.keepQuestions(ctx, unfiltered.ReaderOf(g)); err != nil {
		return nil, err
	}
	if err := now.readAround(ctx, unfiltered.ReaderOf(g)); err != nil {
		return nil, err
	}
	out, err := unfiltered.ReaderOf(g).Edges(ctx, now.questions, graph.Out, graph.KindAsked, graph.KindEscalated, graph.KindAbout, graph.KindHiddenIn)
	if err != nil {
		return nil, err
	}
	labels, err := labelsOfSkills(ctx, g, out)
	if err != nil {
		return nil, err
	}
	open := now.openQuestions()
	for _, edge := range out {
		one := open[edge.From()]
		if one == nil {
			continue
		}
		switch edge.Key.Kind() {
		case graph.KindAsked:
			one.Asked = append(one.Asked, edge.To())
		case graph.KindEscalated:
			one.Steps = append(one.Steps, edge.Key.Tag())
			one.SteppedOn = max(one.SteppedOn, graph.DateOf(graph.As[graph.Escalated](edge).At))
		case graph.KindAbout:
			one.Skills = append(one.Skills, labels[edge.To()])
		case graph.KindHiddenIn:
			delete(open, edge.From()) // who moderates decides
		}
	}
	var all []OpenQuestion
	for _, key := range now.questions {
		if one := open[key]; one != nil {
			all = append(all, *one)
		}
	}
	return all, nil
}

// openQuestions returns those that nobody has answered and whose asker is here.
func (n *askedNow) openQuestions() map[graph.Key]*OpenQuestion {
	open := map[graph.Key]*OpenQuestion{}
	for _, key := range n.questions {
		value := graph.As[graph.Contribution](n.values[key])
		if n.answered[key] || len(n.askers[key]) == 0 {
			continue
		}
		community := n.community[key]
		open[key] = &OpenQuestion{Key: key, Asker: n.askers[key][0], Title: value.Title, AskedOn: graph.DateOf(value.PublishedAt), Community: community, HasManager: len(n.managers[community]) > 0}
	}
	return open
}

func labelsOfSkills(ctx context.Context, g *access.Gate, edges []graph.Fact) (map[graph.Key]string, error) {
	var skills []graph.Key
	for _, edge := range edges {
		if edge.Key.Kind() == graph.KindAbout {
			skills = append(skills, edge.To())
		}
	}
	facts, err := unfiltered.ReaderOf(g).Facts(ctx, graph.Brief, graph.Distinct(skills)...)
	labels := map[graph.Key]string{}
	for _, fact := range facts {
		labels[fact.Key] = graph.As[graph.Skill](fact).PrefLabel
	}
	return labels, err
}

// TakeStep notes that a question takes a step, and sends it to more people. It fails with [graph.ErrConflict] where the step
// was taken already, or somebody changed meanwhile how many questions went to one of the people. Of these, those are left out
// who may not be asked any more.
func TakeStep(ctx context.Context, g *access.Gate, question OpenQuestion, step string, to []Recommended, now time.Time) error {
	today := graph.DateOf(now)
	taken := graph.Edge(question.Key, step, question.Key, access.Unnamed, graph.Escalated{At: now})
	tx := graph.Tx{Actor: access.Unnamed, Put: []graph.Fact{taken}, If: []graph.Condition{{Key: taken.Key}}}
	asker := g.View(access.Viewer{Person: question.Asker, Roles: []access.Role{access.Employee}})
	for _, one := range to {
		may, err := WhoMayBeAsked(ctx, asker, question.Community, []graph.Key{one.Person}, today)
		if err != nil {
			return err
		}
		if len(may) == 0 || !may[0].HasRoom() || slices.Contains(question.Asked, one.Person) {
			continue
		}
		asked := graph.Asked{State: graph.RequestedAnswer, Reason: one.Reason, On: today, At: now, Widened: true}
		if err := receive(ctx, g, &tx, question.Key, one.Person, asked, access.Unnamed); err != nil {
			return err
		}
	}
	_, err := unfiltered.CommitterOf(g).Commit(ctx, tx)
	return err
}
