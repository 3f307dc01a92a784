package neo4j

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/graph"
)

// unknownOutcome is the error of a commit whose answer was lost: it may have been applied.
type unknownOutcome struct{ cause error }

func (l *unknownOutcome) Error() string { return "the answer to a commit was lost: " + l.cause.Error() }
func (l *unknownOutcome) Unwrap() error { return l.cause }

// retry repeats an attempt that fails with a transient error, until the patience is over.
func (s *Store) retry(ctx context.Context, patience time.Duration, attempt func(context.Context) error) error {
	until, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var wait backoff
	for {
		err := ctx.Err()
		if err == nil {
			err = attempt(ctx)
		}
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !isTransient(err):
			return s.explain(err)
		case !wait.next(until) && ctx.Err() == nil:
			return s.unavailable(err)
		}
	}
}

// backoff waits before the next attempt: not at first, since pooled connections from before a restart
// fail one after the other, then longer each time.
type backoff struct{ attempts int }

const (
	immediateRetries = 3
	shortestPause    = 20 * time.Millisecond
	longestPause     = time.Second
)

// next waits, and reports false where until is over.
func (p *backoff) next(until context.Context) bool {
	p.attempts++
	if p.attempts <= immediateRetries {
		return until.Err() == nil
	}
	wait := time.NewTimer(min(longestPause, shortestPause<<min(p.attempts-immediateRetries, 10)))
	defer wait.Stop()
	select {
	case <-until.Done():
		return false
	case <-wait.C:
		return true
	}
}

// isTransient reports whether an attempt may succeed when it is repeated: the server is away or busy, or
// two transactions made the same constraint or node at once.
func isTransient(err error) bool {
	var refused *neo4j.Neo4jError
	if errors.As(err, &refused) {
		return refused.IsRetriable() || refused.Code == constraintViolation
	}
	if errors.Is(err, errEndsGone) {
		return true
	}
	for ; err != nil; err = errors.Unwrap(err) {
		if neo4j.IsRetryable(err) || neo4j.IsConnectivityError(err) {
			return true
		}
	}
	return false
}

// constraintViolation is the server's answer to a second node with the same key.
const constraintViolation = "Neo.ClientError.Schema.ConstraintValidationFailed"

// isOutdated reports whether the graph turned out to differ from what the single writer knew.
func isOutdated(err error) bool {
	var refused *neo4j.Neo4jError
	return errors.Is(err, errEndsGone) || errors.As(err, &refused) && refused.Code == constraintViolation
}

// isRefusal reports whether the server answered that it did not commit.
func isRefusal(err error) bool {
	var refused *neo4j.Neo4jError
	return errors.As(err, &refused) && !strings.HasPrefix(refused.Code, "Neo.DatabaseError.")
}

func (s *Store) unavailable(err error) error {
	return fmt.Errorf("%w: Neo4j at %s: %w", graph.ErrUnavailable, s.config.URI, err)
}

// explain adds what an administrator can do about a refusal.
func (s *Store) explain(err error) error {
	var refused *neo4j.Neo4jError
	if !errors.As(err, &refused) {
		return err
	}
	switch {
	case strings.HasPrefix(refused.Code, "Neo.ClientError.Security."):
		return fmt.Errorf("the Neo4j server does not let us in; check NEO4J_USERNAME and NEO4J_PASSWORD, or NEO4J_BEARER_TOKEN: %w", err)
	case refused.Code == "Neo.ClientError.Database.DatabaseNotFound":
		return fmt.Errorf("the Neo4j server has no database %q; name another in NEO4J_DATABASE: %w", s.config.Database, err)
	}
	return err
}
