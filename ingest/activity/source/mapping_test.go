package source_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/ingest/activity/source"
	"github.com/sachant/sachant/ingest/ingesttest"
)

func TestMappingFiles(t *testing.T) {
	for text, want := range map[string]source.Mapping{
		"\ufeffaccount;who\r\nu-1;000127\r\n\r\nu-2; zoe@exemple.fr \r\n": {"u-1": {EmployeeNumber: "000127"}, "u-2": {Mail: "zoe@exemple.fr"}},
		"1,A12\n1,A12\n":        {"1": {EmployeeNumber: "A12"}},
		"mailto:a@b.fr\t0042\n": {"mailto:a@b.fr": {EmployeeNumber: "0042"}},
		"":                      {},
	} {
		got, err := source.ReadMapping(ingesttest.WriteFile(t, t.TempDir(), "m.csv", text))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("ReadMapping(%q) = %v (-want +got):\n%s", text, err, diff)
		}
	}
	for text, cause := range map[string]string{
		"u-1;1\nu-1;2\n": `m.csv:2: account "u-1" is mapped to two people`,
		"u-1;1\nu-2\n":   `m.csv:2: "u-2" is not an account and`,
	} {
		if _, err := source.ReadMapping(ingesttest.WriteFile(t, t.TempDir(), "m.csv", text)); err == nil || !strings.Contains(err.Error(), cause) {
			t.Errorf("ReadMapping(%q) = %v, want %q", text, err, cause)
		}
	}
}

// FuzzMapping: whatever a mapping holds, it is refused, or says of each account one thing.
func FuzzMapping(f *testing.F) {
	for _, text := range []string{"account;number\n7;0042\n", "a,zoe@exemple.fr\nb,7", "\ufeffa\t\"7\"\na\t8", "a;b\n", "\"", ";;", " ;1"} {
		f.Add([]byte(text))
	}
	path := filepath.Join(f.TempDir(), "mapping.csv")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		mapping, err := source.ReadMapping(path)
		if err != nil {
			return
		}
		for id, who := range mapping {
			if id == "" || (who.EmployeeNumber == "") == (who.Mail == "") {
				t.Errorf("%q is mapped to %+v", id, who)
			}
		}
	})
}
