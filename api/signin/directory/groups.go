package directory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/ingest/directory/activedirectory"
)

// groupsOf returns the groups that an entry says it is in, and those that say so of it, as in OpenLDAP without memberOf. Active
// Directory answers with the groups of groups at once, by its matching rule; other servers take it for no match. Its primary
// groups list nobody, and are found by their objectSid.
func groupsOf(conn *ldap.Conn, base string, entry *ldap.Entry) ([]string, error) {
	groups := entry.GetEqualFoldAttributeValues("memberOf")
	dn := ldap.EscapeFilter(entry.DN)
	filter := "(|(member=" + dn + ")(uniqueMember=" + dn + ")(member:" + inChain + ":=" + dn + ")"
	if primary := activedirectory.PrimaryGroup(entry.GetEqualFoldRawAttributeValue("objectSid"), entry.GetEqualFoldAttributeValue("primaryGroupID")); primary != "" {
		filter += "(objectSid=" + ldap.EscapeFilter(primary) + ")"
	}
	found, err := searchGroups(conn, base, filter+")")
	return distinct(append(groups, found...)), err
}

// inChain is the matching rule LDAP_MATCHING_RULE_IN_CHAIN of Active Directory.
const inChain = "1.2.840.113556.1.4.1941"

// The bounds of a walk from group to group: how many steps, and how many groups in all.
const (
	maxSteps  = 10
	maxGroups = 1000
)

// atOnce is how many groups one search asks about.
const atOnce = 50

// groupsAbove returns groups with those that they are members of, and so on. Groups that contain each other end the walk, as do
// its bounds.
func groupsAbove(conn *ldap.Conn, base string, groups []string) ([]string, error) {
	all := distinct(groups)
	for step, next := 0, all; len(next) > 0 && step < maxSteps && len(all) < maxGroups; step++ {
		var above []string
		for some := range slices.Chunk(next, atOnce) {
			found, err := groupsAround(conn, base, some)
			if err != nil {
				return nil, err
			}
			above = append(above, found...)
		}
		next = slices.DeleteFunc(distinct(above), func(group string) bool { return holds(all, group) })
		all = append(all, next...)
	}
	return all, nil
}

// groupsAround returns the groups that list some groups as members. A group need not say so of itself: memberOf of a group is what
// a server makes of these lists.
func groupsAround(conn *ldap.Conn, base string, groups []string) ([]string, error) {
	var filter strings.Builder
	for _, group := range groups {
		dn := ldap.EscapeFilter(group)
		filter.WriteString("(member=" + dn + ")(uniqueMember=" + dn + ")")
	}
	return searchGroups(conn, base, "(|"+filter.String()+")")
}

// searchGroups returns the DNs of the groups of a filter.
func searchGroups(conn *ldap.Conn, base, filter string) ([]string, error) {
	answer, err := conn.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, filter, []string{"1.1"}, nil))
	if err != nil {
		return nil, fmt.Errorf("search the groups of who signs in: %w", err)
	}
	var groups []string
	for _, group := range answer.Entries {
		groups = append(groups, group.DN)
	}
	return groups, nil
}

// distinct returns groups once each; DNs differ in more than the case of their letters.
func distinct(groups []string) (once []string) {
	for _, group := range groups {
		if !holds(once, group) {
			once = append(once, group)
		}
	}
	return once
}

func holds(groups []string, group string) bool {
	return slices.ContainsFunc(groups, func(other string) bool { return strings.EqualFold(other, group) })
}
