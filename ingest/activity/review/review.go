// Package review reads how many reviews people gave, by topic and month, as a script counts them in GitLab or GitHub: JSON lines,
// one for each person, topic and month. The counts alone are read, and nothing of what was reviewed:
//
//	{"author":"zoe@exemple.fr","name":"Zoé Lefèvre","topic":"go","month":"2026-01","reviews":12,"authored":5}
//
//	author    the id of the account, or its e-mail address
//	mail      the e-mail address, where author is an id
//	topic     a topic of the repository, or its main language; a list is one of each
//	month     the month in which the reviews were given
//	reviews   how many merge requests or pull requests of others the person reviewed
//	authored  how many of their own were merged; it may be left out
//
// Other members are ignored. A line becomes one note on the topic, for any counts: what somebody reviewed for many months
// says more than what they reviewed much of once, and nobody is ranked by numbers that are easily inflated. The counts are not
// kept: a note says the topic, and is dated on the first day of the month. Nothing counted is
// no note, and takes back what an earlier file said; a later line on the same person, topic and month is a repetition. Lines of
// months that are not in a file stay.
package review

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/source"
)

// Reader reads a file of counts: see the package comment.
type Reader struct {
	Path string
	message.Options
}

// The bounds of a line.
const (
	maxLine   = 1 << 20
	maxCount  = 100_000
	maxTopics = 50
)

// counts is one line.
type counts struct {
	Author   string `json:"author"`
	Name     string `json:"name"`
	Mail     string `json:"mail"`
	Topic    topics `json:"topic"`
	Month    string `json:"month"`
	Reviews  int    `json:"reviews"`
	Authored int    `json:"authored"`
}

// topics is a text or a list of texts.
type topics []string

// UnmarshalJSON implements [json.Unmarshaler].
func (t *topics) UnmarshalJSON(encoded []byte) error {
	var one string
	if json.Unmarshal(encoded, &one) == nil {
		*t = topics{one}
		return nil
	}
	return json.Unmarshal(encoded, (*[]string)(t))
}

// Read emits what the file holds. Lines that are not understood are rejected and the rest goes on; an error is that of a file
// that cannot be read, of the store, the context or the sink.
func (r Reader) Read(ctx context.Context, sink ingest.Sink) error {
	file, err := os.Open(r.Path)
	if err != nil {
		return fmt.Errorf("read review counts: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("read review counts: %w", err)
	}
	out := message.NewWriter(r.Options, sink, "month")
	if err := out.Describe(ctx, ingest.Where{File: r.Path}, message.Channel{}); err != nil {
		return err
	}
	lines, progress := source.NewLines(file, maxLine), source.Progress{Total: info.Size()}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, tooLong, err := lines.Next()
		if errors.Is(err, io.EOF) {
			return out.Finish(ctx)
		}
		if err != nil {
			return fmt.Errorf("read review counts %s: %w", r.Path, err)
		}
		if tooLong != nil || len(text) > 0 {
			err = write(out, ingest.Where{File: r.Path, Line: lines.Number}, text, tooLong)
		}
		if wrong := (lineError{}); errors.As(err, &wrong) {
			sink.Reject(ingest.Where{File: r.Path, Line: lines.Number, Column: wrong.member}, wrong.cause)
		} else if err != nil {
			return err
		}
		progress.Report(sink, lines.Read)
	}
}

// lineError is what is wrong with a line, and in which member, if in one.
type lineError struct{ member, cause string }

func (e lineError) Error() string { return e.cause }

// write states what a line says.
func write(out *message.Writer, where ingest.Where, text []byte, tooLong error) error {
	if tooLong != nil {
		return lineError{"", tooLong.Error()}
	}
	var line counts
	if err := json.Unmarshal(text, &line); err != nil {
		return lineError{"", fmt.Sprintf("the line is not understood: %v", err)}
	}
	month, err := line.check()
	if err != nil {
		return err
	}
	mail := line.Mail
	if mail == "" && strings.Contains(line.Author, "@") {
		mail = line.Author
	}
	out.Know(source.Member{ID: line.Author, Name: line.Name, Mail: mail})
	for _, topic := range line.Topic {
		m := message.Message{ID: strings.Join([]string{line.Author, graph.Slug(topic), line.Month}, "/"), Author: line.Author, At: month,
			Type: graph.TypeNote, Title: title(topic), Tags: []string{topic}}
		if line.Reviews+line.Authored == 0 {
			err = out.Remove(where, m.ID)
		} else {
			err = out.Write(where, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// check returns the month of a line, or what is wrong with it.
func (c counts) check() (time.Time, error) {
	month, err := time.Parse("2006-01", c.Month)
	switch {
	case c.Author == "":
		return month, lineError{"author", "the line names no author"}
	case err != nil || month.Year() < 1970 || month.Year() > 2100:
		return month, lineError{"month", fmt.Sprintf("%q is not a month such as 2026-01", c.Month)}
	case c.Reviews < 0 || c.Reviews > maxCount:
		return month, lineError{"reviews", fmt.Sprintf("%d is no count of reviews", c.Reviews)}
	case c.Authored < 0 || c.Authored > maxCount:
		return month, lineError{"authored", fmt.Sprintf("%d is no count of merge requests", c.Authored)}
	case len(c.Topic) == 0 || len(c.Topic) > maxTopics:
		return month, lineError{"topic", fmt.Sprintf("the line has %d topics, and from 1 to %d are read", len(c.Topic), maxTopics)}
	}
	for _, topic := range c.Topic {
		if strings.Trim(graph.Slug(topic), "+#.-") == "" || graph.IsLongLabel(topic) {
			return month, lineError{"topic", fmt.Sprintf("%.40q is no name of a topic", topic)}
		}
	}
	return month, nil
}

// title says what a note is of, in words that are the same in French and in English. It holds no count and no month: everybody
// reads it, and how much somebody did in a month is nobody's to read.
func title(topic string) string { return topic + ": merge requests" }
