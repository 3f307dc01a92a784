package graph

import (
	"slices"
	"strings"
)

// The kinds of nodes and edges of published vocabularies, and of a company's own list.
const (
	KindScheme  Kind = "scheme"
	KindConcept Kind = "concept"
	KindRole    Kind = "role"

	KindBroader  Kind = "broader"   // concept → concept, the wider one
	KindRelated  Kind = "related"   // concept → concept
	KindCallsFor Kind = "calls_for" // role → concept
	KindLeadsTo  Kind = "leads_to"  // role → role, one that its holders move to
	KindSameAs   Kind = "same_as"   // skill → concept
	// KindDiffersFrom joins a skill to a concept that it was taken for.
	KindDiffersFrom Kind = "differs_from"
	// KindMayBe joins a skill to a concept that it may be, for somebody to decide.
	KindMayBe Kind = "may_be"
	// KindExactMatch joins a concept to one of another scheme that is the same.
	KindExactMatch Kind = "exact_match"
)

// Literal is a text in a language, as RDF has them: "soudage@fr". One that is the same in all languages has no tag.
type Literal string

// NewLiteral returns a text in a language, a two-letter code, or "" where it is in none.
func NewLiteral(text, language string) Literal {
	if language == "" && !hasTag(text) {
		return Literal(text)
	}
	return Literal(text + "@" + language)
}

func hasTag(text string) bool {
	at := strings.LastIndexByte(text, '@')
	return at >= 0 && (len(text) == at+1 || len(text) == at+3 && isTag(text[at+1:]))
}

func isTag(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// Text returns the text without its language.
func (l Literal) Text() string {
	if hasTag(string(l)) {
		return string(l[:strings.LastIndexByte(string(l), '@')])
	}
	return string(l)
}

// Language returns the language, "" where it has none.
func (l Literal) Language() string {
	if hasTag(string(l)) {
		return string(l[strings.LastIndexByte(string(l), '@')+1:])
	}
	return ""
}

// InLanguage returns the text in a language, else one in another, "" where there is none.
func InLanguage(texts []Literal, language string) string {
	for _, text := range texts {
		if text.Language() == language {
			return text.Text()
		}
	}
	if len(texts) > 0 {
		return texts[0].Text()
	}
	return ""
}

// Scheme is a vocabulary, a concept scheme in the sense of SKOS.
type Scheme struct {
	Title   string `json:"title,omitempty" see:"company"`
	Version string `json:"version,omitempty" see:"company"`
	// Attribution is the notice to be shown wherever its concepts are, License the terms of use.
	Attribution string `json:"attribution,omitempty" see:"company"`
	License     string `json:"license,omitempty" see:"company"`
	Homepage    string `json:"homepage,omitempty" see:"company"`
}

// Labels are what something is called, in several languages.
type Labels struct {
	// PrefLabel is one a language.
	PrefLabel []Literal
	AltLabel  []Literal
	// HiddenLabel are labels to search by that nobody is shown, such as misspellings.
	HiddenLabel []Literal
}

// All returns the labels, the preferred ones first.
func (l Labels) All() []Literal { return slices.Concat(l.PrefLabel, l.AltLabel, l.HiddenLabel) }

// Concept is a concept in the sense of SKOS: a skill, a piece of knowledge, or a group of them, as a scheme defines it.
// Nobody holds a concept: people declare skills, which may be the same as one.
type Concept struct {
	PrefLabel   []Literal `json:"prefLabel,omitempty" see:"company"`
	AltLabel    []Literal `json:"altLabel,omitempty" see:"company"`
	HiddenLabel []Literal `json:"hiddenLabel,omitempty" see:"company"`
	Definition  []Literal `json:"definition,omitempty" see:"company" long:"true"`
	// Notation is the code in the scheme, URI its address, where it has one.
	Notation string `json:"notation,omitempty" see:"company"`
	URI      string `json:"uri,omitempty" see:"company"`
	// Type is one of [ConceptTypes], or the scheme's own word.
	Type string `json:"type,omitempty" see:"company"`
	// InScheme is the id of its [Scheme].
	InScheme string `json:"inScheme,omitempty" see:"company"`
	// Deprecated concepts are no longer in the latest version of the scheme. They are kept, since people may hold skills by them.
	Deprecated bool `json:"deprecated,omitempty" see:"company"`
}

// The types of concepts.
const (
	ConceptSkill     = "skill"
	ConceptKnowledge = "knowledge"
	ConceptAttitude  = "attitude"
	ConceptGroup     = "group"
)

// Labels returns what the concept is called.
func (c Concept) Labels() Labels { return Labels{c.PrefLabel, c.AltLabel, c.HiddenLabel} }

// Role is a job as a scheme defines it.
type Role struct {
	PrefLabel   []Literal `json:"prefLabel,omitempty" see:"company"`
	AltLabel    []Literal `json:"altLabel,omitempty" see:"company"`
	HiddenLabel []Literal `json:"hiddenLabel,omitempty" see:"company"`
	Definition  []Literal `json:"definition,omitempty" see:"company" long:"true"`
	Notation    string    `json:"notation,omitempty" see:"company"`
	URI         string    `json:"uri,omitempty" see:"company"`
	InScheme    string    `json:"inScheme,omitempty" see:"company"`
	Deprecated  bool      `json:"deprecated,omitempty" see:"company"`
}

// Labels returns what the role is called.
func (r Role) Labels() Labels { return Labels{r.PrefLabel, r.AltLabel, r.HiddenLabel} }

// Broader joins a concept to a wider one. A concept may have several.
type Broader struct{}

// Related joins two concepts that have to do with each other.
type Related struct {
	// Essential: the first cannot be mastered without the second.
	Essential bool `json:"essential,omitempty" see:"company"`
}

// CallsFor joins a role to a concept that is needed in it.
type CallsFor struct {
	// Essential: it is of the core of the role, and not only useful there.
	Essential bool `json:"essential,omitempty" see:"company"`
}

// LeadsTo joins a role to one that its holders can move to.
type LeadsTo struct {
	// Rank orders the roles that one leads to, the nearest first; 0 where the scheme does not say.
	Rank int `json:"rank,omitempty" see:"company"`
}

// SameAs joins a skill of the company to the concept that it is.
type SameAs struct {
	// By is how that is known: one of the constants of matching, or "person" where somebody decided it.
	By string `json:"by,omitempty" see:"company"`
	// Score is how sure the match is, 0 to 1.
	Score float64 `json:"score,omitempty" see:"company"`
}

// DiffersFrom joins a skill to a concept that it is not, as somebody who keeps the vocabulary decided.
type DiffersFrom struct{}

// MayBe joins a skill to one of several concepts of a scheme that tables name by code for it. Somebody who keeps the
// vocabulary decides which it is.
type MayBe struct{}

// ExactMatch joins a concept to the one of another scheme that it is, as a company's own list says by code. It holds in
// both directions.
type ExactMatch struct{}

// ByCode marks a [SameAs] that a table states by the code of the concept.
const ByCode = "code"

// The kind of each.
func (Scheme) Kind() Kind      { return KindScheme }
func (Concept) Kind() Kind     { return KindConcept }
func (Role) Kind() Kind        { return KindRole }
func (Broader) Kind() Kind     { return KindBroader }
func (Related) Kind() Kind     { return KindRelated }
func (CallsFor) Kind() Kind    { return KindCallsFor }
func (LeadsTo) Kind() Kind     { return KindLeadsTo }
func (SameAs) Kind() Kind      { return KindSameAs }
func (DiffersFrom) Kind() Kind { return KindDiffersFrom }
func (MayBe) Kind() Kind       { return KindMayBe }
func (ExactMatch) Kind() Kind  { return KindExactMatch }

// KindMerge is the kind of the records of merges.
const KindMerge Kind = "merge"

// Merge is what was there before a skill was merged into another, so that it can be split off again. Its id is that of
// the skill that was merged.
type Merge struct {
	// Into is the key of the skill that is left, Label what the other was called.
	Into  string `json:"into,omitempty" see:"none"`
	Label string `json:"label,omitempty" see:"none"`
	// Before are the facts that the merge removed or changed, Added the keys of those that it made.
	Before []string `json:"before,omitempty" see:"none"`
	Added  []string `json:"added,omitempty" see:"none"`
	// NotTaken are the keys of the edges to concepts that contradict what is said of the skill that is left: that it is
	// another concept of the same vocabulary, or differs.
	NotTaken []string `json:"notTaken,omitempty" see:"none"`
}

// Kind implements [Value].
func (Merge) Kind() Kind { return KindMerge }

// OriginMatching is the origin of the links that matching makes of skills to concepts.
const OriginMatching = "vocabulary"

// ByPerson marks a [SameAs] that somebody decided.
const ByPerson = "person"

// IsDerived reports whether an edge follows from other facts, so that it is made again where they stand and goes with what it
// joins: the role that the title of a person names, and the concept that matching found for a skill.
func IsDerived(edge Fact) bool {
	switch value := edge.Value.(type) {
	case HoldsRole:
		return true
	case SameAs:
		return edge.Origin == OriginMatching && value.By != ByPerson
	}
	return false
}
