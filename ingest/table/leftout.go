package table

import (
	"fmt"
	"slices"
	"strings"
)

// LeftOut returns what a column of a header holds that is about a person and never read, though the rest of the table is:
// ranking must not know it. It is "" for other columns.
func LeftOut(header string) (what string) {
	squeezed := Squeeze(header)
	for _, kind := range leftOutKinds() {
		for word := range strings.SplitSeq(kind.words, "|") {
			if squeezed == word {
				return kind.what
			}
		}
	}
	return ""
}

// leftOutKinds are recognized by whole squeezed headers: "gestion des absences" is a skill.
func leftOutKinds() []sensitiveKind {
	return []sensitiveKind{
		{what: "an age", words: "age|ages|agedusalarie|ageactuel|trancheage|trancheages|tranchedage|tranchesdage|classedage|groupedage|agegroup|agerange|agebracket"},
		{what: "a sex", words: "sexe|sex|genre|gender|civilite|civ|salutation|courtesytitle|hf|fh|mf|fm|hommefemme|femmehomme"},
		{what: "a nationality", words: "nationalite|nationalites|nationality|citizenship|citoyennete|paysdorigine|countryoforigin|titredesejour|residencepermit"},
		{what: "a photo", words: "photo|photos|photographie|picture|portrait"},
		{what: "absences", words: "absence|absences|joursdabsence|nbabsences|tauxdabsence|conges|congespayes|leave|daysoff|sickdays"},
		{what: "working time", words: "tempspartiel|tempsdetravail|quotite|quotitedetravail|tauxdactivite|parttime|workingtime"},
	}
}

// noteLeftOut notes the columns that are left out.
func (t *Table) noteLeftOut(headers []int) {
	for _, index := range headers {
		for _, cell := range t.Records[index].Cells {
			if what := LeftOut(cell); what != "" {
				note := fmt.Sprintf("the column %q is left out: it seems to hold %s, which is never imported", Clean(cell), what)
				if !slices.Contains(t.Notes, note) {
					t.Notes = append(t.Notes, note)
				}
			}
		}
	}
}
