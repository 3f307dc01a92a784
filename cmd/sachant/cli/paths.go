package cli

import (
	"path/filepath"

	"github.com/sachant/sachant/ingest/journal"
	"github.com/sachant/sachant/ingest/table"
)

// AuditPath is the folder of the audit.
func (o *Options) AuditPath() string { return filepath.Join(o.Data, "audit") }

// SignInPath is the file that holds sessions and tokens.
func (o *Options) SignInPath() string { return filepath.Join(o.Data, "sign-in.db") }

// ImpressionsPath is the file that counts who is shown in answers to searches.
func (o *Options) ImpressionsPath() string { return filepath.Join(o.Data, "impressions.db") }

// Journals is where what imports changed is kept.
func (o *Options) Journals() journal.Dir { return journal.Dir(filepath.Join(o.Data, "imports")) }

// Mappings is where it is kept what was said of columns.
func (o *Options) Mappings() table.MappingDir {
	return table.MappingDir(filepath.Join(o.Data, "mappings"))
}

// LeasesPath is the file that says which process does what, and keeps what is known of the sources.
func (o *Options) LeasesPath() string { return filepath.Join(o.Data, "leases.db") }
