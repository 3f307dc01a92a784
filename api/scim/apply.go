package scim

import (
	"context"
	stderrors "errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/elimity-com/scim/errors"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/ingest"
	source "github.com/sachant/sachant/ingest/scim"
	"github.com/sachant/sachant/search/role"
)

// change makes a change, which the audit notes before, and with what came of it where it is not made.
func (p provisioning) change(r *http.Request, make func() error) error {
	if err := p.note(r, p.token, p.kind, p.id, ""); err != nil {
		return err
	}
	err := make()
	if err == nil {
		return nil
	}
	var told errors.ScimError
	outcome := " failed"
	if stderrors.As(err, &told) || stderrors.Is(err, graph.ErrInvalid) {
		outcome = " refused"
	}
	return stderrors.Join(err, p.note(r, p.token, p.kind, p.id, outcome))
}

// note notes in the audit who changes which person or group, and what came of it; nothing of one that is not there yet.
func (h *Handler) note(r *http.Request, token string, t *resourceType, id, outcome string) error {
	if id == "" {
		return nil
	}
	entry := audit.Entry{Actor: "token/" + token, Role: string(access.Service), Action: audit.ActionChange, Purpose: "scim", Filter: r.Method + " " + t.name}
	if t == h.users {
		if one := h.table.users[id]; one != nil && one.person != "" {
			entry.People = []graph.Key{one.person}
		}
	} else {
		entry.Filter += " " + id
	}
	entry.Filter += outcome
	return h.config.Audit.Append(entry)
}

// apply imports statements as every source is imported, shows the result to people, and reads it.
func (h *Handler) apply(ctx context.Context, statements []ingest.Statement) error {
	importing := ingest.Import{
		Source: h.config.Source.Name, Store: h.config.Store, Namer: h.config.Source.Namer,
		TrustEmail: h.config.TrustEmail, CreatePeople: true, Now: h.config.Now,
	}
	report, err := importing.Run(ctx, source.Statements(statements))
	if err != nil {
		return err
	}
	if len(report.Rejected) > 0 {
		return invalidValue(report.Rejected[0].Cause)
	}
	err = h.config.CatchUp(ctx)
	if err == nil {
		err = h.table.follow(ctx)
	}
	if err != nil {
		return fmt.Errorf("show what SCIM changed: %w", err)
	}
	return nil
}

// applyTitle imports statements that change a post, and lets its holder have the role that it names. Others leave roles as they are:
// finding them reads everybody.
func (h *Handler) applyTitle(ctx context.Context, statements []ingest.Statement) error {
	if err := h.apply(ctx, statements); err != nil {
		return err
	}
	if err := role.Give(ctx, h.config.Store); err != nil {
		return err
	}
	return h.config.CatchUp(ctx)
}

// removalPeriod is within how long users who leave are counted.
const removalPeriod = 24 * time.Hour

// mayLeave returns an error where more users would leave within a day than may: a client that is set up wrongly would empty the
// company. It is told to come back later; an administrator lets more leave with --scim-removals.
func (h *Handler) mayLeave(one *user) error {
	if one.absent {
		return nil
	}
	now := h.config.Now()
	h.left = slices.DeleteFunc(h.left, func(at time.Time) bool { return now.Sub(at) >= removalPeriod })
	leaving := len(h.left) + 1
	allowed := h.config.Removals
	if allowed == 0 {
		allowed = max(5, (h.table.present()+len(h.left))/10)
	}
	if leaving <= allowed {
		return nil
	}
	wait := removalPeriod
	if len(h.left) > 0 {
		wait -= now.Sub(h.left[0])
	}
	return heldBack{errors.ScimError{Status: http.StatusTooManyRequests, Detail: fmt.Sprintf(
		"held back: %d users left within a day, and no more may unless an administrator allows it with --scim-removals", len(h.left))}, wait}
}

// heldBack is that a user may not leave yet.
type heldBack struct {
	errors.ScimError
	wait time.Duration
}

func (h heldBack) Unwrap() error { return h.ScimError }

// retryAfter returns when a client that is held back may come back, in seconds.
func (h heldBack) retryAfter() string { return strconv.Itoa(int(h.wait.Seconds()) + 1) }
