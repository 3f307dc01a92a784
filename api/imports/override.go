package imports

import (
	"strings"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
)

// Override says that somebody allowed columns of a file, and why.
func Override(actor, file string, columns []string, reason string) audit.Entry {
	return audit.Entry{Actor: actor, Role: string(access.DPO), Action: audit.ActionOverride, Purpose: "import",
		Filter: file + ": " + strings.Join(columns, ", "), Reason: reason}
}
