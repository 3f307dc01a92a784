package resolve

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema/guard"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/due"
	"github.com/sachant/sachant/search/paging"
	"github.com/sachant/sachant/search/recent"
	"github.com/sachant/sachant/search/suggest"
)

// Suggestion is a skill or a concept that may be meant by what is typed.
type Suggestion struct {
	ID     graph.Key `json:"id"`
	Label  string    `json:"label"`
	InUse  bool      `json:"inUse"`
	Scheme string    `json:"-"`
	// Attribution is the notice of the concept's scheme.
	Attribution string `json:"attribution"`
}

// SkillQuestion is a skill of which it is doubtful whether it is a concept.
type SkillQuestion struct {
	Skill      graph.Key
	Candidates []SkillCandidate
}

// SkillCandidate is a concept that a skill may be.
type SkillCandidate struct {
	ID    graph.Key `json:"id"`
	Score float64
	By    string
	// Label and Attribution are the schema's to fill in.
	Label, Attribution string
}

// Finder finds experts among what a view shows. A search.Finder is one.
type Finder interface {
	FindExperts(ctx context.Context, view *access.View, query search.Query) (search.Answer, error)
}

// Limits bound what one request may cost.
type Limits = guard.Limits

// Config is what a Schema needs of others.
type Config struct {
	Finder Finder
	// Suggest returns concepts that begin with what is typed, the best first; none where nil. The whole company may see
	// concepts.
	Suggest func(typed string, first int) []Suggestion
	// Similar returns the skills of a reader, and then the concepts, that may be meant by a label which no skill has; none
	// where nil.
	Similar func(ctx context.Context, reader graph.Reader, label string) ([]Suggestion, error)
	// Typed returns what may be meant by what somebody types; a table of its own does where nil.
	Typed func(ctx context.Context, view *access.View, typed string, first int) ([]suggest.Suggestion, error)
	// Shown remembers the pages of lists that people read; a memory of its own where nil.
	Shown *paging.Memory
	// Recent is what was written lately; a table of its own where nil.
	Recent *recent.Table
	// Review returns the skills of a reader of which it is doubtful whether they are a concept; none where nil.
	Review func(ctx context.Context, reader graph.Reader) ([]SkillQuestion, error)
	// Same plans what makes a skill the same as a concept, in place of another one of its scheme only where replace says so.
	Same func(ctx context.Context, reader graph.Reader, skill, concept graph.Key, replace bool) (graph.Tx, error)
	// LinkNamed links a skill that somebody named here to the concepts that its label names for certain; none where nil.
	LinkNamed func(ctx context.Context, skill graph.Key)
	// Merge plans what makes one skill of two, as far as a reader shows it; Split what undoes that.
	Merge func(ctx context.Context, reader graph.Reader, merged, into graph.Key) (graph.Tx, error)
	Split func(ctx context.Context, reader graph.Reader, merged graph.Key) (graph.Tx, error)
	// Erase removes a person from everything; where nil, requests to be erased are only answered.
	Erase func(ctx context.Context, person graph.Key) error
	// NewText makes the id of a text that somebody writes, of who writes it, about what, and their idempotency key: the same one
	// for the same parts, which tells nobody of them; another one each time where the last part is empty. Made of a key that
	// ends with this process where nil.
	NewText func(writer, about, idempotencyKey string) string
	// Now is the clock that dates what people do; time.Now where nil.
	Now    func() time.Time
	Limits Limits
	// Mails reports whether mails are sent: people can ask for some then.
	Mails bool
	// Interviews are the periods after which interviews are due; the zero value is those of the law.
	Interviews due.Rules
	// Audit notes what human resources and recruiters are shown; nothing is noted where nil.
	Audit Auditor
	// Sources are those that the server reads on a schedule; there are none where nil.
	Sources Sources
	// Impressions count who is shown in answers to searches; nobody is counted where nil.
	Impressions Impressions
	// Report receives the cause of an internal error and the id that the client is given for
	// it, with the context of the request. It must not keep or send the client's query. Nothing is reported where nil.
	Report func(ctx context.Context, id string, cause error)
	// NewID makes the ids of reports; random text where nil.
	NewID func() string
}

// OrDefault returns the config with what it leaves out.
func (c Config) OrDefault() Config {
	c.Limits = c.Limits.OrDefault()
	if c.Suggest == nil {
		c.Suggest = func(string, int) []Suggestion { return nil }
	}
	if c.Typed == nil {
		c.Typed = suggest.New().Suggest
	}
	if c.Recent == nil {
		c.Recent = recent.New()
	}
	if c.Shown == nil {
		c.Shown = paging.New(paging.DefaultRoom)
	}
	if c.Similar == nil {
		c.Similar = func(context.Context, graph.Reader, string) ([]Suggestion, error) { return nil, nil }
	}
	if c.LinkNamed == nil {
		c.LinkNamed = func(context.Context, graph.Key) {}
	}
	if c.Review == nil {
		c.Review = func(context.Context, graph.Reader) ([]SkillQuestion, error) { return nil, nil }
	}
	if c.NewText == nil {
		c.NewText = TextNamer(graph.NewNamer([]byte(rand.Text())))
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Report == nil {
		c.Report = func(context.Context, string, error) {}
	}
	if c.NewID == nil {
		c.NewID = func() string { return strings.ToLower(rand.Text()[:12]) }
	}
	return c
}

// TextNamer makes the ids of texts under the key of an installation.
func TextNamer(namer graph.Namer) func(writer, about, idempotencyKey string) string {
	return func(writer, about, idempotencyKey string) string {
		if idempotencyKey == "" {
			return namer.ID("text", rand.Text())
		}
		return namer.ID("text", writer, about, idempotencyKey)
	}
}

// Auditor notes what human resources and recruiters are shown of people. An [audit.Log] is one.
type Auditor interface {
	Append(entry audit.Entry) error
	// Viewed returns how often a person was looked at, by role.
	Viewed(person graph.Key) (map[string]int, error)
}
