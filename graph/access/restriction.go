package access

import (
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
)

// RestrictionOf returns the key of what says that what is known of a person is kept and not used.
func RestrictionOf(person graph.Key) graph.Key {
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
