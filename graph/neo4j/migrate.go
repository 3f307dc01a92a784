package neo4j

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/graph"
)

// format is the version of the mapping of facts to the database. It rises when an older Sachant
// could not read what a newer one writes, or would write other keys than a newer one.
const format = 2

// Format returns the version of the databases that this program writes; it opens those of earlier ones too.
func Format() int { return format }

// ErrNewer: the database was written by a newer Sachant.
var ErrNewer = errors.New("the database is of a newer Sachant")

// migration is one statement that prepares a database. Each is applied once, in order, and does no harm
// when it is applied again.
type migration struct{ name, statement string }

// migrations returns those that every database has had. The constraints on keys are made from the kinds,
// so that a new kind has its own.
func (a mappings) migrations() []migration {
	all := []migration{
		{"one migration of a name", "CREATE CONSTRAINT migration_name IF NOT EXISTS FOR (n:Migration) REQUIRE n.name IS UNIQUE"},
		{"one log", "CREATE CONSTRAINT log_name IF NOT EXISTS FOR (n:Log) REQUIRE n.name IS UNIQUE"},
		{"one change of a revision", "CREATE CONSTRAINT change_revision IF NOT EXISTS FOR (n:Change) REQUIRE n.revision IS UNIQUE"},
		{"one change of a commit", "CREATE CONSTRAINT change_commit IF NOT EXISTS FOR (n:Change) REQUIRE n.commit IS UNIQUE"},
	}
	for _, kind := range a.kinds {
		if !kind.IsEdge() {
			all = append(all, migration{
				"one " + string(kind) + " of a key",
				fmt.Sprintf("CREATE CONSTRAINT %s_key IF NOT EXISTS FOR (n:%s) REQUIRE n.key IS UNIQUE", kind, a.byKind[kind].name),
			})
		}
	}
	return append(all,
		migration{"levels by value", "CREATE INDEX declares_level IF NOT EXISTS FOR ()-[r:DECLARES]-() ON (r.level)"},
		migration{"declarations by end", "CREATE INDEX declares_until IF NOT EXISTS FOR ()-[r:DECLARES]-() ON (r.validUntil)"},
		migration{"contributions by day", "CREATE INDEX contribution_published IF NOT EXISTS FOR (n:Contribution) ON (n.publishedAt)"},
		migration{"interviews by day", "CREATE INDEX interview_held IF NOT EXISTS FOR (n:Interview) ON (n.heldOn)"},
		migration{"one session of a hash", "CREATE CONSTRAINT sign_in_session_hash IF NOT EXISTS FOR (n:SignInSession) REQUIRE n.hash IS UNIQUE"},
		migration{"sessions by person", "CREATE INDEX sign_in_session_person IF NOT EXISTS FOR (n:SignInSession) ON (n.person)"},
		migration{"sessions by subject", "CREATE INDEX sign_in_session_subject IF NOT EXISTS FOR (n:SignInSession) ON (n.subject)"},
		migration{"sessions by provider's session", "CREATE INDEX sign_in_session_provider IF NOT EXISTS FOR (n:SignInSession) ON (n.provider)"},
		migration{"one sign-in of a hash", "CREATE CONSTRAINT sign_in_pending_hash IF NOT EXISTS FOR (n:SignInPending) REQUIRE n.hash IS UNIQUE"},
		migration{"sign-ins by end", "CREATE INDEX sign_in_pending_expires IF NOT EXISTS FOR (n:SignInPending) ON (n.expires)"},
		migration{"one token of an id", "CREATE CONSTRAINT sign_in_token_id IF NOT EXISTS FOR (n:SignInToken) REQUIRE n.id IS UNIQUE"},
		migration{"one token of a hash", "CREATE CONSTRAINT sign_in_token_hash IF NOT EXISTS FOR (n:SignInToken) REQUIRE n.hash IS UNIQUE"},
		migration{"one bucket of a name", "CREATE CONSTRAINT sign_in_bucket_name IF NOT EXISTS FOR (n:SignInBucket) REQUIRE n.name IS UNIQUE"},
		migration{"words of names", "CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:Person|Unit|Site|Community) ON EACH [n.displayName, n.name]"},
		migration{"words of skills", "CREATE FULLTEXT INDEX skills IF NOT EXISTS FOR (n:Skill) ON EACH [n.prefLabel, n.altLabel]"},
	)
}

const beginningLog = `MERGE (l:Log {name: 'sachant'})
	ON CREATE SET l.revision = 0, l.floor = 0, l.lock = true
	SET l.format = $format, l.rekeyedAt = coalesce(l.rekeyedAt, l.revision)`

// migrate applies the migrations that are missing. Two processes that begin at once may both apply one.
func (s *Store) migrate(ctx context.Context) error {
	found, err := s.prepared(ctx)
	if err != nil {
		return err
	}
	if found.format > format {
		return fmt.Errorf("%w: its format is %d, this one reads up to %d; use that Sachant", ErrNewer, found.format, format)
	}
	if s.config.ReadOnly {
		if found.format == 0 {
			err = fmt.Errorf("%w: nothing was kept there yet", graph.ErrNotFound)
		}
		return err
	}
	if found.revision > 0 {
		s.writer.forget()
	}
	var missing []migration
	for _, migration := range s.mappings.migrations() {
		if !found.migrations[migration.name] {
			missing = append(missing, migration)
		}
	}
	if err := s.migrateBy(ctx, missing); err != nil || found.format == format {
		return err
	}
	if found.format > 0 { // keys of format 1 are those that graph.Slug made then
		if err := graph.Rekey(ctx, s); err != nil {
			return err
		}
	}
	return s.write(ctx, func(ctx context.Context, tx transaction) error {
		return tx.run(ctx, beginningLog, map[string]any{"format": format})
	})
}

// RekeyedAt returns the revision up to which things with different labels may have had one key, 0 where
// none ever had.
func (s *Store) RekeyedAt(ctx context.Context) (revision int64, err error) {
	err = s.read(ctx, func(ctx context.Context, tx transaction) error {
		return tx.each(ctx, "MATCH (l:Log {name: 'sachant'}) RETURN coalesce(l.rekeyedAt, 0)", nil, func(row []any) error {
			revision = integer(row[0])
			return nil
		})
	})
	if err != nil {
		return 0, fmt.Errorf("read when the keys were made anew: %w", err)
	}
	return revision, nil
}

// prepared describes the state of a database; the format is 0 where there is no log yet.
type prepared struct {
	format, revision int64
	migrations       map[string]bool // that it has had, by name
}

func (s *Store) prepared(ctx context.Context) (found prepared, err error) {
	err = s.read(ctx, func(ctx context.Context, tx transaction) error {
		found = prepared{migrations: map[string]bool{}}
		err := tx.each(ctx, "MATCH (l:Log {name: 'sachant'}) RETURN l.format, l.revision", nil, func(row []any) error {
			found.format, found.revision = integer(row[0]), integer(row[1])
			return nil
		})
		if err != nil {
			return err
		}
		return tx.each(ctx, "MATCH (m:Migration) RETURN m.name", nil, func(row []any) error {
			name, _ := row[0].(string)
			found.migrations[name] = true
			return nil
		})
	})
	return found, err
}

// migrateBy applies migrations and records them. These are two transactions, because
// the server takes schema and data in separate ones.
func (s *Store) migrateBy(ctx context.Context, missing []migration) error {
	if len(missing) == 0 {
		return nil
	}
	err := s.applySchema(ctx, missing)
	if isLeftoverIndex(err) {
		if err = s.dropLeftoverIndexes(ctx, missing); err == nil {
			err = s.applySchema(ctx, missing)
		}
	}
	if err != nil {
		return err
	}
	if err := s.awaitIndexes(ctx); err != nil {
		return err
	}
	names := make([]any, len(missing))
	for i, migration := range missing {
		names[i] = migration.name
	}
	return s.write(ctx, func(ctx context.Context, tx transaction) error {
		return tx.run(ctx, "UNWIND $rows AS row MERGE (m:Migration {name: row}) ON CREATE SET m.appliedAt = $at",
			map[string]any{"rows": names, "at": native(s.config.Clock())})
	})
}

func (s *Store) applySchema(ctx context.Context, missing []migration) error {
	return s.write(ctx, func(ctx context.Context, tx transaction) error {
		for _, migration := range missing {
			if err := tx.run(ctx, migration.statement, nil); err != nil {
				return fmt.Errorf("prepare the database, %s: %w", migration.name, err)
			}
		}
		return nil
	})
}

// isLeftoverIndex reports whether a constraint cannot be made because its index is there already. The
// server makes that in a transaction of its own, so where it is killed in between, it stays.
func isLeftoverIndex(err error) bool {
	var refused *neo4j.Neo4jError
	return errors.As(err, &refused) && refused.Code == "Neo.ClientError.Schema.IndexWithNameAlreadyExists"
}

// dropLeftoverIndexes drops indexes that have the name of a constraint and belong to none.
func (s *Store) dropLeftoverIndexes(ctx context.Context, missing []migration) error {
	var names, left []any
	for _, migration := range missing {
		if words := strings.Fields(migration.statement); words[1] == "CONSTRAINT" {
			names = append(names, words[2])
		}
	}
	err := s.read(ctx, func(ctx context.Context, tx transaction) error {
		left = nil
		return tx.each(ctx, "SHOW INDEXES YIELD name, owningConstraint WHERE owningConstraint IS NULL AND name IN $names RETURN name",
			map[string]any{"names": names}, func(row []any) error {
				left = append(left, row[0])
				return nil
			})
	})
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, tx transaction) error {
		for _, name := range left {
			if err := tx.run(ctx, fmt.Sprintf("DROP INDEX %s IF EXISTS", name), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// awaitIndexes waits until indexes that are being filled can be used.
func (s *Store) awaitIndexes(ctx context.Context) error {
	return s.retry(ctx, s.config.Patience, func(ctx context.Context) error {
		return s.transact(ctx, neo4j.AccessModeRead, 0, func(ctx context.Context, tx transaction) (bool, error) {
			return false, tx.run(ctx, "CALL db.awaitIndexes(100)", nil)
		})
	})
}
