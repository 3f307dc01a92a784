package source

import (
	"time"

	"github.com/sachant/sachant/graph"
)

// ScoreTallies returns the score on the day of the post, for dumps without votes.
func ScoreTallies(score int64, at time.Time) (likes, dislikes []graph.Tally) {
	switch tally := (graph.Tally{On: graph.DateOf(at), Count: int(max(score, -score))}); {
	case score > 0:
		return []graph.Tally{tally}, nil
	case score < 0:
		return nil, []graph.Tally{tally}
	}
	return nil, nil
}
