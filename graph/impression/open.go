package impression

import (
	"fmt"
	"time"

	"github.com/sachant/sachant/graph/database"
)

// version is that of the table.
const version = 1

const table = `
CREATE TABLE IF NOT EXISTS impression (
	person TEXT NOT NULL, topic TEXT NOT NULL, role TEXT NOT NULL, month TEXT NOT NULL, number INTEGER NOT NULL,
	PRIMARY KEY (person, topic, role, month)
) WITHOUT ROWID;
`

// Open opens the numbers in a file, which it makes, for this account alone, where there is none.
func Open(path string, now func() time.Time) (*Log, error) {
	db, err := database.Open(path, database.Tables{Version: version, Create: table})
	if err != nil {
		return nil, fmt.Errorf("open how often people were shown, %q: %w", path, err)
	}
	return &Log{db: db, now: now}, nil
}
