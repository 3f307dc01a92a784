// Package hr answers the fields of human resources, and the statistics that everybody sees.
package hr

import (
	"github.com/sachant/sachant/schema/resolve"
)

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{
		gapArea(),
		humanResourcesArea(),
		riskArea(),
		trainingArea(),
		polyvalenceArea(),
		adoptionArea(),
		emergingArea(),
		statisticsArea(),
	}
}
