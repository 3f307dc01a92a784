package cli

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
)

// NoteCommand notes that a command showed people as human resources see them. Somebody who may run it may read the store as
// well, so that it is only told where nothing can be noted, as on a disk for reading.
func (o *Options) NoteCommand(purpose, filter string, people []graph.Key) {
	if len(people) > 0 {
		o.NoteExport(audit.Entry{Role: string(access.HRRole), Purpose: purpose, Filter: filter, People: people})
	}
}

// NoteExport notes an export that a command made.
func (o *Options) NoteExport(entry audit.Entry) {
	entry.Actor, entry.Action = audit.Command, audit.ActionExport
	log, err := audit.Open(o.AuditPath(), o.AuditMonths, o.Now)
	if err == nil {
		err = log.Append(entry)
	}
	if err != nil {
		o.Note("who was shown could not be noted: %s\n", err)
	}
}
