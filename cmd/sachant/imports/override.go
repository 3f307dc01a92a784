package imports

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/imports"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/ingest/table"
)

// override is what the data protection officer allows in spite of the list of what must not be imported.
type override struct {
	columns    []string
	by, reason string
}

func (o *override) flags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.columns, "allow-column", nil, "the `header` of a column that is let through though it seems to hold what must not be imported, such as a skill \"Santé et sécurité\"; only the data protection officer allows that (repeatable)")
	flags.StringVar(&o.by, "allowed-by", "", "`who` allows it: the data protection officer, by name")
	flags.StringVar(&o.reason, "allowed-because", "", "`why` they do; it is kept in the audit")
}

// allow returns the columns that are allowed, once it is noted who allows them and why.
func (i *importOptions) allow(files []string) (table.Allowed, error) {
	o := i.override
	if len(o.columns) == 0 {
		return nil, nil
	}
	if strings.TrimSpace(o.by) == "" || strings.TrimSpace(o.reason) == "" {
		return nil, errors.New("--allow-column wants --allowed-by, the data protection officer who allows it, and --allowed-because, why")
	}
	if i.dryRun {
		return o.columns, nil
	}
	var names []string
	for _, file := range files {
		names = append(names, filepath.Base(file))
	}
	log, err := audit.Open(i.AuditPath(), i.AuditMonths, i.Now)
	if err == nil {
		err = log.Append(imports.Override(audit.Command, strings.Join(names, ", "), o.columns, o.by+": "+o.reason))
	}
	if err != nil {
		return nil, fmt.Errorf("nothing was imported, since it cannot be noted who allowed a column: %w", err)
	}
	return o.columns, nil
}
