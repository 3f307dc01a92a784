// Package communities answers the fields of communities: who is in them and how one joins, what is asked there, and what their
// managers and moderators decide.
package communities

import "github.com/sachant/sachant/schema/resolve"

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{communityArea(), managementArea(), moderationArea()}
}
