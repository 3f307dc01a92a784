package taxonomy_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/taxonomy"
)

// FuzzROME: whatever two tables of a folder hold beside the others, it is imported or its rows are refused, without an
// error of ours; every concept has a label, and importing again changes nothing.
func FuzzROME(f *testing.F) {
	for _, text := range smallROME() {
		f.Add([]byte(text), []byte("code_ogr,libelle_competence,nature\n11,\"a\nb\",Compétence\n,x,\n11,c,\n"))
	}
	f.Add([]byte("code_ogr;libelle_competence;nature;code_ogr_macro_comp\n1;a;;2\n2;b;;1\n"), []byte("code_rome,code_rome_cible\nZ1,Z1\n"))
	fuzzFolder(f, smallROME(), taxonomy.SchemeROME, func(dir string, store graph.Store) ingest.Reader {
		return taxonomy.ROME{Dir: dir, Store: store}
	})
}

// FuzzESCO: likewise for ESCO.
func FuzzESCO(f *testing.F) {
	for _, text := range frenchESCO() {
		f.Add([]byte(text), []byte("conceptUri,preferredLabel,altLabels\nhttp://data.europa.eu/esco/skill/1,a,\"b\nc | d\"\n,x\n"))
	}
	fuzzFolder(f, frenchESCO(), taxonomy.SchemeESCO, func(dir string, store graph.Store) ingest.Reader {
		return taxonomy.ESCO{Dirs: []string{dir}, Store: store}
	})
}

func fuzzFolder(f *testing.F, files map[string]string, source string, reader func(dir string, store graph.Store) ingest.Reader) {
	f.Helper()
	dir := folder(f, files)
	f.Fuzz(func(t *testing.T, one, other []byte) {
		for name, content := range map[string][]byte{"00.csv": one, "zz.csv": other} {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		store, err := sqlite.OpenMemory()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		c := company{t, store}
		first := c.take(source, reader(dir, store))
		for key, concept := range all[graph.Concept](c) {
			if len(concept.PrefLabel) == 0 || concept.InScheme == "" {
				t.Errorf("%s has no label or no scheme: %+v", key, concept)
			}
		}
		if again := c.take(source, reader(dir, store)); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 || len(again.Rejected) != len(first.Rejected) {
			t.Errorf("imported again: %+v, first %+v", again, first)
		}
	})
}
