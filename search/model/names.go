package model

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/search/text"
)

// Known is what explains a capital other than that the word is a name.
type Known struct {
	// Labels are the places of labels in the text, in bytes, in order: what they cover is no name.
	Labels [][2]int
	// Word reports whether a word, by its key as [text.Plain.Key] has it, is one of a label. Such a word may be a name all the
	// same, as "pierre" is.
	Word func(key string) bool
	// Query is set for what somebody searches: keyboards begin it with a capital.
	Query bool
}

// MaskNames masks what looks like the name of somebody in a text that people wrote, whether Sachant knows them or not:
// words with a capital that no label, no other use in the text and no common word explains, initials, what follows a form of
// address, and what a line says beside "Nom :" and the like. Rather too much is masked than too little. Acronyms, words with
// a capital inside ("PowerShell") and lists of skills after "Compétences :" and the like stay.
func MaskNames(said string, known Known) string {
	n := &names{said: said, known: known, plain: text.NewPlain(), lower: map[string]bool{}, stated: map[string]bool{}}
	n.read()
	spans := n.statedNames()
	for _, one := range n.words {
		if n.stated[folded(one.text)] {
			spans = append(spans, [2]int{one.start, one.end})
		}
	}
	for at := 0; at < len(n.words); {
		run := n.run(at)
		for _, word := range run[n.spared(run):] {
			spans = append(spans, [2]int{word.start, word.end})
		}
		at += max(len(run), 1)
	}
	return withMasks(said, spans)
}

var (
	// field is what stands beside the name of a field that holds a name.
	field = regexp.MustCompile(`(?im)^[\p{Zs}\t>*•–-]*(?:(?:nom|prénom|prenom)s?(?:\s+(?:et|/)\s+(?:pré)?noms?)?(?:\s+(?:du|de la|de l['’])\s*\pL+)?|salariée?|collaborat(?:eur|rice)|agent|évaluat(?:eur|rice)|évaluée?|manager|n\+1|interviewer|reviewer|employee|(?:first|last|full|family|given)?\s*name|surname|signé par|mené par|réalisé par|rédigé par|signed by)\s*:[\p{Zs}\t]*([^\n\t;|]+)`)
	// addressed is a name after a form of address, in capitals or not.
	addressed = regexp.MustCompile(`(?:^|[^\pL])(?:M\.|MM\.|M|[Mm]rs?\.?|[Mm]s\.?|[Mm]me\.?|[Mm]lle\.?|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Mm]iss|Dr\.?|[Dd]octeur|Pr\.?|[Pp]rofesseur|[Mm]aître)[\p{Zs}\t]+((?:(?:de|du|van|von|le|la|el|ben)[\p{Zs}])?[\pL][\pL\pM'’.-]+(?:[\p{Zs}\t]+\p{Lu}[\pL\pM'’.-]*){0,3})`)
	// initials is an initial with a name, or several of them.
	initials = regexp.MustCompile(`(?:^|[^\pL\pN.])((?:\p{Lu}\.[\p{Zs}-]?){1,3}\p{Lu}[\pL\pM'’-]+|\p{Lu}[\p{Ll}\pM'’-]+[\p{Zs}]\p{Lu}\.|(?:\p{Lu}\.[\p{Zs}-]?){2,3})`)
	// word is a word with its apostrophes and hyphens.
	word = regexp.MustCompile(`\pL[\pL\pM]*(?:['’‐-]\pL[\pL\pM]*)*`)
	// elision is what stands before a word that it is written together with.
	elision = regexp.MustCompile(`^(?:[dlnsjmtc]|qu|jusqu|lorsqu|puisqu)['’]`)
	// ownCapital begins names that have a capital inside.
	ownCapital = regexp.MustCompile(`^(?:[ODL]['’]\p{Lu}|(?:Mc|Mac|Fitz|De|Du|Le|La|Van|Von)\p{Lu}\p{Ll})`)
	// skillLine begins a list of skills.
	skillLine = regexp.MustCompile(`(?i)^[\p{Zs}\t>*•–#-]*(?:compétences?|savoir[s-]|outils?|logiciels?|langages?|langues?|technologies|technique|environnement|certifications?|habilitations?|méthodes?|skills?|tools?|software|languages?|technical|methods?)[^:\n]{0,40}(?::|$)`)
	// particle stands between the parts of a name.
	particle = regexp.MustCompile(`^[\p{Zs}](?:(?:de|du|des|la|le|van|von|den|der|el|al|ben|bin|da|dos|di|y)[\p{Zs}]|d['’])*$`)
)

// introducing are words before somebody's name.
func introducing() []string {
	return []string{"par", "avec", "chez", "by", "with", "collègue", "colleague", "manager", "responsable", "tuteur", "tutrice", "binôme", "assistant", "assistante"}
}

// common are words that begin sentences of interviews and CVs, besides stop words.
func common() []string {
	return strings.Fields(`dr docteur me miss mlle mme mr mrs ms pr professeur a after agent ainsi alors ancien ancienne année années anglais annual appel août applique apprend assure au aujourd aussi autonome autonomie autre avant avril besoin besoins bien bilan bon bonne bonnes bons certifié certifiée chef cheffe client collaborateur commentaire comment compétence compétences connaissance connaissances conseil contact cours curriculum date depuis dernier dernière diplôme diplômé doit domaine durée décembre dès débutant employee encadre english entreprise entretien envisage espagnol est expert experte expérience experience experiences expériences faire fait fonction formation formations forme formé formée forte français french février gère good grande gérer her his history il elle ils elles en intérêt interview intitulé janvier japonais juillet juin knows langue langues langage langages lettre lieu lire logiciel logiciels maîtrise maîtriser mai manage managed management mars mise missions mission mois monsieur madame moins my nous notes niveau niveaux nouvelle nouveau novembre objectif objectifs observations octobre outil outils parcours parle participe passer passionné permis peut pilote plusieurs poste postes pour pratique premier première profil projet projets prochaine prochain peu quelques rendez responsable résumé salarié salariée sait savoir see senior septembre service services she he siège skill skills souhait souhaite souhaits spécialiste stage suivi suit synthèse team technicien technicienne technique techniques titre très travail travaille travaux two use used uses using utilise utiliser vitae veut volontaire vous vu vue works worked working year years équipe équipes évolution évaluation êtes être`)
}

// names finds them in one text.
type names struct {
	said   string
	known  Known
	plain  text.Plain
	common map[string]bool
	lower  map[string]bool // words that the text also writes without a capital
	stated map[string]bool // words of which the text says that they are a name
	words  []said
}

// said is a word of a text.
type said struct {
	start, end int
	text       string
	capital    bool // it begins with one, and goes on without
	acronym    bool // it is in capitals
	first      bool // of a sentence, a line or an item
	listed     bool // in a list of skills
	titles     bool // what stands beside it on its line, as "Poste" of "Poste : soudeur"
	covered    bool // by a label
}

// read parts the text into its words.
func (n *names) read() {
	n.common = map[string]bool{}
	for _, one := range common() {
		n.common[folded(one)] = true
	}
	end, label, inList, lineFrom := 0, 0, false, 0
	for _, place := range word.FindAllStringIndex(n.said, -1) {
		one := said{start: place[0], end: place[1], text: n.said[place[0]:place[1]]}
		if prefix := elision.FindString(one.text); prefix != "" && !ownCapital.MatchString(one.text) {
			one.start, one.text = one.start+len(prefix), one.text[len(prefix):]
		}
		between := n.said[end:place[0]]
		if line := strings.LastIndexByte(n.said[:place[0]], '\n') + 1; len(n.words) == 0 || line != lineFrom {
			lineFrom = line
			inList = n.listsSkills(line, inList && !strings.Contains(between, "\n\n"))
		}
		one.first = len(n.words) == 0 || strings.ContainsAny(between, "\n\r.!?:;•·▪●*|") || strings.TrimSpace(between) == "-"
		one.listed = inList
		one.titles = one.first && strings.HasPrefix(strings.TrimLeft(n.said[place[1]:], " \u00a0\u202f"), ":")
		for label < len(n.known.Labels) && n.known.Labels[label][1] <= one.start {
			label++
		}
		one.covered = label < len(n.known.Labels) && n.known.Labels[label][0] < one.end
		one.shape(n.said[place[1]:])
		if !one.capital && !one.acronym {
			n.lower[folded(one.text)] = true
		}
		n.words, end = append(n.words, one), place[1]
	}
}

// statedNames returns the places of what the text says is a name, and notes the words: they are names wherever they stand.
func (n *names) statedNames() (spans [][2]int) {
	for _, one := range []*regexp.Regexp{field, addressed, initials} {
		for _, place := range one.FindAllStringSubmatchIndex(n.said, -1) {
			spans = append(spans, [2]int{place[2], place[3]})
			for _, part := range word.FindAllString(n.said[place[2]:place[3]], -1) {
				if key := folded(part); utf8.RuneCountInString(key) > 2 && !n.common[key] && n.plain.Key(key) != "" && !n.isWord(said{text: part}) {
					n.stated[key] = true
				}
			}
		}
	}
	return spans
}

// listsSkills reports whether the line at a place lists skills, as the one before it does or does not.
func (n *names) listsSkills(at int, before bool) bool {
	line, _, _ := strings.Cut(n.said[at:], "\n")
	if skillLine.MatchString(line) {
		return true
	}
	return before && !strings.Contains(line, ":")
}

// shape notes which letters of a word are capitals; what follows the word may make a version or a sign of it.
func (s *said) shape(rest string) {
	var upper, lower, inside int
	for i, r := range s.text {
		switch {
		case unicode.IsUpper(r) && i > 0 && lower > 0 && s.text[i-1] != '-' && s.text[i-1] != '\'' && !strings.HasSuffix(s.text[:i], "’") && !strings.HasSuffix(s.text[:i], "‐"):
			inside++
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	first, _ := utf8.DecodeRuneInString(s.text)
	next, _ := utf8.DecodeRuneInString(rest)
	switch {
	case !unicode.IsUpper(first) || utf8.RuneCountInString(s.text) < 2 || unicode.IsDigit(next) || next == '+' || next == '#':
	case lower == 0:
		s.acronym = true
	default:
		s.capital = inside == 0 || ownCapital.MatchString(s.text)
	}
}

// run returns the words from one on that may be one name: with capitals, and nothing but spaces and particles between them.
func (n *names) run(at int) []said {
	end := at
	for ; end < len(n.words); end++ {
		one := n.words[end]
		if end > at && (one.first || !particle.MatchString(n.said[n.words[end-1].end:one.start])) && !n.isParticle(at, end) {
			break
		}
		if one.covered || !one.capital && !one.acronym && !n.isParticle(at, end) {
			break
		}
	}
	for end > at && !n.words[end-1].capital && !n.words[end-1].acronym {
		end-- // a particle at the end is none
	}
	return n.words[at:end]
}

// isParticle reports whether a word is one between the parts of a name that begins before it.
func (n *names) isParticle(from, at int) bool {
	return at > from && slices.Contains([]string{"de", "du", "des", "la", "le", "van", "von", "den", "der", "el", "al", "ben", "bin", "da", "dos", "di"}, n.words[at].text)
}

// spared returns how many of the first words of a run are no name: all of them where nothing says that there is one.
func (n *names) spared(run []said) int {
	if len(run) == 0 {
		return 0
	}
	begin := 0
	for begin < len(run) && run[begin].first && n.explained(run[begin]) {
		begin++
	}
	if begin == len(run) {
		return len(run)
	}
	capitals, unexplained, acronyms, own := 0, 0, 0, false
	for _, one := range run[begin:] {
		switch {
		case one.capital:
			capitals++
			own = own || ownCapital.MatchString(one.text)
			if !n.explained(one) && (!n.isWord(one) || !one.first && len(run) > 1) {
				unexplained++
			}
		case one.acronym && !n.explained(one) && !n.isWord(one) && isNameLike(one.text):
			acronyms++
		}
	}
	introduced := n.introduced(run[begin])
	switch {
	case own, introduced && (unexplained+acronyms > 0 || capitals > 0 && !n.explained(run[begin])):
		return begin
	case run[0].listed:
		return len(run)
	case n.known.Query && capitals == 1 && acronyms == 0 && run[begin].start == n.words[0].start:
		return len(run)
	case unexplained > 0, acronyms > 1 && len(run) > 1:
		return begin
	}
	return len(run)
}

// isNameLike reports whether a word in capitals may be a name: it can be spoken.
func isNameLike(word string) bool {
	return utf8.RuneCountInString(word) > 2 && strings.ContainsAny(folded(word), "aeiouyéèêëàâîïôöùûü")
}

// introduced reports whether a word before a run says that somebody is named.
func (n *names) introduced(one said) bool {
	at := slices.IndexFunc(n.words, func(other said) bool { return other.start == one.start })
	return at > 0 && !one.first && slices.Contains(introducing(), strings.ToLower(n.words[at-1].text))
}

// explained reports whether a word is a common one: by the text, by a list or by its ending.
func (n *names) explained(one said) bool {
	key := folded(one.text)
	if n.stated[key] {
		return false
	}
	if one.titles || n.lower[key] || n.common[key] || n.plain.Key(strings.ToLower(one.text)) == "" {
		return true
	}
	return slices.ContainsFunc([]string{"tion", "tions", "ité", "ités", "isme"}, func(ending string) bool { return strings.HasSuffix(key, ending) })
}

// isWord reports whether a word is one of a label.
func (n *names) isWord(one said) bool {
	key := n.plain.Key(strings.ToLower(one.text))
	return key != "" && n.known.Word != nil && n.known.Word(key)
}

func folded(word string) string { return strings.ToLower(norm.NFC.String(word)) }

// withMasks returns a text with a mask in place of its spans; those beside each other have one.
func withMasks(said string, spans [][2]int) string {
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	var out strings.Builder
	last := 0
	for _, span := range spans {
		switch {
		case span[1] <= last:
			continue
		case span[0] <= last && last > 0, last > 0 && between.MatchString(said[last:span[0]]):
			last = span[1]
			continue
		}
		out.WriteString(said[last:span[0]] + Mask)
		last = span[1]
	}
	return out.String() + said[last:]
}
