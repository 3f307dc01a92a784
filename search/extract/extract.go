// Package extract finds skills in a text, such as the sheet of an interview or a CV, and proposes them, each with the part
// of the text that it stands on. It finds the labels of the company's skills and of concepts; a language model, where there
// is one, proposes what they do not name. What is proposed is nobody's skill until somebody says so.
package extract

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/vocabulary"
)

// Proposal is a skill that a text speaks of.
type Proposal struct {
	// Label is what to declare: the label of a skill of the company, else of a concept, else what the model says.
	Label string
	// Skill is the skill of the company, Concept the concept that has the label; empty where there is none, and Concept also
	// where several have it.
	Skill, Concept graph.Key
	Scheme         string // of the concept
	// Start and End are the part of the text that it stands on, in bytes.
	Start, End int
	// By is ByLabel or ByModel.
	By string
}

// How a proposal was found.
const (
	ByLabel = "label"
	ByModel = "model"
)

// Quote returns the part of the text that a proposal stands on.
func (p Proposal) Quote(text string) string { return text[p.Start:p.End] }

// MaxText is the greatest length of a text, in bytes.
const MaxText = 256 << 10

// maxProposals bounds what is proposed of one text.
const maxProposals = 200

// Extractor proposes skills. It may be used by several goroutines.
type Extractor struct {
	terms *Terms
	model Completer // nil for none
}

// New returns an extractor; without a model, labels alone are found.
func New(terms *Terms, model Completer) Extractor { return Extractor{terms, model} }

// Found is what a text speaks of.
type Found struct {
	// Proposals are in the order of the text, each skill once.
	Proposals []Proposal
	// Failure is why the model could not be asked; what the labels give is there all the same.
	Failure error
}

// Find proposes the skills that a text speaks of.
func (e Extractor) Find(ctx context.Context, text string) Found {
	found := Found{Proposals: e.terms.Find(text)}
	if e.model != nil {
		var more []Proposal
		more, found.Failure = ask(ctx, e.model, e.terms, text)
		found.Proposals = append(found.Proposals, more...)
	}
	found.Proposals = distinct(found.Proposals)
	return found
}

// distinct returns the first proposal of each skill, in the order of the text.
func distinct(all []Proposal) []Proposal {
	seen := map[string]bool{}
	all = slices.DeleteFunc(all, func(one Proposal) bool {
		name := cmp.Or(string(one.Skill), string(one.Concept), graph.Slug(one.Label))
		was := seen[name] || seen[graph.Slug(one.Label)]
		seen[name], seen[graph.Slug(one.Label)] = true, true
		return was
	})
	slices.SortStableFunc(all, func(a, b Proposal) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	return all[:min(len(all), maxProposals)]
}

// Terms are the labels of the company's skills, as far as one reader shows them, and of concepts.
type Terms struct {
	skills  map[string]graph.Fact // by the keys of their labels
	words   map[string]bool       // of these keys
	longest int                   // of the labels of skills, in words
	index   *vocabulary.Index
	trades  Trades
	own     map[string]bool // keys of [ownWords]
}

// isUsable reports whether a label of a text is worth a proposal: a letter alone is rarely a language.
func isUsable(label string) bool { return utf8.RuneCountInString(label) > 1 }
