// Package people answers the fields of people: experts, persons, contributions, units and sites.
package people

import (
	"github.com/sachant/sachant/schema/resolve"
)

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{
		personArea(),
		expertArea(),
		contributionArea(),
		organizationArea(),
	}
}
