package interview_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
)

// FuzzImportTable: whatever a file holds, it is imported or refused without an error of ours;
// where nothing of it is refused, a dry run says what is added, and importing it again changes
// nothing.
func FuzzImportTable(f *testing.F) {
	header := "Matricule;E-mail;Type d'entretien;Date de l'entretien;Évaluateur;Code compétence;Compétence;Domaine;Type;" +
		"Niveau requis;Niveau acquis;Auto-évaluation;Commentaire;Validé N+1;Date de validation;Publié;Date de validité\n"
	for _, text := range []string{
		header + "0042;;Entretien annuel;11/03/2026;X;ACH-01;Négociation;Achats;Savoir-faire;3;4;4;;Oui;18/03/2026;Oui;\n42;;CREP;;;;Négociation;;;;1,5;;\"a;b\";;;Non;2027-01-01\n",
		"sep=,\r\nMatricule,Compétence,Niveau\r42,A,3\r0042,A,2\r7,A,Expert\r",
		"E-mail|Code compétence|Maîtrise\nada@exemple.fr|A|Oui\nada@exemple.fr|A|x\n",
		"Matricule\tCompétence\tNote\n42\t<b>\t4\n42\tC++\tN/A\n42\tc++\tU\n",
	} {
		f.Add([]byte(text))
		f.Add([]byte(utf16le(text)))
	}
	for _, text := range []string{
		"Titre;;\n;;Soudage;Tri\nMatricule;Nom;S-1;S-2\n;Niveau requis;3;2\n42;ADA;4;NA\n7;BOB;1,5;\n;Moyenne;2;\n",
		"Matricule,,0042,7\nCompétence,Requis,ADA,BOB\nSoudage,3,U,L\nTri,,I,O\n", "Matricule;0042;7777\nTri;3;1\n",
		"Matricule;Type d'entretien;Date;Emploi(s) visé(s);Souhait de mobilité géographique;Zone(s) souhaitée(s);Échéance;Priorité;Prochaine échéance\n" +
			"42;Parcours;14 janv. 2026;A | B;Oui;Lyon, Brest;1 à 2 ans;Haute;46036,5\n7;Bilan;20260114;;Non;;;;\n",
		"Code compétence;Nom de la compétence;Description;Domaine\nA;Tri;Trier;Atelier\n", "Nom;Catégorie;Id;Niveau 1\nTri;Atelier;12;bases\n",
		"Code emploi;Poste;Compétence;Niveau requis\nM-1;Magasinier;Tri;3 - Maîtrise\n",
	} {
		f.Add([]byte(text))
	}
	path := filepath.Join(f.TempDir(), "1.csv")
	people := []graph.Fact{employee("ada", "0042", "ada@exemple.fr"), employee("bob", "7", "")}
	untouched := company(f, people...)
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		planned := imported(t, untouched, path, true)
		if len(planned.Added) == 0 || len(planned.Rejected) > 0 {
			return
		}
		store := company(t, people...)
		if first := imported(t, store, path, false); !reflect.DeepEqual(first.Added, planned.Added) {
			t.Errorf("added %v, planned %v", first.Added, planned.Added)
		}
		if again := imported(t, store, path, false); len(again.Added)+len(again.Changed)+len(again.Removed)+len(again.Rejected) > 0 {
			t.Errorf("imported again: %+v", again)
		}
	})
}

// imported is what an import did, or would do. It ends the test where that fails.
func imported(t *testing.T, store graph.Store, path string, dry bool) ingest.Report {
	t.Helper()
	importing := ingest.Import{Source: "interviews", Store: store, Namer: graph.NewNamer([]byte("0123456789abcdef")), TrustEmail: true, DryRun: dry}
	report, err := importing.Run(t.Context(), interview.Reader{Paths: []string{path}, TrustEmail: true, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	return report
}
