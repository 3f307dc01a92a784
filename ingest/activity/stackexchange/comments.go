package stackexchange

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
)

// postExcerpt is the type of the post that describes a tag in a few sentences.
const postExcerpt = 4

// comment is one row of Comments.xml.
type comment struct {
	id, post, score int64
	user            int64 // below 1: nobody
	userName, text  string
}

func parseComment(row dumpRow) (out comment, err error) {
	for name, number := range map[string]*int64{"Id": &out.id, "PostId": &out.post} {
		if *number, err = row.number(name); err != nil {
			return comment{}, err
		}
	}
	if out.id < 1 {
		return comment{}, rowError{"Id", fmt.Sprintf("%q is no id of a comment", row.attributes["Id"])}
	}
	for name, number := range map[string]*int64{"Score": &out.score, "UserId": &out.user} {
		if *number, err = row.optional(name); err != nil {
			return comment{}, err
		}
	}
	if out.score < 0 || out.score > maxScore {
		return comment{}, rowError{"Score", fmt.Sprintf("%q is no score of a comment", row.attributes["Score"])}
	}
	out.userName, out.text = row.attributes["UserDisplayName"], plaintext.Clean(row.attributes["Text"])
	return out, nil
}

// comment states a comment on a post of the dump.
func (d *dump) comment(where ingest.Where, row dumpRow) error {
	c, err := parseComment(row)
	if err != nil {
		return err
	}
	at, err := row.time("CreationDate")
	switch {
	case err != nil:
		return err
	case !d.posts[c.post] || c.text == "" || d.comments[c.id]:
		d.sink.Drop("comment", 1)
		return nil
	}
	d.comments[c.id] = true
	d.sink.Read("comment", 1)
	if c.user > 0 && !d.users[c.user] {
		if err := d.member(where, c.user, c.userName); err != nil {
			return err
		}
	}
	key := d.Contribution("comment/" + strconv.FormatInt(c.id, 10))
	value := graph.Contribution{Type: graph.TypeComment, PublishedAt: at, Content: c.text}
	value.Likes, _ = source.ScoreTallies(c.score, at)
	facts := []graph.Fact{{Key: key, Value: value}, graph.Edge(key, "", d.OwnCommunity(), "", graph.In{})}
	if c.user > 0 {
		facts = append(facts, graph.Edge(d.Person(strconv.FormatInt(c.user, 10)), "", key, "", graph.Authored{}))
	}
	return d.sink.Emit(ingest.Statement{Where: where, Columns: d.columns, Lenient: true, Facts: facts})
}

// readDescriptions returns how the dump describes its tags, by their slugs. What is wrong with a post is told when it is read.
func (d *dump) readDescriptions(ctx context.Context, tags, posts dumpFile) (map[string]string, error) {
	described := map[int64]string{} // tags, by the post that does
	err := tags.each(ctx, d.sink, &d.progress, func(_ ingest.Where, row dumpRow) error {
		post, err := row.optional("ExcerptPostId")
		if err == nil && post > 0 {
			described[post] = row.attributes["TagName"]
		}
		return err
	})
	if err != nil || len(described) == 0 {
		return nil, err
	}
	descriptions := map[string]string{}
	err = posts.each(ctx, silent{d.sink}, &d.progress, func(_ ingest.Where, row dumpRow) error {
		if row.attributes["PostTypeId"] != strconv.Itoa(postExcerpt) {
			return nil
		}
		if id, err := row.number("Id"); err == nil && described[id] != "" {
			descriptions[graph.Slug(described[id])] = plaintext.FromHTML(row.attributes["Body"])
		}
		return nil
	})
	return descriptions, err
}

// silent tells nothing but how far the reading is.
type silent struct{ ingest.Sink }

func (silent) Reject(ingest.Where, string) {}
func (silent) Warn(string)                 {}
