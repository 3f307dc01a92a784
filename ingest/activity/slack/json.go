package slack

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// channel is one of channels.json.
type channel struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Members []string `json:"members"`
	Topic   topic    `json:"topic"`
	Purpose topic    `json:"purpose"`

	IsPrivate bool `json:"is_private"`
	IsIM      bool `json:"is_im"`
	IsMPIM    bool `json:"is_mpim"`
	IsGroup   bool `json:"is_group"`
}

type topic struct {
	Value string `json:"value"`
}

func (c channel) isPublic() bool { return !c.IsPrivate && !c.IsIM && !c.IsMPIM && !c.IsGroup }

func (c channel) summary() string { return cmp.Or(c.Purpose.Value, c.Topic.Value) }

// user is one of users.json.
type user struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	IsBot    bool   `json:"is_bot"`
	Profile  struct {
		Email       string `json:"email"`
		DisplayName string `json:"display_name"`
		RealName    string `json:"real_name"`
	} `json:"profile"`
}

func (u user) displayName() string {
	return cmp.Or(u.Profile.RealName, u.RealName, u.Profile.DisplayName, u.Name)
}

// posted is one of a day's messages.
type posted struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	User        string `json:"user"`
	BotID       string `json:"bot_id"`
	Text        string `json:"text"`
	TS          string `json:"ts"`
	Hidden      bool   `json:"hidden"`
	IsEphemeral bool   `json:"is_ephemeral"`
	Edited      struct {
		TS string `json:"ts"`
	} `json:"edited"`
	Reactions []struct {
		Name  string   `json:"name"`
		Users []string `json:"users"`
	} `json:"reactions"`
}

func (p posted) isDeleted() bool {
	return p.Hidden || p.Subtype == "tombstone" || p.Subtype == "message_deleted"
}

// isWritten reports whether a person wrote it: other subtypes are what the system notes.
func (p posted) isWritten() bool {
	return slices.Contains([]string{"", "thread_broadcast", "reply_broadcast", "me_message", "file_share"}, p.Subtype)
}

func (p posted) at() (time.Time, error) { return timeOf(p.TS) }

// editedOn is empty where the message was never changed.
func (p posted) editedOn() graph.Date {
	at, err := timeOf(p.Edited.TS)
	if err != nil {
		return ""
	}
	return graph.DateOf(at)
}

// timeOf reads "1717424000.123456", which is no number with a fraction but an id.
func timeOf(ts string) (time.Time, error) {
	seconds, micros, _ := strings.Cut(ts, ".")
	at, err := strconv.ParseInt(seconds, 10, 64)
	rest, wrong := strconv.ParseUint(cmp.Or(micros, "0"), 10, 32)
	const until = 4102444800 // 2100
	if err != nil || wrong != nil || at <= 0 || at >= until || len(micros) > 6 {
		return time.Time{}, fmt.Errorf("%q is not a time such as 1717424000.123456", ts)
	}
	for range 6 - len(micros) {
		rest *= 10
	}
	return time.Unix(at, int64(rest)*1000).UTC(), nil
}

// eachObject visits the elements of the list that a file holds, with their lines. A fileError is about the file from there on.
func (e *export) eachObject(ctx context.Context, name string, visit func(ingest.Where, json.RawMessage) error) error {
	content, err := e.archive.Read(name, maxFile)
	if err != nil {
		return fileError{cause: err}
	}
	decoder, where := json.NewDecoder(bytes.NewReader(content)), ingest.Where{File: e.archive.Path(name)}
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('[') {
		return fileError{line: 1, cause: errors.New("it is no list of objects in JSON")}
	}
	line, counted := 1, int64(0)
	at := func(offset int64) int {
		line, counted = line+bytes.Count(content[counted:offset], []byte("\n")), offset
		return line
	}
	for decoder.More() {
		if err := ctx.Err(); err != nil {
			return err
		}
		before := decoder.InputOffset()
		where.Line = at(before + int64(len(content[before:])-len(bytes.TrimLeft(content[before:], ", \t\r\n"))))
		var text json.RawMessage
		if err := decoder.Decode(&text); err != nil {
			return fileError{line: where.Line, cause: err}
		}
		if err := visit(where, text); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return fileError{line: at(int64(len(content))), cause: err}
	}
	return nil
}

// markup is how Slack marks links and mentions: <https://exemple.fr|label>, <@U1>, <#C1|achats>, <!here>.
var markup = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// plain returns the text of a message in Slack's markup: links by their labels, else their addresses, people by their names.
func plain(text string, nameOf func(string) string) string {
	text = markup.ReplaceAllStringFunc(text, func(marked string) string {
		target, label, _ := strings.Cut(marked[1:len(marked)-1], "|")
		switch {
		case strings.HasPrefix(target, "@"):
			return "@" + cmp.Or(nameOf(target[1:]), label, "?")
		case strings.HasPrefix(target, "#"), strings.HasPrefix(target, "!"):
			return target[:1] + cmp.Or(label, target[1:])
		}
		return cmp.Or(label, strings.TrimPrefix(target, "mailto:"))
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}
