package directory_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
)

// FuzzImportLDIF: whatever an LDIF file holds, it is imported or refused; where nothing of it is
// refused, a dry run says what is added, and importing it again changes nothing.
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
	untouched := emptyStore(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		planned, err := imported(t, untouched, path, true)
		if err != nil || len(planned.Added) == 0 || len(planned.Rejected) > 0 || planned.HeldBack {
			return
		}
		store := emptyStore(t)
		if first, err := imported(t, store, path, false); err != nil || !reflect.DeepEqual(first.Added, planned.Added) {
			t.Errorf("added %v, planned %v, %v", first.Added, planned.Added, err)
		}
		again, err := imported(t, store, path, false)
		if err != nil || len(again.Added)+len(again.Changed)+len(again.Removed)+len(again.Rejected) > 0 {
			t.Errorf("imported again: %+v, %v", again, err)
		}
	})
}

func emptyStore(t testing.TB) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func imported(t *testing.T, store graph.Store, path string, dry bool) (ingest.Report, error) {
	t.Helper()
	importing := (&company{t, store}).importer()
	importing.DryRun = dry
	return importing.Run(t.Context(), directory.File{Options: options(), Path: path})
}
