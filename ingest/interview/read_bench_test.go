package interview_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/interview"
)

func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	text.WriteString("Matricule;Nom;Type d'entretien;Date de l'entretien;Code compétence;Compétence;Niveau requis;Niveau acquis;Commentaire\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "%06d;LEFÈVRE;Entretien annuel;14/01/2026;C-%d;Compétence %d;3;Maîtrise;\"un ; deux\"\n", i, i%300, i%300)
	}
	path := filepath.Join(b.TempDir(), "f.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		ingesttest.Read(b, interview.Reader{Paths: []string{path}})
	}
}
