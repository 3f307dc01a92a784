package mattermost

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/archive"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/source"
)

// Reader reads an export: see the package comment. It holds a line of it in memory at a time, and who wrote what.
type Reader struct {
	// Path is the file of JSON lines, the zip that holds it, or the folder.
	Path string
	message.Options
}

// maxLine is the length of the longest line, in bytes: a thread stands on one line.
const maxLine = 32 << 20

// export is the reading of one export.
type export struct {
	*message.Writer
	sink ingest.Sink
	path string
	// described are channels that were read and not yet stated.
	described []message.Channel
	// joined are memberships that were read and not yet stated.
	joined []membership
}

type membership struct {
	where         ingest.Where
	user, channel string
}

// Read emits what the export holds. Lines that are not understood are rejected and the rest goes on; an error is that of a file
// that cannot be read, of the store, the context or the sink.
func (r Reader) Read(ctx context.Context, sink ingest.Sink) error {
	file, size, name, err := r.open(sink)
	if err != nil {
		return err
	}
	defer file.Close()
	e := &export{Writer: message.NewWriter(r.Options, sink, "create_at"), sink: sink, path: name}
	lines, progress := source.NewLines(file, maxLine), source.Progress{Total: size}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, tooLong, err := lines.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		where := ingest.Where{File: name, Line: lines.Number}
		switch {
		case err != nil:
			sink.Reject(where, fmt.Sprintf("the export cannot be read from here on: %v", err))
			return errors.Join(e.stateChannels(ctx, where), e.Finish(ctx))
		case tooLong != nil:
			sink.Reject(where, tooLong.Error())
		case len(text) > 0:
			if err := e.line(ctx, where, text); err != nil {
				return err
			}
		}
		progress.Report(sink, lines.Read)
	}
	if err := e.stateChannels(ctx, ingest.Where{File: name}); err != nil {
		return err
	}
	return e.Finish(ctx)
}

// open opens the lines, and returns their size and name.
func (r Reader) open(sink ingest.Sink) (io.ReadCloser, int64, string, error) {
	info, err := os.Stat(r.Path)
	if err != nil {
		return nil, 0, "", fmt.Errorf("read Mattermost export: %w", err)
	}
	if !info.IsDir() && !strings.EqualFold(path.Ext(r.Path), ".zip") {
		file, err := os.Open(r.Path)
		if err != nil {
			return nil, 0, "", fmt.Errorf("read Mattermost export: %w", err)
		}
		return file, info.Size(), r.Path, nil
	}
	opened, err := archive.Open(r.Path)
	if err != nil {
		return nil, 0, "", err
	}
	for _, name := range opened.Refused {
		sink.Reject(ingest.Where{File: r.Path}, fmt.Sprintf("%q leads out of the archive and was not opened", name))
	}
	for _, name := range opened.Names() {
		if strings.HasSuffix(strings.ToLower(name), ".jsonl") && !strings.HasPrefix(name, "data/") {
			file, err := opened.Open(name)
			if err != nil {
				return nil, 0, "", errors.Join(err, opened.Close())
			}
			return inArchive{file, opened}, opened.Size(name), opened.Path(name), nil
		}
	}
	return nil, 0, "", errors.Join(fmt.Errorf("read Mattermost export: %s holds no .jsonl file", r.Path), opened.Close())
}

// inArchive closes the archive with its file.
type inArchive struct {
	io.ReadCloser
	archive io.Closer
}

func (f inArchive) Close() error { return errors.Join(f.ReadCloser.Close(), f.archive.Close()) }

// line reads a line.
func (e *export) line(ctx context.Context, where ingest.Where, text []byte) error {
	var one line
	if err := json.Unmarshal(text, &one); err != nil {
		e.sink.Reject(where, fmt.Sprintf("the line is not understood: %v", err))
		return nil
	}
	switch one.Type {
	case "version":
		if one.Version > 1 {
			return fmt.Errorf("read Mattermost export: %s is of version %d, and 1 is read", e.path, one.Version)
		}
	case "channel":
		e.channel(where, one.Channel)
	case "user":
		e.user(where, one.User)
	case "bot":
		e.KnowBot(one.Bot.Username)
	case "post":
		if err := e.stateChannels(ctx, where); err != nil {
			return err
		}
		return e.thread(where, one.Post)
	case "direct_post", "direct_channel":
		e.sink.Drop("private message", 1)
	case "scheme", "role", "emoji", "team":
	default:
		e.sink.Drop("other line", 1)
	}
	return nil
}

func (e *export) channel(where ingest.Where, one channel) {
	if one.Team == "" || one.Name == "" {
		e.sink.Reject(where, "the channel has no team or no name")
		return
	}
	e.described = append(e.described, message.Channel{ID: one.id(), Name: one.DisplayName, Summary: one.Purpose, Private: one.Type != "O"})
}

func (e *export) user(where ingest.Where, one user) {
	if one.Username == "" {
		e.sink.Reject(where, "the user has no username")
		return
	}
	e.sink.Read("user", 1)
	if one.isBot() {
		e.KnowBot(one.Username)
		return
	}
	e.Know(source.Member{ID: one.Username, Name: one.displayName(), Mail: one.Email})
	for _, team := range one.Teams {
		for _, in := range team.Channels {
			e.joined = append(e.joined, membership{where, one.Username, channel{Team: team.Name, Name: in.Name}.id()})
		}
	}
}

// stateChannels states the channels and memberships that were read since it last did.
func (e *export) stateChannels(ctx context.Context, where ingest.Where) error {
	if len(e.described) > 0 {
		if err := e.Describe(ctx, where, e.described...); err != nil {
			return err
		}
	}
	for _, each := range e.joined {
		if err := e.Join(each.where, each.user, each.channel); err != nil {
			return err
		}
	}
	e.described, e.joined = nil, nil
	return nil
}

// thread reads a post and its replies.
func (e *export) thread(where ingest.Where, first post) error {
	in := channel{Team: first.Team, Name: first.Channel}.id()
	if err := e.post(where, in, first); err != nil {
		return err
	}
	for _, reply := range first.Replies {
		if err := e.post(where, in, reply); err != nil {
			return err
		}
	}
	return nil
}

func (e *export) post(where ingest.Where, in string, one post) error {
	at, err := one.at()
	id := fmt.Sprintf("%s/%s/%d", in, one.User, one.CreateAt)
	switch {
	case err != nil:
		where.Column = "create_at"
		e.sink.Reject(where, err.Error())
		return nil
	case one.User == "":
		e.sink.Reject(where, "the post has no user")
		return nil
	case one.DeleteAt > 0:
		return e.Remove(where, id)
	case one.isOfSystem():
		e.sink.Drop("system message", 1)
		return nil
	case one.isOfBot():
		e.sink.Drop("message of a bot", 1)
		return nil
	}
	m := message.Message{ID: id, Channel: in, Author: one.User, At: at, EditedOn: one.editedOn(), Text: one.Message, Tags: one.tags()}
	for _, each := range one.Reactions {
		liked, err := timeOf(each.CreateAt)
		if !message.IsLike(each.Emoji) || err != nil || each.User == "" {
			e.sink.Drop("reaction", 1)
			continue
		}
		m.Likes = append(m.Likes, message.Like{Account: each.User, At: liked})
	}
	return e.Write(where, m)
}
