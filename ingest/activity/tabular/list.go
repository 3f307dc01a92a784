package tabular

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
	"github.com/sachant/sachant/ingest/table"
)

// LayoutContributions is the layout of a list of contributions.
const LayoutContributions = "contributions"

// List reads a list of contributions: see the package comment. It holds the table in memory, of 256 MB at most.
type List struct {
	Path string
	// Sheet names the sheet of a workbook; where empty, it is the first that holds something.
	Sheet   string
	Mapping table.Mapping
	message.Options
	// Understood receives how the table is understood, before its rows are read; it may be nil.
	Understood func(table.Understanding)
}

// Read emits what the list holds. Rows that are not understood are rejected and the rest goes on; an error is that of the store,
// the context or the sink.
func (l List) Read(ctx context.Context, sink ingest.Sink) error {
	words := table.NewVocabulary(Columns(), l.Mapping)
	list := table.OpenList(ctx, l.Path, table.ListOptions{Sheet: l.Sheet, Words: words, Lacks: lacksOfList, Layout: LayoutContributions, Understood: l.Understood}, sink)
	if list == nil {
		return ctx.Err()
	}
	r := &rows{Writer: message.NewWriter(l.Options, sink, list.Where(list.Header, fieldTime).Column), list: list, sink: sink}
	for i, record := range list.Records {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.read(ctx, record); err != nil {
			return err
		}
		r.progress(i, len(list.Records))
	}
	return r.Finish(ctx)
}

// lacksOfList returns why a table with these columns is no list of contributions.
func lacksOfList(columns table.Columns) error {
	switch {
	case !columns.Has(fieldTime):
		return errors.New("has no column of times: name it with --map \"HEADER=time\"")
	case !columns.Has(fieldText) && !columns.Has(fieldTitle):
		return errors.New("has neither a column of texts nor one of titles: name one with --map \"HEADER=text\"")
	}
	return nil
}

// rows is the reading of one table.
type rows struct {
	*message.Writer
	list *table.List
	sink ingest.Sink
}

// progress reports how many records were read, every thousand.
func (r *rows) progress(read, of int) {
	if read%1000 == 999 || read == of-1 {
		r.sink.Progress(int64(read+1), int64(of))
	}
}

func (r *rows) read(ctx context.Context, record table.Record) error {
	get := func(name field) string { return r.list.Get(record, name) }
	where := r.list.Where(record, fieldID)
	where.Column = ""
	if record.IsBlank() {
		return nil
	}
	m, err := r.message(record)
	wrong := cellError{}
	switch isWrong := errors.As(err, &wrong); {
	case m.ID == "": // neither an id nor what makes one
		r.sink.Reject(r.list.Where(record, wrong.field), wrong.cause)
		return nil
	case !r.isPublic(record):
		return r.Withdraw(where, m.ID)
	case isDeleted(get(fieldDeleted)):
		return r.Remove(where, m.ID)
	case isWrong:
		r.sink.Reject(r.list.Where(record, wrong.field), wrong.cause)
		return nil
	case m.Type == "":
		r.sink.Drop("other post", 1)
		return nil
	}
	r.Know(source.Member{ID: m.Author, Name: get(fieldName), Mail: mailOf(m.Author, get(fieldMail))})
	if err := r.Describe(ctx, where, message.Channel{ID: m.Channel, Name: m.Channel}); err != nil {
		return err
	}
	return r.Write(where, m)
}

// cellError is what is wrong with a cell.
type cellError struct {
	field field
	cause string
}

func (e cellError) Error() string { return e.cause }

// message returns the contribution of a record; its type is empty where the list names one of no matter here. It has its id even
// where there is an error, as long as there is what makes one.
func (r *rows) message(record table.Record) (m message.Message, err error) {
	get := func(name field) string { return r.list.Get(record, name) }
	m = message.Message{Author: get(fieldAuthor), Channel: plaintext.OneLine(get(fieldCommunity)), Type: typeOf(get(fieldKind)), Title: get(fieldTitle),
		Text: plaintext.OfContent(get(fieldText), ""), Tags: table.Split(get(fieldTopic), "|;\n"), Question: get(fieldReply)}
	if m.Author == "" {
		m.Author = strings.ToLower(get(fieldMail))
	}
	m.At, err = parseTime(get(fieldTime))
	if m.ID = r.idOf(record, m); err != nil {
		return m, cellError{fieldTime, err.Error()}
	}
	if cell := get(fieldURL); cell != "" {
		if parsed, err := url.Parse(cell); err != nil || parsed.Host == "" || !slices.Contains([]string{"http", "https"}, parsed.Scheme) {
			return m, cellError{fieldURL, fmt.Sprintf("%q is no address of a page", cell)}
		}
		m.URL = cell
	}
	if cell := get(fieldScore); cell != "" {
		const most = 10_000_000_000
		if m.Score, err = strconv.ParseInt(cell, 10, 64); err != nil || m.Score > most || m.Score < -most {
			return m, cellError{fieldScore, fmt.Sprintf("%q is not a whole number", cell)}
		}
	}
	if m.Accepted, err = table.ParseYesNo(get(fieldAccepted)); err != nil {
		return m, cellError{fieldAccepted, err.Error()}
	}
	switch {
	case m.Type == graph.TypeAnswer && m.Question == "":
		return m, cellError{fieldReply, "an answer does not say which question it answers"}
	case m.Type != graph.TypeAnswer:
		m.Question, m.Accepted = "", false
	}
	return m, nil
}

// idOf returns the id that a record has, or one made of what it holds; "" where it has neither an id nor a time.
func (r *rows) idOf(record table.Record, m message.Message) string {
	if id := cmp.Or(r.list.Get(record, fieldID), r.list.Get(record, fieldURL)); id != "" || m.At.IsZero() {
		return id
	}
	return strings.Join([]string{m.Author, m.At.String(), m.Title, m.Text}, "\x00")
}

// mailOf returns the address of an author, which may be their id.
func mailOf(author, mail string) string {
	if mail == "" && strings.Contains(author, "@") {
		return author
	}
	return mail
}

// typeOf returns the type of contribution that a word means, "" for another.
func typeOf(word string) string {
	switch table.Fold(word) {
	case "question":
		return graph.TypeQuestion
	case "answer", "reponse", "solution":
		return graph.TypeAnswer
	case "", "note", "post", "message", "publication", "reply", "billet":
		return graph.TypeNote
	case "article", "page", "document", "doc", "wiki":
		return graph.TypeArticle
	case "comment", "commentaire":
		return graph.TypeComment
	}
	return ""
}

// isPublic reports whether a row says that everybody may read it. What is not understood is private, and so is an empty cell where
// others are called public.
func (r *rows) isPublic(record table.Record) bool {
	if !r.list.Columns.Has(fieldAudience) {
		return true
	}
	switch table.Fold(r.list.Get(record, fieldAudience)) {
	case "public", "publique", "open", "ouvert", "ouverte", "everyone", "everybody", "tous", "tout le monde", "company", "entreprise", "interne", "internal", "o":
		return true
	}
	return false
}

// isDeleted reports whether a cell says that a contribution was deleted. What is not understood says so, such as "removed".
func isDeleted(cell string) bool {
	is, err := table.ParseYesNo(cell)
	return is || err != nil && !slices.Contains([]string{"null", "none"}, table.Fold(cell)) // as databases write nothing
}
