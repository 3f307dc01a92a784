package discourse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// The bounds of what is asked for.
const (
	maxPages    = 50_000 // of topics
	postsAtOnce = 20
)

// listing is what the forum answers of a page of topics.
type listing struct {
	List struct {
		Topics []apiTopic `json:"topics"`
		More   string     `json:"more_topics_url"`
	} `json:"topic_list"`
}

// stream is which posts a topic has.
type stream struct {
	PostStream struct {
		Stream []int64   `json:"stream"`
		Posts  []apiPost `json:"posts"`
	} `json:"post_stream"`
}

// readServer reads a forum over its API, all of it, and takes back what of it is stored and everybody may not read any more.
func (f *forum) readServer(ctx context.Context, of Server) error {
	c, err := newClient(of)
	if err != nil {
		return err
	}
	f.base = c.base.String()
	open, err := f.openCategories(ctx, c)
	if err != nil {
		return err
	}
	topics, err := f.listTopics(ctx, c, open)
	if err != nil {
		return err
	}
	for i, topic := range topics {
		if err := f.readTopic(ctx, c, topic); err != nil {
			return err
		}
		f.sink.Progress(int64(i+1), int64(len(topics)))
	}
	return f.takeBackUnread(ctx)
}

// takeBackUnread takes back the stored posts that the forum did not give: their topics were deleted, or moved to where not everybody
// may read. Where it is not certain that everything was read, nothing is.
func (f *forum) takeBackUnread(ctx context.Context) error {
	if f.store == nil {
		return nil
	}
	edges, err := f.store.Edges(ctx, []graph.Key{f.OwnCommunity()}, graph.Into, graph.KindIn)
	if err != nil {
		return fmt.Errorf("read which posts of the forum are known: %w", err)
	}
	var out ingest.Statement
	given := map[graph.Key]bool{}
	for id := range f.posts {
		given[f.Contribution(id)] = true
	}
	for _, edge := range edges {
		if edge.Origin == f.Source && !given[edge.From()] {
			out.Removes = append(out.Removes, ingest.Removal{Key: edge.From()})
		}
	}
	switch {
	case len(out.Removes) == 0:
		return nil
	case f.unread != "":
		f.sink.Warn(fmt.Sprintf("%d posts that the forum did not give stay as they were read before: %s", len(out.Removes), f.unread))
		return nil
	}
	out.Where = ingest.Where{File: f.base}
	return f.sink.Emit(out)
}

// openCategories returns the categories that everybody may read.
func (f *forum) openCategories(ctx context.Context, c *client) (map[int64]bool, error) {
	f.where.File = c.base.String() + "/site.json"
	content, err := c.get(ctx, "/site.json")
	if err == nil {
		err = f.readCategories(content)
	}
	var all apiCategories
	if err == nil {
		err = json.Unmarshal(content, &all)
	}
	if err != nil {
		return nil, err
	}
	open := map[int64]bool{}
	var add func([]apiCategory)
	add = func(categories []apiCategory) {
		for _, each := range categories {
			open[each.ID] = !f.closed[each.ID]
			add(each.Subcategories)
		}
	}
	add(all.Categories)
	if len(open) == 0 {
		return nil, fmt.Errorf("read forum: %s lists no categories, so what is closed is not known", f.where.File)
	}
	return open, nil
}

// listTopics returns the ids of the topics of open categories, the oldest first.
func (f *forum) listTopics(ctx context.Context, c *client, open map[int64]bool) (ids []int64, err error) {
	listed := map[int64]bool{}
	for page := range maxPages {
		path := fmt.Sprintf("/latest.json?order=created&ascending=true&no_definitions=true&page=%d", page)
		content, err := c.get(ctx, path)
		if err != nil {
			return nil, err
		}
		var found listing
		if err := json.Unmarshal(content, &found); err != nil {
			return nil, fmt.Errorf("read forum: %s%s is not understood: %w", c.base.Host, path, err)
		}
		before := len(listed)
		for _, topic := range found.List.Topics {
			if listed[topic.ID] || topic.ID < 1 {
				continue
			}
			listed[topic.ID] = true
			if topic.isOpen() && open[topic.CategoryID] {
				ids = append(ids, topic.ID)
			} else {
				f.sink.Drop("hidden topic", 1)
			}
		}
		if found.List.More == "" || len(listed) == before {
			switch {
			case len(listed) == 0:
				f.unread = "the forum lists no topic"
			case found.List.More != "":
				f.unread = "the list of topics did not go on"
			}
			return ids, nil
		}
	}
	f.unread = "the forum has too many topics"
	return ids, nil
}

// isOpen reports whether everybody may read a topic, where its category is open.
func (t *apiTopic) isOpen() bool {
	return (t.Archetype == "" || t.Archetype == "regular") && t.DeletedAt == "" && (t.Visible == nil || *t.Visible)
}

// readTopic reads a topic, and the posts that do not come with it.
func (f *forum) readTopic(ctx context.Context, c *client, id int64) error {
	path := fmt.Sprintf("/t/%d.json", id)
	content, err := f.readAt(ctx, c, path)
	if err != nil || content == nil {
		return err
	}
	var topic stream
	if json.Unmarshal(content, &topic) != nil {
		return nil // which was rejected
	}
	rest := slices.DeleteFunc(topic.PostStream.Stream, func(post int64) bool {
		return slices.ContainsFunc(topic.PostStream.Posts, func(p apiPost) bool { return p.ID == post })
	})
	for some := range slices.Chunk(rest, postsAtOnce) {
		query := url.Values{}
		for _, post := range some {
			query.Add("post_ids[]", strconv.FormatInt(post, 10))
		}
		posts, err := f.readAt(ctx, c, fmt.Sprintf("/t/%d/posts.json?%s", id, query.Encode()))
		if err != nil {
			return err
		}
		if posts == nil {
			f.unread = "the forum gave a topic, and not all of its posts"
		}
	}
	return nil
}

// readAt reads what the forum answers to a path; nil where it was closed meanwhile.
func (f *forum) readAt(ctx context.Context, c *client, path string) (json.RawMessage, error) {
	f.where.File = c.base.String() + path
	content, err := c.get(ctx, path)
	if errors.Is(err, errForbidden) {
		f.unread = "the forum refuses a topic that it lists"
	}
	if errors.Is(err, errClosed) {
		f.sink.Drop("hidden topic", 1)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return content, f.read(content)
}
