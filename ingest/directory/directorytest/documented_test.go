package directorytest_test

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryPitfallAndRuleHasATest: the tables of docs/directory.md number what goes wrong elsewhere and what holds here, and
// name the tests of each; all of these exist.
func TestEveryPitfallAndRuleHasATest(t *testing.T) {
	text, err := os.ReadFile("../../../docs/directory.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testsBelow(t, "../..", "../../../api/signin", "../../../fixtures")
	row := regexp.MustCompile(`(?m)^\| ([PR]\d+) \| .* \| (.*) \|$`)
	name := regexp.MustCompile("`(Test\\w+)`")
	numbered := map[string]bool{}
	for _, found := range row.FindAllStringSubmatch(string(text), -1) {
		numbered[found[1]] = true
		named := name.FindAllStringSubmatch(found[2], -1)
		if len(named) == 0 {
			t.Errorf("%s names no test", found[1])
		}
		for _, each := range named {
			if !strings.Contains(tests, "func "+each[1]+"(t *testing.T)") {
				t.Errorf("%s: there is no test %s", found[1], each[1])
			}
		}
	}
	for kind, count := range map[string]int{"P": 23, "R": 8} {
		for n := 1; n <= count; n++ {
			if number := fmt.Sprint(kind, n); !numbered[number] {
				t.Errorf("%s is missing", number)
			}
		}
	}
}

// testsBelow returns the text of all test files in some folders.
func testsBelow(t *testing.T, folders ...string) string {
	t.Helper()
	var all strings.Builder
	for _, folder := range folders {
		files := os.DirFS(folder)
		err := fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(files, path)
			_, _ = all.Write(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
