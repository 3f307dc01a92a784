package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/archive"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/source"
)

// Reader reads an export: see the package comment. It holds a file of it in memory at a time.
type Reader struct {
	// Path is the zip, or the folder that it unpacks to.
	Path string
	message.Options
}

// maxFile is the most that a file of the export may hold: a day of a channel, or all users.
const maxFile = 64 << 20

// export is the reading of one export.
type export struct {
	*message.Writer
	archive  *archive.Archive
	sink     ingest.Sink
	root     string             // the folder in the archive that holds channels.json
	folders  map[string]channel // public channels, by the folder of their messages
	progress source.Progress
}

// Read emits what the export holds. Files and messages that are not understood are rejected and the rest goes on; an error is
// that of an export that cannot be opened, of the store, the context or the sink.
func (r Reader) Read(ctx context.Context, sink ingest.Sink) error {
	opened, err := archive.Open(r.Path)
	if err != nil {
		return err
	}
	defer opened.Close()
	for _, name := range opened.Refused {
		sink.Reject(ingest.Where{File: r.Path}, fmt.Sprintf("%q leads out of the archive and was not opened", name))
	}
	e := &export{Writer: message.NewWriter(r.Options, sink, "ts"), archive: opened, sink: sink, folders: map[string]channel{}}
	if err := e.findRoot(); err != nil {
		return err
	}
	channels, err := e.readChannels(ctx)
	if err != nil {
		return err
	}
	if err := e.readUsers(ctx); err != nil {
		return err
	}
	if err := e.readMembers(channels); err != nil {
		return err
	}
	for _, name := range e.days() {
		if err := e.readDay(ctx, name); err != nil {
			return err
		}
	}
	return e.Finish(ctx)
}

// findRoot finds channels.json, at the top or in the one folder there.
func (e *export) findRoot() error {
	for _, name := range e.archive.Names() {
		if dir, file := path.Split(name); file == "channels.json" && strings.Count(dir, "/") <= 1 {
			e.root = dir
			return nil
		}
	}
	return errors.New("read Slack export: it has no channels.json, so what is public is not known: give the zip, or the folder that it was unpacked into")
}

// readChannels states the public channels.
func (e *export) readChannels(ctx context.Context) ([]channel, error) {
	name := e.root + "channels.json"
	var public []channel
	var described []message.Channel
	err := e.eachObject(ctx, name, func(_ ingest.Where, text json.RawMessage) error {
		var one channel
		if err := json.Unmarshal(text, &one); err != nil {
			return err
		}
		if !one.isPublic() || one.ID == "" || one.Name == "" {
			return nil
		}
		public, described = append(public, one), append(described, message.Channel{ID: one.ID, Name: one.Name, Summary: one.summary()})
		e.folders[one.Name] = one
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read Slack export: %s is damaged, so what is public is not known: export it anew: %w", e.archive.Path(name), err)
	}
	return public, e.Describe(ctx, ingest.Where{File: e.archive.Path(name)}, described...)
}

// readUsers notes who the accounts are.
func (e *export) readUsers(ctx context.Context) error {
	name := e.root + "users.json"
	if !e.archive.Has(name) {
		e.sink.Warn(fmt.Sprintf("%s is missing: accounts are named by their ids, and bots are not known", e.archive.Path(name)))
		return nil
	}
	e.KnowBot("USLACKBOT")
	err := e.eachObject(ctx, name, func(where ingest.Where, text json.RawMessage) error {
		var one user
		if err := json.Unmarshal(text, &one); err != nil || one.ID == "" {
			e.sink.Reject(where, "the user has no id, or is not understood")
			return nil
		}
		e.sink.Read("user", 1)
		if one.IsBot {
			e.KnowBot(one.ID)
			return nil
		}
		e.Know(source.Member{ID: one.ID, Name: one.displayName(), Mail: one.Profile.Email})
		return nil
	})
	return e.rejectFile(name, err)
}

func (e *export) readMembers(channels []channel) error {
	where := ingest.Where{File: e.archive.Path(e.root + "channels.json")}
	for _, one := range channels {
		for _, member := range one.Members {
			if err := e.Join(where, member, one.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// days returns the files of messages of public channels, and counts the others.
func (e *export) days() (names []string) {
	isDay := regexp.MustCompile(`^[^/]+/\d{4}-\d\d-\d\d\.json$`)
	for _, name := range e.archive.Names() {
		inside, below := strings.CutPrefix(name, e.root)
		if !below || !isDay.MatchString(inside) {
			continue
		}
		if _, public := e.folders[path.Dir(inside)]; !public {
			e.sink.Drop("file of a private conversation", 1)
			continue
		}
		names = append(names, name)
		e.progress.Total += e.archive.Size(name)
	}
	return names
}

// readDay reads the messages of a channel on a day.
func (e *export) readDay(ctx context.Context, name string) error {
	in := e.folders[path.Base(path.Dir(name))]
	err := e.eachObject(ctx, name, func(where ingest.Where, text json.RawMessage) error {
		var one posted
		if err := json.Unmarshal(text, &one); err != nil {
			e.sink.Reject(where, fmt.Sprintf("the message is not understood: %v", err))
			return nil
		}
		return e.read(where, in, one)
	})
	e.progress.Before += e.archive.Size(name)
	e.progress.Report(e.sink, 0)
	return e.rejectFile(name, err)
}

// read states a message, or says why not.
func (e *export) read(where ingest.Where, in channel, one posted) error {
	at, err := one.at()
	id := in.ID + "/" + one.TS
	switch {
	case one.Type != "message" || one.IsEphemeral:
		e.sink.Drop("system message", 1)
		return nil
	case err != nil:
		where.Column = "ts"
		e.sink.Reject(where, err.Error())
		return nil
	case one.isDeleted():
		return e.Remove(where, id)
	case one.BotID != "" || one.Subtype == "bot_message" || one.User == "":
		e.sink.Drop("message of a bot", 1)
		return nil
	case !one.isWritten():
		e.sink.Drop("system message", 1)
		return nil
	}
	m := message.Message{ID: id, Channel: in.ID, Author: one.User, At: at, EditedOn: one.editedOn(), Text: plain(one.Text, e.NameOf)}
	for _, reaction := range one.Reactions {
		if !message.IsLike(reaction.Name) {
			e.sink.Drop("reaction", len(reaction.Users))
			continue
		}
		for _, user := range reaction.Users {
			m.Likes = append(m.Likes, message.Like{Account: user, At: at})
		}
	}
	return e.Write(where, m)
}

// fileError is what is wrong with a file of the export as a whole, or from a line on.
type fileError struct {
	line  int
	cause error
}

func (f fileError) Error() string { return f.cause.Error() }
func (f fileError) Unwrap() error { return f.cause }

// rejectFile rejects a file that is not understood, or the rest of it; other errors it returns.
func (e *export) rejectFile(name string, err error) error {
	wrong := fileError{}
	if !errors.As(err, &wrong) {
		return err
	}
	e.sink.Reject(ingest.Where{File: e.archive.Path(name), Line: wrong.line}, fmt.Sprintf("the file is not understood, or not from here on: %v", wrong.cause))
	return nil
}
