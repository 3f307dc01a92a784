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

// lostAnswer is a commit of which nobody knows yet whether it happened.
type lostAnswer struct{ cause error }

func (l *lostAnswer) Error() string { return "the answer to a commit was lost: " + l.cause.Error() }
func (l *lostAnswer) Unwrap() error { return l.cause }

// patiently repeats an attempt that fails for a reason that passes.
func (s *Store) patiently(ctx context.Context, patience time.Duration, attempt func(context.Context) error) error {
	until, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var wait pause
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
		case !passes(err):
			return s.explain(err)
		case !wait.next(until) && ctx.Err() == nil:
			return s.unavailable(err)
		}
	}
}

// pause is what to wait before the next attempt: nothing at first, since connections kept from
// before a restart fail all at once, then longer and longer.
type pause struct{ attempts int }

const (
	atOnce       = 3
	shortest     = 20 * time.Millisecond
	longestPause = time.Second
)

// next waits, and reports false where the time is over.
func (p *pause) next(until context.Context) bool {
	p.attempts++
	if p.attempts <= atOnce {
		return until.Err() == nil
	}
	wait := time.NewTimer(min(longestPause, shortest<<min(p.attempts-atOnce, 10)))
	defer wait.Stop()
	select {
	case <-until.Done():
		return false
	case <-wait.C:
		return true
	}
}

// passes reports whether what failed may work when it is tried again: the server is away or
// busy, or two that made the same constraint or node at once were told apart.
func passes(err error) bool {
	var refused *neo4j.Neo4jError
	if errors.As(err, &refused) {
		return refused.IsRetriable() || refused.Code == alreadyThere
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

// alreadyThere is what the server says to a second node of one key.
const alreadyThere = "Neo.ClientError.Schema.ConstraintValidationFailed"

// isOutdated reports whether the graph turned out to differ from what the single writer knew.
func isOutdated(err error) bool {
	var refused *neo4j.Neo4jError
	return errors.Is(err, errEndsGone) || errors.As(err, &refused) && refused.Code == alreadyThere
}

// isRefusal reports whether the server itself said that it did not commit.
func isRefusal(err error) bool {
	var refused *neo4j.Neo4jError
	return errors.As(err, &refused) && !strings.HasPrefix(refused.Code, "Neo.DatabaseError.")
}

func (s *Store) unavailable(err error) error {
	return fmt.Errorf("%w: Neo4j at %s: %w", graph.ErrUnavailable, s.config.URI, err)
}

// explain says what to do about refusals that an administrator can do something about.
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
