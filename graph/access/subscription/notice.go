package subscription

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

func ownEdge(person graph.Key, kind graph.Kind) graph.Key {
	return graph.EdgeKey(person, kind, graph.TopicOpenings, person)
}

// LastLook returns when the viewer last said that they have looked at the openings; the zero time where they never did.
func LastLook(ctx context.Context, v *access.View) (time.Time, error) {
	key := ownEdge(v.Viewer().Person, graph.KindLookedAt)
	if key.Check() != nil {
		return time.Time{}, nil
	}
	facts, err := v.Facts(ctx, graph.Brief, key)
	if err != nil || len(facts) == 0 {
		return time.Time{}, err
	}
	return graph.As[graph.LookedAt](facts[0]).At, nil
}

// NoteLook notes that the viewer has looked at the openings, for them alone.
func NoteLook(ctx context.Context, v *access.View, now time.Time) error {
	key := ownEdge(v.Viewer().Person, graph.KindLookedAt)
	if key.Check() != nil {
		return access.ErrNoPage()
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.LookedAt{At: now.UTC()}}}})
}

// Subscribes reports whether the viewer wants a mail when a new opening fits them.
func Subscribes(ctx context.Context, v *access.View) (bool, error) {
	key := ownEdge(v.Viewer().Person, graph.KindSubscribes)
	if key.Check() != nil {
		return false, nil
	}
	facts, err := v.Facts(ctx, graph.Brief, key)
	return len(facts) > 0, err
}

// Subscribe says whether the viewer wants a mail when a new opening fits them, from today on.
func Subscribe(ctx context.Context, v *access.View, wants bool, today graph.Date) error {
	has, err := Subscribes(ctx, v)
	key := ownEdge(v.Viewer().Person, graph.KindSubscribes)
	switch {
	case err != nil || has == wants:
		return err
	case key.Check() != nil:
		return access.ErrNoPage()
	case wants:
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.Subscribes{On: today}}}})
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{key}})
}

// Recipient is somebody who may get a mail about openings.
type Recipient struct {
	Person graph.Key
	// Asked are open openings about which they are asked and have not answered.
	Asked []graph.Key
	// Since is the day since which they subscribe to new openings; "" where they do not.
	Since graph.Date
	// Mails are what they were sent, by the keys of [graph.Mailed].
	Mails map[graph.Key]graph.Fact
}

// MailRecipients returns who may get a mail about openings as of today, in key order. It is for what sends mails: what a
// mail says is read through the view of who gets it.
func MailRecipients(ctx context.Context, g *access.Gate, today graph.Date) ([]Recipient, error) {
	all, open := map[graph.Key]*Recipient{}, map[graph.Key]bool{}
	of := func(person graph.Key) *Recipient {
		if all[person] == nil {
			all[person] = &Recipient{Person: person, Mails: map[graph.Key]graph.Fact{}}
		}
		return all[person]
	}
	var invitations []graph.Key
	_, err := unfiltered.ReaderOf(g).Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Opening:
			open[fact.Key] = value.IsOpen(today)
		case graph.Invites:
			if value.Answer == "" {
				invitations = append(invitations, fact.Key)
			}
		case graph.Subscribes:
			if fact.Key.Tag() != graph.TopicOpenings {
				return nil
			}
			of(fact.From()).Since = value.On
		case graph.Mailed:
			of(fact.To()).Mails[fact.Key] = fact
		}
		return nil
	}, graph.KindOpening, graph.KindInvites, graph.KindSubscribes, graph.KindMailed)
	for _, key := range invitations {
		if opening, person := key.Ends(); open[opening] {
			of(person).Asked = append(of(person).Asked, opening)
		}
	}
	var out []Recipient
	for _, one := range all {
		if len(one.Asked) > 0 || one.Since != "" {
			slices.Sort(one.Asked)
			out = append(out, *one)
		}
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Recipient) int { return cmp.Compare(a.Person, b.Person) })
	return access.KeepMailable(ctx, g, out, func(one Recipient) graph.Key { return one.Person })
}

// NoteMails writes what becomes of mails. It fails with [graph.ErrConflict] where one of them changed since it was read, so
// that of two servers one sends.
func NoteMails(ctx context.Context, g *access.Gate, mails []graph.Fact) error {
	tx := graph.Tx{Actor: "mail", Put: slices.Clone(mails)}
	for i, fact := range tx.Put {
		if kind := fact.Key.Kind(); kind != graph.KindMailed && kind != graph.KindNotified {
			return fmt.Errorf("%w: %q is no mail", graph.ErrInvalid, fact.Key)
		}
		tx.Put[i].Origin = "mail"
		tx.If = append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
	}
	_, err := unfiltered.CommitterOf(g).Commit(ctx, tx)
	return err
}

// MailsNow returns facts about mails as they are now, with their revisions.
func MailsNow(ctx context.Context, g *access.Gate, keys []graph.Key) ([]graph.Fact, error) {
	return unfiltered.ReaderOf(g).Facts(ctx, graph.Brief, keys...)
}
