package access

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// maxMembers bounds how many people are on a shortlist.
const maxMembers = 50

// Shortlists returns the lists that the viewer sees and that have not expired, those that expire first before others. Only
// viewers who recruit see any.
func (v *View) Shortlists(ctx context.Context, today graph.Date) (lists []graph.Fact, err error) {
	if !v.Recruits() {
		return nil, nil
	}
	_, err = v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.Shortlist](fact).ExpiresOn >= today {
			lists = append(lists, fact)
		}
		return nil
	}, graph.KindShortlist)
	slices.SortStableFunc(lists, func(a, b graph.Fact) int {
		return strings.Compare(string(graph.As[graph.Shortlist](a).ExpiresOn), string(graph.As[graph.Shortlist](b).ExpiresOn))
	})
	return lists, err
}

// Shortlist returns one of them.
func (v *View) Shortlist(ctx context.Context, key graph.Key, today graph.Date) (graph.Fact, error) {
	missing := fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	if !v.Recruits() || key.Kind() != graph.KindShortlist || key.Check() != nil {
		return graph.Fact{}, missing
	}
	facts, err := v.Facts(ctx, graph.Brief, key)
	if err != nil || len(facts) == 0 || graph.As[graph.Shortlist](facts[0]).ExpiresOn < today {
		return graph.Fact{}, cmp.Or(err, missing)
	}
	return facts[0], nil
}

// longest is for how many days a list may be kept at most.
const longest = 366

// NewShortlist makes an empty list of the viewer's for an opening. A purpose and a last day, within a year, are needed.
func (v *View) NewShortlist(ctx context.Context, list graph.Shortlist, today graph.Date) (graph.Key, error) {
	switch {
	case !v.Recruits():
		return "", fmt.Errorf("%w: only recruiters keep shortlists", graph.ErrInvalid)
	case strings.TrimSpace(list.Purpose) == "" || graph.IsLongLabel(list.Purpose):
		return "", fmt.Errorf("%w: a shortlist needs a purpose, in a line", graph.ErrInvalid)
	case list.ExpiresOn < today || list.ExpiresOn.Day() > today.Day()+longest:
		return "", fmt.Errorf("%w: a shortlist needs a last day, within a year", graph.ErrInvalid)
	}
	ends := []graph.Key{graph.Key(list.Opening)}
	if ends[0].Kind() != graph.KindOpening {
		return "", fmt.Errorf("%w: %q", graph.ErrNotFound, list.Opening)
	}
	for _, person := range list.SharedWith {
		ends = append(ends, graph.Key(person))
	}
	if err := v.allVisible(ctx, ends); err != nil {
		return "", err
	}
	list.Owner, list.Members, list.Secret = string(v.viewer.Person), nil, rand.Text()
	key := graph.NodeKey(graph.KindShortlist, strings.ToLower(rand.Text()))
	return key, v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{{Key: key, Value: list}}, If: []graph.Condition{{Key: key}}})
}

// ChangeShortlist puts a person on a list, or takes one off. It puts on only people that the viewer may be shown for the
// opening of the list.
func (v *View) ChangeShortlist(ctx context.Context, key, person graph.Key, on bool, today graph.Date) error {
	if _, err := v.Shortlist(ctx, key, today); err != nil {
		return err
	}
	whole, err := v.wholeShortlist(ctx, key)
	if err != nil {
		return err
	}
	list := graph.As[graph.Shortlist](whole)
	list.Members = slices.DeleteFunc(slices.Clone(list.Members), func(member string) bool { return member == string(person) })
	if on {
		listed, err := v.mayBeListed(ctx, graph.Key(list.Opening), person)
		switch {
		case err != nil:
			return err
		case !listed:
			return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
		case len(list.Members) >= maxMembers:
			return fmt.Errorf("%w: a shortlist is full: take somebody off it", graph.ErrInvalid)
		}
		list.Members = append(list.Members, string(person))
	}
	whole.Value = list
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{whole}, If: []graph.Condition{{Key: key, Revision: whole.Revision}}})
}

// OwnsShortlist reports whether the viewer made a list, and may delete it.
func (v *View) OwnsShortlist(list graph.Shortlist) bool {
	return v.viewer.Person != "" && list.Owner == string(v.viewer.Person)
}

// DeleteShortlist deletes a list of the viewer's.
func (v *View) DeleteShortlist(ctx context.Context, key graph.Key, today graph.Date) error {
	fact, err := v.Shortlist(ctx, key, today)
	switch {
	case err != nil:
		return err
	case !v.OwnsShortlist(graph.As[graph.Shortlist](fact)):
		return notYours(key)
	}
	return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{key}})
}

// wholeShortlist returns a list with what makes its handles, which nobody sees.
func (v *View) wholeShortlist(ctx context.Context, key graph.Key) (graph.Fact, error) {
	facts, err := v.gate.reader.Facts(ctx, graph.Whole, key)
	if err == nil && len(facts) == 0 {
		err = fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	}
	if err != nil {
		return graph.Fact{}, err
	}
	return facts[0], nil
}

func (v *View) mayBeListed(ctx context.Context, opening, person graph.Key) (bool, error) {
	nodes, err := v.NodeIDs(ctx, person)
	if err != nil || nodes[0] == 0 {
		return false, err
	}
	listed, err := v.WhoMayBeListed(ctx, opening, nodes)
	return len(listed) > 0, err
}

// Handles returns a function that gives the people who could be put on a list names that do not tell who they are. Each list
// has names of its own.
func (v *View) Handles(ctx context.Context, key graph.Key) (func(person graph.Key) string, error) {
	whole, err := v.wholeShortlist(ctx, key)
	secret := []byte(graph.As[graph.Shortlist](whole).Secret)
	return func(person graph.Key) string {
		code := hmac.New(sha256.New, secret)
		code.Write([]byte(person))
		return hex.EncodeToString(code.Sum(nil)[:10])
	}, err
}
