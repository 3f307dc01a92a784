package asking

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
	"github.com/sachant/sachant/graph/access/membership"
)

// Answer answers a question. The key is that of the contribution that the answer becomes: the same one again is the same
// answer. Who asked without being named does not answer themselves: the answer would have their name.
func Answer(ctx context.Context, v *access.View, key, question graph.Key, content, language string, now time.Time) error {
	if err := mayWrite(ctx, v, question, content, graph.TypeQuestion); err != nil {
		return err
	}
	if _, anonymous, err := v.AskedByViewer(ctx, question); err != nil || anonymous {
		return cmp.Or(err, fmt.Errorf("%w: your answer would tell that the question is yours: change the question", graph.ErrInvalid))
	}
	person := string(v.Viewer().Person)
	return retried(func() error {
		tx, isNew, err := written(ctx, v, key, graph.Contribution{Type: graph.TypeAnswer, Content: content, Language: language, PublishedAt: now, MediaType: graph.MarkdownType})
		if err != nil || !isNew {
			return err
		}
		tx.Put = append(tx.Put, graph.Edge(key, "", question, person, graph.Answers{}))
		if err := addTags(ctx, v, &tx, key, content, person, graph.DateOf(now)); err != nil {
			return err
		}
		request, err := v.Facts(ctx, graph.Whole, graph.EdgeKey(question, graph.KindAsked, "", v.Viewer().Person))
		if err != nil {
			return err
		}
		for _, edge := range request {
			return commitState(ctx, v, edge, graph.RequestAnswered, now, tx)
		}
		return commitWritten(ctx, v, tx, false)
	})
}

// mayWrite refuses a text about what the viewer does not see, or what is of none of the types.
func mayWrite(ctx context.Context, v *access.View, about graph.Key, content string, types ...string) error {
	switch {
	case v.Viewer().Person == "":
		return access.ErrNoPage()
	case strings.TrimSpace(content) == "":
		return fmt.Errorf("%w: there is no text", graph.ErrInvalid)
	case utf8.RuneCountInString(content) > maxContent:
		return errTooLong()
	}
	facts, err := v.Facts(ctx, graph.Brief, about)
	for _, fact := range facts {
		for _, each := range types {
			if graph.As[graph.Contribution](fact).Type == each {
				return cmp.Or(err, membership.MayReply(ctx, v, about))
			}
		}
	}
	return cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, about))
}

// written returns what puts a text of the viewer's, and whether it is new. A key that somebody else's text has is refused.
func written(ctx context.Context, v *access.View, key graph.Key, text graph.Contribution) (graph.Tx, bool, error) {
	if key.Kind() != graph.KindContribution || key.Check() != nil {
		return graph.Tx{}, false, access.ErrNotYours(key)
	}
	authored := graph.Edge(v.Viewer().Person, "", key, string(v.Viewer().Person), graph.Authored{})
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, key)
	if err != nil {
		return graph.Tx{}, false, err
	}
	if len(facts) > 0 {
		return graph.Tx{}, false, sameText(ctx, v, key)
	}
	return graph.Tx{Put: []graph.Fact{{Key: key, Origin: string(v.Viewer().Person), Value: text}, authored}, If: []graph.Condition{{Key: key}}}, true, nil
}

// Comment comments on a question or an answer that the viewer sees. The comment has the audience of what it is about.
// Who asked without being named comments without it as well.
func Comment(ctx context.Context, v *access.View, key, about graph.Key, content, language string, now time.Time) error {
	if err := mayWrite(ctx, v, about, content, graph.TypeQuestion, graph.TypeAnswer); err != nil {
		return err
	}
	question, err := questionOf(ctx, v, about)
	if err != nil {
		return err
	}
	_, anonymous, err := v.AskedByViewer(ctx, question)
	if err != nil {
		return err
	}
	community, err := communityOf(ctx, unfiltered.Gate(v), question)
	if err != nil {
		return err
	}
	return retried(func() error {
		tx, isNew, err := written(ctx, v, key, graph.Contribution{Type: graph.TypeComment, Content: content, Language: language, PublishedAt: now, MediaType: graph.MarkdownType})
		if err != nil || !isNew {
			return err
		}
		origin := originOf(v, anonymous)
		tx.Put = append(tx.Put, graph.Edge(key, "", about, origin, graph.CommentsOn{}))
		if community != "" {
			tx.Put = append(tx.Put, graph.Edge(key, "", community, origin, graph.In{}))
		}
		if anonymous {
			tx.Put[1] = graph.Edge(key, "", v.Viewer().Person, origin, graph.AskedBy{})
		}
		if err := addTags(ctx, v, &tx, key, content, origin, graph.DateOf(now)); err != nil {
			return err
		}
		for i := range tx.Put {
			tx.Put[i].Origin = origin
		}
		return commitWritten(ctx, v, tx, anonymous)
	})
}

// questionOf returns the question that a contribution answers, itself where it answers none.
func questionOf(ctx context.Context, v *access.View, contribution graph.Key) (graph.Key, error) {
	edges, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{contribution}, graph.Out, graph.KindAnswers)
	if err != nil || len(edges) == 0 {
		return contribution, err
	}
	return edges[0].To(), nil
}

// Accept says that an answer settles the viewer's question, or no longer. One answer of a question is accepted at most.
func Accept(ctx context.Context, v *access.View, answer graph.Key, accepted bool, now time.Time) error {
	if err := v.RequireVisible(ctx, []graph.Key{answer}); err != nil {
		return err
	}
	question, err := questionOf(ctx, v, answer)
	if err != nil {
		return err
	}
	is, anonymous, err := v.AskedByViewer(ctx, question)
	switch {
	case err != nil:
		return err
	case !is || question == answer:
		return fmt.Errorf("%w: only who asked accepts an answer", graph.ErrInvalid)
	}
	return retried(func() error {
		texts, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, answer)
		if err != nil {
			return err
		}
		if len(texts) == 0 || graph.As[graph.Contribution](texts[0]).Type == graph.TypeTombstone {
			return fmt.Errorf("%w: it is deleted", graph.ErrInvalid)
		}
		edges, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{question}, graph.Into, graph.KindAnswers)
		if err != nil {
			return err
		}
		tx := graph.Tx{If: []graph.Condition{{Key: answer, Revision: texts[0].Revision}}}
		for _, edge := range edges {
			value, wanted := graph.As[graph.Answers](edge), accepted && edge.From() == answer
			if value.Accepted == wanted || !wanted && edge.From() != answer && !accepted {
				continue
			}
			tx.If = append(tx.If, graph.Condition{Key: edge.Key, Revision: edge.Revision})
			edge.Value = graph.Answers{}
			if wanted {
				edge.Value = graph.Answers{Accepted: true, AcceptedAt: now}
			}
			tx.Put = append(tx.Put, edge)
		}
		if len(tx.Put) == 0 {
			return nil
		}
		if err := noteReferral(ctx, unfiltered.Gate(v), &tx, question, answer, accepted, graph.DateOf(now)); err != nil {
			return err
		}
		return commitWritten(ctx, v, tx, anonymous)
	})
}

// Thank thanks the author of a contribution, or no longer. To thank is to find it useful too.
func Thank(ctx context.Context, v *access.View, contribution graph.Key, thanks bool, now time.Time) error {
	person := v.Viewer().Person
	if err := v.RequireVisible(ctx, []graph.Key{contribution, person}); err != nil {
		return err
	}
	question, err := questionOf(ctx, v, contribution)
	if err != nil {
		return err
	}
	if _, anonymous, err := v.AskedByViewer(ctx, question); err != nil || anonymous {
		return cmp.Or(err, fmt.Errorf("%w: your thanks would have your name: accept the answer", graph.ErrInvalid))
	}
	edge := graph.Edge(person, "", contribution, "", graph.Thanks{At: now})
	if !thanks {
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{edge.Key}})
	}
	if is, _, err := v.AskedByViewer(ctx, contribution); err != nil || is {
		return cmp.Or(err, fmt.Errorf("%w: nobody thanks themselves", graph.ErrInvalid))
	}
	like := graph.Edge(person, "", contribution, "", graph.Likes{At: now})
	before, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, edge.Key, like.Key)
	found := graph.ByKey(before)
	tx := graph.Tx{}
	for _, each := range []graph.Fact{edge, like} {
		if _, is := found[each.Key]; !is {
			tx.Put = append(tx.Put, each)
		}
	}
	if err != nil || len(tx.Put) == 0 {
		return err
	}
	return unfiltered.CommitOwn(ctx, v, tx)
}

// Edit changes a text that the viewer wrote here. The title is that of a question, and left where it is empty.
func Edit(ctx context.Context, v *access.View, key graph.Key, title, content string, now time.Time) error {
	return retried(func() error {
		fact, anonymous, err := ownText(ctx, v, key)
		if err != nil {
			return err
		}
		if err := membership.MayReply(ctx, v, key); err != nil {
			return err
		}
		text := graph.As[graph.Contribution](fact)
		if text.Type == graph.TypeQuestion && strings.TrimSpace(title) != "" {
			text.Title = strings.TrimSpace(title)
		}
		switch {
		case utf8.RuneCountInString(text.Title) > maxTitle || utf8.RuneCountInString(content) > maxContent:
			return errTooLong()
		case text.Type != graph.TypeQuestion && strings.TrimSpace(content) == "":
			return fmt.Errorf("%w: there is no text", graph.ErrInvalid)
		}
		text.Content, text.UpdatedOn = content, graph.DateOf(now)
		tx := graph.Tx{If: []graph.Condition{{Key: key, Revision: fact.Revision}}}
		fact.Value = text
		tx.Put = []graph.Fact{fact}
		if err := addTags(ctx, v, &tx, key, text.Title+"\n"+content, originOf(v, anonymous), text.UpdatedOn); err != nil {
			return err
		}
		return commitWritten(ctx, v, tx, anonymous)
	})
}

// ownText returns a contribution that the viewer wrote here, and whether it does not name them.
func ownText(ctx context.Context, v *access.View, key graph.Key) (graph.Fact, bool, error) {
	if err := v.RequireVisible(ctx, []graph.Key{key}); err != nil {
		return graph.Fact{}, false, err
	}
	is, anonymous, err := v.AskedByViewer(ctx, key)
	switch {
	case err != nil:
		return graph.Fact{}, false, err
	case !is:
		return graph.Fact{}, false, access.ErrNotYours(key)
	}
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Whole, key)
	if err != nil || len(facts) == 0 {
		return graph.Fact{}, false, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, key))
	}
	switch text := graph.As[graph.Contribution](facts[0]); {
	case text.Type == graph.TypeTombstone:
		return graph.Fact{}, false, fmt.Errorf("%w: it is deleted", graph.ErrInvalid)
	case text.MediaType != graph.MarkdownType:
		return graph.Fact{}, false, fmt.Errorf("%w: this text comes from another source: change it there", graph.ErrInvalid)
	}
	return facts[0], anonymous, nil
}

// Delete deletes a text that the viewer wrote here. A tombstone without a word is left, so that what others wrote
// about it stays where it is. An accepted answer is accepted no longer.
func Delete(ctx context.Context, v *access.View, key graph.Key, now time.Time) error {
	return retried(func() error {
		fact, anonymous, err := ownText(ctx, v, key)
		if err != nil {
			return err
		}
		text := graph.As[graph.Contribution](fact)
		tx := graph.Tx{If: []graph.Condition{{Key: key, Revision: fact.Revision}}}
		fact.Value = graph.Contribution{Type: graph.TypeTombstone, FormerType: text.Type, PublishedAt: text.PublishedAt, DeletedOn: graph.DateOf(now), MediaType: text.MediaType}
		tx.Put = []graph.Fact{fact}
		edges, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{key}, graph.Out, graph.KindAnswers, graph.KindAbout, graph.KindTagged)
		if err != nil {
			return err
		}
		for _, edge := range edges {
			value, answers := edge.Value.(graph.Answers)
			if !answers {
				tx.Delete = append(tx.Delete, edge.Key)
				continue
			}
			tx.If = append(tx.If, graph.Condition{Key: edge.Key, Revision: edge.Revision})
			if value.Accepted {
				edge.Value = graph.Answers{}
				tx.Put = append(tx.Put, edge)
			}
		}
		return commitWritten(ctx, v, tx, anonymous)
	})
}

// Help is that somebody thanks the viewer.
type Help struct {
	By, Contribution graph.Key
	At               time.Time
}

// Helped returns who thanks the viewer, and for what, the latest first, as far as they see both. It is for them alone.
func Helped(ctx context.Context, v *access.View) ([]Help, error) {
	person := v.Viewer().Person
	if person == "" {
		return nil, nil
	}
	authored, err := v.Edges(ctx, []graph.Key{person}, graph.Out, graph.KindAuthored)
	if err != nil || len(authored) == 0 {
		return nil, err
	}
	written := make([]graph.Key, len(authored))
	for i, edge := range authored {
		written[i] = edge.To()
	}
	thanks, err := v.Edges(ctx, written, graph.Into, graph.KindThanks)
	var all []Help
	for _, edge := range thanks {
		all = append(all, Help{edge.From(), edge.To(), graph.As[graph.Thanks](edge).At})
	}
	sortLatest(all, func(one Help) time.Time { return one.At })
	return all, err
}
