package lease

import (
	"context"
	"fmt"
	"time"
)

// Database runs a statement in Neo4j and returns its rows.
type Database interface {
	Query(ctx context.Context, statement string, parameters map[string]any) ([][]any, error)
}

// Server is the leases in a Neo4j server, for all processes that share it.
type Server struct{ database Database }

// OpenServer prepares a database for leases. Preparing it again does no harm.
func OpenServer(ctx context.Context, database Database) (*Server, error) {
	_, err := database.Query(ctx, "CREATE CONSTRAINT lease_name IF NOT EXISTS FOR (n:Lease) REQUIRE n.name IS UNIQUE", nil)
	if err != nil {
		return nil, fmt.Errorf("prepare the leases: %w", err)
	}
	return &Server{database}, nil
}

// Close gives up nothing: the database belongs to the caller.
func (*Server) Close() error { return nil }

// Setting a property takes the lock of the node, so what is read after it is what was committed last.
const (
	acquiring = `MERGE (l:Lease {name: $name}) SET l.lock = true
		WITH l, coalesce(l.holder, '') AS holder, coalesce(l.until, 0) AS until
		WITH l, holder = $holder OR until <= timestamp() AS free
		SET l.holder = CASE WHEN free THEN $holder ELSE l.holder END,
			l.until = CASE WHEN free THEN timestamp() + $ttl ELSE l.until END
		RETURN free`
	holding   = `MATCH (l:Lease {name: $name}) SET l.lock = true WITH l WHERE l.holder = $holder `
	lasting   = holding + `AND l.until > timestamp() `
	renewing  = lasting + `SET l.until = timestamp() + $ttl RETURN true`
	releasing = holding + `SET l.holder = '', l.until = 0 RETURN true`
	keeping   = lasting + `SET l.state = $state RETURN true`
	reading   = `MATCH (l:Lease {name: $name}) RETURN l.state`
)

// Acquire does what [File.Acquire] does.
func (s *Server) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	return s.change(ctx, acquiring, name, map[string]any{"holder": holder, "ttl": ttl.Milliseconds()})
}

// Renew does what [File.Renew] does.
func (s *Server) Renew(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	return s.change(ctx, renewing, name, map[string]any{"holder": holder, "ttl": ttl.Milliseconds()})
}

// Release does what [File.Release] does.
func (s *Server) Release(ctx context.Context, name, holder string) error {
	_, err := s.change(ctx, releasing, name, map[string]any{"holder": holder})
	return err
}

// Keep does what [File.Keep] does.
func (s *Server) Keep(ctx context.Context, name, holder string, state []byte) (bool, error) {
	return s.change(ctx, keeping, name, map[string]any{"holder": holder, "state": state})
}

// State does what [File.State] does.
func (s *Server) State(ctx context.Context, name string) ([]byte, error) {
	rows, err := s.database.Query(ctx, reading, map[string]any{"name": name})
	if err != nil {
		return nil, fmt.Errorf("read the state of the lease %q: %w", name, err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	state, _ := rows[0][0].([]byte)
	return state, nil
}

// change reports whether the holder has the lease after a statement.
func (s *Server) change(ctx context.Context, statement, name string, parameters map[string]any) (bool, error) {
	parameters["name"] = name
	rows, err := s.database.Query(ctx, statement, parameters)
	if err != nil {
		return false, fmt.Errorf("change the lease %q: %w", name, err)
	}
	if len(rows) == 0 {
		return false, nil
	}
	has, _ := rows[0][0].(bool)
	return has, nil
}
