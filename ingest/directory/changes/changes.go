// Package changes reads a directory server by what changed since the last run, where the server can tell, and whole
// where it cannot and once a week: only a run that reads everything knows for certain who is no longer there.
//
// OpenLDAP tells by syncrepl (RFC 4533), Active Directory by DirSync or by update sequence numbers. Up to where a source
// was read is kept beside the journals of imports, one file a source. It is written after what was read was stored, is
// taken before a whole run begins, and holds for the store in which it was stored alone: so it is never newer than what
// the store holds. Undoing an import of the source removes it. What is read twice changes nothing.
package changes

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/journal"
)

// Week is how long differences are read before everything is read again, where nothing else is said.
const Week = 7 * 24 * time.Hour

// Reader reads a directory server, whole or by its differences.
type Reader struct {
	Server directory.Server
	// Folder keeps up to where each source was read.
	Folder string
	// Now returns the time.
	Now func() time.Time
	// FullEvery is how long differences are read before everything is read again; 0 is a [Week].
	FullEvery time.Duration
	// Way is how to ask; empty asks the server what it offers.
	Way Way

	last mark   // where the last run ended
	why  string // why that is no position from which to read a difference, or ""
	next *mark  // to be kept once what was read is stored; nil where there is none
}

var _ ingest.Follower = (*Reader)(nil)

// Begin implements [ingest.Follower].
func (r *Reader) Begin(ctx context.Context, store graph.Store) (little bool, err error) {
	r.next = nil
	if r.Way != "" && !r.Way.isKnown() {
		return false, fmt.Errorf("%q is no way to ask for changes: %s", r.Way, strings.Join(Ways(), ", "))
	}
	r.last, r.why, err = r.lastMark(ctx, store)
	return r.why == "", err
}

// Read emits what changed, or everything.
func (r *Reader) Read(ctx context.Context, sink ingest.Sink) error {
	conn, err := r.Server.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	target, err := r.target(conn)
	if err != nil {
		return err
	}
	why := r.why
	if why == "" && r.last.Way != target.way {
		why = "the server tells of changes in another way than before"
	}
	if why == "" {
		err := r.readDifference(ctx, target, r.last, sink)
		if !errors.Is(err, errReadWhole) {
			return err
		}
		why = err.Error()
	}
	if why != notYet {
		sink.Warn(fmt.Sprintf("the directory was read whole: %s", why))
	}
	return r.readWhole(ctx, target, sink)
}

// notYet is why a source that was never read is read whole, which needs no saying.
const notYet = "it was not read before"

// errReadWhole says that a difference cannot be had, and why.
var errReadWhole = errors.New("differences are not to be had")

// lastMark returns the mark from which a difference can be read, or why there is none.
func (r *Reader) lastMark(ctx context.Context, store graph.Store) (last mark, why string, err error) {
	last, found, err := readMark(r.path())
	if err != nil || !found {
		return mark{}, notYet, err
	}
	mine, err := last.belongsTo(ctx, store)
	switch age := r.Now().Sub(last.FullAt); {
	case err != nil:
		return mark{}, "", err
	case !mine:
		return mark{}, "the store is not the one, or not as new as the one, into which it was read before", nil
	case r.Server.IsSeveral():
		return mark{}, "the source is of several servers, of which differences are not read", nil
	case last.Settings != r.settings():
		return mark{}, "what is read, or from where, is no longer what it was", nil
	case age >= r.fullEvery() || age < 0:
		return mark{}, fmt.Sprintf("the last time was %s", last.FullAt.Format(time.DateOnly)), nil
	}
	return last, "", nil
}

func (r *Reader) path() string { return journal.Dir(r.Folder).Mark(r.Server.Source) }

func (r *Reader) fullEvery() time.Duration {
	if r.FullEvery > 0 {
		return r.FullEvery
	}
	return Week
}

// settings returns a digest of what decides who is read and what of them.
func (r *Reader) settings() string {
	s := r.Server
	text := fmt.Sprintf("%q", []any{s.URL, s.Base, s.BindDN, s.Identity, s.HideIf, s.ShowIf, s.Exclude, s.Communities, s.GroupBase, slices.Sorted(slices.Values(s.Attributes()))})
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
}

// readWhole reads everything, and notes up to where the server was before that.
func (r *Reader) readWhole(ctx context.Context, t target, sink ingest.Sink) error {
	at, err := t.position(ctx)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		sink.Warn(fmt.Sprintf("the next run reads everything again: %s", err))
	}
	watched := &identitySink{Sink: sink}
	if read := r.Server.Read(ctx, watched); read != nil || err != nil || watched.attribute == "" {
		return read
	}
	r.next = &mark{Way: t.way, Settings: r.settings(), FullAt: r.Now().UTC(), Identity: watched.attribute, position: at}
	return nil
}

// identitySink notes which attribute identifies the accounts.
type identitySink struct {
	ingest.Sink
	attribute string
}

// Emit implements [ingest.Sink].
func (s *identitySink) Emit(statement ingest.Statement) error {
	for _, fact := range statement.Facts {
		if account, ok := fact.Value.(graph.Account); ok {
			s.attribute = account.Attribute
		}
	}
	return s.Sink.Emit(statement)
}

// readDifference reads what changed since a mark.
func (r *Reader) readDifference(ctx context.Context, t target, last mark, sink ingest.Sink) error {
	if last.Identity != t.identity() {
		return fmt.Errorf("%w: people are identified by %s, and the server names those who left by %s", errReadWhole, last.Identity, t.identity())
	}
	difference := r.Server.Difference(t.conn, t.base, last.Identity, sink)
	at, listed, err := t.since(ctx, last.position, difference)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, errReadWhole):
		return err
	case err != nil && !isOfServer(err):
		return err
	}
	if ended := difference.End(ctx, err, listed); ended != nil || err != nil {
		return ended
	}
	last.position = at
	r.next = &last
	return nil
}

// isOfServer reports whether an error is the server's, so that what was read before it is kept.
func isOfServer(err error) bool {
	var result *ldap.Error
	return errors.As(err, &result)
}

// Applied implements [ingest.Follower]: it keeps up to where the source was read.
func (r *Reader) Applied(ctx context.Context, store graph.Store) error {
	if r.next == nil {
		return nil
	}
	if err := r.next.stamp(ctx, store); err != nil {
		return err
	}
	return r.next.write(r.path())
}
