package text

import "testing"

func TestLabelsThatDifferInFormAloneHaveOneKey(t *testing.T) {
	plain := NewPlain()
	for _, same := range [][]string{
		{"Contrôle non destructif", "contrôles non-destructifs", "CONTROLE NON DESTRUCTIF"},
		{"négociation d’achats", "Négociations d'achat"},
		{"Métrologie", "metrology"},
		{"C++", "cpp", "C plus plus"},
		{"R&D", "R & D"},
		{"réseaux", "réseau"},
	} {
		for _, label := range same[1:] {
			if plain.Key(label) != plain.Key(same[0]) {
				t.Errorf("%q has the key %q, %q has %q", label, plain.Key(label), same[0], plain.Key(same[0]))
			}
		}
	}
	for _, others := range [][2]string{{"conformité", "non-conformité"}, {"C++", "C#"}, {"bus", "bu"}} {
		if plain.Key(others[0]) == plain.Key(others[1]) {
			t.Errorf("%q and %q have one key, %q", others[0], others[1], plain.Key(others[0]))
		}
	}
}
