package search_test

import "testing"

// What belongs to .NET finds each other; "net" alone is another word.
func TestDotNetIsFoundByItsNames(t *testing.T) {
	company := openKnown(t, map[string]known{
		"dot": {skill: ".NET"}, "plain": {note: "Une appli dotnet."}, "asp": {skill: "ASP.NET"}, "core": {title: "Architecte .NET Core"}, "vb": {note: "Du VB.Net ancien."},
		"worth": {title: "Net worth"}, "site": {note: "Voir exemple.net pour le reste."},
	})
	expectFound(t, company, map[string]string{
		".net": "~asp core dot plain vb", ".NET": "~asp core dot plain vb", "dotnet": "~asp core dot plain vb", "DotNet": "~asp core dot plain vb",
		"dot net": "~asp core dot plain site vb worth",
		"ASP.NET": "~asp core dot plain vb", "aspnet": "asp", ".net core": "core asp dot plain vb",
		"net": "~site worth", "Net": "~site worth", "NET": "~site worth",
	})
}

// Two letters with "&", "et" or "and" between them are one name, in queries and in texts.
func TestLettersWithAnAmpersandAreOneHoweverWritten(t *testing.T) {
	for want, test := range map[string]struct {
		people  map[string]known
		queries []string
	}{
		"and et joined spaced": {map[string]known{
			"joined": {skill: "R&D"}, "spaced": {note: "Un projet de R & D."}, "et": {title: "Responsable R et D"}, "and": {title: "R and D manager"},
			"other": {title: "Contrôle et direction"},
		}, []string{"R&D", "R & D", "R et D", "r et d", "R and D", "r&d", "R& D", "R &D"}},
		"et joined spaced": {map[string]known{
			"joined": {skill: "M&A"}, "spaced": {title: "Chargée de M & A"}, "et": {note: "Le pôle M et A."},
		}, []string{"M&A", "m & a", "M et A"}},
		"joined spaced": {map[string]known{
			"joined": {skill: "Q&A"}, "spaced": {title: "Q & A lead"},
		}, []string{"Q&A", "q & a", "Q and A"}},
	} {
		company, found := openKnown(t, test.people), map[string]string{}
		for _, query := range test.queries {
			found[query] = "~" + want
		}
		expectFound(t, company, found)
	}
}

// A number alone says nothing of a code that it is a part of, nor a word of a stem of what a hyphen joins.
func TestAPartOfACodeOrOfACompoundIsAnotherWord(t *testing.T) {
	company := openKnown(t, map[string]known{
		"system": {skill: "AS/400"}, "tonnes": {note: "La presse de 400 tonnes est en panne."}, "mainframe": {note: "Le 390 attend ; il tourne sous OS/390."},
		"cert": {note: "On a passé cert-manager en version 2."}, "management": {skill: "Management"}, "office": {title: "Responsable back-office"},
	})
	expectFound(t, company, map[string]string{
		"AS/400": "system", "as/400": "system", "AS400": "system", "OS/390": "mainframe", "OS/400": "",
		"cert-manager": "cert", "back-offices": "office",
	})
}
