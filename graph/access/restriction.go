package access

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// restrictionOf returns the key of what says that what is known of a person is kept and not used.
func restrictionOf(person graph.Key) graph.Key {
	return graph.EdgeKey(person, graph.KindRestricted, "", person)
}

// restrict takes everybody but the person and the data protection officer from an audience of what is known of a person whose
// data are restricted (GDPR, article 18); the officer sees who it is.
func restrict(audience Labels, fact, person graph.Key) Labels {
	allowed := Labels{Self(person), Protection}
	if fact == person {
		return allowed
	}
	return slices.DeleteFunc(slices.Clone(audience), func(label Label) bool { return !slices.Contains(allowed, label) })
}

// restrictedAudience returns the audience of a node as the restriction of its owner leaves it; the caller holds the lock.
func (f *filter) restrictedAudience(audience Labels, key, owner graph.Key) Labels {
	if key.Kind() == graph.KindPerson {
		owner = key
	}
	if len(f.restricted) == 0 || owner == "" || !f.restricted[f.graph.NodeIDs([]graph.Key{owner})[0]] {
		return audience
	}
	return restrict(audience, key, owner)
}

// isRestricted reports whether what is known of a person who was decided about is not used.
func (f *filter) isRestricted(person graph.NodeID) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.restricted[person]
}

// withoutRestricted leaves out the people whose data are restricted: they are counted nowhere.
func (f *filter) withoutRestricted(ctx context.Context, people []graph.NodeID) ([]graph.NodeID, error) {
	decided, err := f.decisions(ctx)
	if err != nil || len(decided.restricted) == 0 {
		return people, err
	}
	return slices.DeleteFunc(people, func(person graph.NodeID) bool { return decided.restricted[person] }), nil
}

// Restrict says that what is known of a person is kept and not used, or is used again; only the data protection officer does.
func (v *View) Restrict(ctx context.Context, person graph.Key, restricted bool, today graph.Date) error {
	if !v.AnswersRequests() {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, person)
	}
	if err := v.allVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	if restricted {
		return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{{Key: restrictionOf(person), Value: graph.Restricted{On: today}}}})
	}
	return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{restrictionOf(person)}})
}

// Restrictions returns since when what is known of people is kept and not used, as far as the viewer may know: of themselves, or
// of everybody for the data protection officer.
func (v *View) Restrictions(ctx context.Context) (map[graph.Key]graph.Date, error) {
	since := map[graph.Key]graph.Date{}
	_, err := v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		since[fact.From()] = graph.As[graph.Restricted](fact).On
		return nil
	}, graph.KindRestricted)
	return since, err
}

// PersonNamed returns the one person, of the people that the viewer sees, who has an address, a full name or a key.
func (v *View) PersonNamed(ctx context.Context, who string) (graph.Key, error) {
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

// keepMailable keeps those of the recipients who get mails: people that every colleague sees. Nothing is sent to who is hidden,
// has left, is erased, or has their data restricted, which are kept and not used.
func keepMailable[T any](ctx context.Context, gate *Gate, all []T, person func(T) graph.Key) ([]T, error) {
	people := make([]graph.Key, len(all))
	for i, one := range all {
		people[i] = person(one)
	}
	nodes, err := gate.View(Colleague()).NodeIDs(ctx, people...)
	if err != nil {
		return nil, err
	}
	var kept []T
	for i, one := range all {
		if nodes[i] != 0 {
			kept = append(kept, one)
		}
	}
	return kept, nil
}
