// Package webhook posts new questions of open communities to chat programs: Mattermost, Slack and Teams. A post holds what every
// employee may see of the question, its title, its community and its address, and never the name of who asks. Nothing is posted
// of a community that is closed, secret or sensitive.
//
// No question is posted twice to one address: that it is posted is noted before, and taken back where it surely was not.
package webhook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/search/recent"
)

// Config is what posts are made of.
type Config struct {
	Gate   *access.Gate
	Recent *recent.Table
	Hooks  []Hook
	// Address is that of the pages, such as https://sachant.example.com; Language that of posts, fr or en.
	Address, Language string
	Client            *http.Client
	Now               func() time.Time
	Log               zerolog.Logger
}

// Poster posts questions. Its passes run one after the other.
type Poster struct {
	Config
	waits map[string]wait // of hooks that failed
}

// wait is how often a hook failed in a row, and until when it is left alone.
type wait struct {
	failures int
	until    time.Time
}

// New returns a poster.
func New(config Config) *Poster { return &Poster{Config: config, waits: map[string]wait{}} }

// Pass posts the questions of today and yesterday that were not posted yet. A hook that fails fails no other one.
func (p *Poster) Pass(ctx context.Context) error {
	questions, err := p.questions(ctx)
	if err != nil || len(questions) == 0 {
		return err
	}
	var failures []error
	for _, hook := range p.Hooks {
		if p.waits[hook.Address].until.After(p.Now()) {
			continue
		}
		failures = append(failures, p.postTo(ctx, hook, questions))
	}
	return errors.Join(failures...)
}

// question is what is posted of one.
type question struct {
	key, community graph.Key
	Title          string
	Community      string
	Address        string
}

// questions returns those of open communities, the oldest first, as every employee sees them.
func (p *Poster) questions(ctx context.Context) (found []question, err error) {
	colleague, today := p.Gate.View(access.Colleague()), graph.DayOf(p.Now())
	items, err := p.Recent.Items(ctx, colleague, today)
	if err != nil {
		return nil, err
	}
	var keys []graph.Key
	for _, item := range items {
		if item.On >= today-1 && item.On <= today && item.Question == "" && item.Community != "" {
			keys = append(keys, item.Key, item.Community)
			found = append([]question{{key: item.Key, community: item.Community, Address: p.Address + "/" + string(item.Key)}}, found...)
		}
	}
	facts, err := colleague.Facts(ctx, graph.Brief, keys...)
	byKey, kept := graph.ByKey(facts), found[:0]
	for _, one := range found {
		asked, isContribution := byKey[one.key].Value.(graph.Contribution)
		community, isCommunity := byKey[one.community].Value.(graph.Community)
		if isContribution && isCommunity && asked.Type == graph.TypeQuestion && !community.IsClosed() {
			one.Title, one.Community = oneLine(asked.Title), oneLine(community.Name)
			kept = append(kept, one)
		}
	}
	return kept, err
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// postTo posts questions to a hook, until one fails.
func (p *Poster) postTo(ctx context.Context, hook Hook, questions []question) error {
	keys := make([]graph.Key, len(questions))
	for i, one := range questions {
		keys[i] = graph.EdgeKey(one.key, graph.KindPosted, hook.name(), one.community)
	}
	posted, err := asking.Posted(ctx, p.Gate, keys)
	if err != nil {
		return err
	}
	for i, one := range questions {
		if _, was := posted[keys[i]]; was {
			continue
		}
		err := asking.NotePosted(ctx, p.Gate, graph.Fact{Key: keys[i], Value: graph.Posted{At: p.Now().UTC()}})
		if errors.Is(err, graph.ErrConflict) || errors.Is(err, graph.ErrNotFound) {
			continue // another server posts it, or it is gone
		}
		if err != nil {
			return err
		}
		if failure := p.post(ctx, hook, one); failure != nil {
			return p.failed(ctx, hook, keys[i], failure)
		}
		delete(p.waits, hook.Address)
	}
	return nil
}

// errRefused is that a hook does not want a post: to try again is of no use.
var errRefused = errors.New("the post is refused")

// errNotSent is that a post surely did not arrive.
var errNotSent = errors.New("the post was not taken")

// failed notes that a hook failed, and that a question is to be posted again where it surely was not.
func (p *Poster) failed(ctx context.Context, hook Hook, posted graph.Key, failure error) error {
	const most = 6
	failures := p.waits[hook.Address].failures + 1
	p.waits[hook.Address] = wait{failures, p.Now().Add(time.Minute << min(failures-1, most))}
	p.Log.Warn().Err(failure).Str("kind", hook.Kind).Msg("a question was not posted to a webhook")
	if errors.Is(failure, errNotSent) {
		return asking.TakeBackPosted(context.WithoutCancel(ctx), p.Gate, posted)
	}
	return nil
}

// post sends one question.
func (p *Poster) post(ctx context.Context, hook Hook, one question) error {
	body, err := json.Marshal(hook.payload(one, p.Language))
	if err != nil {
		return errors.Join(errRefused, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.Address, bytes.NewReader(body))
	if err != nil {
		return errors.Join(errRefused, errors.New("its address is none"))
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := p.Client.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err // without the address, which is a secret
		}
		var dial *net.OpError
		if errors.As(err, &dial) && dial.Op == "dial" {
			return fmt.Errorf("%w: %w", errNotSent, err)
		}
		return fmt.Errorf("the server did not answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16))
	switch {
	case response.StatusCode < 300:
		return nil
	case response.StatusCode == http.StatusTooManyRequests || response.StatusCode >= 500:
		return fmt.Errorf("%w: status %d", errNotSent, response.StatusCode)
	}
	return fmt.Errorf("%w: status %d", errRefused, response.StatusCode)
}

// name returns what tells a hook from others where it is noted what was posted: a hash, for its address is a secret.
func (h Hook) name() string {
	sum := sha256.Sum256([]byte(h.Address))
	return h.Kind + "-" + hex.EncodeToString(sum[:6])
}
