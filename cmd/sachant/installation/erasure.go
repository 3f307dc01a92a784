package installation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/graph/erasure"
	"github.com/sachant/sachant/graph/impression"
)

// Eraser returns what erases people from the store and the files beside it.
func (i *Installation) Eraser(o *cli.Options) *erasure.Eraser {
	as := "ancien collaborateur"
	if o.Language == "en" {
		as = "former colleague"
	}
	return &erasure.Eraser{
		Store: i.Store, Register: o.ErasureRegister(), Hash: func(key graph.Key) string { return i.Namer.ID("erased", string(key)) },
		As: as, Now: o.Now, Memories: []erasure.Memory{importMemory{o}, auditMemory{o}, signInMemory{o, i.Store, i.Namer}, impressionMemory{o}},
	}
}

// importMemory is what is kept of imports.
type importMemory struct{ *cli.Options }

func (m importMemory) Forget(_ context.Context, traces erasure.Traces) error {
	return m.Journals().Forget(traces.Mentions)
}

// auditMemory is the audit.
type auditMemory struct{ *cli.Options }

func (m auditMemory) Forget(_ context.Context, traces erasure.Traces) error {
	log, err := audit.Open(m.AuditPath(), m.AuditMonths, m.Now)
	if err != nil {
		return err
	}
	return log.Forget(traces.Keys...)
}

// signInMemory is what is kept of sessions and tokens.
type signInMemory struct {
	*cli.Options
	store Durable
	namer graph.Namer
}

func (m signInMemory) Forget(ctx context.Context, traces erasure.Traces) error {
	if _, err := os.Stat(m.SignInPath()); m.Store == "" && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	kept, err := OpenSignIn(ctx, m.Options, m.store, m.namer)
	if err != nil {
		return err
	}
	for _, key := range traces.Keys {
		if key.Kind() == graph.KindPerson {
			err = errors.Join(err, kept.Forget(ctx, key))
		}
	}
	return errors.Join(err, kept.Close())
}

// impressionMemory is how often people were shown.
type impressionMemory struct{ *cli.Options }

func (m impressionMemory) Forget(ctx context.Context, traces erasure.Traces) error {
	if _, err := os.Stat(m.ImpressionsPath()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	counted, err := impression.Open(m.ImpressionsPath(), m.Now)
	if err != nil {
		return err
	}
	return errors.Join(counted.Forget(ctx, traces.Keys...), counted.Close())
}

// RepeatErasures erases again who was erased after what is stored was backed up. Where it erased somebody, nothing that was
// made from the store is used any more.
func (i *Installation) RepeatErasures(ctx context.Context, o *cli.Options) error {
	again, err := i.Eraser(o).Repeat(ctx)
	if err != nil {
		return fmt.Errorf("people who were erased are in what was restored, and cannot be erased again: %w", err)
	}
	if again == 0 {
		return nil
	}
	log := o.Logger()
	log.Warn().Int("people", again).Msg("people who had been erased were in what was restored, and are erased again")
	return i.DropIndex()
}

// Expired says what was deleted, because it is kept no longer.
type Expired struct {
	Changed int `json:"changed"` // shortlists and searches
	Settled int `json:"settled"` // guests, reports and measures
	erasure.Left
}

// Expire deletes what is kept no longer: of people who left, shortlists and searches, and what communities have done with. Where it erases somebody, the search index
// and the snapshot have to be made anew.
func (i *Installation) Expire(ctx context.Context, o *cli.Options, gate *access.Gate) (done Expired, err error) {
	if done.Left, err = i.Eraser(o).Leavers(ctx, o.Retention.Leavers); err != nil {
		return done, fmt.Errorf("people who left: %w", err)
	}
	if done.Settled, err = i.Eraser(o).Settled(ctx, o.Retention.Leavers); err != nil {
		return done, err
	}
	done.Changed, err = mobility.Expire(ctx, gate, graph.DateOf(o.Now()))
	if err == nil {
		err = i.Forget(ctx, o, done.Changed+done.Purged+done.Settled)
	}
	return done, err
}

// DropIndex removes the index and the snapshot, which can be made again from the store.
func (i *Installation) DropIndex() error {
	if err := os.MkdirAll(i.IndexPath(), 0o700); err != nil {
		return err
	}
	lock, err := i.LockIndex()
	if err != nil {
		return err
	}
	kept, err := filepath.Glob(filepath.Join(i.IndexPath(), "words-*"))
	for _, path := range kept {
		err = errors.Join(err, os.RemoveAll(path))
	}
	if removed := os.Remove(i.SnapshotPath()); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return errors.Join(err, lock.Unlock())
}
