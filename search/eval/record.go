package eval

import (
	"context"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// ContestDays is how many days after its question an acceptance without a date counts.
const ContestDays = 7

// record is what a source said of contributions. Its people are references until the import has resolved them.
type record struct {
	posts  []*statedPost
	byKey  map[graph.Key]*statedPost
	skills map[graph.Key]string
	people map[graph.Key]graph.Key // by reference
}

type statedPost struct {
	key      graph.Key
	value    graph.Contribution
	author   graph.Key
	question graph.Key // empty for what is no answer
	answers  graph.Answers
	likes    int
	about    []graph.Key
}

func newRecord() *record {
	return &record{byKey: map[graph.Key]*statedPost{}, skills: map[graph.Key]string{}, people: map[graph.Key]graph.Key{}}
}

func (p *statedPost) score() int {
	sum := p.likes
	for _, tally := range p.value.Likes {
		sum += tally.Count
	}
	for _, tally := range p.value.Dislikes {
		sum -= tally.Count
	}
	return sum
}

// recorder reads a source, and keeps a record of it.
type recorder struct {
	ingest.Reader
	record *record
}

// Read implements [ingest.Reader].
func (r recorder) Read(ctx context.Context, sink ingest.Sink) error {
	return r.Reader.Read(ctx, recordingSink{sink, r.record})
}

type recordingSink struct {
	ingest.Sink
	record *record
}

// Emit implements [ingest.Sink]. An acceptance without a date is dated: it was not known when the question was asked.
func (s recordingSink) Emit(statement ingest.Statement) error {
	statement.Facts = slices.Clone(statement.Facts)
	for i, fact := range statement.Facts {
		if answers, ok := fact.Value.(graph.Answers); ok && answers.Accepted && answers.AcceptedAt.IsZero() {
			answers.AcceptedAt = s.record.contest(fact)
			statement.Facts[i].Value = answers
		}
		s.record.add(statement.Facts[i])
	}
	return s.Sink.Emit(statement)
}

// contest returns when an undated acceptance counts: [ContestDays] after the question, or after the answer where
// the question was not read yet.
func (r *record) contest(answers graph.Fact) (at time.Time) {
	for _, key := range []graph.Key{answers.To(), answers.From()} {
		if post, known := r.byKey[key]; known {
			return post.value.PublishedAt.AddDate(0, 0, ContestDays)
		}
	}
	return at
}

func (r *record) add(fact graph.Fact) {
	switch value := fact.Value.(type) {
	case graph.Skill:
		r.skills[fact.Key] = value.PrefLabel
	case graph.Contribution:
		post := r.post(fact.Key)
		post.value = value
		r.posts = append(r.posts, post)
	case graph.Authored:
		r.post(fact.To()).author = fact.From()
	case graph.Answers:
		post := r.post(fact.From())
		post.question, post.answers = fact.To(), value
	case graph.About:
		post := r.post(fact.From())
		post.about = append(post.about, fact.To())
	case graph.Likes:
		r.post(fact.To()).likes++
	}
}

func (r *record) post(key graph.Key) *statedPost {
	if r.byKey[key] == nil {
		r.byKey[key] = &statedPost{key: key}
	}
	return r.byKey[key]
}

// resolve notes which people the import found for the references to accounts.
func (r *record) resolve(ctx context.Context, reader graph.Reader) error {
	_, err := reader.Scan(ctx, graph.Brief, func(is graph.Fact) error {
		r.people[ingest.Reference(graph.KindPerson, "account", is.From().ID())] = is.To()
		return nil
	}, graph.KindIs)
	return err
}
