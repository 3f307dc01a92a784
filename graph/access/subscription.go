package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Subscription returns what the viewer is told of under a topic, as it was chosen; false where they are not.
func (v *View) Subscription(ctx context.Context, topic string) (graph.Subscribes, bool, error) {
	return v.gate.subscription(ctx, v.viewer.Person, topic)
}

// subscription returns that of a person, its secret included.
func (g *Gate) subscription(ctx context.Context, person graph.Key, topic string) (graph.Subscribes, bool, error) {
	key := graph.EdgeKey(person, graph.KindSubscribes, topic, person)
	if key.Check() != nil {
		return graph.Subscribes{}, false, nil
	}
	facts, err := g.reader.Facts(ctx, graph.Brief, key)
	if err != nil || len(facts) == 0 {
		return graph.Subscribes{}, false, err
	}
	return graph.As[graph.Subscribes](facts[0]), true, nil
}

// SubscribeTo says that the viewer is told of a topic, as often as every says, from today on; or no longer, where every is "off".
// Addresses that were signed before are of no use any more.
func (v *View) SubscribeTo(ctx context.Context, topic, every string, today graph.Date) error {
	key := graph.EdgeKey(v.viewer.Person, graph.KindSubscribes, topic, v.viewer.Person)
	if key.Check() != nil {
		return errNoPage()
	}
	if !slices.Contains(graph.Frequencies(topic), every) {
		return fmt.Errorf("%w: nobody is told of %s %q: %s are known", graph.ErrInvalid, topic, every, strings.Join(graph.Frequencies(topic), ", "))
	}
	if every == graph.EveryNever {
		return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{key}})
	}
	value := graph.Subscribes{On: today, SentOn: today, Every: every, Nonce: strings.ToLower(rand.Text())}
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{{Key: key, Value: value}}})
}

// Subscriber is somebody who is told of a topic by mail.
type Subscriber struct {
	Person graph.Key
	// Fact is their subscription.
	Fact graph.Fact
}

// Subscribers returns who is told of a topic, in key order. It is for what sends mails: what a mail says is read through the
// view of who gets it.
func (g *Gate) Subscribers(ctx context.Context, topic string) (all []Subscriber, err error) {
	_, err = g.reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if fact.Key.Tag() == topic {
			all = append(all, Subscriber{fact.From(), fact})
		}
		return nil
	}, graph.KindSubscribes)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Subscriber) int { return cmp.Compare(a.Person, b.Person) })
	return keepMailable(ctx, g, all, func(one Subscriber) graph.Key { return one.Person })
}

// NoteSent writes until when somebody was told of a topic. It fails with [graph.ErrConflict] where that changed since the
// subscription was read, so that of two servers one tells them.
func (g *Gate) NoteSent(ctx context.Context, subscription graph.Fact, on graph.Date) (graph.Fact, error) {
	value := graph.As[graph.Subscribes](subscription)
	value.SentOn = on
	changed := subscription
	changed.Value = value
	tx := graph.Tx{Actor: "mail", Put: []graph.Fact{changed}, If: []graph.Condition{{Key: subscription.Key, Revision: subscription.Revision}}}
	receipt, err := g.committer.Commit(ctx, tx)
	changed.Revision = receipt.Revision
	return changed, err
}
