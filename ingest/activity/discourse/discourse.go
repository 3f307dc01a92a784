package discourse

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
)

// Reader reads a folder of what the API of a Discourse forum gives: see the package comment.
type Reader struct {
	// Dir is the folder; files that end in .json are read, in folders below it too.
	Dir string
	// Source names the community; empty is the folder's name.
	Source string
	// Namer makes the ids.
	Namer graph.Namer
	// Mapping identifies the people of accounts, by user id; it may be nil.
	Mapping source.Mapping
	// Store is what the import goes into, to see whether it knows the same posts from another source, and whether the
	// community is secret there; it may be nil.
	Store graph.Reader
	// Server is the forum itself, read instead of a folder where its URL is set.
	Server Server
}

// forum is the reading of one folder.
type forum struct {
	source.Keys
	sink      ingest.Sink
	mapping   source.Mapping
	tags      source.Tagger
	community graph.Community
	closed    map[int64]bool // categories that not everybody may read
	users     map[string]bool
	posts     map[string]bool
	solved    map[int64]int // by topic: the post that solves it
	askers    map[int64]string
	answers   []forumAnswer
	sample    source.Sample
	where     ingest.Where
	columns   map[string]string // of dates
	store     graph.Reader
	base      string // the address of the forum, where it is read over its API
	unread    string // why not everything was read there, or ""
}

// forumAnswer is kept until everything was read: its topic may go over several files.
type forumAnswer struct {
	topic    int64
	number   int
	author   string
	accepted bool
	where    ingest.Where
}

// Read emits what the folder holds. Files that are not understood are rejected and the rest goes on; an error is that
// of a file that cannot be read, of the context or of the sink.
func (d Reader) Read(ctx context.Context, sink ingest.Sink) error {
	name := cmp.Or(d.Source, filepath.Base(filepath.Clean(d.Dir)))
	f := &forum{Keys: source.NewKeys(name, d.Namer), sink: sink, columns: source.DateColumns("created_at"), mapping: d.Mapping, store: d.Store, tags: source.NewTagger(sink, nil),
		closed: map[int64]bool{}, users: map[string]bool{}, posts: map[string]bool{}, solved: map[int64]int{}, askers: map[int64]string{}}
	var err error
	if f.community, err = f.StoredCommunity(ctx, d.Store); err != nil {
		return err
	}
	community := graph.Fact{Key: f.OwnCommunity(), Value: f.community}
	if err := sink.Emit(ingest.Statement{Where: ingest.Where{File: cmp.Or(d.Server.URL, d.Dir)}, Facts: []graph.Fact{community}}); err != nil {
		return err
	}
	if d.Server.URL != "" {
		err = f.readServer(ctx, d.Server)
	} else {
		err = f.readFolder(ctx, d.Dir)
	}
	if err != nil {
		return err
	}
	if err := f.emitAnswers(ctx); err != nil || d.Store == nil {
		return err
	}
	return f.WarnOfOtherSources(ctx, d.Store, sink, f.sample)
}

// readFolder reads the files of a folder.
func (f *forum) readFolder(ctx context.Context, dir string) error {
	paths, err := forumFiles(dir)
	if err != nil {
		return err
	}
	for pass, visit := range []func(json.RawMessage) error{f.readCategories, f.read} { // what is closed is known first
		for i, path := range paths {
			if err := f.eachValue(ctx, path, visit); err != nil {
				return err
			}
			f.sink.Progress(int64(pass*len(paths)+i+1), int64(2*len(paths)))
		}
	}
	return nil
}

// forumFiles returns the files of a folder, in order.
func forumFiles(dir string) (paths []string, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.EqualFold(filepath.Ext(path), ".json") {
			paths = append(paths, path)
		}
		return err
	})
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("%s has no .json file: give the folder that holds the topics of the forum", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("read forum: %w", err)
	}
	return paths, nil
}

// eachValue visits the value of a file, or each of its list.
func (f *forum) eachValue(ctx context.Context, path string, visit func(json.RawMessage) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.where = ingest.Where{File: path}
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read forum: %w", err)
	}
	values := []json.RawMessage{content}
	if content = bytes.TrimSpace(content); bytes.HasPrefix(content, []byte("[")) {
		if json.Unmarshal(content, &values) != nil {
			values = []json.RawMessage{content}
		}
	}
	for _, value := range values {
		if err := visit(value); err != nil {
			return err
		}
	}
	return nil
}

// readCategories notes the categories that not everybody may read. Where such a file cannot be read, what is closed is
// not known, and nothing may be opened.
func (f *forum) readCategories(value json.RawMessage) error {
	name := strings.ToLower(filepath.Base(f.where.File))
	if name != "categories.json" && name != "site.json" && !bytes.Contains(value, []byte(`"read_restricted"`)) {
		return nil
	}
	var categories apiCategories
	if err := json.Unmarshal(value, &categories); err != nil {
		return fmt.Errorf("read forum: %s is damaged, so what is closed is not known: fetch it anew: %w", f.where.File, err)
	}
	f.close(categories.Categories)
	f.close(categories.CategoryList.Categories)
	return nil
}

func (f *forum) close(categories []apiCategory) {
	for _, category := range categories {
		f.closed[category.ID] = f.closed[category.ID] || category.ReadRestricted
		f.close(category.Subcategories)
	}
}

// read reads a value of a file.
func (f *forum) read(value json.RawMessage) error {
	var post apiPost
	var file apiFile
	var wrong error
	if isPost := json.Unmarshal(value, &post) == nil && post.Number > 0; !isPost {
		if wrong = json.Unmarshal(value, &file); wrong != nil {
			f.sink.Reject(f.where, fmt.Sprintf("the file is no JSON of a forum: %v", wrong))
			f.unread = "an answer was not understood"
			return nil
		}
		post = apiPost{}
	}
	posts := file.LatestPosts
	if post.Number > 0 {
		posts = append(posts, post)
	}
	topics := append(file.Topics, file.apiTopic)
	if len(posts) > 0 {
		topics = append(topics, apiTopic{PostStream: apiStream{posts}})
	}
	for i := range topics {
		if err := f.topic(&topics[i]); err != nil {
			return err
		}
	}
	return nil
}

// topic reads the posts of a topic that everybody may read.
func (f *forum) topic(topic *apiTopic) error {
	posts := topic.PostStream.Posts
	switch {
	case topic.Archetype != "" && topic.Archetype != "regular":
		f.sink.Drop("private message", len(posts))
		return f.takeBack(topic, posts)
	case topic.DeletedAt != "", topic.Visible != nil && !*topic.Visible, f.closed[topic.CategoryID]:
		f.sink.Drop("hidden post", len(posts))
		return f.takeBack(topic, posts)
	}
	if number := topic.accepted(); number > 0 {
		f.solved[topic.ID] = number
	}
	for i := range posts {
		post := &posts[i]
		post.TopicID, post.TopicTitle = cmp.Or(post.TopicID, topic.ID), cmp.Or(topic.Title, post.TopicTitle)
		switch {
		case post.Type > 1: // what a moderator did, or whispered
			f.sink.Drop("other post", 1)
		case post.Hidden, post.UserDeleted, post.DeletedAt != "", f.closed[post.CategoryID]:
			f.sink.Drop("hidden post", 1)
			if err := f.takeBack(topic, posts[i:i+1]); err != nil {
				return err
			}
		default:
			if err := f.post(post, topic.Tags); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeBack removes what an earlier import may have stored of posts that not everybody may read any more.
func (f *forum) takeBack(topic *apiTopic, posts []apiPost) error {
	var out ingest.Statement
	for i := range posts {
		if id := cmp.Or(posts[i].TopicID, topic.ID); id > 0 && posts[i].Number > 0 {
			out.Removes = append(out.Removes, ingest.Removal{Key: f.Contribution(forumPost(id, posts[i].Number))})
		}
	}
	if len(out.Removes) == 0 {
		return nil
	}
	out.Where = f.where
	return f.sink.Emit(out)
}

// post emits a post: the first of a topic is a question, the others are answers to it.
func (f *forum) post(post *apiPost, tags []apiTag) error {
	at, err := post.at()
	id := forumPost(post.TopicID, post.Number)
	switch {
	case post.TopicID < 1 || post.Number < 1:
		f.sink.Reject(f.where, "a post has no topic_id or no post_number")
		f.unread = "a post was not understood"
		return nil
	case err != nil || at.IsZero():
		f.sink.Reject(f.where, fmt.Sprintf("post %s: %q is not a time such as 2012-03-04T05:06:07.890Z", id, post.CreatedAt))
		f.unread = "a post was not understood"
		return nil
	case f.posts[id]: // in several files, as where the latest posts were kept beside the topics
		return nil
	}
	f.posts[id] = true
	f.sample.Add(id, at)
	author := post.author()
	value := graph.Contribution{Type: graph.TypeQuestion, Title: plaintext.OneLine(post.TopicTitle), PublishedAt: at, Content: post.text()}
	value.Likes, _ = source.ScoreTallies(int64(post.likes()), at)
	if post.Number == 1 {
		f.sink.Read("question", 1)
		f.askers[post.TopicID] = author
	} else {
		f.sink.Read("answer", 1)
		value.Type, value.Title, tags = graph.TypeAnswer, "", nil
		f.answers = append(f.answers, forumAnswer{post.TopicID, post.Number, author, string(post.AcceptedAnswer) == "true", f.where})
	}
	return f.emit(f.Contribution(id), author, post, value, tags)
}

// forumPost is the id of a post; topics that are read a part at a time name their question by it.
func forumPost(topic int64, number int) string { return fmt.Sprintf("%d/%d", topic, number) }

func (f *forum) emit(key graph.Key, author string, post *apiPost, value graph.Contribution, tags []apiTag) error {
	facts := []graph.Fact{{Key: key, Value: value}, graph.Edge(key, "", f.OwnCommunity(), "", graph.In{})}
	if author != "" {
		if !f.users[author] {
			f.users[author] = true
			m := source.Member{ID: author, Name: cmp.Or(plaintext.OneLine(post.Name), plaintext.OneLine(post.Username), author)}
			if err := f.sink.Emit(f.AccountStatement(f.where, f.mapping.Apply(m))); err != nil {
				return err
			}
		}
		facts = append(facts, graph.Edge(f.Person(author), "", key, "", graph.Authored{}))
	}
	var names []string
	for _, tag := range tags {
		names = append(names, string(tag))
	}
	about, err := f.tags.About(f.where, key, names, !f.community.Secret)
	if err != nil {
		return err
	}
	return f.sink.Emit(ingest.Statement{Where: f.where, Columns: f.columns, Lenient: true, Facts: append(facts, about...)})
}

// emitAnswers emits the edges from answers to their questions. Nobody accepts their own; who accepted is not known.
func (f *forum) emitAnswers(ctx context.Context) error {
	for _, each := range f.answers {
		if err := ctx.Err(); err != nil {
			return err
		}
		question := f.Contribution(forumPost(each.topic, 1))
		isOwn := each.author != "" && each.author == f.askers[each.topic]
		value := graph.Answers{Accepted: !isOwn && (each.accepted || f.solved[each.topic] == each.number)}
		edge := graph.Edge(f.Contribution(forumPost(each.topic, each.number)), "", question, "", value)
		if err := f.sink.Emit(ingest.Statement{Where: each.where, Lenient: true, Facts: []graph.Fact{edge}}); err != nil {
			return err
		}
	}
	return nil
}
