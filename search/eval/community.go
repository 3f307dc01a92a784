package eval

import (
	"context"
	"fmt"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/search"
	"github.com/sachant/sachant/search/index"
	"github.com/sachant/sachant/search/rank"
)

// Community is a community that was imported and indexed as any source is.
type Community struct {
	Log     *Log
	Report  ingest.Report
	store   graph.Store
	namer   graph.Namer
	replica *replica.Replica
	index   *index.Index
	gate    *access.Gate
	finder  *search.Finder
}

// Expert is a member who was found, with their score.
type Expert struct {
	Member Member
	Score  float64
}

// FindMembers returns the people who knew about a question, as of the end of the day before, by expertise alone:
// the first hundred, but the asker and people who never wrote anything.
func (c *Community) FindMembers(ctx context.Context, q *Question) ([]Expert, error) {
	experts, err := c.find(ctx, q.Title, search.WhoKnows, q.Known, found)
	if err != nil {
		return nil, fmt.Errorf("find who knows about %q: %w", q.Title, err)
	}
	var members []Expert
	for _, expert := range experts {
		if who, known := c.Log.members[expert.Person.Key]; known && who != q.Author {
			members = append(members, Expert{who, expert.Score})
		}
	}
	return members, nil
}

// Import imports a source into an empty store, makes people of its accounts, and indexes it. The caller closes the
// community, then the store.
func Import(ctx context.Context, store graph.Store, namer graph.Namer, source string, reader ingest.Reader) (*Community, error) {
	return ImportBy(ctx, ingest.Import{Source: source, Store: store, Namer: namer}, reader)
}

// ImportBy is [Import], with the options of an import: a clock, and who is told how far it is.
func ImportBy(ctx context.Context, run ingest.Import, reader ingest.Reader) (*Community, error) {
	c := &Community{store: run.Store, namer: run.Namer}
	store, stated := run.Store, newRecord()
	run.CreatePeople = true
	var err error
	if c.Report, err = run.Run(ctx, recorder{reader, stated}); err != nil {
		return nil, err
	}
	if err := stated.resolve(ctx, store); err != nil {
		return nil, fmt.Errorf("read whose accounts these are: %w", err)
	}
	c.Log = newLog(stated)
	if c.replica, err = replica.Follow(ctx, store); err != nil {
		return nil, err
	}
	if c.index, err = index.Open(ctx, "", store); err != nil {
		return nil, err
	}
	c.gate = access.NewGate(c.replica, store)
	c.finder = search.NewFinder(c.index, rank.DefaultWeights(), time.Now)
	return c, nil
}

// Close releases the index.
func (c *Community) Close() error { return c.index.Close() }

// catchUp shows what was committed to the store since.
func (c *Community) catchUp(ctx context.Context) error {
	if err := c.replica.CatchUp(ctx); err != nil {
		return err
	}
	return c.index.CatchUp(ctx)
}

// found is how many people are asked for: those after them count as not found.
const found = search.MaxFirst

// find asks for experts as any colleague would have been answered at the end of a day.
func (c *Community) find(ctx context.Context, words string, emphasis search.Emphasis, on graph.Day, first int) ([]search.Expert, error) {
	answer, err := c.finder.FindExperts(ctx, c.gate.View(access.Colleague()), search.Query{
		Words: words, Emphasis: emphasis, AsOf: on.Date().Time().Add(24*time.Hour - time.Millisecond), First: first,
		WithoutFacets: true, WithoutExcerpts: true, WithoutEvidence: true,
	})
	return answer.Experts, err
}
