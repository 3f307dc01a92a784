package tabular

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
	"github.com/sachant/sachant/ingest/table"
)

// Viva reads the messages of an export of Viva Engage: see the package comment.
type Viva struct {
	// Path is Messages.csv, or the folder that holds it.
	Path string
	message.Options
}

// Read emits what the export holds. Rows that are not understood are rejected and the rest goes on; an error is that of the
// store, the context or the sink.
func (v Viva) Read(ctx context.Context, sink ingest.Sink) error {
	list := table.OpenList(ctx, v.file(), table.ListOptions{Words: table.NewVocabulary(vivaColumns(), nil), Lacks: lacksOfViva, Layout: LayoutContributions}, sink)
	if list == nil {
		return ctx.Err()
	}
	r := &rows{Writer: message.NewWriter(v.Options, sink, "created_at"), list: list, sink: sink}
	if err := r.describeGroups(ctx); err != nil {
		return err
	}
	for i, record := range list.Records {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.readViva(record); err != nil {
			return err
		}
		r.progress(i, len(list.Records))
	}
	return r.Finish(ctx)
}

// file is the path of the table.
func (v Viva) file() string {
	if info, err := os.Stat(v.Path); err == nil && info.IsDir() {
		return filepath.Join(v.Path, "Messages.csv")
	}
	return v.Path
}

func lacksOfViva(columns table.Columns) error {
	for _, needed := range []field{fieldID, fieldAuthor, fieldTime, fieldText} {
		if !columns.Has(needed) {
			return errors.New("is no Messages.csv of Viva Engage: it needs the columns id, sender_id, created_at and body")
		}
	}
	if !columns.Has(fieldPrivateGroup) || !columns.Has(fieldPrivate) {
		return errors.New("has no columns in_private_group and in_private_conversation, so what is private is not known: nothing was read")
	}
	return nil
}

// describeGroups states the groups. One that a single row calls private is so.
func (r *rows) describeGroups(ctx context.Context) error {
	groups, order := map[string]message.Channel{}, []string{}
	for _, record := range r.list.Records {
		id := r.list.Get(record, fieldGroup)
		if _, known := groups[id]; !known {
			order = append(order, id)
			groups[id] = message.Channel{ID: id, Name: r.list.Get(record, fieldCommunity)}
		}
		if group := groups[id]; id != "" && !r.isNo(record, fieldPrivateGroup) {
			group.Private = true
			groups[id] = group
		}
	}
	all := make([]message.Channel, 0, len(order))
	for _, id := range order {
		all = append(all, groups[id])
	}
	return r.Describe(ctx, ingest.Where{File: r.list.File}, all...)
}

// isNo reports whether a cell says no, and not merely nothing.
func (r *rows) isNo(record table.Record, name field) bool {
	place := r.list.Columns[name]
	is, err := table.ParseYesNo(record.Cell(place))
	return err == nil && !is && record.Cell(place) != ""
}

func (r *rows) readViva(record table.Record) error {
	get := func(name field) string { return r.list.Get(record, name) }
	where := r.list.Where(record, fieldID)
	where.Column = ""
	id, at, err := get(fieldID), get(fieldTime), error(nil)
	m := message.Message{ID: id, Channel: get(fieldGroup), Author: get(fieldAuthor), Title: get(fieldTitle), Text: vivaText(get(fieldText))}
	switch {
	case record.IsBlank():
		return nil
	case id == "":
		r.sink.Reject(where, "the message has no id")
		return nil
	case !r.isNo(record, fieldPrivateGroup) || !r.isNo(record, fieldPrivate):
		return r.Withdraw(where, id)
	case get(fieldDeleted) != "":
		return r.Remove(where, id)
	case table.Fold(get(fieldKind)) == "system":
		r.sink.Drop("system message", 1)
		return nil
	case get(fieldSender) != "" && table.Fold(get(fieldSender)) != "user":
		r.sink.Drop("message of a bot", 1)
		return nil
	}
	if m.At, err = parseTime(at); err != nil {
		r.sink.Reject(r.list.Where(record, fieldTime), err.Error())
		return nil
	}
	if address := get(fieldURL); strings.HasPrefix(address, "https://") {
		m.URL = address
	}
	m.Type = graph.TypeNote
	r.Know(source.Member{ID: m.Author, Name: get(fieldName), Mail: get(fieldMail)})
	return r.Write(where, m)
}

// mention is how the export names a person, a group or a tag in a text.
var mention = regexp.MustCompile(`\[\[(?:user|group|tag):[^\]]*\]\]`)

func vivaText(body string) string { return plaintext.OfContent(mention.ReplaceAllString(body, ""), "") }
