package page

import (
	"context"
	"errors"
	"io"
	"net/url"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Imports takes tables of HR into the graph: each is looked at first, then imported, and can be undone. Methods may be
// called by several goroutines.
type Imports interface {
	// Begin keeps a table that somebody sent, begins to look at it, and returns the id of the import.
	Begin(ctx context.Context, actor graph.Key, upload Upload) (id string, err error)
	// Look returns an import, or all of them where id is empty, with texts in a language; false where there is none.
	Look(id, language string) (ImportsView, bool)
	// Do changes an import: "columns" looks at it again, "allow" lets a column through that must not be imported, "confirm"
	// imports it, "undo" takes it back, "discard" forgets it.
	Do(ctx context.Context, actor graph.Key, id, action string, fields url.Values) error
}

// ErrBusy: another import is running.
var ErrBusy = errors.New("another import is running")

// Upload is a table that somebody sends.
type Upload struct {
	Name string
	// Kind is "interviews", "people", "openings", "units" or "reorganization".
	Kind string
	// Scale is that of the levels; Complete says that a file of people holds everybody.
	Scale    string
	Complete bool
	Content  io.Reader
	// Viewer sends the table, by the role Role. A skill that the viewer does not see is shown as a new one, so that a plan does
	// not tell which skills exist unseen.
	Viewer access.Viewer
	Role   string
}

// ImportsView is what pages show of imports.
type ImportsView struct {
	Import *ImportView  `json:"import,omitempty"`
	Past   []PastImport `json:"past"`
	// Rejects are the rows of the import that were rejected, as a table with a column that says why.
	Rejects []byte `json:"-"`
	// People are in the import. When it is planned, the audit notes that Actor is shown them; when an import is Kept from
	// before, the audit notes each look.
	People []graph.Key `json:"-"`
	Actor  graph.Key   `json:"-"`
	Kept   bool        `json:"-"`
}

// PastImport is an import that was made.
type PastImport struct {
	ID      string `json:"id"`
	Source  string `json:"source"`
	Files   string `json:"files"`
	At      string `json:"at"`
	Changes int    `json:"changes"`
	Undone  bool   `json:"undone"`
	// Report: what the page said of it can be read.
	Report bool `json:"report"`
}

// ImportView is what a page shows of an import.
type ImportView struct {
	ID   string `json:"id"`
	File string `json:"file"`
	Kind string `json:"kind"`
	// State is reading, planned, running, done, undone or failed.
	State    string `json:"state"`
	Progress string `json:"progress"`
	Error    string `json:"error"`
	Layout   string `json:"layout"`
	// Columns are those of the table; Choices what each can be taken for.
	Columns []ImportColumn `json:"columns"`
	Choices []ImportChoice `json:"choices"`
	// Sections are the plan or the report.
	Sections []ImportSection `json:"sections"`
	Rejected int             `json:"rejected"`
	// Nothing: nothing of the table can be imported. HasRejects: its rejected rows can be fetched.
	Nothing    bool `json:"nothing"`
	HasRejects bool `json:"hasRejects"`
	// Sheets are those of a workbook, Sheet the one that is read. Refused is the column that makes the table refused.
	Sheets  []string `json:"sheets"`
	Sheet   string   `json:"sheet"`
	Refused string   `json:"refused"`
}

// ImportColumn is a column, and what it is taken for.
type ImportColumn struct {
	Header  string `json:"header"`
	Key     string `json:"key"`
	Field   string `json:"field"`
	Example string `json:"example"`
}

// ImportChoice is something that a column can hold.
type ImportChoice struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// ImportSection is a title and lines below it.
type ImportSection struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}
