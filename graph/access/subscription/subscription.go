// Package subscription keeps what people want to be told of: saved searches and queries, mails and digests, and when they last
// looked. It lists what is to be sent, and notes what was sent so that it is sent once.
package subscription

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// Subscription returns what the viewer is told of under a topic, as it was chosen; false where they are not.
func Subscription(ctx context.Context, v *access.View, topic string) (graph.Subscribes, bool, error) {
	return subscription(ctx, unfiltered.Gate(v), v.Viewer().Person, topic)
}

// subscription returns that of a person, its secret included.
func subscription(ctx context.Context, g *access.Gate, person graph.Key, topic string) (graph.Subscribes, bool, error) {
	key := graph.EdgeKey(person, graph.KindSubscribes, topic, person)
	if key.Check() != nil {
		return graph.Subscribes{}, false, nil
	}
	facts, err := unfiltered.ReaderOf(g).Facts(ctx, graph.Brief, key)
	if err != nil || len(facts) == 0 {
		return graph.Subscribes{}, false, err
	}
	return graph.As[graph.Subscribes](facts[0]), true, nil
}

// SubscribeTo says that the viewer is told of a topic, as often as every says, from today on; or no longer, where every is "off".
// Addresses that were signed before are of no use any more.
func SubscribeTo(ctx context.Context, v *access.View, topic, every string, today graph.Date) error {
	key := graph.EdgeKey(v.Viewer().Person, graph.KindSubscribes, topic, v.Viewer().Person)
	if key.Check() != nil {
		return access.ErrNoPage()
	}
	if !slices.Contains(graph.Frequencies(topic), every) {
		return fmt.Errorf("%w: nobody is told of %s %q: %s are known", graph.ErrInvalid, topic, every, strings.Join(graph.Frequencies(topic), ", "))
	}
	if every == graph.EveryNever {
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{key}})
	}
	value := graph.Subscribes{On: today, SentOn: today, Every: every, Nonce: strings.ToLower(rand.Text())}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: value}}})
}

// Subscriber is somebody who is told of a topic by mail.
type Subscriber struct {
	Person graph.Key
	// Fact is their subscription.
	Fact graph.Fact
}

// Subscribers returns who is told of a topic, in key order. It is for what sends mails: what a mail says is read through the
// view of who gets it.
func Subscribers(ctx context.Context, g *access.Gate, topic string) (all []Subscriber, err error) {
	_, err = unfiltered.ReaderOf(g).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if fact.Key.Tag() == topic {
			all = append(all, Subscriber{fact.From(), fact})
		}
		return nil
	}, graph.KindSubscribes)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Subscriber) int { return cmp.Compare(a.Person, b.Person) })
	return access.KeepMailable(ctx, g, all, func(one Subscriber) graph.Key { return one.Person })
}

// NoteSent writes until when somebody was told of a topic. It fails with [graph.ErrConflict] where that changed since the
// subscription was read, so that of two servers one tells them.
func NoteSent(ctx context.Context, g *access.Gate, subscription graph.Fact, on graph.Date) (graph.Fact, error) {
	value := graph.As[graph.Subscribes](subscription)
	value.SentOn = on
	changed := subscription
	changed.Value = value
	tx := graph.Tx{Actor: "mail", Put: []graph.Fact{changed}, If: []graph.Condition{{Key: subscription.Key, Revision: subscription.Revision}}}
	receipt, err := unfiltered.CommitterOf(g).Commit(ctx, tx)
	changed.Revision = receipt.Revision
	return changed, err
}
