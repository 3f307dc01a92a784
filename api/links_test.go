package api

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/api/address"
	"github.com/sachant/sachant/graph"
)

// The kinds that have a page are those whose keys have an address.
func TestKeysLeadToThePagesOfTheirKinds(t *testing.T) {
	paths := map[string]bool{}
	for _, page := range everyPage() {
		paths[page.Path] = true
	}
	for _, kind := range graph.Descriptors() {
		folder := strings.TrimSuffix(address.OfKey(graph.NodeKey(kind.Value.Kind(), "x")), "x")
		if folder != "" && !paths[folder+"{id...}"] {
			t.Errorf("keys of %s lead to %s, which is no page", kind.Value.Kind(), folder)
		}
		for _, other := range []string{"/", "/mobility/"} {
			if path := other + string(kind.Value.Kind()) + "/{id...}"; paths[path] && folder+"{id...}" != path {
				t.Errorf("keys of %s do not lead to their page %s", kind.Value.Kind(), path)
			}
		}
	}
}
