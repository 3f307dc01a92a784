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
