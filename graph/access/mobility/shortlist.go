package mobility

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
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// maxMembers bounds how many people are on a shortlist.
const maxMembers = 50

// Shortlists returns the lists that the viewer sees and that have not expired, those that expire first before others. Only
// viewers who recruit see any.
func Shortlists(ctx context.Context, v *access.View, today graph.Date) (lists []graph.Fact, err error) {
	if !Recruits(v) {
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
func Shortlist(ctx context.Context, v *access.View, key graph.Key, today graph.Date) (graph.Fact, error) {
	missing := fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	if !Recruits(v) || key.Kind() != graph.KindShortlist || key.Check() != nil {
		return graph.Fact{}, missing
	}
	facts, err := v.Facts(ctx, graph.Brief, key)
	if err != nil || len(facts) == 0 || graph.As[graph.Shortlist](facts[0]).ExpiresOn < today {
		return graph.Fact{}, cmp.Or(err, missing)
	}
	return facts[0], nil
}

// NewShortlist makes an empty list of the viewer's for an opening. A purpose and a last day, within a year, are needed.
func NewShortlist(ctx context.Context, v *access.View, list graph.Shortlist, today graph.Date) (graph.Key, error) {
	switch {
	case !Recruits(v):
		return "", fmt.Errorf("%w: only recruiters keep shortlists", graph.ErrInvalid)
	case strings.TrimSpace(list.Purpose) == "" || graph.IsLongLabel(list.Purpose):
		return "", fmt.Errorf("%w: a shortlist needs a purpose, in a line", graph.ErrInvalid)
	case list.ExpiresOn < today || list.ExpiresOn.Day() > today.Day()+access.LongestKept:
		return "", fmt.Errorf("%w: a shortlist needs a last day, within a year", graph.ErrInvalid)
	}
	ends := []graph.Key{graph.Key(list.Opening)}
	if ends[0].Kind() != graph.KindOpening {
		return "", fmt.Errorf("%w: %q", graph.ErrNotFound, list.Opening)
	}
	for _, person := range list.SharedWith {
		ends = append(ends, graph.Key(person))
	}
	if err := v.RequireVisible(ctx, ends); err != nil {
		return "", err
	}
	list.Owner, list.Members, list.Secret = string(v.Viewer().Person), nil, rand.Text()
	key := graph.NodeKey(graph.KindShortlist, strings.ToLower(rand.Text()))
	return key, unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: key, Value: list}}, If: []graph.Condition{{Key: key}}})
}

// ChangeShortlist puts a person on a list, or takes one off. It puts on only people that the viewer may be shown for the
// opening of the list.
func ChangeShortlist(ctx context.Context, v *access.View, key, person graph.Key, on bool, today graph.Date) error {
	if _, err := Shortlist(ctx, v, key, today); err != nil {
		return err
	}
	whole, err := wholeShortlist(ctx, v, key)
	if err != nil {
		return err
	}
	list := graph.As[graph.Shortlist](whole)
	list.Members = slices.DeleteFunc(slices.Clone(list.Members), func(member string) bool { return member == string(person) })
	if on {
		listed, err := mayBeListed(ctx, v, graph.Key(list.Opening), person)
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
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{whole}, If: []graph.Condition{{Key: key, Revision: whole.Revision}}})
}

// OwnsShortlist reports whether the viewer made a list, and may delete it.
func OwnsShortlist(v *access.View, list graph.Shortlist) bool {
	return v.Viewer().Person != "" && list.Owner == string(v.Viewer().Person)
}

// DeleteShortlist deletes a list of the viewer's.
func DeleteShortlist(ctx context.Context, v *access.View, key graph.Key, today graph.Date) error {
	fact, err := Shortlist(ctx, v, key, today)
	switch {
	case err != nil:
		return err
	case !OwnsShortlist(v, graph.As[graph.Shortlist](fact)):
		return access.ErrNotYours(key)
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{key}})
}

// wholeShortlist returns a list with what makes its handles, which nobody sees.
func wholeShortlist(ctx context.Context, v *access.View, key graph.Key) (graph.Fact, error) {
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Whole, key)
	if err == nil && len(facts) == 0 {
		err = fmt.Errorf("%w: %q", graph.ErrNotFound, key)
	}
	if err != nil {
		return graph.Fact{}, err
	}
	return facts[0], nil
}

func mayBeListed(ctx context.Context, v *access.View, opening, person graph.Key) (bool, error) {
	nodes, err := v.NodeIDs(ctx, person)
	if err != nil || nodes[0] == 0 {
		return false, err
	}
	listed, err := WhoMayBeListed(ctx, v, opening, nodes)
	return len(listed) > 0, err
}

// Handles returns a function that gives the people who could be put on a list names that do not tell who they are. Each list
// has names of its own.
func Handles(ctx context.Context, v *access.View, key graph.Key) (func(person graph.Key) string, error) {
	whole, err := wholeShortlist(ctx, v, key)
	secret := []byte(graph.As[graph.Shortlist](whole).Secret)
	return func(person graph.Key) string {
		code := hmac.New(sha256.New, secret)
		code.Write([]byte(person))
		return hex.EncodeToString(code.Sum(nil)[:10])
	}, err
}
