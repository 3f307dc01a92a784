package rank

import "testing"

func TestReasonsReadAsSentences(t *testing.T) {
	for _, test := range []struct {
		reason          Reason
		french, english string
	}{
		{
			Reason{Kind: ReasonAccepted, Count: 2, Topic: "négociation", Last: "2026-03-02"},
			"2 réponses acceptées sur «\u00a0négociation\u00a0», la dernière en mars 2026",
			"2 accepted answers on “négociation”, the latest in March 2026",
		},
		{
			Reason{Kind: ReasonAnswered, Count: 1, Topic: "Go", Last: "2025-08-02"},
			"1 réponse sur «\u00a0Go\u00a0», en août 2025",
			"1 answer on “Go”, in August 2025",
		},
		{
			Reason{Kind: ReasonAnswered, Count: 1, Topic: "Go"},
			"1 réponse sur «\u00a0Go\u00a0»",
			"1 answer on “Go”",
		},
		{
			Reason{Kind: ReasonWrote, Count: 3, Topic: "Go", Last: "2025-08-02"},
			"3 textes sur «\u00a0Go\u00a0», le dernier en août 2025",
			"3 texts on “Go”, the latest in August 2025",
		},
		{
			Reason{Kind: ReasonLiked, Count: 1, Topic: "Go"},
			"A reçu 1 mention utile sur «\u00a0Go\u00a0»",
			"Found useful 1 time on “Go”",
		},
		{
			Reason{Kind: ReasonFollowed, Count: 4},
			"4 collègues suivent ses contributions",
			"4 colleagues follow their contributions",
		},
		{
			Reason{Kind: ReasonValidated, Count: 1, Topic: "Négociation", Evidence: []Piece{{Level: 3.5}}, Last: "2025-12-05"},
			"«\u00a0Négociation\u00a0», niveau 3,5 sur 4, validé en décembre 2025",
			"“Négociation”, level 3.5 of 4, validated in December 2025",
		},
		{
			Reason{Kind: ReasonValidated, Count: 1, Topic: "Habilitation B2", Last: "2025-12-05"},
			"«\u00a0Habilitation B2\u00a0», validé en décembre 2025",
			"“Habilitation B2”, validated in December 2025",
		},
		{
			Reason{Kind: ReasonValidated, Count: 1, Topic: "Négociation", Evidence: []Piece{{Level: 4, Required: 3}}},
			"«\u00a0Négociation\u00a0», niveau 4 pour 3 requis",
			"“Négociation”, level 4 of 3 required",
		},
		{
			Reason{Kind: ReasonDeclared, Count: 4, Topic: "Go", Rest: 1, Last: "2025-12-05", Evidence: []Piece{
				{Title: "Go", Level: 4}, {Title: "C++", Level: 2.5, Required: 3}, {Title: "CACES"},
			}},
			"Déclare 4 compétences\u00a0: «\u00a0Go\u00a0» (niveau 4 sur 4), «\u00a0C++\u00a0» (niveau 2,5 pour 3 requis), «\u00a0CACES\u00a0», …, la dernière en décembre 2025",
			"States 4 skills: “Go” (level 4 of 4), “C++” (level 2.5 of 3 required), “CACES”, …, the latest in December 2025",
		},
		{
			Reason{Kind: ReasonAnswered, Count: 2, Topic: "C++", Partial: true, Last: "2025-08-02"},
			"2 réponses sur «\u00a0C++\u00a0» seulement, la dernière en août 2025",
			"2 answers on “C++” only, the latest in August 2025",
		},
		{
			Reason{Kind: ReasonDeclared, Count: 1, Topic: "Go {level}", Last: "2025-12-05"},
			"Déclare «\u00a0Go {level}\u00a0», en décembre 2025",
			"States “Go {level}”, in December 2025",
		},
		{
			Reason{Kind: ReasonProfile, Count: 1, Topic: "achats"},
			"Son nom, sa fonction ou son service répond à «\u00a0achats\u00a0»",
			"Name, title or unit matches “achats”",
		},
		{
			Reason{Kind: ReasonAvailable, Topic: "achats", Availability: AnswersOften},
			"Répond souvent sur « achats »",
			"Answers often on “achats”",
		},
		{
			Reason{Kind: ReasonActive, Availability: AnswersVeryOften},
			"Répond très souvent à des collègues ces temps-ci",
			"Answers colleagues very often these days",
		},
	} {
		if got := test.reason.Text("fr"); got != test.french {
			t.Errorf("%s in French: %q, want %q", test.reason.Kind, got, test.french)
		}
		if got := test.reason.Text("EN"); got != test.english {
			t.Errorf("%s in English: %q, want %q", test.reason.Kind, got, test.english)
		}
	}
}

func TestAdditionsReadAsSentences(t *testing.T) {
	for _, test := range []struct {
		addition        Addition
		french, english string
	}{
		{
			Addition{Kind: ReasonAccepted, Count: 1, Topic: "Go"},
			"1 réponse acceptée de plus sur «\u00a0Go\u00a0» vous ferait gagner une place", "1 more accepted answer on “Go” would put you one place higher",
		},
		{
			Addition{Kind: ReasonAnswered, Count: 3, Topic: "Go"},
			"3 réponses de plus sur «\u00a0Go\u00a0» vous feraient gagner une place", "3 more answers on “Go” would put you one place higher",
		},
		{
			Addition{Kind: ReasonDeclared, Count: 1, Level: 2.5, Topic: "Go"},
			"Déclarer «\u00a0Go\u00a0», niveau 2,5 sur 4, vous ferait gagner une place", "Stating “Go” at level 2.5 of 4 would put you one place higher",
		},
		{
			Addition{Kind: ReasonValidated, Count: 1, Level: 3, Topic: "Go"},
			"«\u00a0Go\u00a0», niveau 3 sur 4, validé, vous ferait gagner une place", "“Go” at level 3 of 4, validated, would put you one place higher",
		},
	} {
		if got := test.addition.Text("fr"); got != test.french {
			t.Errorf("%s in French: %q, want %q", test.addition.Kind, got, test.french)
		}
		if got := test.addition.Text("en"); got != test.english {
			t.Errorf("%s in English: %q, want %q", test.addition.Kind, got, test.english)
		}
	}
}

// TestEveryReasonHasItsSentences in both languages.
func TestEveryReasonHasItsSentences(t *testing.T) {
	for language, texts := range catalogues() {
		for _, rule := range DefaultWeights().rules() {
			key := rule.kind
			if key == ReasonAvailable || key == ReasonActive {
				key += ".1"
			}
			if sentence := texts.sentences[key]; sentence.One == "" || sentence.Other == "" {
				t.Errorf("%s: no sentence for %q", language, rule.kind)
			}
		}
	}
}
