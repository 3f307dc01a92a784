package index

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
)

// An index whose files somebody deletes is built anew as soon as it follows the store again, whether its folder
// stayed or not, and goes on from there.
func TestADeletedIndexIsRebuilt(t *testing.T) {
	for name, remove := range map[string]func(dir string) error{
		"its files":  func(dir string) error { return os.RemoveAll(filepath.Join(dir, "words-1")) },
		"its folder": os.RemoveAll,
	} {
		store, err := sqlite.OpenMemory()
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		put := func(id string) {
			if _, err := store.Commit(t.Context(), graph.Tx{Put: []graph.Fact{graph.Node(id, "", graph.Skill{PrefLabel: id})}}); err != nil {
				t.Fatal(err)
			}
		}
		put("go")
		dir := filepath.Join(t.TempDir(), "index")
		x, err := Open(t.Context(), dir, store)
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		if err := remove(dir); err != nil {
			t.Fatal(err)
		}
		if err := x.CatchUp(t.Context()); err != nil || len(generationsIn(dir)) != 1 {
			t.Errorf("%s: CatchUp = %v, and there is %v", name, err, generationsIn(dir))
		}
		put("rust")
		if err := x.CatchUp(t.Context()); err != nil || x.Revision() != 2 {
			t.Errorf("%s: the second CatchUp = %v at revision %d", name, err, x.Revision())
		}
		if problems, err := x.Verify(t.Context(), 10); err != nil || len(problems) > 0 {
			t.Errorf("%s: Verify = %q, %v", name, problems, err)
		}
	}
}
