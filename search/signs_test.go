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
