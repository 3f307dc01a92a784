package asking

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// QuestionMail is a mail about a question, or a measure of moderation, that somebody is to get.
type QuestionMail struct {
	// Note is the fact of the mail, as it is stored or empty.
	Note     graph.Fact
	Person   graph.Key
	Question graph.Key
	// Why is one of [graph.NotifyAsked] and the others; About is the answer or the measure, where it is about one: Question is
	// then the contribution that the measure is about.
	Why   string
	About graph.Key
	// Since is when the request to the person took its state, for the links of the mail.
	Since time.Time
	// ToldToday is how many mails told the person today that a text has their name, for [MaxTagMails].
	ToldToday int
}

// QuestionMails returns the mails about questions, and about measures of moderation, of which people get one, in order. It is for
// what sends mails: what a mail says is read through the view of who gets it.
func QuestionMails(ctx context.Context, g *access.Gate) ([]QuestionMail, error) {
	asked, err := readAsked(ctx, g)
	if err != nil {
		return nil, err
	}
	mails, err := measureMails(ctx, g, asked)
	if err != nil {
		return nil, err
	}
	tags, err := tagMails(ctx, g, asked)
	if err != nil {
		return nil, err
	}
	mails = append(append(mails, tags...), asked.mails()...)
	slices.SortFunc(mails, func(a, b QuestionMail) int { return cmp.Compare(a.Note.Key, b.Note.Key) })
	return access.KeepMailable(ctx, g, mails, func(one QuestionMail) graph.Key { return one.Person })
}

// measureMails returns those about the measures in force, to the people that they are taken against.
func measureMails(ctx context.Context, g *access.Gate, asked *askedNow) (mails []QuestionMail, err error) {
	var measures []graph.Fact
	var keys []graph.Key
	_, err = unfiltered.ReaderOf(g).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.Measure](fact).State == graph.MeasureInForce {
			measures, keys = append(measures, fact), append(keys, fact.Key)
		}
		return nil
	}, graph.KindMeasure)
	if err != nil {
		return nil, err
	}
	against, err := access.Owners(ctx, unfiltered.ReaderOf(g), keys)
	for _, fact := range measures {
		if person := against[fact.Key]; person != "" {
			about := graph.Key(graph.As[graph.Measure](fact).Contribution)
			mails = append(mails, asked.mail(person, about, graph.NotifyMeasure, fact.Key, time.Time{}))
		}
	}
	return mails, err
}

// MaxTagMails is how many mails a day tell somebody that a text has their name; the others wait for the next day.
const MaxTagMails = 20

// tagMails returns the mails to people whose names a text has.
func tagMails(ctx context.Context, g *access.Gate, asked *askedNow) (mails []QuestionMail, err error) {
	var tags []graph.Fact
	above := map[graph.Key]graph.Key{} // what a text is about
	_, err = unfiltered.ReaderOf(g).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if fact.Key.Kind() == graph.KindTagged {
			tags = append(tags, fact)
		} else {
			above[fact.From()] = fact.To()
		}
		return nil
	}, graph.KindTagged, graph.KindAnswers, graph.KindCommentsOn)
	told := map[graph.Key]int{}
	for key, note := range asked.notes {
		if strings.HasPrefix(key.Tag(), graph.NotifyTagged) && graph.DateOf(graph.As[graph.Notified](note).At) == asked.today {
			told[note.To()]++
		}
	}
	for _, edge := range tags {
		question, about := edge.From(), graph.Key("")
		for range 2 { // a comment on an answer to a question
			if next := above[question]; next != "" {
				question, about = next, edge.From()
			}
		}
		one := asked.mail(edge.To(), question, graph.NotifyTagged, about, time.Time{})
		one.ToldToday = told[edge.To()]
		mails = append(mails, one)
	}
	return mails, err
}

// mail returns a mail with the fact of it, as it is stored or empty.
func (n *askedNow) mail(person, question graph.Key, why string, about graph.Key, since time.Time) QuestionMail {
	tag := why
	if about != "" {
		tag += "/" + about.ID()
	}
	note := graph.Edge(question, tag, person, "", graph.Notified{})
	if stored, is := n.notes[note.Key]; is {
		note = stored
	}
	return QuestionMail{Note: note, Person: person, Question: question, Why: why, About: about, Since: since}
}

// mails returns those about questions.
func (n *askedNow) mails() (mails []QuestionMail) {
	add := func(person, question graph.Key, why string, about graph.Key, since time.Time) {
		mails = append(mails, n.mail(person, question, why, about, since))
	}
	for _, edge := range n.requests {
		request, question := graph.As[graph.Asked](edge), edge.From()
		if !request.IsOpen() || n.answered[question] {
			continue
		}
		if request.State == graph.RequestedAnswer {
			add(edge.To(), question, graph.NotifyAsked, "", request.At)
		}
		if n.steps[graph.EdgeKey(question, graph.KindEscalated, graph.StepReminder, question)] && !request.Widened {
			add(edge.To(), question, graph.NotifyReminder, "", request.At)
		}
	}
	for _, edge := range n.answers {
		question, answer := edge.To(), edge.From()
		author := n.author[answer]
		for _, asker := range n.askers[question] {
			if asker != author {
				add(asker, question, graph.NotifyAnswer, answer, time.Time{})
			}
		}
		if graph.As[graph.Answers](edge).Accepted && author != "" {
			add(author, question, graph.NotifyAccepted, answer, time.Time{})
		}
	}
	for _, question := range n.questions {
		if n.steps[graph.EdgeKey(question, graph.KindEscalated, graph.StepManager, question)] && !n.answered[question] {
			for _, manager := range n.managers[n.community[question]] {
				add(manager, question, graph.NotifyManager, "", time.Time{})
			}
		}
	}
	return mails
}

// askedNow is what is stored of the questions that went to people.
type askedNow struct {
	today     graph.Date
	questions []graph.Key
	requests  []graph.Fact
	answers   []graph.Fact
	answered  map[graph.Key]bool
	askers    map[graph.Key][]graph.Key // by question
	author    map[graph.Key]graph.Key   // by answer
	community map[graph.Key]graph.Key   // by question
	managers  map[graph.Key][]graph.Key // by community
	steps     map[graph.Key]bool
	notes     map[graph.Key]graph.Fact
	values    map[graph.Key]graph.Fact // questions, by key
}

func newAskedNow(today graph.Date) *askedNow {
	return &askedNow{
		today:    today,
		answered: map[graph.Key]bool{}, askers: map[graph.Key][]graph.Key{}, author: map[graph.Key]graph.Key{}, community: map[graph.Key]graph.Key{},
		managers: map[graph.Key][]graph.Key{}, steps: map[graph.Key]bool{}, notes: map[graph.Key]graph.Fact{}, values: map[graph.Key]graph.Fact{},
	}
}

func readAsked(ctx context.Context, g *access.Gate) (*askedNow, error) {
	now := newAskedNow(g.Today())
	_, err := unfiltered.ReaderOf(g).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		switch fact.Value.(type) {
		case graph.Asked:
			now.requests = append(now.requests, fact)
			now.questions = append(now.questions, fact.From())
		case graph.AskedBy:
			now.questions = append(now.questions, fact.From())
		case graph.Notified:
			now.notes[fact.Key] = fact
		case graph.Escalated:
			now.steps[fact.Key] = true
			now.questions = append(now.questions, fact.From())
		}
		return nil
	}, graph.KindAsked, graph.KindAskedBy, graph.KindNotified, graph.KindEscalated)
	if err != nil {
		return nil, err
	}
	if err := now.keepQuestions(ctx, unfiltered.ReaderOf(g)); err != nil {
		return nil, err
	}
	return now, now.readAround(ctx, unfiltered.ReaderOf(g))
}

// keepQuestions keeps the questions that are not deleted, and the requests to answer them.
func (n *askedNow) keepQuestions(ctx context.Context, reader graph.Reader) error {
	facts, err := reader.Facts(ctx, graph.Brief, graph.Distinct(n.questions)...)
	if err != nil {
		return err
	}
	n.questions = nil
	for _, fact := range facts {
		if graph.As[graph.Contribution](fact).Type == graph.TypeQuestion {
			n.questions, n.values[fact.Key] = append(n.questions, fact.Key), fact
		}
	}
	slices.Sort(n.questions)
	n.requests = slices.DeleteFunc(n.requests, func(edge graph.Fact) bool { _, is := n.values[edge.From()]; return !is })
	return nil
}

// readAround reads who asked, what was answered by which author, and who looks after the communities.
func (n *askedNow) readAround(ctx context.Context, reader graph.Reader) error {
	into, err := reader.Edges(ctx, n.questions, graph.Into, graph.KindAnswers, graph.KindAuthored)
	if err != nil {
		return err
	}
	var answers, communities []graph.Key
	for _, edge := range into {
		if edge.Key.Kind() == graph.KindAuthored {
			n.askers[edge.To()] = append(n.askers[edge.To()], edge.From())
			continue
		}
		n.answers, answers = append(n.answers, edge), append(answers, edge.From())
	}
	if err := n.readAnswers(ctx, reader, answers); err != nil {
		return err
	}
	out, err := reader.Edges(ctx, n.questions, graph.Out, graph.KindAskedBy, graph.KindIn)
	if err != nil {
		return err
	}
	for _, edge := range out {
		if edge.Key.Kind() == graph.KindAskedBy {
			n.askers[edge.From()] = append(n.askers[edge.From()], edge.To())
			continue
		}
		n.community[edge.From()] = edge.To()
		communities = append(communities, edge.To())
	}
	return n.readManagers(ctx, reader, communities)
}

// readManagers reads who manages communities today; a manager who is suspended does not.
func (n *askedNow) readManagers(ctx context.Context, reader graph.Reader, communities []graph.Key) error {
	edges, err := reader.Edges(ctx, graph.Distinct(communities), graph.Into, graph.KindMemberOf, graph.KindSuspendedFrom)
	if err != nil {
		return err
	}
	suspended := map[[2]graph.Key]bool{}
	for _, edge := range edges {
		if suspension, is := edge.Value.(graph.SuspendedFrom); is && suspension.IsInForce(n.today) {
			suspended[[2]graph.Key{edge.From(), edge.To()}] = true
		}
	}
	for _, edge := range edges {
		member, is := edge.Value.(graph.MemberOf)
		if is && member.Role == graph.MemberManager && member.IsCurrent(n.today) && !suspended[[2]graph.Key{edge.From(), edge.To()}] {
			n.managers[edge.To()] = append(n.managers[edge.To()], edge.From())
		}
	}
	return nil
}

func (n *askedNow) readAnswers(ctx context.Context, reader graph.Reader, answers []graph.Key) error {
	texts, err := reader.Facts(ctx, graph.Brief, graph.Distinct(answers)...)
	if err != nil {
		return err
	}
	byKey := graph.ByKey(texts)
	n.answers = slices.DeleteFunc(n.answers, func(edge graph.Fact) bool {
		return graph.As[graph.Contribution](byKey[edge.From()]).Type != graph.TypeAnswer
	})
	for _, edge := range n.answers {
		n.answered[edge.To()] = true
	}
	authored, err := reader.Edges(ctx, graph.Distinct(answers), graph.Into, graph.KindAuthored)
	for _, edge := range authored {
		n.author[edge.To()] = edge.From()
	}
	return err
}

// OpenRequest returns when the viewer's request to answer a question took its state; false where they were not asked, or have
// replied.
func OpenRequest(ctx context.Context, v *access.View, question graph.Key) (since time.Time, open bool, err error) {
	key := graph.EdgeKey(question, graph.KindAsked, "", v.Viewer().Person)
	if question.Kind() != graph.KindContribution || key.Check() != nil {
		return time.Time{}, false, nil
	}
	facts, err := v.Facts(ctx, graph.Brief, key)
	if err != nil || len(facts) == 0 {
		return time.Time{}, false, err
	}
	request := graph.As[graph.Asked](facts[0])
	return request.At, request.IsOpen(), nil
}

// NotePosted notes that a question is posted elsewhere, before it is. It fails with [graph.ErrConflict] where that was noted
// already, so that of two servers one posts it, once.
func NotePosted(ctx context.Context, g *access.Gate, posted graph.Fact) error {
	posted.Origin = "webhook"
	_, err := unfiltered.CommitterOf(g).Commit(ctx, graph.Tx{Actor: "webhook", Put: []graph.Fact{posted}, If: []graph.Condition{{Key: posted.Key}}})
	return err
}

// TakeBackPosted notes that a question was not posted after all.
func TakeBackPosted(ctx context.Context, g *access.Gate, posted graph.Key) error {
	_, err := unfiltered.CommitterOf(g).Commit(ctx, graph.Tx{Actor: "webhook", Delete: []graph.Key{posted}})
	return err
}

// Posted returns which of the facts of [NotePosted] there are.
func Posted(ctx context.Context, g *access.Gate, posted []graph.Key) (map[graph.Key]graph.Fact, error) {
	facts, err := unfiltered.ReaderOf(g).Facts(ctx, graph.Brief, posted...)
	return graph.ByKey(facts), err
}
