package changes_test

import (
	"crypto/tls"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/directory/changes"
	"github.com/sachant/sachant/ingest/ingesttest"
)

const staff = "OU=Sachant,DC=example,DC=test"

// samba is the domain controller that fixtures/samba/run.sh started, as its administrator.
type samba struct {
	t testing.TB
	*ldap.Conn
	url, password string
}

func openSamba(t testing.TB) samba {
	t.Helper()
	s := samba{t: t, url: live.Samba(t), password: os.Getenv("SAMBA_PASSWORD")}
	// The certificate that Samba makes for itself names its host, not the address.
	conn, err := ldap.DialURL(s.url, ldap.DialWithTLSConfig(&tls.Config{InsecureSkipVerify: true})) //nolint:gosec // a server of this test
	s.must(err)
	t.Cleanup(func() { _ = conn.Close() })
	s.Conn = conn
	s.must(conn.Bind("Administrator@EXAMPLE.TEST", s.password))
	return s
}

func (s samba) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s samba) user(name string, attributes ...string) string {
	s.t.Helper()
	request := ldap.NewAddRequest("CN="+name+","+staff, nil)
	request.Attribute("objectClass", []string{"user"})
	request.Attribute("sAMAccountName", []string{strings.ReplaceAll(strings.ToLower(name), " ", ".")})
	request.Attribute("displayName", []string{name})
	request.Attribute("userAccountControl", []string{"544"}) // enabled, without a password
	for i := 0; i+1 < len(attributes); i += 2 {
		request.Attribute(attributes[i], attributes[i+1:i+2])
	}
	s.must(s.Add(request))
	return request.DN
}

func (s samba) replace(dn, attribute string, values ...string) {
	s.t.Helper()
	request := ldap.NewModifyRequest(dn, nil)
	request.Replace(attribute, values)
	s.must(s.Modify(request))
}

// TestSambaTellsWhatChanged is the life of a directory on a real controller, by DirSync and by update sequence numbers: two
// whole runs, a rename, a move, a group of many in a group, a closed account and a deletion.
func TestSambaTellsWhatChanged(t *testing.T) {
	s := openSamba(t)
	for _, way := range ways() {
		t.Run(string(way), func(t *testing.T) {
			unit := ldap.NewAddRequest(staff, nil)
			unit.Attribute("objectClass", []string{"organizationalUnit"})
			s.must(s.Add(unit))
			t.Cleanup(func() { s.must(s.Del(ldap.NewDelRequest(staff, []ldap.Control{ldap.NewControlSubtreeDelete()}))) })
			var people []string
			for i := range 12 {
				people = append(people, s.user(fmt.Sprintf("Person %02d", i), "title", "Chef"))
			}
			s.replace(people[1], "manager", people[0])
			for name, members := range map[string][]string{"soudage": {people[2], "CN=tig," + staff}, "tig": people[3:6]} {
				group := ldap.NewAddRequest("CN="+name+","+staff, nil)
				group.Attribute("objectClass", []string{"group"})
				if name == "tig" {
					group.Attribute("member", members)
				}
				s.must(s.Add(group))
			}
			s.replace("CN=soudage,"+staff, "member", people[2], "CN=tig,"+staff)

			c := newCompany(t, s.url)
			c.way, c.server.Base, c.server.CAFile = way, staff, ""
			c.server.BindDN, c.server.BindPassword = "Administrator@EXAMPLE.TEST", s.password
			c.server.Communities, c.server.URL, c.server.Plaintext = []string{"cn=soudage"}, "ldap://127.0.0.1", true
			expect(t, "people", c.read().Added["person"], 12)
			expect(t, "members of the group and of the one inside", len(ingesttest.Stored[graph.MemberOf](t, c.store, graph.KindMemberOf)), 4)
			again := c.read()
			expect(t, "read and changed where nothing changed", []int{again.Read["person"], len(again.Changed)}, []int{0, 0})

			s.replace(people[6], "userAccountControl", "546")
			s.must(s.ModifyDN(ldap.NewModifyDNRequest(people[7], "CN=Zoe Martin", true, "")))
			s.must(s.Del(ldap.NewDelRequest(people[8], nil)))
			s.must(s.ModifyDN(ldap.NewModifyDNRequest(people[9], "CN=Person 09", true, "CN=Users,DC=example,DC=test")))
			t.Cleanup(func() { s.must(s.Del(ldap.NewDelRequest("CN=Person 09,CN=Users,DC=example,DC=test", nil))) })
			s.user("Newcomer", "manager", people[1])
			report := c.read()
			expect(t, "added and removed", []int{report.Added["person"], report.Removed["person"]}, []int{1, 3})
			expect(t, "a difference", isDifference(report, 3), true)
			expect(t, "lines of report", c.bosses(), []string{"Newcomer < Person 01", "Person 01 < Person 00"})
			before := c.present()
			c.now = c.now.Add(changes.Week)
			expect(t, "changed by the whole run of the week", len(c.read().Changed), 0)
			expect(t, "present", slices.Equal(before, c.present()), true)
		})
	}
}
