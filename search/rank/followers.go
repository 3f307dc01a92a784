package rank

import (
	"cmp"
	"slices"

	"github.com/sachant/sachant/graph"
)

// listFollowers names who came last among the followers that count, instead of the one piece that
// they are. There may be thousands, of whom few are shown.
func (j judge) listFollowers(reason *Reason, parts []weighed) {
	each := reason.Points / float64(reason.Count)
	var shown []Favour
	for _, part := range parts {
		for i := range part.Followers {
			if follower := &part.Followers[i]; j.counts(follower, part.Person) {
				shown = latest(shown, *follower, j.weights.Shown)
			}
		}
	}
	reason.Evidence, reason.Last = nil, ""
	for _, follower := range shown {
		on := graph.DateOf(follower.At)
		reason.Last = max(reason.Last, on)
		key := graph.EdgeKey(follower.From, graph.KindFollows, "", parts[0].Person)
		reason.Evidence = append(reason.Evidence, Piece{Key: key, Kind: Follow, Date: on, Points: each})
	}
	reason.Rest = reason.Count - len(shown)
	reason.RestPoints = float64(reason.Rest) * each
}

// latest puts a follower into a list of the last ones, at most so many, the last first.
func latest(shown []Favour, one Favour, most int) []Favour {
	if len(shown) == most && (most == 0 || compareFavours(shown[most-1], one) <= 0) {
		return shown
	}
	at, _ := slices.BinarySearchFunc(shown, one, compareFavours)
	shown = slices.Insert(shown, at, one)
	return shown[:min(len(shown), most)]
}

// compareFavours orders them by the day, the last first, and by key.
func compareFavours(a, b Favour) int {
	return cmp.Or(cmp.Compare(dayOf(b), dayOf(a)), cmp.Compare(a.From, b.From))
}

func dayOf(favour Favour) int64 {
	const day = 24 * 60 * 60
	seconds := favour.At.Unix()
	return (seconds - ((seconds%day)+day)%day) / day
}
