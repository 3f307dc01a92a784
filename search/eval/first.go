package eval

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// firstQuestions reads a source as it was when a number of questions had been asked, and keeps the titles that come
// next.
type firstQuestions struct {
	ingest.Reader
	limit, wanted int
	later         []string // titles
}

// Read implements [ingest.Reader].
func (f *firstQuestions) Read(ctx context.Context, sink ingest.Sink) error {
	f.later = nil
	return f.Reader.Read(ctx, &firstSink{Sink: sink, of: f, dropped: map[graph.Key]bool{}})
}

type firstSink struct {
	ingest.Sink
	of        *firstQuestions
	questions int
	dropped   map[graph.Key]bool
}

// Emit implements [ingest.Sink].
func (s *firstSink) Emit(statement ingest.Statement) error {
	for _, fact := range statement.Facts {
		if value, ok := fact.Value.(graph.Contribution); ok {
			s.note(fact.Key, value)
		}
	}
	statement.Facts = slices.DeleteFunc(slices.Clone(statement.Facts), func(fact graph.Fact) bool {
		from, to := fact.Key.Ends()
		return s.dropped[fact.Key] || s.dropped[from] || s.dropped[to]
	})
	if len(statement.Facts) == 0 {
		return nil
	}
	return s.Sink.Emit(statement)
}

// note drops what comes after the last of the questions.
func (s *firstSink) note(key graph.Key, value graph.Contribution) {
	if value.Type == graph.TypeQuestion {
		s.questions++
	}
	if s.questions <= s.of.limit {
		return
	}
	s.dropped[key] = true
	if value.Type == graph.TypeQuestion && value.Title != "" && len(s.of.later) < s.of.wanted {
		s.of.later = append(s.of.later, value.Title)
	}
}
