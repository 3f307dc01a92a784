package rank

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// listFollowers names who came last among the followers that count, instead of the one piece that
// they are. There may be thousands, of whom few are shown.
func (o Order) listFollowers(reason *Reason, parts []weighed) {
	each := reason.Points / float64(reason.Count)
	var shown []Favour
	for _, part := range parts {
		for i := range part.Followers {
			if follower := &part.Followers[i]; o.judge.counts(follower) {
				shown = o.latest(shown, *follower)
			}
		}
	}
	reason.Evidence, reason.Last = nil, ""
	for _, follower := range shown {
		on := follower.On.Date()
		reason.Last = max(reason.Last, on)
		key := graph.EdgeKey(o.names(follower.From), graph.KindFollows, "", parts[0].Person)
		reason.Evidence = append(reason.Evidence, Piece{Key: key, Kind: Follow, Date: on, Points: each})
	}
	reason.Rest = reason.Count - len(shown)
	reason.RestPoints = float64(reason.Rest) * each
}

// latest puts a favour into a list of the last ones, as many as are shown: by the day, the last
// first, and by key.
func (o Order) latest(shown []Favour, one Favour) []Favour {
	compare := func(a, b Favour) int {
		if byDay := cmp.Compare(b.On, a.On); byDay != 0 {
			return byDay
		}
		return strings.Compare(string(o.names(a.From)), string(o.names(b.From)))
	}
	most := o.judge.weights.Shown
	if len(shown) == most && (most == 0 || compare(shown[most-1], one) <= 0) {
		return shown
	}
	at, _ := slices.BinarySearchFunc(shown, one, compare)
	shown = slices.Insert(shown, at, one)
	return shown[:min(len(shown), most)]
}

// compareFavours orders them in any one way.
func compareFavours(a, b Favour) int {
	return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.From, b.From))
}
