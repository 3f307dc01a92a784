package directory_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/ingest/directory"
)

// TestWhatIsNotUnderstoodHides: only FALSE, in the words that directories have for it, shows a person.
func TestWhatIsNotUnderstoodHides(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                                            false,
		"supannListeRouge: FALSE\n":                                   false,
		"msExchHideFromAddressLists: non\n":                           false,
		"supannListeRouge: TRUE\n":                                    true,
		"supannListeRouge: vrai\n":                                    true,
		"supannListeRouge: ?\n":                                       true,
		"supannListeRouge:\n":                                         true,
		"supannListeRouge:: VFJVR%\n":                                 true,
		"supannListeRouge:: /w==\n":                                   true,
		"supannListeRouge:< file:///etc/flag\n":                       true,
		"supannListeRouge;x-a: TRUE\n":                                true,
		"supannListeRouge;x-a: FALSE\n":                               false,
		"MSEXCHHIDEFROMADDRESSLISTS;x-b;y: 1\n":                       true,
		"supannListeRouge : TRUE\n":                                   true,
		"suppanListeRouge: TRUE\n":                                    true,
		"zimbraHideInGal: TRUE\n":                                     true,
		"1.3.6.1.4.1.7135.1.2.1.1: TRUE\n":                            true,
		"supannListeRouge TRUE\n":                                     true,
		"supannListRouge: TRUE\n":                                     true,
		"supann-Liste-Rouge: 1\n":                                     true,
		"msExchHiddenFromAddresList: TRUE\n":                          true,
		"zimbraHidInGal: TRUE\n":                                      true,
		"hideFromAB: TRUE\n":                                          true,
		"isHidden: perhaps\n":                                         true,
		"isHidden: FALSE\n":                                           false,
		"1.2.840.113556.1.2.73: TRUE\n":                               true,
		"OID.1.2.840.113556.1.4.7000.102.73: TRUE\n":                  true,
		"1.2.840.113556.1.4.1780: TRUE\n":                             true,
		"supannRoleEntite: TRUE\n":                                    false,
		"homeDirectory: TRUE\n":                                       false,
		"title: IngénieursupannListeRouge: TRUE":                      true,
		"supannListeRouge: FALSE\nmsExchHideFromAddressLists: TRUE\n": true,
		"description: supannListeRouge is for students\n":             false,
	} {
		c := newCompany(t)
		c.ldif(zoe + text + "\n\n" + paul)
		expect(t, text, c.people()["Zoé LEFÈVRE"].Hidden, want)
	}
}

// TestWhoIsHiddenStaysSo until the source says FALSE: an attribute that is missing may be one that can no longer
// be read. The report says how many.
func TestWhoIsHiddenStaysSo(t *testing.T) {
	hideInterns := func(o *directory.Options) { o.HideIf = []string{"employeeType=intern"} }
	showStaff := func(o *directory.Options) { o.ShowIf = []string{"employeeType=staff"} }
	for _, test := range []struct {
		before, now string
		options     func(*directory.Options)
		hidden      bool
	}{
		{"supannListeRouge: TRUE\n", "", nil, true},
		{"supannListeRouge: TRUE\n", "supannListeRouge: FALSE\n", nil, false},
		{"supannListeRouge;x-a: TRUE\n", "supannListeRouge;X-A: no\n", nil, false},
		{"supannListeRouge: TRUE\n", "supannListeRouge;x-a: FALSE\n", nil, true},
		{"supannListeRouge;x-a: TRUE\n", "supannListeRouge: FALSE\n", nil, true},
		{"supannListeRouge: TRUE\nmsExchHideFromAddressLists: FALSE\n", "msExchHideFromAddressLists: FALSE\n", nil, true},
		{"zimbraHideInGal: TRUE\n", "supannListeRouge: FALSE\nmsExchHideFromAddressLists: FALSE\n", nil, true},
		{"supannListeRouge TRUE\n", "msExchHideFromAddressLists: FALSE\n", nil, true},
		{"supannListRouge: TRUE\n", "supannListeRouge: FALSE\n", nil, false},
		{"supannListeRouge: TRUE\nzimbraHideInGal: TRUE\n", "supannListeRouge: FALSE\nzimbraHideInGal: FALSE\n", nil, false},
		{"employeeType: intern\n", "supannListeRouge: FALSE\n", nil, true},
		{"msExchHideFromAddressLists: TRUE\n", "mail: zoe@exemple.fr\n", nil, true},
		{"employeeType: intern\n", "", hideInterns, true},
		{"employeeType: intern\n", "employeeType: staff\n", hideInterns, true},
		{"employeeType: intern\n", "employeeType: staff\n", showStaff, false},
	} {
		c := newCompany(t)
		c.ldif(zoe+test.before+"\n"+paul, hideInterns)
		for range 2 {
			options := []func(*directory.Options){}
			if test.options != nil {
				options = append(options, test.options)
			}
			report := c.ldif(zoe+"title: Ingénieure\n"+test.now+"\n"+paul, options...)
			expect(t, test.before+test.now, c.people()["Zoé LEFÈVRE"].Hidden, test.hidden)
			expect(t, "title", c.people()["Zoé LEFÈVRE"].Title, "Ingénieure")
			expect(t, "warned", strings.Contains(strings.Join(report.Warnings, "\n"), "1 hidden people stay hidden"), test.hidden)
		}
	}
}

// TestARejectedEntryHides: whatever is wrong with an entry, that it hides its person is heard.
func TestARejectedEntryHides(t *testing.T) {
	noName := strings.NewReplacer("cn: Zoé LEFÈVRE\n", "", "sn: LEFÈVRE\n", "", "givenName: Zoé\n", "").Replace(zoe)
	number := "employeeNumber: 7\n"
	for name, text := range map[string]string{
		"without a name":          noName + "supannListeRouge: TRUE\n\n" + paul,
		"with the number of Paul": paul + number + "\n" + zoe + number + "supannListeRouge: TRUE\n",
		"with the name of Paul":   paul + "\n" + strings.Replace(zoe, "uid=zoe,", "uid=paul,", 1) + "supannListeRouge: TRUE\n",
	} {
		c := newCompany(t)
		c.ldif(zoe + "\n" + paul)
		report := c.ldif(text + "\n")
		expect(t, name+": rejections", len(report.Rejected), 1)
		expect(t, name, c.people()["Zoé LEFÈVRE"].Hidden, true)
	}
}

// TestAClosedAccountLeavesAtOnce: it is stated, and does not follow from who is missing, so neither an incomplete
// file nor the number of those who leave matters.
func TestAClosedAccountLeavesAtOnce(t *testing.T) {
	now := func(o *directory.Options) {
		o.Now = func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }
	}
	for text, closed := range map[string]bool{
		"userAccountControl: 514\n":                         true,
		"userAccountControl: 66050\n":                       true,
		"userAccountControl: 0x202\n":                       true,
		"userAccountControl;x-a: 514\n":                     true,
		"userAccountControl: closed\n":                      true,
		"userAccountControl:\n":                             true,
		"nsAccountLock: \n":                                 true,
		"userAccountControl: 512\n":                         false,
		"userAccountControl: 262656\n":                      false,
		"nsAccountLock: TRUE\n":                             true,
		"nsAccountLock: perhaps\n":                          true,
		"nsAccountLock:: /w==\n":                            true,
		"nsAccountLock: false\n":                            false,
		"pwdAccountLockedTime: 000001010000Z\n":             true,
		"pwdAccountLockedTime: 20260531080000Z\n":           false,
		"loginDisabled: TRUE\n":                             true,
		"msDS-UserAccountDisabled: TRUE\n":                  true,
		"isDeleted: TRUE\n":                                 true,
		"accountExpires: 133801632000000000\n":              true, // 2025-01-01
		"accountExpires: 20250101000000.0Z\n":               true,
		"accountExpires: soon\n":                            true,
		"accountExpires: 0\n":                               false,
		"accountExpires: 9223372036854775807\n":             false,
		"accountExpires: never\n":                           false,
		"accountExpires: 143801632000000000\n":              false, // 2056
		"inetUserStatus: inactive\n":                        true,
		"2.16.840.1.113730.3.1.692: Deleted\n":              true,
		"inetUserStatus: Active\n":                          false,
		"zimbraAccountStatus: closed\n":                     true,
		"zimbraAccountStatus: locked\n":                     true,
		"zimbraAccountStatus: lockout\n":                    false,
		"orclIsEnabled: DISABLED\n":                         true,
		"ds-pwp-account-disabled: true\n":                   true,
		"1.3.6.1.4.1.26027.1.1.166: TRUE\n":                 true,
		"ds-pwp-account-disabled: false\n":                  false,
		"ds-pwp-account-expiration-time: 20250101000000Z\n": true,
		"loginExpirationTime: 20560101000000Z\n":            false,
		"nsAccountLock: TRUE\ntitle:: SW5nw6%\nno colon\n":  true,
	} {
		c := newCompany(t)
		c.ldif(zoe + "\n" + paul + "\n" + anne)
		report := c.ldif(zoe+text+"\n"+paul[:len(paul)-3], now)
		want := []string{"Anne BOUVIER", "Paul MARTIN", "Zoé LEFÈVRE"}
		if closed {
			want = want[:2]
		}
		expect(t, text+"present", c.present(), want)
		expect(t, text+"held back, as the file is cut", report.HeldBack, true)
	}
}

func TestATombstoneHasLeft(t *testing.T) {
	c := newCompany(t)
	c.ldif(zoe + "\n" + paul)
	c.ldif(strings.Replace(zoe, "uid=zoe,ou=people", `cn=Zoé\0ADEL:1,CN=Deleted Objects`, 1) + "\n" + paul)
	expect(t, "present", c.present(), []string{"Paul MARTIN"})
}
