package signin

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Roles are the groups whose members have a role, each given by its name or its DN. Everybody is an employee.
type Roles struct {
	HR, Recruiter, Vocabulary, DPO, Administrator string
	// Pilot are groups whose members may come while a company opens Sachant to some people only.
	Pilot []string
	// HRPerimeters are the units and sites that members of a group have as their perimeter as human resources, by group.
	HRPerimeters map[string][]string
	// CommunityManagers are the communities that members of a group look after, by group.
	CommunityManagers map[string][]string
}

// Any reports whether a group gives a role.
func (r Roles) Any() bool { return len(r.groups()) > 0 }

// groups returns the groups that give a role.
func (r Roles) groups() []string {
	groups := slices.Concat(r.Pilot, []string{r.HR, r.Recruiter, r.Vocabulary, r.DPO, r.Administrator}, slices.Collect(maps.Keys(r.HRPerimeters)), slices.Collect(maps.Keys(r.CommunityManagers)))
	return slices.DeleteFunc(groups, func(group string) bool { return group == "" })
}

// Relevant returns those of a person's groups that give a role: the others are nobody's business.
func (r Roles) Relevant(groups []string) []string {
	var relevant []string
	for _, group := range groups {
		if slices.ContainsFunc(r.groups(), func(named string) bool { return isGroup(named, group) }) && !slices.Contains(relevant, group) {
			relevant = append(relevant, group)
		}
	}
	slices.Sort(relevant)
	return relevant
}

// Viewer returns a person with the roles of their groups. Who is in human resources of the whole company is so whatever
// else they are of.
func (r Roles) Viewer(person graph.Key, groups []string) access.Viewer {
	viewer := access.Viewer{Person: person, Roles: []access.Role{access.Employee}}
	for _, group := range groups {
		viewer.Invited = viewer.Invited || slices.ContainsFunc(r.Pilot, func(named string) bool { return isGroup(named, group) })
		for role, named := range map[access.Role]string{
			access.HRRole: r.HR, access.Recruiter: r.Recruiter, access.Vocabulary: r.Vocabulary, access.DPO: r.DPO, access.Administrator: r.Administrator,
		} {
			if isGroup(named, group) {
				viewer.Roles = append(viewer.Roles, role)
			}
		}
	}
	if !viewer.Is(access.HRRole) {
		viewer.Perimeter = placesOf(r.HRPerimeters, groups)
	}
	if len(viewer.Perimeter) > 0 {
		viewer.Roles = append(viewer.Roles, access.HRRole)
	}
	if viewer.Communities = placesOf(r.CommunityManagers, groups); len(viewer.Communities) > 0 {
		viewer.Roles = append(viewer.Roles, access.CommunityManager)
	}
	slices.Sort(viewer.Roles[1:])
	viewer.Roles = slices.Compact(viewer.Roles)
	return viewer
}

// placesOf returns, in order, what a table gives to groups.
func placesOf(table map[string][]string, groups []string) []string {
	var places []string
	for _, group := range groups {
		for named, of := range table {
			if isGroup(named, group) {
				places = append(places, of...)
			}
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// isGroup reports whether a group of a person is the one that the configuration names. A group that is named by its DN is that one
// alone; one that is named otherwise is also each whose DN begins with the name.
func isGroup(named, group string) bool {
	if named == "" || group == "" {
		return false
	}
	if strings.EqualFold(named, group) {
		return true
	}
	dn, err := ldap.ParseDN(group)
	if err != nil || len(dn.RDNs) < 2 {
		return false
	}
	if wanted, err := ldap.ParseDN(named); err == nil && len(wanted.RDNs) > 1 {
		return wanted.EqualFold(dn)
	}
	first := dn.RDNs[0].Attributes
	return len(first) == 1 && strings.EqualFold(first[0].Value, named)
}
