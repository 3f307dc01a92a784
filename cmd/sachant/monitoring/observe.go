package monitoring

import (
	"context"
	"errors"
	"net/http"

	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search"
)

// Stages returns what is told of the stages of searches; nil where nobody reads it.
func (m *Monitor) Stages() search.Stages {
	if !m.observes() {
		return nil
	}
	return m
}

// BeginStage is for [search.Stages].
func (m *Monitor) BeginStage(ctx context.Context, stage string) (context.Context, func()) {
	start := m.now()
	inner, end := m.tracing.Begin(ctx, "search "+stage)
	return inner, func() {
		m.metrics.Stage(stage, m.now().Sub(start))
		end(nil)
	}
}

// Store returns a store whose operations are measured, or the same one where nobody reads that.
func (m *Monitor) Store(store installation.Durable) installation.Durable {
	if !m.observes() {
		return store
	}
	return &observedStore{Durable: store, monitor: m}
}

// observedStore measures the operations of a store.
type observedStore struct {
	installation.Durable
	monitor *Monitor
}

// Unwrap is for [graph.BulkReaderOf].
func (s *observedStore) Unwrap() graph.Store { return s.Durable }

func (s *observedStore) begin(ctx context.Context, operation string) (context.Context, func(error)) {
	start := s.monitor.now()
	inner, end := s.monitor.tracing.Begin(ctx, "store "+operation)
	return inner, func(err error) {
		s.monitor.metrics.StoreOperation(operation, s.monitor.now().Sub(start), err)
		end(err)
	}
}

func (s *observedStore) Facts(ctx context.Context, detail graph.Detail, keys ...graph.Key) (facts []graph.Fact, err error) {
	ctx, end := s.begin(ctx, "facts")
	defer func() { end(err) }()
	return s.Durable.Facts(ctx, detail, keys...)
}

func (s *observedStore) Edges(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds ...graph.Kind) (edges []graph.Fact, err error) {
	ctx, end := s.begin(ctx, "edges")
	defer func() { end(err) }()
	return s.Durable.Edges(ctx, nodes, direction, kinds...)
}

func (s *observedStore) Scan(ctx context.Context, detail graph.Detail, visit func(graph.Fact) error, kinds ...graph.Kind) (revision int64, err error) {
	ctx, end := s.begin(ctx, "scan")
	defer func() { end(err) }()
	return s.Durable.Scan(ctx, detail, visit, kinds...)
}

func (s *observedStore) Commit(ctx context.Context, tx graph.Tx) (receipt graph.Receipt, err error) {
	ctx, end := s.begin(ctx, "commit")
	defer func() { end(err) }()
	return s.Durable.Commit(ctx, tx)
}

func (s *observedStore) Changes(ctx context.Context, after int64) (changes []graph.Change, err error) {
	ctx, end := s.begin(ctx, "changes")
	defer func() { end(err) }()
	return s.Durable.Changes(ctx, after)
}

// Sender is what sends mails; it is counted how that went.
func (m *Monitor) Sender(sender Sender) Sender {
	if m == nil || m.metrics == nil {
		return sender
	}
	return countedSender{sender, m}
}

// Sender sends one mail.
type Sender interface {
	Send(ctx context.Context, message mail.Message) error
}

type countedSender struct {
	Sender
	monitor *Monitor
}

func (s countedSender) Send(ctx context.Context, message mail.Message) error {
	err := s.Sender.Send(ctx, message)
	s.monitor.metrics.Mail(err)
	return err
}

// Posts returns what carries posts to webhooks; it is counted how that went. Nil is the standard one.
func (m *Monitor) Posts() http.RoundTripper {
	if m == nil || m.metrics == nil {
		return nil
	}
	return countedPosts{http.DefaultTransport, m}
}

// errRefused stands for a status by which a webhook refuses a post.
var errRefused = errors.New("the webhook refused the post")

type countedPosts struct {
	http.RoundTripper
	monitor *Monitor
}

func (p countedPosts) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := p.RoundTripper.RoundTrip(r)
	failure := err
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		failure = errRefused
	}
	p.monitor.metrics.Post(failure)
	return response, err
}
