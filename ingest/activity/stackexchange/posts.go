package stackexchange

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
)

// The types of posts that are read; others are wiki pages and the like.
const (
	postQuestion = 1
	postAnswer   = 2
)

// maxScore is more votes than there are people.
const maxScore = 10_000_000_000

// post is one row of Posts.xml.
type post struct {
	id, kind         int64
	owner            int64 // below 1: nobody
	ownerName        string
	parent, accepted int64 // 0: none
	score            int64
	at               time.Time
	title, body      string
	tags             []string
}

// parsePost parses a row; of a post that is neither question nor answer only id and kind.
func parsePost(row dumpRow) (out post, err error) {
	if out.id, err = row.number("Id"); err != nil {
		return post{}, err
	}
	if out.id < 1 {
		return post{}, rowError{"Id", fmt.Sprintf("%q is no id of a post", row.attributes["Id"])}
	}
	if out.kind, err = row.number("PostTypeId"); err != nil {
		return post{}, err
	}
	if out.kind != postQuestion && out.kind != postAnswer {
		return out, nil
	}
	if out.at, err = row.time("CreationDate"); err != nil {
		return post{}, err
	}
	if out.score, err = row.optional("Score"); err != nil {
		return post{}, err
	}
	if out.score < -maxScore || out.score > maxScore {
		return post{}, rowError{"Score", fmt.Sprintf("%d is beyond %d", out.score, int64(maxScore))}
	}
	if out.owner, err = row.optional("OwnerUserId"); err != nil {
		return post{}, err
	}
	out.ownerName, out.title, out.body = row.attributes["OwnerDisplayName"], plaintext.OneLine(row.attributes["Title"]), row.attributes["Body"]
	out.tags = parseTags(row.attributes["Tags"])
	return out.related(row)
}

// related reads the ids by which questions and answers refer to each other.
func (p post) related(row dumpRow) (post, error) {
	var err error
	if p.kind == postAnswer {
		if p.parent, err = row.number("ParentId"); err != nil {
			return post{}, err
		}
		return p, nil
	}
	p.accepted, err = row.optional("AcceptedAnswerId")
	return p, err
}

// parseTags reads "<a><b>" or "|a|b|".
func parseTags(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("<>|", r) })
}

func (d *dump) readPosts(ctx context.Context, file dumpFile, stored graph.Reader) error {
	community := graph.Fact{Key: d.OwnCommunity(), Value: d.community}
	where := ingest.Where{File: file.path}
	if err := d.sink.Emit(ingest.Statement{Where: where, Facts: []graph.Fact{community}}); err != nil {
		return err
	}
	if err := file.each(ctx, d.sink, &d.progress, d.post); err != nil {
		return err
	}
	if d.votes != nil {
		d.sink.Drop("vote", d.votes.unread(d.posts))
	}
	if err := d.keepStored(ctx, stored); err != nil {
		return err
	}
	return d.emitAnswers(ctx, file)
}

func (d *dump) post(where ingest.Where, row dumpRow) error {
	p, err := parsePost(row)
	if err != nil {
		return err
	}
	if d.posts[p.id] {
		return rowError{"Id", fmt.Sprintf("there was a post %d already", p.id)}
	}
	if p.kind == postQuestion || p.kind == postAnswer {
		d.sample.Add(strconv.FormatInt(p.id, 10), p.at)
		d.posts[p.id] = true
	}
	switch p.kind {
	case postQuestion:
		d.sink.Read("question", 1)
		d.accepted[p.id] = answer{id: p.accepted, owner: p.owner}
	case postAnswer:
		d.sink.Read("answer", 1)
		d.answers = append(d.answers, answer{p.id, p.parent, p.owner, where.Line})
	default:
		d.sink.Drop("other post", 1)
		return nil
	}
	return d.emitPost(where, p)
}

func (d *dump) emitPost(where ingest.Where, p post) error {
	if p.owner > 0 && !d.users[p.owner] {
		if err := d.member(where, p.owner, p.ownerName); err != nil {
			return err
		}
	}
	key := d.Contribution(strconv.FormatInt(p.id, 10))
	about, err := d.tags.About(where, key, p.tags, !d.community.Secret)
	if err != nil {
		return err
	}
	facts := []graph.Fact{{Key: key, Value: d.value(p)}, graph.Edge(key, "", d.OwnCommunity(), "", graph.In{})}
	if p.owner > 0 {
		author := d.Person(strconv.FormatInt(p.owner, 10))
		facts = append(facts, graph.Edge(author, "", key, "", graph.Authored{}))
	}
	facts = append(facts, about...)
	facts = append(facts, d.likes(p.id, key)...)
	return d.sink.Emit(ingest.Statement{Where: where, Columns: d.columns, Lenient: true, Facts: facts})
}

func (d *dump) value(p post) graph.Contribution {
	out := graph.Contribution{Type: graph.TypeQuestion, Title: p.title, PublishedAt: p.at, Content: plaintext.FromHTML(p.body)}
	if p.kind == postAnswer {
		out.Type = graph.TypeAnswer
	}
	if d.votes == nil {
		out.Likes, out.Dislikes = source.ScoreTallies(p.score, p.at)
	} else {
		out.Likes, out.Dislikes = d.votes.tallies(p.id)
	}
	return out
}

// likes returns edges from the people named in the dump who liked a post.
func (d *dump) likes(post int64, key graph.Key) []graph.Fact {
	if d.votes == nil {
		return nil
	}
	var edges []graph.Fact
	for _, up := range d.votes.named[post] {
		liker := d.Person(strconv.FormatInt(up.user, 10))
		edges = append(edges, graph.Edge(liker, "", key, "", graph.Likes{At: up.at}))
	}
	return edges
}

// isAccepted reports whether who asked accepted an answer of somebody else.
func (d *dump) isAccepted(by answer) bool {
	accepted := d.accepted[by.question]
	return accepted.id == by.id && (by.owner < 1 || by.owner != accepted.owner)
}

// keepStored leaves out the answers of which the question is not in the dump, since it was deleted or the file was
// cut, where the store knows what they answer: whether they are accepted, too.
func (d *dump) keepStored(ctx context.Context, stored graph.Reader) error {
	if stored == nil {
		return nil
	}
	var unknown []graph.Key
	for _, each := range d.answers {
		if _, asked := d.accepted[each.question]; !asked {
			unknown = append(unknown, d.answersEdge(each))
		}
	}
	known := map[graph.Key]bool{}
	for keys := range slices.Chunk(unknown, 1000) {
		facts, err := stored.Facts(ctx, graph.Brief, keys...)
		if err != nil {
			return fmt.Errorf("read what is known of %d facts: %w", len(keys), err)
		}
		for _, fact := range facts {
			known[fact.Key] = true
		}
	}
	d.answers = slices.DeleteFunc(d.answers, func(each answer) bool { return known[d.answersEdge(each)] })
	return nil
}

func (d *dump) answersEdge(each answer) graph.Key {
	answer, question := strconv.FormatInt(each.id, 10), strconv.FormatInt(each.question, 10)
	return graph.EdgeKey(d.Contribution(answer), graph.KindAnswers, "", d.Contribution(question))
}

// emitAnswers emits the edges from answers to their questions, after both.
func (d *dump) emitAnswers(ctx context.Context, file dumpFile) error {
	for _, each := range d.answers {
		if err := ctx.Err(); err != nil {
			return err
		}
		where := ingest.Where{File: file.path, Line: each.line}
		if _, asked := d.accepted[each.question]; !asked && d.posts[each.question] {
			where.Column = "ParentId"
			d.sink.Reject(where, fmt.Sprintf("%d is no question", each.question))
			continue
		}
		value := graph.Answers{Accepted: d.isAccepted(each)}
		if value.Accepted && d.votes != nil {
			value.AcceptedAt = d.votes.accepted[each.id]
		}
		edge := graph.Fact{Key: d.answersEdge(each), Value: value}
		if err := d.sink.Emit(ingest.Statement{Where: where, Lenient: true, Facts: []graph.Fact{edge}}); err != nil {
			return err
		}
	}
	return nil
}
