package imports

import (
	"context"
	"fmt"
	"strings"

	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/journal"
	"github.com/sachant/sachant/search/role"
)

// undo takes back an import that is open on a page, or one of the list where job is nil. A page says then what it left, until somebody
// closes it.
func (h *Imports) undo(ctx context.Context, actor graph.Key, id string, job *job) error {
	if job != nil {
		id = job.result.undo
	}
	past, found := h.pastOf(id)
	if !found || past.UndoneAt != nil {
		return fmt.Errorf("%w: %s", graph.ErrNotFound, id)
	}
	done, err := h.Journals.Undo(ctx, h.Store, id, h.Now(), false)
	if err == nil {
		err = role.Give(ctx, h.Store)
	}
	if err != nil {
		return err
	}
	named, err := plan.NameLeft(ctx, h.Store, done.Left)
	if err != nil {
		return err
	}
	h.showUndone(actor, past, &plan.Undone{Undone: done, Left: named})
	return h.CatchUp(ctx)
}

// showUndone makes the page of an import say what undoing it did. One whose page is closed gets a page under the name of its journal.
func (h *Imports) showUndone(actor graph.Key, past journal.Import, undone *plan.Undone) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	shown := h.openJob(past.ID)
	if shown == nil {
		h.forgetOldest()
		h.begun++
		shown = &job{id: past.ID, number: h.begun, actor: actor, kind: past.Source, name: strings.Join(past.Files, ", ")}
		h.jobs[shown.id] = shown
	}
	shown.state, shown.undone = stateUndone, undone
}

// openJob returns the open import that made the changes of a journal, nil where none did; the caller holds the mutex.
func (h *Imports) openJob(journal string) *job {
	for _, each := range h.jobs {
		if each.result.undo == journal {
			return each
		}
	}
	return nil
}
