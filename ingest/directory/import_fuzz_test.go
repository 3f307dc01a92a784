package directory_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest/directory"
)

// FuzzImportLDIF: whatever an LDIF file holds, it is imported or refused; where nothing of it was
// refused, importing it again changes nothing, nobody leaves included.
func FuzzImportLDIF(f *testing.F) {
	for _, text := range []string{
		"dn: uid=zoe,ou=p,dc=x\nobjectClass: inetOrgPerson\nentryUUID: a\nuid: zoe\ncn: Zoé\nmail: zoe@x.fr\nemployeeNumber: 7\nou: DSI\nl: Lyon\n\n" +
			"dn: uid=paul,ou=p,dc=x\nobjectClass: inetOrgPerson\nentryUUID: b\nuid: paul\ncn: Paul\nmanager: uid=zoe,ou=p,dc=x\nemployeeNumber: 07\n",
		"dn: cn=a\nobjectClass: user\nobjectGUID:: AQIDBAUGBwgJCgsMDQ4PEA==\ncn: A\nmanager: cn=a\nuserAccountControl: 514\naccountExpires: 9223372036854775807\n",
		"dn: uid=a\nobjectClass: person\nuid: a\ncn: A\n\ndn: uid=a\nobjectClass: person\nuid: a\ncn: B\nmanager: uid=b\n\ndn: uid=b\nobjectClass: person\nuid: b\ncn: C\nmanager: uid=a\n",
		"dn: uid=a\nobjectClass: person\nuid: a\ndepartmentNumber: 1\ndepartmentNumber: 2\nou:: w6k=\nphysicalDeliveryOfficeName: \ncn:\n\nsearch: 2\nresult: 0 Success",
	} {
		f.Add([]byte(text))
	}
	path := filepath.Join(f.TempDir(), "people.ldif")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		store, err := sqlite.OpenMemory()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		c, reader := &company{t, store}, directory.File{Options: options(), Path: path}
		first, err := c.importer().Run(t.Context(), reader)
		if err != nil || len(first.Rejected) > 0 || first.HeldBack {
			return
		}
		again, err := c.importer().Run(t.Context(), reader)
		if err != nil || len(again.Added)+len(again.Changed)+len(again.Removed)+len(again.Rejected) > 0 {
			t.Errorf("imported again: %+v, %v", again, err)
		}
	})
}
