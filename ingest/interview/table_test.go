package interview

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// Whatever the bytes, a file is read or refused, and lines are those of the file.
func FuzzTable(f *testing.F) {
	f.Add([]byte("Matricule;Compétence;Niveau\n1;A;\"x\ny\"\n2;\"B;3\n"))
	f.Add([]byte("sep=,\r\nMatricule,Comp\xe9tence\r1,A\r"))
	f.Add([]byte("\xff\xfeM\x00;\x00"))
	f.Add([]byte("\"\n\"Matricule\"|\"Code compétence\"\n\"\"\"|x\n"))
	words := newVocabulary()
	f.Fuzz(func(t *testing.T, content []byte) {
		text, _, err := decodeText(t.Context(), content)
		if err != nil {
			return
		}
		opened, err := openTable(t.Context(), "f.csv", text, words)
		if err != nil {
			return
		}
		opened.sensitiveColumn(t.Context())
		last := opened.header.line
		for _, each := range opened.rows() {
			if each.where.Line <= last || each.where.Line > 1+strings.Count(text, "\n") {
				t.Fatalf("row on line %d after %d of %q", each.where.Line, last, text)
			}
			last = each.where.Line
			e, err := rowReader{values: newValueCache(), scale: reading{letters: true}, trustEmail: true}.read(each)
			if err == nil {
				checkKeys(t, e)
			}
		}
	})
}

func checkKeys(t *testing.T, e entry) {
	t.Helper()
	e.skill.setKeys()
	facts := e.statement(graph.Skill{}, nil).Facts
	edge, person, skill := facts[len(facts)-1].Key, e.person.key(), facts[0].Key
	tag := cmp.Or(string(e.interviewKey()), tagHR)
	if from, to := edge.Ends(); from != person || to != skill || edge.Tag() != tag || edge.Kind() != graph.KindDeclares {
		t.Errorf("the key %q falls apart", edge)
	}
}

func BenchmarkTable(b *testing.B) {
	var text strings.Builder
	text.WriteString("Matricule;Nom;Type d'entretien;Date de l'entretien;Code compétence;Compétence;Niveau requis;Niveau acquis;Commentaire\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "%06d;LEFÈVRE;Entretien annuel;14/01/2026;C-%d;Compétence %d;3;Maîtrise;\"un ; deux\"\n", i, i%300, i%300)
	}
	words := newVocabulary()
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		opened, err := openTable(b.Context(), "f.csv", text.String(), words)
		if err != nil {
			b.Fatal(err)
		}
		opened.sensitiveColumn(b.Context())
		for _, each := range opened.rows() {
			if _, err := (rowReader{values: newValueCache()}).read(each); err != nil {
				b.Fatal(err)
			}
		}
	}
}
