package stackexchange

import (
	"cmp"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// The types of votes that are read.
const (
	voteAccepted = 1
	voteUp       = 2
	voteDown     = 3
)

// vote is one row of Votes.xml.
type vote struct {
	post, kind int64
	user       int64 // 0 where the dump does not name the voter
	at         time.Time
}

func parseVote(row dumpRow) (out vote, err error) {
	if out.post, err = row.number("PostId"); err != nil {
		return vote{}, err
	}
	if out.kind, err = row.number("VoteTypeId"); err != nil {
		return vote{}, err
	}
	if out.user, err = row.optional("UserId"); err != nil {
		return vote{}, err
	}
	out.at, err = row.time("CreationDate")
	return out, err
}

// voteCounts counts votes by post.
type voteCounts struct {
	days     map[int64][]dayCount
	accepted map[int64]time.Time
	named    map[int64][]vote // up, with the voter
	ignored  int
}

// dayCount counts the votes for a post on a day; days are counted from 1970.
type dayCount struct{ day, up, down int32 }

func newVoteCounts() *voteCounts {
	return &voteCounts{days: map[int64][]dayCount{}, accepted: map[int64]time.Time{}, named: map[int64][]vote{}}
}

func (b *voteCounts) cast(v vote) {
	switch {
	case v.kind == voteUp && v.user > 0:
		b.named[v.post] = append(b.named[v.post], v)
	case v.kind == voteUp:
		b.count(v, 1, 0)
	case v.kind == voteDown:
		b.count(v, 0, 1)
	case v.kind == voteAccepted:
		b.accepted[v.post] = v.at
	default:
		b.ignored++
	}
}

func (b *voteCounts) count(v vote, up, down int32) {
	const secondsOfDay = 24 * 60 * 60
	day := int32(v.at.Unix() / secondsOfDay)
	days := b.days[v.post]
	i := slices.IndexFunc(days, func(d dayCount) bool { return d.day == day })
	if i < 0 {
		i, days = len(days), append(days, dayCount{day: day})
	}
	days[i].up += up
	days[i].down += down
	b.days[v.post] = days
}

// tallies returns the votes for a post, by day; zero counts are left out.
func (b *voteCounts) tallies(post int64) (likes, dislikes []graph.Tally) {
	days := b.days[post]
	slices.SortFunc(days, func(a, b dayCount) int { return cmp.Compare(a.day, b.day) })
	for _, each := range days {
		on := graph.DateOf(time.Unix(0, 0).UTC().AddDate(0, 0, int(each.day)))
		if each.up > 0 {
			likes = append(likes, graph.Tally{On: on, Count: int(each.up)})
		}
		if each.down > 0 {
			dislikes = append(dislikes, graph.Tally{On: on, Count: int(each.down)})
		}
	}
	return likes, dislikes
}

// unread counts the votes that were not used: those of other types, and for posts that are not in the dump.
func (b *voteCounts) unread(posts map[int64]bool) int {
	count := b.ignored
	for post, days := range b.days {
		for _, each := range days {
			if !posts[post] {
				count += int(each.up + each.down)
			}
		}
	}
	for post, votes := range b.named {
		if !posts[post] {
			count += len(votes)
		}
	}
	return count
}
