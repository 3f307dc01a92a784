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
	var shown []Follower
	for _, part := range parts {
		for _, follower := range part.Followers {
			if j.follows(follower, part.Person) {
				shown = latest(shown, follower, j.weights.Shown)
			}
		}
	}
	reason.Evidence, reason.Last = nil, ""
	for _, follower := range shown {
		on := graph.DateOf(follower.At)
		reason.Last = max(reason.Last, on)
		key := graph.EdgeKey(follower.Key, graph.KindFollows, "", parts[0].Person)
		reason.Evidence = append(reason.Evidence, Piece{Key: key, Kind: Follow, Date: on, Points: each})
	}
	reason.Rest = reason.Count - len(shown)
	reason.RestPoints = float64(reason.Rest) * each
}

// latest puts a follower into a list of the last ones, at most so many, the last first.
func latest(shown []Follower, one Follower, most int) []Follower {
	if len(shown) == most && (most == 0 || compareFollowers(shown[most-1], one) <= 0) {
		return shown
	}
	at, _ := slices.BinarySearchFunc(shown, one, compareFollowers)
	shown = slices.Insert(shown, at, one)
	return shown[:min(len(shown), most)]
}

// compareFollowers orders them by the day, the last first, and by key.
func compareFollowers(a, b Follower) int {
	return cmp.Or(cmp.Compare(dayOf(b), dayOf(a)), cmp.Compare(a.Key, b.Key))
}

func dayOf(follower Follower) int64 {
	const day = 24 * 60 * 60
	seconds := follower.At.Unix()
	return (seconds - ((seconds%day)+day)%day) / day
}
