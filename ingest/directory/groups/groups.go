// Package groups tells who is in the groups of a directory, those of the groups inside them included.
package groups

import "slices"

// Group is a group, and what it names as its members: DNs of people and of groups, in a form in which equal ones are equal.
type Group struct {
	DN      string
	Members []string
}

// Set holds the groups of a directory by their DNs.
type Set map[string]Group

// Add adds a group; of one that comes again, as from another server, the members are joined.
func (s Set) Add(group Group) {
	known := s[group.DN]
	s[group.DN] = Group{DN: group.DN, Members: append(known.Members, group.Members...)}
}

// People returns the members of a group that are no groups themselves, and those of the groups inside it, each once and in
// order. Groups that contain each other are visited once.
func (s Set) People(dn string) []string {
	visited, people := map[string]bool{dn: true}, map[string]bool{}
	for next := []string{dn}; len(next) > 0; {
		group := next[0]
		next = next[1:]
		for _, member := range s[group].Members {
			if _, isGroup := s[member]; !isGroup {
				people[member] = true
			} else if !visited[member] {
				visited[member] = true
				next = append(next, member)
			}
		}
	}
	out := make([]string, 0, len(people))
	for member := range people {
		out = append(out, member)
	}
	slices.Sort(out)
	return out
}
