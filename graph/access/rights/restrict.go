package rights

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// Restrict says that what is known of a person is kept and not used, or is used again; only the data protection officer does.
func Restrict(ctx context.Context, v *access.View, person graph.Key, restricted bool, today graph.Date) error {
	if !AnswersRequests(v) {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	if restricted {
		return unfiltered.CommitOwn(ctx, v, graph.Tx{Put: []graph.Fact{{Key: access.RestrictionOf(person), Value: graph.Restricted{On: today}}}})
	}
	return unfiltered.CommitOwn(ctx, v, graph.Tx{Delete: []graph.Key{access.RestrictionOf(person)}})
}

// Restrictions returns since when what is known of people is kept and not used, as far as the viewer may know: of themselves, or
// of everybody for the data protection officer.
func Restrictions(ctx context.Context, v *access.View) (map[graph.Key]graph.Date, error) {
	since := map[graph.Key]graph.Date{}
	_, err := v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		since[fact.From()] = graph.As[graph.Restricted](fact).On
		return nil
	}, graph.KindRestricted)
	return since, err
}

// PersonNamed returns the one person, of the people that the viewer sees, who has an address, a full name or a key.
func PersonNamed(ctx context.Context, v *access.View, who string) (graph.Key, error) {
	who = strings.TrimSpace(who)
	var found []graph.Key
	_, err := v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		person := graph.As[graph.Person](fact)
		isAddress := strings.Contains(who, "@") && slices.Contains(person.Addresses(), strings.ToLower(who))
		if string(fact.Key) == who || isAddress || graph.Slug(who) != "" && graph.Slug(person.DisplayName) == graph.Slug(who) {
			found = append(found, fact.Key)
		}
		return nil
	}, graph.KindPerson)
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("%w: %q is not the name or the address of one person: give their address", graph.ErrInvalid, who)
	}
	if err != nil {
		return "", err
	}
	return found[0], nil
}
