// Package interviews answers the fields of interviews, of levels and wishes stated there, and of who is due.
package interviews

import (
	"github.com/sachant/sachant/schema/resolve"
)

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{
		interviewArea(),
	}
}
