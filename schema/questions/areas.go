// Package questions answers the fields of what people ask each other: the people that a question goes to, requests to answer it, answers,
// comments and thanks.
package questions

import "github.com/sachant/sachant/schema/resolve"

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{askArea(), writingArea(), inboxArea()}
}
