package graph_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

func TestSlug(t *testing.T) {
	for label, want := range map[string]string{
		"Négociation d’achats":  "negociation-d-achats",
		"NEGOCIATION  D'ACHATS": "negociation-d-achats",
		"C++":                   "c++",
		"C#":                    "c#",
		"F#":                    "f#",
		"A+":                    "a+",
		".NET":                  ".net",
		"Node.js":               "node.js",
		"R&D":                   "r-d",
		"CI/CD":                 "ci-cd",
		"Bulletin n°3":          "bulletin-n-3",
		"Java™":                 "java",
		"CO₂":                   "co2",
		"m²":                    "m2",
		"№ 5":                   "no-5",
		"Main d’œuvre":          "main-d-oeuvre",
		"Œnologie":              "oenologie",
		"Straße":                "strasse",
		"Ångström":              "angstrom",
		"Diyarbakır":            "diyarbakir",
		"Ｃ＋＋":                   "c++",
		"ﬁnance":                "finance",
		"Négo\u00adciation":     "negociation",
		"a\u200bb":              "ab",
		"L\u02bcOréal":          "l-oreal",
		"  (Word)  ":            "word",
		"+":                     "+",
		"&":                     "",
		" \u200b\u2003":         "",
		"":                      "",
		"—":                     "",
		"- Vente":               "vente",
		"-Vente":                "vente",
		"Vente -":               "vente",
		"Vente (conseil).":      "vente-conseil-.",
		"Vente, conseil / SAV":  "vente-conseil-sav",
		"Marge de 5 % nette":    "marge-de-5-nette",
		"µC":                    "c~2z62slj5",
		"Отдел 1":               "1~6mcifquf",
		"日本語":                   "~o5yqv3oh",
	} {
		if got := graph.Slug(label); got != want {
			t.Errorf("Slug(%q) = %q, want %q", label, got, want)
		}
	}
}

// TestDifferentThingsHaveDifferentSlugs: no two labels of a line name the same thing.
func TestDifferentThingsHaveDifferentSlugs(t *testing.T) {
	long := strings.Repeat("direction des affaires ", 6)
	for _, labels := range [][]string{
		{"C", "µC", "C++", "C#", "C*", "cΩ", "ℂ²", "ℂ", "Ⓒ", "𝐂", "°C", "𝒞", "©"},
		{"R", "ℝ", "ℛ", "ℝ³", "R3"},
		{"Analyse dans ℂ", "Analyse dans ℝ", "Analyse dans C"},
		{"l", "ℓ"}, {"1", "①", "𝟏"}, {"102", "10²", "10₂"}, {"11/2", "1½"}, {"°F", "F"},
		{"α-amylase", "β-amylase", "amylase"},
		{"Отдел 1", "Цех 1", "1", "Отдел 2"},
		{"Музей", "Музеи"},
		{long + "Nord", long + "Sud", long},
		{"日本語", "中文", "한국어", "ไทย", "עברית", "العربية", "हिन्दी"},
		{"かき", "がき", "ハート", "バート"},
		{"กี", "กิ", "ก"},
		{"🚀", "🔥", "Équipe 🚀", "Équipe"},
		{"Tension > 50 V", "Tension < 50 V", "Tension 50 V"},
		{"Budget k€", "Budget k$"},
		{"قسم", "قسمة"},
		{"A", "A-", "A+", "A*", "A--"},
		{"C", "C--", "C-", "C++"},
		{"1", "-1", "+1"},
		{"5", "5 %", "5 ‰", "-5 %", "5+"},
		{"©", "®", "%", "€"},
	} {
		by := map[string]string{}
		for _, label := range labels {
			slug := graph.Slug(label)
			if other, ok := by[slug]; ok {
				t.Errorf("%q and %q are both %q", other, label, slug)
			}
			by[slug] = label
			if err := graph.NodeKey(graph.KindSkill, slug).Check(); err != nil {
				t.Errorf("%q: %v", label, err)
			}
		}
	}
}

// TestHarmlessDifferencesGiveOneSlug: all labels of a line name the same thing.
func TestHarmlessDifferencesGiveOneSlug(t *testing.T) {
	for _, labels := range [][]string{
		{"µC", "ΜC", "μc", "(μC)", " μC "},
		{"α-amylase", "Α-Amylase", "α amylase", "α–amylase"},
		{"ΑΜΥΛΑΣΗΣ", "αμυλάσης", "Αμυλασησ"},
		{"Отдел учёта", "ОТДЕЛ  УЧЕТА", "отдел-учета"},
		{"ハート", "ﾊｰﾄ"},
		{"शिक्षा\u200d", "शिक्षा"},
		{"شــؤون", "شؤون"},
		{"שָׁלוֹם", "שלום"},
		{"❤️", "❤"},
		{"CO₂", "CO2", "co₂"}, {"m³", "M3"}, {"ＳＡＰ", "SAP"}, {"ﬁabilité", "fiabilité"}, {"\u2126", "\u03a9"}, {"\u212a", "K"}, {"℃", "°C"}, {"n°", "N"},
		{"C–", "C-", "c—", " (C-) "},
		{"5 %", "5%", "5\u202f%", "(5 %)", "5 ％"},
		{"-1", "–1"},
		{"İstanbul", "Istanbul", "istanbul", "ıstanbul"},
	} {
		for _, label := range labels {
			for _, same := range []string{label, norm.NFC.String(label), norm.NFD.String(label)} {
				if got, want := graph.Slug(same), graph.Slug(labels[0]); got != want {
					t.Errorf("Slug(%q) = %q, but Slug(%q) = %q", same, got, labels[0], want)
				}
			}
		}
	}
}

func TestSlugsAreIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.String().Draw(t, "label")
		slug := graph.Slug(label)
		if slug == "" {
			return
		}
		if err := graph.NodeKey(graph.KindSkill, slug).Check(); err != nil {
			t.Errorf("Slug(%q): %v", label, err)
		}
		if again := graph.Slug(slug); again != slug && !strings.Contains(slug, "~") {
			t.Errorf("Slug(%q) = %q, then %q", label, slug, again)
		}
	})
}
