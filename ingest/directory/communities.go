package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory/activedirectory"
	"github.com/sachant/sachant/ingest/directory/groups"
)

// GroupFilter finds the entries that are groups.
const GroupFilter = "(|(objectClass=group)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))"

// mostGroups bounds how many groups are read.
const mostGroups = 100_000

// memberAttributes returns the attributes by which groups name their members.
func memberAttributes() []string { return []string{"member", "uniqueMember", "memberUid"} }

// members finds accounts by what groups name them by: DN, login, or primary group.
type members struct {
	byDN, byLogin map[string]graph.Key
	byPrimary     map[string][]graph.Key // by objectSid of the group
}

func newMembers() members {
	return members{byDN: map[string]graph.Key{}, byLogin: map[string]graph.Key{}, byPrimary: map[string][]graph.Key{}}
}

func (m members) add(e entry, account graph.Key) {
	m.byDN[normalDN(e.dn)] = account
	for _, login := range e.texts("uid") {
		m.byLogin[strings.ToLower(login)] = account
	}
	for _, sid := range e.values["objectsid"] {
		if group := activedirectory.PrimaryGroup(sid, e.text("primaryGroupID")); group != "" {
			m.byPrimary[group] = append(m.byPrimary[group], account)
		}
	}
}

// accountsOf returns the accounts that a member of a group stands for.
func (m members) accountsOf(member string) []graph.Key {
	if group, ok := strings.CutPrefix(member, primaryMark); ok {
		return m.byPrimary[group]
	}
	account, ok := m.byDN[member]
	if login, marked := strings.CutPrefix(member, loginMark); marked {
		account, ok = m.byLogin[login]
	}
	if !ok {
		return nil
	}
	return []graph.Key{account}
}

// communities reads the groups of a directory, and emits the ones that are communities.
type communities struct {
	options Options
	set     groups.Set
	chosen  []community
	file    string
}

// community is a group that meets a condition.
type community struct {
	key      graph.Key
	dn, name string
	where    ingest.Where
}

func newCommunities(o Options, file string) *communities {
	return &communities{options: o, set: groups.Set{}, file: file}
}

// read reads the groups below a base, page by page.
func (c *communities) read(ctx context.Context, conn *ldap.Conn, base string, page uint32) error {
	attributes := slices.Concat(stableAttributes(), memberAttributes(), c.options.conditioned(), []string{"objectClass", "objectSid", "cn", "displayName"})
	paging := ldap.NewControlPaging(page)
	request := ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, GroupFilter, attributes, []ldap.Control{paging})
	for {
		answer, err := conn.Search(request)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		for _, found := range answer.Entries {
			if err := c.group(conn, found); err != nil {
				return err
			}
		}
		cookie := cookieOf(answer)
		if len(cookie) == 0 {
			return nil
		}
		if len(c.set) > mostGroups {
			return fmt.Errorf("there are more than %d groups: give --group-base", mostGroups)
		}
		paging.SetCookie(cookie)
	}
}

// group takes one group, with all of its members.
func (c *communities) group(conn *ldap.Conn, found *ldap.Entry) error {
	one := fromLDAP(found, c.options.names())
	dn := normalDN(found.DN)
	group := groups.Group{DN: dn}
	for _, attribute := range memberAttributes() {
		values, err := activedirectory.Values(conn, found, attribute)
		if err != nil {
			return err
		}
		for _, value := range values {
			group.Members = append(group.Members, memberOf(attribute, value))
		}
	}
	if sid := found.GetEqualFoldRawAttributeValue("objectSid"); len(sid) > 0 {
		group.Members = append(group.Members, primaryMark+string(sid))
	}
	c.set.Add(group)
	if meets(one, c.options.Communities) {
		c.choose(one, dn)
	}
	return nil
}

// Beginnings of members that are named by no DN: by a login, and as those whose primary group it is.
const loginMark, primaryMark = "\x00login ", "\x00primary "

// memberOf returns what a value of a group names: a group or a person by DN, or a person by login.
func memberOf(attribute, value string) string {
	if attribute == "memberUid" {
		return loginMark + strings.ToLower(value)
	}
	return normalDN(value)
}

// choose takes a group as a community. Its key does not depend on its name.
func (c *communities) choose(one entry, dn string) {
	identity := dn
	for _, attribute := range stableAttributes() {
		if value := identityOf(one, attribute); value != "" {
			identity = attribute + " " + value
			break
		}
	}
	c.chosen = append(c.chosen, community{
		key: graph.NodeKey(graph.KindCommunity, c.options.Namer.ID("community", c.options.Source, identity)),
		dn:  dn, name: one.text("displayName", "cn"), where: ingest.Where{File: c.file, DN: one.dn},
	})
}

// emit emits the communities, and of each person all in which they are: who is in none of them any more is taken out.
func (c *communities) emit(to ingest.Sink, people members) error {
	in := map[graph.Key][]graph.Key{} // communities by account
	for _, one := range c.chosen {
		if one.name == "" {
			to.Reject(one.where, "no name: neither displayName nor cn")
			continue
		}
		node := graph.Fact{Key: one.key, Value: graph.Community{Name: one.name, Admission: graph.AdmissionInvitation}}
		if err := to.Emit(ingest.Statement{Where: one.where, Facts: []graph.Fact{node}}); err != nil {
			return err
		}
		for _, member := range c.set.People(one.dn) {
			for _, account := range people.accountsOf(member) {
				if !slices.Contains(in[account], one.key) {
					in[account] = append(in[account], one.key)
				}
			}
		}
	}
	for _, dn := range slices.Sorted(maps.Keys(people.byDN)) {
		account := people.byDN[dn]
		if err := to.Emit(c.membership(account, in[account])); err != nil {
			return err
		}
	}
	return nil
}

// membership states all communities in which a person is.
func (c *communities) membership(account graph.Key, in []graph.Key) ingest.Statement {
	owner := ownerOf(account)
	statement := ingest.Statement{
		Where: ingest.Where{File: c.file}, People: []graph.Key{owner}, Replaces: []graph.Kind{graph.KindMemberOf}, Lenient: true,
	}
	for _, community := range in {
		statement.Facts = append(statement.Facts, graph.Edge(owner, "", community, "", graph.MemberOf{}))
	}
	return statement
}

// readCommunities emits the communities of a difference: a group that changed names all of its members; most of them did not
// change, so that all people are read by what groups name them by.
func (d *Difference) readCommunities(ctx context.Context) error {
	people, err := d.readMembers(ctx)
	if err != nil {
		return err
	}
	base := d.server.GroupBase
	if base == "" {
		base = d.shownBase
	}
	found := newCommunities(d.server.Options, d.list.file)
	if err := found.read(ctx, d.conn, base, d.server.pageSize()); err != nil {
		return err
	}
	return found.emit(d.list.sink, people)
}

// readMembers reads everybody below the base, by identity, DN, login and primary group alone.
func (d *Difference) readMembers(ctx context.Context) (members, error) {
	people := newMembers()
	paging := ldap.NewControlPaging(d.server.pageSize())
	request := ldap.NewSearchRequest(d.shownBase, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, PeopleFilter,
		[]string{d.list.attribute, "uid", "primaryGroupID", "objectSid"}, []ldap.Control{paging})
	for {
		answer, err := d.conn.Search(request)
		if ctx.Err() != nil {
			return members{}, context.Cause(ctx)
		}
		if err != nil {
			return members{}, err
		}
		for _, found := range answer.Entries {
			one := fromLDAP(found, d.names)
			if identity := identityOf(one, d.list.attribute); identity != "" {
				people.add(one, d.list.account(d.list.attribute, identity).Key)
			}
		}
		cookie := cookieOf(answer)
		if len(cookie) == 0 {
			return people, nil
		}
		paging.SetCookie(cookie)
	}
}
