package text

import "strings"

// maxNonAnswer is the length in words up to which a text may be a non-answer. A longer one says something besides.
const maxNonAnswer = 25

// nonAnswers returns phrases, folded, by which people say that they do not know.
func nonAnswers() []string {
	return []string{
		"no idea", "i don't know", "i do not know", "dont know", "not sure", "no clue", "can't help", "cannot help", "i wonder too", "same question here", "same problem here",
		"aucune idee", "pas d'idee", "je ne sais pas", "j'en sais rien", "je n'en sais rien", "je sais pas", "sais pas trop", "je ne connais pas", "pas la moindre idee",
		"je ne peux pas aider", "meme question", "meme probleme",
	}
}

// IsNonAnswer reports whether a text is short and says that its author does not know: it is no evidence of knowing.
func IsNonAnswer(text string) bool {
	words := strings.Fields(strings.NewReplacer("’", "'", ",", " ", ".", " ", "!", " ", "?", " ").Replace(text))
	if len(words) > maxNonAnswer {
		return false
	}
	folded := " " + NewAnalyzer(nil).fold(strings.Join(words, " ")) + " "
	for _, phrase := range nonAnswers() {
		if strings.Contains(folded, " "+phrase+" ") {
			return true
		}
	}
	return false
}

// leastAnswer is how many words an answer has, at least, that says something by itself.
const leastAnswer = 12

// IsBrief reports whether an answer is so short that it says something only to its asker: "we tried once, it stopped" is
// no evidence of knowing unless the asker accepted it.
func IsBrief(text string) bool { return len(strings.Fields(text)) < leastAnswer }
