package address

import (
	"net/url"

	"github.com/sachant/sachant/graph"
)

// folders are where the pages of kinds are, by kind.
func folders() map[graph.Kind]string {
	return map[graph.Kind]string{
		graph.KindPerson: "/", graph.KindSkill: "/", graph.KindContribution: "/", graph.KindUnit: "/", graph.KindSite: "/", graph.KindCommunity: "/",
		graph.KindOpening: "/mobility/", graph.KindShortlist: "/mobility/", graph.KindSavedSearch: "/mobility/",
	}
}

// OfKey returns the address of the page of a key, "" where its kind has none; of an edge, the page of the node that it leads
// to.
func OfKey(key graph.Key) string {
	if key.IsEdge() {
		_, key = key.Ends()
	}
	folder, has := folders()[key.Kind()]
	if !has {
		return ""
	}
	return (&url.URL{Path: folder + string(key)}).EscapedPath()
}
