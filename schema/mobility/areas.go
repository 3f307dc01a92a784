// Package mobility answers the fields of openings, of who could take them, and of search by criteria.
package mobility

import (
	"github.com/sachant/sachant/schema/resolve"
)

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{
		openingArea(),
		mobilityArea(),
		shortlistArea(),
		peopleArea(),
		savedSearchArea(),
		recommendationArea(),
		learningArea(),
	}
}
