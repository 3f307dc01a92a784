package directory_test

import (
	"strings"
	"testing"
)

// TestALostNameSaysWhy: a name that is there but cannot be read is not reported as missing.
func TestALostNameSaysWhy(t *testing.T) {
	long := strings.Repeat("x", 600)
	for written, want := range map[string]string{
		"cn: " + long + "\n":                       "the name cannot be read: cn: longer than",
		"cn: " + strings.Repeat("x", 2<<20) + "\n": "the name cannot be read: cn: more than",
		"displayName: " + long + "\n":              "the name cannot be read: displayname: longer than",
		"sn: " + long + "\n":                       "the name cannot be read: sn: longer than",
		"cn:: 6Q==\n":                              "the name cannot be read: cn: not UTF-8 text",
		"":                                         "no name: neither displayName nor cn",
	} {
		entry := strings.NewReplacer("cn: Zoé LEFÈVRE\nsn: LEFÈVRE\ngivenName: Zoé\n", written).Replace(zoe)
		report := newCompany(t).ldif(entry + "\n" + paul)
		if len(report.Rejected) != 1 || !strings.HasPrefix(report.Rejected[0].Cause, want) {
			t.Errorf("%.40q: rejected %.300v, want %q", written, report.Rejected, want)
		}
	}
}
