// Package vocabulary answers the fields of skills, concepts and what keeps the vocabulary.
package vocabulary

import (
	"github.com/sachant/sachant/schema/resolve"
)

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{
		skillArea(),
		vocabularyArea(),
		mergeArea(),
		conceptArea(),
	}
}
