package access

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/disclosure"
)

// Participation is what can be told of how people take part in a community. It counts what the whole company may see: people who are
// neither hidden nor gone, and what they wrote in the last year.
type Participation struct {
	Community graph.Key
	// Members are those who joined or wrote. Leading, TakingPart and Reading are parts of them: who wrote every month on
	// average, who wrote less, and who wrote nothing.
	Members, Leading, TakingPart, Reading Tally
	// Questions were asked, which is told, and not 0, where five people or more did. Answered are those that somebody else answered, and
	// Wait the median of days until the first answer: told, as AnsweredTold says, where five people or more answered, else 0.
	Questions, Answered, Wait int
	AnsweredTold              bool
	// Active: something was written in the last 90 days. Dormant: nothing was in the last 180.
	Active, Dormant bool
}

// The days by which participation is judged, and how many texts a year are leading.
const (
	participationDays = 365
	activeDays        = 90
	dormantDays       = 180
	leadingTexts      = 12
)

// CountParticipation returns numbers of the communities that the whole company may see, in key order. As [View.Count] it is
// the same for everybody, counted once a snapshot and a day, and what can be asked is fixed: no unit, no date, no sum of
// communities, which would be something to subtract by.
func (v *View) CountParticipation(ctx context.Context, today graph.Day) ([]Participation, error) {
	f, err := v.open(ctx)
	if err != nil || len(f.labels) == 0 {
		return nil, err
	}
	if f.cache == nil {
		return f.countParticipation(ctx, today)
	}
	f.cache.mutex.Lock()
	defer f.cache.mutex.Unlock()
	if f.cache.participation == nil || f.cache.participationOn != today {
		counted, err := f.countParticipation(ctx, today)
		if err != nil {
			return nil, err
		}
		f.cache.participation, f.cache.participationOn = counted, today
	}
	return slices.Clone(f.cache.participation), nil
}

func (f *filter) countParticipation(ctx context.Context, today graph.Day) ([]Participation, error) {
	people, err := f.colleagues(ctx)
	if err != nil {
		return nil, err
	}
	taking, err := f.openCommunities(ctx)
	if err != nil {
		return nil, err
	}
	edges, err := f.graph.AppendEdges(ctx, nil, people, graph.Out, graph.KindMemberOf)
	if err != nil {
		return nil, err
	}
	for _, edge := range edges {
		if community := taking[edge.To]; community != nil {
			community.texts[edge.From] += 0
		}
	}
	if err := f.addTexts(ctx, people, taking, today); err != nil {
		return nil, err
	}
	counted := make([]Participation, 0, len(taking))
	for _, community := range taking {
		counted = append(counted, community.told(today))
	}
	slices.SortFunc(counted, func(a, b Participation) int { return cmp.Compare(a.Community, b.Community) })
	return counted, nil
}

// communityCount is what is counted of a community.
type communityCount struct {
	key    graph.Key
	texts  map[graph.NodeID]int // how many each member wrote in the last year
	latest graph.Day
	asked  []question
}

// question is one that was asked in the last year.
type question struct {
	asker  graph.NodeID
	waited int          // days until the first answer
	by     graph.NodeID // who answered first, 0 where nobody did
}

// openCommunities returns the communities that are not closed, by node.
func (f *filter) openCommunities(ctx context.Context) (map[graph.NodeID]*communityCount, error) {
	var keys []graph.Key
	_, err := f.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if !graph.As[graph.Community](fact).IsClosed() {
			keys = append(keys, fact.Key)
		}
		return nil
	}, graph.KindCommunity)
	found := map[graph.NodeID]*communityCount{}
	for i, node := range f.graph.NodeIDs(keys) {
		found[node] = &communityCount{key: keys[i], texts: map[graph.NodeID]int{}}
	}
	return found, err
}

// addTexts counts what people wrote, where all communities of a text and of the question that it answers are open.
func (f *filter) addTexts(ctx context.Context, people []graph.NodeID, open map[graph.NodeID]*communityCount, today graph.Day) error {
	edges, err := f.graph.AppendEdges(ctx, nil, people, graph.Out, graph.KindAuthored)
	if err != nil {
		return err
	}
	nodes := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		nodes[i] = edge.To
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	texts, err := f.graph.AppendContributions(ctx, nil, nodes)
	if err != nil {
		return err
	}
	in, err := f.graph.AppendEdges(ctx, nil, nodes, graph.Out, graph.KindIn)
	if err != nil {
		return err
	}
	places := map[graph.NodeID][]graph.NodeID{}
	for _, edge := range in {
		places[edge.From] = append(places[edge.From], edge.To)
	}
	colleagues := distinctNodes(slices.Clone(people))
	isColleague := func(person graph.NodeID) bool { _, is := slices.BinarySearch(colleagues, person); return is }
	answered := firstAnswers(texts, isColleague)
	for _, text := range texts {
		if !isColleague(text.Author) {
			continue
		}
		where := distinctNodes(slices.Concat(places[text.Node], places[text.Question]))
		if slices.ContainsFunc(where, func(community graph.NodeID) bool { return open[community] == nil }) {
			continue
		}
		for _, community := range where {
			open[community].add(text, answered, today)
		}
	}
	return nil
}

func distinctNodes(nodes []graph.NodeID) []graph.NodeID {
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

// firstAnswers returns the first answer to each question by somebody else.
func firstAnswers(texts []graph.AuthoredContribution, counts func(graph.NodeID) bool) map[graph.NodeID]graph.AuthoredContribution {
	first := map[graph.NodeID]graph.AuthoredContribution{}
	for _, text := range texts {
		if text.Question == 0 || text.Author == text.Asker || !counts(text.Author) {
			continue
		}
		if before, is := first[text.Question]; !is || text.On < before.On {
			first[text.Question] = text
		}
	}
	return first
}

func (c *communityCount) add(text graph.AuthoredContribution, answered map[graph.NodeID]graph.AuthoredContribution, today graph.Day) {
	if text.On > today {
		return
	}
	c.latest = max(c.latest, text.On)
	if text.On <= today-participationDays {
		return
	}
	c.texts[text.Author]++
	if text.Type == graph.TypeQuestion {
		asked := question{asker: text.Author}
		if first, is := answered[text.Node]; is && first.On <= today {
			asked.waited, asked.by = int(max(first.On-text.On, 0)), first.Author
		}
		c.asked = append(c.asked, asked)
	}
}

// told returns what can be told of a community.
func (c *communityCount) told(today graph.Day) Participation {
	parts := make([]int, 3) // leading, taking part, reading
	for _, texts := range c.texts {
		switch {
		case texts >= leadingTexts:
			parts[0]++
		case texts > 0:
			parts[1]++
		default:
			parts[2]++
		}
	}
	out := Participation{Community: c.key, Active: c.latest > today-activeDays && c.latest != 0, Dormant: c.latest <= today-dormantDays}
	if len(c.texts) >= disclosure.Threshold {
		out.Members = Tally{len(c.texts), true}
		shown := disclosure.Partition(parts)
		for i, into := range []*Tally{&out.Leading, &out.TakingPart, &out.Reading} {
			if shown[i] {
				*into = Tally{parts[i], true}
			}
		}
	}
	c.tellQuestions(&out)
	return out
}

func (c *communityCount) tellQuestions(out *Participation) {
	askers, answerers := map[graph.NodeID]bool{}, map[graph.NodeID]bool{}
	var waits []int
	for _, one := range c.asked {
		askers[one.asker] = true
		if one.by != 0 {
			answerers[one.by] = true
			waits = append(waits, one.waited)
		}
	}
	if len(askers) < disclosure.Threshold {
		return
	}
	out.Questions = len(c.asked)
	if len(answerers) < disclosure.Threshold {
		return
	}
	slices.Sort(waits)
	out.Answered, out.AnsweredTold, out.Wait = len(waits), true, waits[len(waits)/2]
}
