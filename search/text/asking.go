package text

import (
	"strings"
	"sync"
)

// Words by which a sentence asks, and that are not what it asks about. In a run of such words and stop words, those
// that are unmistakable count 2, others 1: "help" asks in "help me with", and not in "help desk". A run that counts 2 or
// more asks.
const (
	certainlyAsking = "qui quelquun quelquune quiconque who whom whose someone somebody anyone anybody " +
		"je j moi me tu toi vous nous i im ive we us you " +
		"bonjour bonsoir salut hello hi hey svp stp please merci thanks thank " +
		"peuxtu pouvezvous pourriezvous peuton connaistu connaissezvous saistu savezvous yatil ya estce " +
		"cherche cherchons connait connais sait saurait knows speaks looking " +
		"expert experte experts expertes specialist specialists specialiste specialistes"
	maybeAsking = "aider aide aidez aiderait peut peux peuvent pouvez pouvoir pourrait pourrais pourriez pourraient puisse doit dois devrais faut " +
		"recherche recherchons trouver trouve contacter contact demander demande adresser parler parle parlent savoir sais savez savent " +
		"connaitre connaissance connaissances connaissent connaissez maitrise maitrisent besoin voudrais voudrait voudrions aimerais aimerait " +
		"souhaite souhaiterais souhaitons veux veut collegue collegues personne personnes gens renseigner expliquer conseiller occupe charge " +
		"travaille deja bien quelque chose sujet question questions probleme problemes souci comprendre comprend apprendre utiliser utilise " +
		"know knowing help helps helping can could would should might look find need needs needed want wants ask asking talk speak speaking " +
		"tell explain advise experience experienced familiar people person colleague colleagues works work working worked handles handle deals " +
		"responsible able show teach understand understands use uses using good best idea"
)

// askingWords are what each word counts. They are read once and never written.
var askingWords = sync.OnceValue(func() map[string]int {
	words := map[string]int{}
	for count, list := range []string{maybeAsking, certainlyAsking} {
		for word := range strings.FieldsSeq(list) {
			words[word] = count + 1
		}
	}
	return words
})

// markAsking marks the words of a query by which it only asks.
func markAsking(words []queryWord) {
	counts := askingWords()
	start, sum := 0, 0
	for i := 0; i <= len(words); i++ {
		if i < len(words) && words[i].mayAsk(counts) {
			sum += counts[words[i].exact]
			continue
		}
		for k := start; k < i && sum > 1; k++ {
			words[k].asks = counts[words[k].exact] > 0
		}
		start, sum = i+1, 0
	}
}

// mayAsk reports a stop word, or one by which a sentence may ask; no acronym is one.
func (w queryWord) mayAsk(counts map[string]int) bool {
	return w.word != nil && !w.acronym && (w.isStop() || counts[w.exact] > 0)
}

// isAside reports a word that the query is not about: a stop word, or one by which it asks.
func (w queryWord) isAside() bool { return w.word != nil && (w.isStop() || w.asks) }

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
