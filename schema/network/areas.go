// Package network answers the fields by which people find each other: what is suggested while they type, the directory, how
// two people are connected, what is new for somebody. Counts and choices are made in search/suggest, search/directory and their
// neighbours; here they meet the API.
package network

import "github.com/sachant/sachant/schema/resolve"

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{suggestArea(), directoryArea(), personArea(), skillArea(), homeArea(), neighborhoodArea(), subscriptionArea()}
}
