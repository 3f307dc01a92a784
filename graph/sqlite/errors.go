package sqlite

import (
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"github.com/sachant/sachant/graph"
)

// explain says what to do about what SQLite says.
func explain(err error) error {
	var failed *driver.Error
	if !errors.As(err, &failed) {
		return err
	}
	switch failed.Code() & 0xff { // the rest is detail
	case code.SQLITE_FULL:
		return fmt.Errorf("%w: %w", err, graph.ErrFull)
	case code.SQLITE_CORRUPT:
		return fmt.Errorf("%w: the file is damaged: restore a backup, and have the disk checked", err)
	case code.SQLITE_NOTADB:
		return fmt.Errorf("%w: this is no store, or its beginning is damaged: restore a backup", err)
	case code.SQLITE_IOERR:
		return fmt.Errorf("%w: the disk failed, or is full: make room or have it checked, then try again", err)
	}
	return err
}

// isNotWritable reports whether SQLite could not make or write a file.
func isNotWritable(err error) bool {
	var failed *driver.Error
	return errors.As(err, &failed) && (failed.Code()&0xff == code.SQLITE_CANTOPEN || failed.Code()&0xff == code.SQLITE_READONLY)
}

// isDuplicate reports whether SQLite refused a row since there is one of its key.
func isDuplicate(err error) bool {
	var failed *driver.Error
	return errors.As(err, &failed) && (failed.Code() == code.SQLITE_CONSTRAINT_PRIMARYKEY || failed.Code() == code.SQLITE_CONSTRAINT_UNIQUE)
}
