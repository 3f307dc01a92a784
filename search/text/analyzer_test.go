package text

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// analyzed returns the words of a text that are not stop words, exact, each followed by its parts.
func analyzed(text string) string {
	analyzer := NewAnalyzer(nil)
	var words []string
	Tokenize(text, func(token Token) {
		word := analyzer.word(token)
		if word == nil || word.isStop() {
			return
		}
		words = append(words, word.exact)
		for _, part := range word.parts {
			words = append(words, "+"+part.exact)
		}
	})
	return strings.Join(words, " ")
}

func TestTextIsAnalyzed(t *testing.T) {
	for text, want := range map[string]string{
		"L'ingénieur d’études":                   "ingenieur etudes",
		"chef-d'œuvre":                           "chefoeuvre +chef +oeuvre",
		"un été à Nîmes, Œuvres complètes":       "nimes oeuvres completes",
		"un ete a Nimes, OEUVRES completes":      "nimes oeuvres completes",
		"co-founders and co founders":            "cofounders +founders co founders",
		"C++, c# et F#; pas C":                   "c++ c# f# c",
		".NET, ASP.NET and example.net":          "dotnet aspnet +asp +dotnet example net",
		"Node.js, vue.js.":                       "nodejs +node vuejs +vue",
		"CI/CD, A/B, TCP/IP":                     "cicd +ci +cd ab tcpip +tcp +ip",
		"ci/cd pipelines":                        "cicd +ci +cd pipelines",
		"R&D, M&A et AT&T chez d'AT&T":           "r&d m&a at&t at&t",
		"C/C++ et C++/C#":                        "c c++ c++ c#",
		"the team's plan isn't O'Reilly's":       "team plan oreilly +reilly",
		"IT and AI, not it":                      "it ai",
		"Python 3.11, ISO-9001, B2B":             "python 3.11 iso9001 +iso +9001 b2b",
		"sécurité\u00a0informatique":             "securite informatique",
		"“quoted” «\u00a0cité\u00a0»":            "quoted cite",
		"\x00\x01 ctrl \x1b[31mred\u200b\u202e!": "ctrl 31mred +31 +mred",
		strings.Repeat("x", 65) + " fits":        "fits",
		"été R C# R":                             "r c# r",
		"O'Connor-Smith, N’Diaye":                "oconnorsmith +oconnor +smith +connor ndiaye +diaye",
		"R & D, C++11, C & A Dupont":             "r&d c++ 11 c&a dupont",
		"C.H.S.C.T., S.N.C.F, I.T. et e.g.":      "chsct sncf it eg",
		"CO₂, 3 m³, H₂O":                         "co2 +co 3 m3 h2o",
		"iso9001 office365 s/4hana windows11":    "iso9001 +iso +9001 office365 +office +365 s4hana +4hana +hana windows11 +windows +11",
		"":                                       "",
		"+++ --- ''' ... &&& /// ###":            "",
	} {
		if got := analyzed(text); got != want {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
}

// TestQueryFindsText: which words are found by which, in both languages at once.
func TestQueryFindsText(t *testing.T) {
	for _, test := range []struct {
		query, text string
		found       bool
	}{
		{"négociation", "Nous négocions peu ; la NEGOCIATION des achats", true},
		{"negociations", "négociation", true},
		{"ingénieure", "des ingénieurs", true},
		{"développeurs", "une développeuse", true},
		{"négociée", "négociés", true},
		{"coeur", "le cœur du métier", true},
		{"œuvre", "main d'oeuvre", true},
		{"hiring", "we hired ten people", true},
		{"policies", "our policy", true},
		{"company’s equity", "companies", true},
		{"C++", "du C++ moderne", true},
		{"c++", "du C++ moderne", true},
		{"C", "du C++ moderne", false},
		{"C", "du C#", false},
		{"C", "le langage C, rien d'autre", true},
		{"C#", "du c# et du .net", true},
		{".net", "du c# et du .NET", true},
		{"net", "du .NET", false},
		{"asp.net", "ASP.NET Core", true},
		{"node.js", "en Node.js", true},
		{"ci/cd", "notre CI/CD", true},
		{"A/B", "a/b testing", true},
		{"r&d", "la R&D", true},
		{"m&a", "du M&A", true},
		{"at&t", "chez AT&T", true},
		{"cofounders", "my co-founder", true},
		{"co-founders", "my cofounder", true},
		{"co-founders", "two founders", true},
		{"founders", "co-founders", true},
		{"e-mail", "un mail", true},
		{"IT", "IT support", true},
		{"it", "IT support", true},
		{"java", "javascript", false},
	} {
		if got := holds(test.text, test.query); got != test.found {
			t.Errorf("%q found in %q: %v, want %v", test.query, test.text, got, test.found)
		}
	}
}

// holds does by hand what the index does: does the text have any form of any word?
func holds(text, query string) bool {
	vocabulary := NewVocabulary()
	document := NewAnalyzer(vocabulary).Analyze(Weighted{Text: text, Times: 1})
	has := func(word string) bool {
		return slices.ContainsFunc(document.Terms, func(term Term) bool { return string(term.Text) == word })
	}
	for _, term := range parse(query) {
		for _, form := range term.Forms {
			if form.Exact && has(form.Text) || !form.Exact && slices.ContainsFunc(vocabulary.Variants(form.Text), func(one Variant) bool { return has(one.Text) }) {
				return true
			}
		}
	}
	return false
}

func parse(query string) []QueryTerm {
	return ParseQuery(query, 0.9, 0.8, func(string) bool { return true })
}

// asked are the words of a query, optional ones in parentheses.
func asked(query string) []string {
	var words []string
	for _, word := range parse(query) {
		if word.Optional {
			word.Asked = "(" + word.Asked + ")"
		}
		words = append(words, word.Asked)
	}
	return words
}

func TestParseQuery(t *testing.T) {
	for query, want := range map[string][]string{
		"equity split between co-founders": {"equity", "split", "co-founders", "(between)"},
		"HOW TO SPLIT EQUITY":              {"SPLIT", "EQUITY", "(HOW)", "(TO)"},
		"what is AI?":                      {"AI", "(what)", "(is)"},
		"Equity, EQUITY equity":            {"Equity"},
		"how to":                           {"how", "to"},
		"   \t\n":                          nil,
		"le C":                             {"C", "(le)"},
		"caf\u0065\u0301":                  {"café"},
		"\xff\xfe broken \x80":             {"broken"},
	} {
		if diff := cmp.Diff(want, asked(query)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
}

// TestHostileQueriesAreBounded: no more than so many words are looked at, however long the text.
func TestHostileQueriesAreBounded(t *testing.T) {
	var long []string
	for i := range 5000 {
		long = append(long, strings.Repeat(string(rune('a'+i%26)), 1+i%9)+"x")
	}
	for _, query := range []string{
		strings.Join(long, " "), strings.Repeat("a-", 5000), strings.Repeat("l'", 5000), strings.Repeat("x/", 5000),
		strings.Repeat("é", 5000), strings.Repeat("\x00", 5000), strings.Repeat("C++", 5000), strings.Repeat("&a", 5000),
	} {
		words := parse(query)
		if len(words) > maxTerms {
			t.Errorf("%.20q… is taken for %d words", query, len(words))
		}
		if slices.ContainsFunc(words, func(word QueryTerm) bool { return len(word.Forms) > 100 }) {
			t.Errorf("%.20q… has a word of too many forms", query)
		}
	}
}

// TestTellsTheLanguage by stop words, where these are clear; a short text is taken for both.
func TestTellsTheLanguage(t *testing.T) {
	for text, want := range map[string]Language{
		"Nous avons dans cette équipe une personne qui est formée": French,
		"We have in this team somebody who has been trained":       English,
		"formation Java": Undetermined,
		"we have been there, mais nous avons dans cette équipe": Undetermined,
	} {
		if got := NewAnalyzer(nil).Analyze(Weighted{Text: text, Times: 1}).Language; got != want {
			t.Errorf("%q is taken for %v, want %v", text, got, want)
		}
	}
}

func TestExcerptShowsTheWords(t *testing.T) {
	filler := strings.Repeat("nothing of note here. ", 40)
	text := filler + "Split the equity\n\n evenly between founders. " + filler
	highlighter := NewHighlighter(parse("equity founder"))
	got := highlighter.Excerpt(text)
	if !strings.Contains(got, "Split the equity evenly between founders.") || len(got) > excerptLength+2*maxWord {
		t.Errorf("excerpt %q does not show the words in about %d bytes", got, excerptLength)
	}
	if short := highlighter.Excerpt(" Short\tand sweet "); short != "Short and sweet" {
		t.Errorf("short text is shown as %q", short)
	}
	for _, hostile := range []string{strings.Repeat("é", 3000), strings.Repeat("equity", 500), strings.Repeat("equity\x00", 500), "\xff\xfe" + filler} {
		if got := highlighter.Excerpt(hostile); len(got) > 2*excerptLength+2*maxWord {
			t.Errorf("excerpt of %.20q… is %d bytes long", hostile, len(got))
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, seed := range []string{"equity split", "l'C++/.net-a&b", "\xff'", "é/é", "3.11.", "#+#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := parse(text)
		for _, word := range words {
			if len(word.Forms) == 0 || slices.ContainsFunc(word.Forms, func(form Form) bool { return form.Text == "" }) {
				t.Errorf("%q has a word without a form: %+v", text, word)
			}
		}
		NewHighlighter(words).Excerpt(text)
	})
}
