package search_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// known is a company with people by what is known of them: a name, a title, a skill or a note.
type known struct{ name, title, skill, note string }

func (k known) of(c *company, id string) {
	person := c.node(id, graph.Person{DisplayName: k.name, Title: k.title})
	if k.skill != "" {
		c.edge(person, "self", c.node("skill-"+id, graph.Skill{PrefLabel: k.skill}), graph.Declares{Held: level(3), On: "2026-01-05", Published: true})
	}
	if k.note != "" {
		note := c.node("note-"+id, graph.Contribution{Type: graph.TypeNote, Content: k.note, PublishedAt: at("2026-03-01")})
		c.edge(person, "", note, graph.Authored{})
	}
}

func openKnown(t *testing.T, people map[string]known) *opened {
	t.Helper()
	c := newCompany(t)
	for id, one := range people {
		one.of(c, id)
	}
	return c.open()
}

// expectFound checks, for each query, who is found, best first; "a b" in any order after "~".
func expectFound(t *testing.T, company *opened, queries map[string]string) {
	t.Helper()
	for words, want := range queries {
		got := names(company.find(words))
		if sorted, any := strings.CutPrefix(want, "~"); any {
			found := strings.Fields(got)
			slices.Sort(found)
			want, got = sorted, strings.Join(found, " ")
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
}

// Every word of names, titles and skill labels is indexed. A stop word weighs less beside others, and as any word
// where the query has nothing else.
func TestStopWordsAreFoundWhereTheyAreNames(t *testing.T) {
	company := openKnown(t, map[string]known{
		"shell": {skill: "Shell"}, "wells": {skill: "Well logging"}, "ids": {title: "ID management"}, "planes": {skill: "Avions"},
		"sound": {skill: "Prise de son"}, "gold": {skill: "Or"}, "summer": {skill: "École d'été"}, "ando": {name: "An Do"},
		"smith": {name: "An Smith"}, "john": {name: "John Smith"}, "go": {skill: "Go"}, "it": {title: "Responsable IT"}, "par": {name: "Par Lindqvist"},
		"can": {name: "Can Yilmaz"}, "sera": {name: "Sera Ndongo"}, "est": {title: "Directrice Est"}, "le": {name: "Le Thi Hoa"},
	})
	expectFound(t, company, map[string]string{
		"shell": "shell", "well": "wells", "id": "ids", "avions": "planes", "son": "sound", "or": "gold", "été": "summer", "ete": "summer",
		"An Do": "ando smith", "do": "ando", "an": "~ando smith", "AN DO": "ando smith", "ando": "ando", "an smith": "smith john", "go": "go", "it": "it",
		"par": "par", "Par Lindqvist": "par", "can": "can", "sera": "sera", "est": "est", "le": "le", "Le Thi": "le",
		"the shell": "shell", "in the of": "",
	})
	company = openKnown(t, map[string]known{
		"fr": {note: "Le cours de l'or est en hausse dans le monde, mais il n'a pas été suivi."}, "en": {note: "You may have it or not, as he is the son of the founder."},
		"short": {note: "Maintenance d'avions"},
	})
	expectFound(t, company, map[string]string{"or": "fr", "son": "en", "avions": "short", "été": ""})
}

// Apostrophes, however they are written, part nothing of a name; what French elides does not hide the word.
func TestNamesAreFoundWithAndWithoutTheirSigns(t *testing.T) {
	company := openKnown(t, map[string]known{
		"ndiaye": {name: "Awa N'Diaye"}, "ndiaye2": {name: "Ousmane Ndiaye"}, "mbarek": {name: "Sami MʼBarek"}, "dangelo": {name: "Carla Dangelo"},
		"dangelo2": {name: "Ugo D’Angelo"}, "obrien": {name: "Nora O'Brien"}, "obrien2": {name: "Ray Obrien"}, "oconnor": {name: "Lea O’Connor-d'Hérouville"}, "lhopital": {name: "Guy L’Hôpital"},
		"dalembert": {name: "Rose D‘Alembert"}, "legoff": {name: "Yann Le Goff"}, "legoff2": {name: "Anne Legoff"}, "hawaii": {title: "Guide à Hawaiʻi"},
		"nurse": {title: "Infirmière à l'hôpital"}, "delatour": {name: "Luc De La Tour"}, "vanderberg": {name: "Ada van der Berg"}, "marc": {name: "Loïc Marc'hadour"},
	})
	expectFound(t, company, map[string]string{
		"ndiaye": "~ndiaye ndiaye2", "N'Diaye": "~ndiaye ndiaye2", "n’diaye": "~ndiaye ndiaye2", "nʻdiaye": "~ndiaye ndiaye2", "n diaye": "~ndiaye ndiaye2",
		"mbarek": "mbarek", "m'barek": "mbarek", "M`Barek": "mbarek", "m´barek": "mbarek",
		"d'angelo": "~dangelo dangelo2", "dangelo": "~dangelo dangelo2", "d angelo": "~dangelo dangelo2",
		"oconnor": "oconnor", "o'connor": "oconnor", "connor": "oconnor", "dherouville": "oconnor", "herouville": "oconnor", "obrien": "~obrien obrien2", "o'brien": "~obrien obrien2", "o brien": "~obrien obrien2", "brien": "obrien",
		"lhopital": "~lhopital nurse", "l'hôpital": "~lhopital nurse", "hopital": "~lhopital nurse", "dalembert": "dalembert", "d'Alembert": "dalembert", "alembert": "dalembert",
		"delatour": "delatour", "vanderberg": "vanderberg", "hadour": "marc", "marchadour": "marc",
		"legoff": "~legoff legoff2", "le goff": "~legoff legoff2", "hawaii": "hawaii", "Hawai'i": "hawaii",
	})
}

// Who has both parts of a compound comes first; a part is a whole word, and one that means nothing alone finds nobody.
func TestPartsOfCompoundsAddUp(t *testing.T) {
	company := openKnown(t, map[string]known{
		"both": {name: "Jean Pierre Roux"}, "jean": {name: "Jean Roux"}, "pierre": {name: "Pierre Roux"}, "hyphen": {name: "Jean-Pierre Roux"},
		"back": {title: "Back office"}, "office": {title: "Office manager"}, "nda": {skill: "Non-disclosure agreements"}, "smoke": {skill: "Non-smoking policy"},
		"press": {title: "Press relations"}, "pressure": {title: "Pressure vessels"}, "front": {title: "Développeur frontend"}, "mail": {skill: "E-mail routing"},
	})
	expectFound(t, company, map[string]string{
		"non-disclosure": "nda", "non-smoking": "smoke", "press-book": "press", "back-office": "back office",
		"front-end": "front", "front end": "front", "frontend": "front", "e-mail": "mail", "email": "mail", "e mail": "mail",
	})
	if got := strings.Fields(names(company.find("jean-pierre"))); len(got) != 4 || slices.Index(got, "both") > 1 || slices.Index(got, "hyphen") > 1 {
		t.Errorf("jean-pierre finds %q, want both names first, then each", got)
	}
}

// A code is found by each of its parts, and finds none of them: the answer names no word that is not there.
func TestCodesAreFoundByTheirPartsAndNotTheReverse(t *testing.T) {
	company := openKnown(t, map[string]known{
		"en": {skill: "EN 1090-2"}, "iec": {skill: "IEC 61508-3"}, "b2v": {skill: "Habilitation B2V-BR"}, "d3": {skill: "D3.js"}, "html": {skill: "HTML5"},
		"py": {note: "Du Python3 en production."}, "caces": {skill: "CACES R489"}, "nfc": {skill: "NF C 15-100"}, "rnd": {note: "Un projet de R&D."}, "hs": {skill: "C.H.S.C.T."},
		"neo": {note: "Le lot12b, la norme A320neo, motcle1x, la machine cnc4axes et le sujet covid19bis."}, "cpp": {skill: "C++Builder"}, "ansi": {skill: "ISO 9001"},
	})
	expectFound(t, company, map[string]string{
		"1090": "en", "en 1090": "en", "EN1090-2": "en", "61508": "iec", "iec 61508": "iec", "b2v": "b2v", "br": "b2v", "d3": "d3", "d3.js": "d3", "html": "html",
		"html5": "html", "html 5": "html", "python": "py", "489": "caces", "R-489": "caces", "NFC15-100": "nfc", "15-100": "nfc", "rd": "rnd", "r et d": "rnd", "R and D": "rnd",
		"r&d": "rnd", "c h s c t": "hs", "c++": "cpp", "builder": "cpp", "iso9001": "ansi", "A320neo": "neo", "320": "neo",
		"A380neo": "", "lot99b": "", "cnc5axes": "", "covid20bis": "", "motcle8x": "", "iso14001": "", "python2": "",
	})
	company = openKnown(t, map[string]known{"office": {title: "Office manager"}, "both": {note: "Le back office."}})
	for _, expert := range company.find("back-office").Experts {
		if got := expert.Reasons[0].Text("en"); !strings.Contains(got, "“≈back-office”") == (expert.Person.Key.ID() == "office") {
			t.Errorf("%s: %s", expert.Person.Key.ID(), got)
		}
	}
}

// Joined, apart or with signs, a name of technology is one.
func TestNamesOfTechnologyAreOneHoweverWritten(t *testing.T) {
	for want, test := range map[string]struct {
		people  map[string]known
		queries []string
	}{
		"a b c d": {map[string]known{"a": {skill: "Node.js"}, "b": {skill: "NodeJS"}, "c": {title: "Expert node js"}, "d": {note: "Nous utilisons Node.js ici."}}, []string{"nodejs", "node.js", "node js", "Node.JS"}},
		"a b":     {map[string]known{"a": {skill: ".NET"}, "b": {note: "Une appli dotnet."}}, []string{"dotnet", ".net", ".NET", "dot net"}},
		"a b e":   {map[string]known{"a": {skill: "Power BI"}, "b": {note: "On a un rapport PowerBI."}, "e": {note: "On a un rapport Power BI."}}, []string{"powerbi", "power bi", "power-bi", "Power BI"}},
		"a b g":   {map[string]known{"a": {skill: "ISO 9001"}, "b": {note: "Audit ISO9001."}, "g": {note: "Audit ISO-9001:2015."}}, []string{"iso9001", "iso 9001", "iso-9001"}},
		"a b h":   {map[string]known{"a": {skill: "SAP S/4HANA"}, "b": {note: "Migration vers S4HANA."}, "h": {title: "S/4 HANA"}}, []string{"s/4hana", "s4hana", "S/4HANA", "s/4 hana", "hana"}},
		"a b i":   {map[string]known{"a": {skill: "Captage du CO₂"}, "b": {note: "Le CO2 est capté."}, "i": {title: "Bilan CO 2"}}, []string{"co2", "CO₂", "co 2"}},
		"a j":     {map[string]known{"a": {skill: "Débit en m³"}, "j": {note: "Trois m3 par jour."}}, []string{"m3", "m³"}},
		"a k":     {map[string]known{"a": {skill: "C.H.S.C.T."}, "k": {note: "Le CHSCT se réunit."}}, []string{"chsct", "C.H.S.C.T.", "c.h.s.c.t"}},
		"a l":     {map[string]known{"a": {skill: "Office 365"}, "l": {note: "Formation Office365."}}, []string{"office 365", "office365", "Office-365"}},
		"a m":     {map[string]known{"a": {skill: "C++"}, "m": {note: "On code en C plus plus."}}, []string{"c++", "C plus plus", "cpp", "c-plus-plus"}},
		"a n":     {map[string]known{"a": {skill: "C#"}, "n": {title: "Développeuse C Sharp"}}, []string{"c#", "c sharp", "csharp", "C-Sharp"}},
		"a o":     {map[string]known{"a": {skill: "PL/SQL"}, "o": {note: "Des procédures PLSQL."}}, []string{"pl/sql", "plsql", "pl sql", "pl-sql"}},
		"a p":     {map[string]known{"a": {skill: "Objective-C"}, "p": {title: "Objective C"}}, []string{"objective c", "objective-c", "objectivec"}},
		"a q":     {map[string]known{"a": {skill: "MS-DOS"}, "q": {note: "Un vieux MSDOS."}}, []string{"ms-dos", "msdos", "ms dos"}},
		"a r":     {map[string]known{"a": {skill: "ASP.NET"}, "r": {note: "Une page aspnet."}}, []string{"asp.net", "aspnet", "asp net"}},
		"a s":     {map[string]known{"a": {skill: "TCP/IP"}, "s": {note: "La pile tcpip."}}, []string{"tcp/ip", "tcpip", "tcp-ip", "tcp ip"}},
		"a t":     {map[string]known{"a": {skill: "Vue.js"}, "t": {note: "Du VueJS."}}, []string{"vuejs", "vue.js", "vue js"}},
	} {
		t.Run(test.queries[0], func(t *testing.T) {
			company, found := openKnown(t, test.people), map[string]string{}
			for _, query := range test.queries {
				found[query] = "~" + want
			}
			expectFound(t, company, found)
		})
	}
	company := openKnown(t, map[string]known{"node": {skill: "Node.js"}, "cpp": {skill: "C/C++"}, "java": {skill: "JavaScript"}, "net": {title: "Net worth"}})
	expectFound(t, company, map[string]string{"node": "node", "c": "cpp", "c++": "cpp", "java": "", "net": "net", ".net": ""})
}

// What shows nothing parts nothing.
func TestInvisibleSignsPartNothing(t *testing.T) {
	company := openKnown(t, map[string]known{
		"soft": {title: "Resp\u00adon\u00adsable qualité"}, "zero": {skill: "Kuber\u200bnetes"}, "bidi": {skill: "C++\u200e"}, "bom": {name: "\ufeffFarah \u2067Haddad\u2069"}, "zwj": {note: "La sou\u200ddure, la bra\u200csure."},
	})
	expectFound(t, company, map[string]string{
		"responsable": "soft", "kubernetes": "zero", "c++": "bidi", "c++\u200f": "bidi", "farah haddad": "bom", "soudure": "zwj", "bra\u2060sure": "zwj", "kuber\u00adnetes": "zero",
	})
}

// Scripts that write no spaces are found by their parts, however long the run.
func TestUnspacedScriptsAreFoundByTheirParts(t *testing.T) {
	long := strings.Repeat("我们公司生产各种精密机械零件", 20)
	company := openKnown(t, map[string]known{
		"zh": {skill: "机械工程"}, "ja": {title: "機械学習エンジニア"}, "ko": {skill: "기계학습 전문가"}, "th": {skill: "วิศวกรรมเครื่องกล"}, "long": {note: long + "焊接" + long}, "mixed": {skill: "Java开发"}, "name": {name: "山田太郎"},
	})
	expectFound(t, company, map[string]string{
		"机械": "~long zh", "工程": "zh", "学習": "ja", "エンジニア": "ja", "機": "ja", "기계": "ko", "학습": "ko", "전문가": "ko", "เครื่อง": "th", "焊接": "long",
		"java": "mixed", "开发": "mixed", "Java开发": "mixed", "山田": "name", "太郎": "name", "溶": "",
	})
}

// A word found only by its stem or in place of another says so.
func TestWhatIsFoundByAnotherWordSaysSo(t *testing.T) {
	company := openKnown(t, map[string]known{
		"ana": {title: "Négociatrice"}, "bob": {title: "Négociation"}, "zoe": {title: "Soudeuse"}, "kim": {note: "Du Kubernetes en production."},
	})
	for words, want := range map[string]string{
		"soudeur":     "soudeur→soudeuse zoe: Name, title or unit matches “≈soudeur”",
		"soudeuse":    " zoe: Name, title or unit matches “soudeuse”",
		"kubernetis":  "kubernetis→kubernetes kim: 1 text on “kubernetes”, in March 2026",
		"productions": "productions→production kim: 1 text on “≈productions”, in March 2026",
	} {
		answer := company.find(words)
		got := ""
		for _, one := range answer.Corrections {
			got += one.Asked + "→" + strings.Join(one.Searched, ",")
		}
		for _, expert := range answer.Experts {
			got += " " + expert.Person.Key.ID() + ": " + expert.Reasons[0].Text("en")
		}
		if got != want {
			t.Errorf("%q says %q, want %q", words, got, want)
		}
	}
}

// Nobody is found in place of another: a name is neither the correction of a word nor of another name, nor its stem.
func TestNobodyIsFoundInPlaceOfAnother(t *testing.T) {
	company := openKnown(t, map[string]known{
		"simone": {name: "Simone Weiss"}, "martin": {name: "Paul Martin"}, "dupont": {name: "Ana Dupont"}, "note": {note: "Merci à Simone et à Martin pour les soudures."},
	})
	for _, words := range []string{"someone", "simonne", "Martine", "Dupond", "Wiess"} {
		if answer := company.find(words); answer.Total > 0 && names(answer) != "note" {
			t.Errorf("%q finds %q", words, names(answer))
		}
	}
	expectFound(t, company, map[string]string{"soudurs": "note", "simone": "~note simone"})
	hidden := company.ask(access.Colleague(), search.Query{Words: "dupond", First: 10})
	if len(hidden.Corrections) != 1 || len(hidden.Corrections[0].Searched) > 0 {
		t.Errorf("an unknown name is told as %+v", hidden.Corrections)
	}
}
