package search

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// readDecisions reads until when people do not want to be asked, as of a day and as far as the viewer is told, and for whom
// their profile does not count.
func (n *neighborhood) readDecisions(ctx context.Context, today graph.Day) (err error) {
	if n.unavailable, err = n.view.Unavailable(ctx, today.Date()); err != nil {
		return err
	}
	n.unprofiled, err = n.view.Unprofiled(ctx)
	return err
}

// isUnavailable reports whether a person does not want to be asked: nothing is then said of whether they will answer.
func (n *neighborhood) isUnavailable(person graph.NodeID) bool { return n.unavailable[person] != "" }

// unavailableByKey returns until when people do not want to be asked, by their keys.
func (n *neighborhood) unavailableByKey() map[graph.Key]graph.Date {
	byKey := make(map[graph.Key]graph.Date, len(n.unavailable))
	for person, until := range n.unavailable {
		byKey[n.view.Key(person)] = until
	}
	return byKey
}
