package text

import "testing"

func TestNonAnswers(t *testing.T) {
	for text, want := range map[string]bool{
		"No idea, but I found a manual.":      true,
		"Aucune idée, désolé !":               true,
		"Je ne sais pas, demandez à Priya.":   true,
		"I don’t know":                        true,
		"Use PERFORM VARYING for such loops.": false,
		"":                                    false,
		"Je ne sais pas pourquoi le manuel dit cela : en pratique on règle d'abord le courant, puis la vitesse, et on contrôle la soudure par ressuage avant de la livrer au client.": false,
		"There is no ideal setting.": false,
	} {
		if got := IsNonAnswer(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestRepeats(t *testing.T) {
	for answer, want := range map[string]bool{
		"How do I weld stainless steel?":                true,
		"how do I weld STAINLESS steel? How do I weld?": true,
		"Weld stainless steel, and how!":                true,
		"":                                              false,
		"Weld it.":                                      false,
		"With argon.":                                   false,
		"How do I weld stainless steel? By TIG.":        false,
		"I weld stainless steel with 80 A: see procedure WPS.": false,
	} {
		if got := NewPhrases().Repeats(answer, "How do I weld stainless steel?"); got != want {
			t.Errorf("%q: %v, want %v", answer, got, want)
		}
	}
}
