// Package rights answers what people ask of what is kept about them: what it is, from where and for whom, what they read and
// asked for by the law, and what the data protection officer answers.
package rights

import "github.com/sachant/sachant/schema/resolve"

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{heldArea(), requestArea(), standingArea()}
}
