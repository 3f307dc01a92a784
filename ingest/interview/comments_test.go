package interview_test

import (
	"fmt"
	"strings"
	"testing"
)

// P-15: what somebody comments on a person in free text is counted and kept nowhere.
func TestP15CommentsAreDropped(t *testing.T) {
	got := readText(t, "Matricule;Compétence;Niveau;Commentaire\r\n000127;Qualité;1;trop souvent absente\r\n000128;Négociation;2;\r\n")
	if got.Dropped["comment"] != 1 {
		t.Errorf("dropped: %v", got.Dropped)
	}
	if said := fmt.Sprintf("%+v", got.Statements); strings.Contains(said, "absente") || !strings.Contains(said, "000127") {
		t.Errorf("what was read is %.300s", said)
	}
}
