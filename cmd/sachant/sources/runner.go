package sources

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/imports"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/schedule"
)

// Leases say which server reads a source, and keep what is known of it.
type Leases interface {
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	Renew(ctx context.Context, name, holder string, ttl time.Duration) (bool, error)
	Release(ctx context.Context, name, holder string) error
	Keep(ctx context.Context, name, holder string, state []byte) (bool, error)
	State(ctx context.Context, name string) ([]byte, error)
}

// Config is what a runner works with.
type Config struct {
	Sources []schedule.Source
	Leases  Leases
	// Host imports; Options are those of the server.
	Host    imports.Host
	Options *cli.Options
	// Turn waits until nothing else is imported; done ends the turn.
	Turn func(context.Context) (done func(), err error)
	// Announce tells administrators of a run that waits; nil tells nobody.
	Announce func(context.Context, schedule.Source, schedule.Held)
	// Seen is told at each pass how each source stands; nil for nobody.
	Seen func(source string, state schedule.State)
	Log  zerolog.Logger
}

const (
	// every is how often the runner looks: folders, schedules, and what administrators ask for.
	every = 5 * time.Second
	// leaseTime is how long a lease lasts that its holder does not renew, and renewEvery how often a run renews its lease.
	leaseTime  = time.Minute
	renewEvery = 15 * time.Second
	// patience is how long a run may take to end once it is told to; then it is left alone.
	patience = 30 * time.Second
	// pause is how long a source is left alone after it could not be read or stored for now.
	pause = time.Minute
)

// Runner reads sources. Its passes run one after the other.
type Runner struct {
	Config
	holder string
	looks  map[string][]schedule.Entry // of folders, at the last pass
	paused map[string]time.Time        // until when
	wake   chan struct{}

	mutex   sync.Mutex
	reading string // the name of the source that is being read
}

// New returns a runner.
func New(config Config) *Runner {
	return &Runner{Config: config, holder: rand.Text(), looks: map[string][]schedule.Entry{}, paused: map[string]time.Time{}, wake: make(chan struct{}, 1)}
}

// Run reads the sources that are due, from time to time, until the context ends.
func (r *Runner) Run(ctx context.Context) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		r.Pass(ctx)
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-ticker.C:
		}
	}
}

// Pass reads each source once where it is due, asked for or has a new file. A source that fails keeps no other one from being read.
func (r *Runner) Pass(ctx context.Context) {
	for _, source := range r.Sources {
		if ctx.Err() != nil {
			return
		}
		if err := r.visit(ctx, source); err != nil && ctx.Err() == nil {
			r.Log.Error().Str("source", source.Name).Err(err).Msg("a source could not be seen to; it is tried again")
		}
	}
}

// leaseOf returns the name of the lease of a source.
func leaseOf(name string) string { return "source/" + name }

// task is what is to be done about a source.
type task struct {
	by      string
	request *schedule.Request
	files   []schedule.Entry
}

// taskOf decides what is to be done; nil where nothing is.
func (r *Runner) taskOf(source schedule.Source, state schedule.State, before, now []schedule.Entry) *task {
	switch {
	case state.Asked != nil:
		return &task{by: schedule.ByRequest, request: state.Asked}
	case r.Options.Now().Before(r.paused[source.Name]):
		return nil
	case source.Folder == "":
		if source.When.IsDue(state.LastRun, r.Options.Now()) {
			return &task{by: schedule.BySchedule}
		}
	case state.Held == nil:
		if files := state.Settled(before, now); len(files) > 0 {
			return &task{by: schedule.ByFile, files: files}
		}
	}
	return nil
}

// visit sees to one source. The lease is acquired only where there is something to do, and what is to be done is decided again
// with it: another server may have done it.
func (r *Runner) visit(ctx context.Context, source schedule.Source) error {
	before, now := r.looks[source.Name], look(source)
	r.looks[source.Name] = now
	state, err := r.State(ctx, source.Name)
	if err == nil && r.Seen != nil {
		r.Seen(source.Name, state)
	}
	if err != nil || r.taskOf(source, state, before, now) == nil {
		return err
	}
	return r.hold(ctx, source.Name, func(ctx context.Context) error {
		state, err := r.State(ctx, source.Name)
		if err != nil {
			return err
		}
		if work := r.taskOf(source, state, before, now); work != nil {
			return r.do(ctx, source, state, *work)
		}
		return nil
	})
}

// hold calls do with the lease of a source, which it renews meanwhile; do is cancelled where the lease is lost. Nothing is done
// where another server has the lease.
func (r *Runner) hold(ctx context.Context, name string, do func(context.Context) error) error {
	has, err := r.Leases.Acquire(ctx, leaseOf(name), r.holder, leaseTime)
	if err != nil || !has {
		return err
	}
	held, cancel := context.WithCancelCause(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { r.renew(held, name, cancel) })
	err = do(held)
	cancel(nil)
	renewing.Wait()
	return errors.Join(err, r.Leases.Release(context.WithoutCancel(ctx), leaseOf(name), r.holder))
}

var errLeaseLost = errors.New("another server reads the source now")

func (r *Runner) renew(ctx context.Context, name string, lost context.CancelCauseFunc) {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if has, err := r.Leases.Renew(ctx, leaseOf(name), r.holder, leaseTime); err == nil && !has {
				lost(errLeaseLost)
				return
			}
		}
	}
}

// State returns what is kept of a source.
func (r *Runner) State(ctx context.Context, name string) (state schedule.State, err error) {
	text, err := r.Leases.State(ctx, leaseOf(name))
	if err != nil || len(text) == 0 {
		return state, err
	}
	if err := json.Unmarshal(text, &state); err != nil {
		return state, fmt.Errorf("what is kept of the source %s cannot be read: %w", name, err)
	}
	return state, nil
}

func (r *Runner) keep(ctx context.Context, name string, state schedule.State) error {
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	has, err := r.Leases.Keep(context.WithoutCancel(ctx), leaseOf(name), r.holder, text)
	if err == nil && !has {
		err = errLeaseLost
	}
	return err
}

// Ask notes what an administrator asks for; the next pass does it. [graph.ErrNotFound] means that there is no such source, or that
// what is confirmed or discarded does not wait any more; [ErrBusy] that the source is being read.
func (r *Runner) Ask(ctx context.Context, name string, request schedule.Request) error {
	if !slices.ContainsFunc(r.Sources, func(source schedule.Source) bool { return source.Name == name }) {
		return fmt.Errorf("%w: the source %s", graph.ErrNotFound, name)
	}
	err := ErrBusy
	asking := New(r.Config) // another holder, so that a run of this server keeps its lease
	failed := asking.hold(ctx, name, func(ctx context.Context) error {
		state, failed := asking.State(ctx, name)
		if failed == nil && request.Held != "" && (state.Held == nil || state.Held.ID != request.Held) {
			failed = fmt.Errorf("%w: what waited of the source %s", graph.ErrNotFound, name)
		}
		if err = failed; err != nil {
			return nil
		}
		state.Asked = &request
		err = asking.keep(ctx, name, state)
		return nil
	})
	if err == nil {
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
	return errors.Join(failed, err)
}

// ErrBusy means that the source is being read.
var ErrBusy = errors.New("the source is being read; try again when that has ended")

// Reading returns the name of the source that this server reads, empty where it reads none.
func (r *Runner) Reading() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.reading
}

func (r *Runner) setReading(name string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.reading = name
}
