// Package proposals finds skills in the texts that people paste into a page: by labels at once, by a language model as soon
// as it has answered.
package proposals

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/ingest/table"
	"github.com/sachant/sachant/search/extract"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/thesaurus"
	"github.com/sachant/sachant/search/vocabulary"
)

// Config is what texts are read with.
type Config struct {
	// Vocabulary returns the labels of concepts.
	Vocabulary func() *vocabulary.Index
	// Model is asked as well; nil where none is configured.
	Model *model.Client
	// Background runs a function in the background, with a context that ends with the server.
	Background func(func(context.Context))
}

// Proposals implements [page.Proposals]. A language model may take longer than a page can wait: it goes on meanwhile, and its
// answer is there when the text is sent again.
type Proposals struct {
	Config

	mutex   sync.Mutex
	reading map[string]*readingText // by person and text
}

var _ page.Proposals = (*Proposals)(nil)

// readingText is a text that the model reads.
type readingText struct {
	done  chan struct{}
	found extract.Found // once done is closed
}

const (
	// proposalPatience is how long a page waits for the model.
	proposalPatience = 8 * time.Second
	// maxReading is how many texts are read at once.
	maxReading = 8
	// passage is how much of the text is shown around a quote, in bytes.
	passage = 60
)

var errManyTexts = errors.New("the language model reads other texts: send this one again in a minute")

// New returns the proposals of a server.
func New(config Config) *Proposals {
	return &Proposals{Config: config, reading: map[string]*readingText{}}
}

// Decode implements [page.Proposals].
func (p *Proposals) Decode(ctx context.Context, content []byte) (string, error) {
	said, _, err := table.DecodeProse(ctx, content, extract.MaxText)
	return said, err
}

// Propose implements [page.Proposals].
func (p *Proposals) Propose(ctx context.Context, view *access.View, said string) (page.ProposalsView, error) {
	terms, err := extract.ReadTerms(ctx, view, p.Vocabulary(), thesaurus.Trades())
	if err != nil {
		return page.ProposalsView{}, err
	}
	found := extract.New(terms, nil).Find(ctx, said)
	var shown page.ProposalsView
	if p.Model.Completes() {
		if read := p.read(ctx, view.Viewer().Person, terms, said); read != nil {
			found = *read
		} else {
			shown.Reading = true
		}
	}
	if found.Failure != nil {
		shown.Failure = found.Failure.Error()
	}
	declared, err := declaredBy(ctx, view)
	if err != nil {
		return page.ProposalsView{}, err
	}
	notices, err := attributions(ctx, view)
	for _, one := range found.Proposals {
		item := page.ProposalItem{
			Label: one.Label, Before: before(said, one.Start), Quote: one.Quote(said), After: after(said, one.End),
			InUse: one.Skill != "", ByModel: one.By == extract.ByModel, Attribution: notices[one.Scheme],
			Declared: declared[string(one.Skill)] || declared[graph.Slug(one.Label)],
		}
		shown.Items = append(shown.Items, item)
	}
	return shown, err
}

// read lets the model read a text, and returns what is found; nil where it takes longer than a page can wait.
func (p *Proposals) read(ctx context.Context, person graph.Key, terms *extract.Terms, said string) *extract.Found {
	p.mutex.Lock()
	key := string(person) + "\n" + said
	one, known := p.reading[key]
	switch {
	case known:
	case len(p.reading) >= maxReading:
		p.mutex.Unlock()
		return &extract.Found{Proposals: terms.Find(said), Failure: errManyTexts}
	default:
		one = &readingText{done: make(chan struct{})}
		p.reading[key] = one
		p.Background(func(ctx context.Context) {
			one.found = extract.New(terms, p.Model).Find(ctx, said)
			p.mutex.Lock()
			defer p.mutex.Unlock()
			delete(p.reading, key)
			close(one.done)
		})
	}
	p.mutex.Unlock()
	limited, cancel := context.WithTimeout(ctx, proposalPatience)
	defer cancel()
	select {
	case <-one.done:
		return &one.found
	case <-limited.Done():
		return nil
	}
}

// declaredBy returns the keys of the skills that the viewer states, and the slugs of their labels.
func declaredBy(ctx context.Context, view *access.View) (map[string]bool, error) {
	declared := map[string]bool{}
	edges, err := view.Edges(ctx, []graph.Key{view.Viewer().Person}, graph.Out, graph.KindDeclares)
	if err != nil {
		return nil, err
	}
	var skills []graph.Key
	for _, edge := range edges {
		if edge.Key.Tag() == access.DeclaredBySelf {
			skills = append(skills, edge.To())
		}
	}
	facts, err := view.Facts(ctx, graph.Brief, skills...)
	for _, fact := range facts {
		declared[string(fact.Key)] = true
		declared[graph.Slug(graph.As[graph.Skill](fact).PrefLabel)] = true
	}
	return declared, err
}

// attributions returns the notices of the vocabularies, by their ids.
func attributions(ctx context.Context, reader graph.Reader) (map[string]string, error) {
	notices := map[string]string{}
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		notices[fact.Key.ID()] = graph.As[graph.Scheme](fact).Attribution
		return nil
	}, graph.KindScheme)
	return notices, err
}

// before returns the end of what stands before a place in a text, from the beginning of a word.
func before(said string, at int) string {
	from := max(at-passage, 0)
	for from > 0 && !utf8.RuneStart(said[from]) {
		from--
	}
	part := said[from:at]
	if from == 0 {
		return part
	}
	return "…" + part[strings.IndexAny(part, " \n\t")+1:]
}

// after returns the beginning of what stands after a place in a text, up to the end of a word.
func after(said string, at int) string {
	to := min(at+passage, len(said))
	for to < len(said) && !utf8.RuneStart(said[to]) {
		to++
	}
	part := said[at:to]
	if to == len(said) {
		return part
	}
	if space := strings.LastIndexAny(part, " \n\t"); space >= 0 {
		part = part[:space]
	}
	return part + "…"
}
