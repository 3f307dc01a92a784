// Package text turns text into terms: it tokenizes, folds, stems, corrects spelling and highlights.
//
// Tokens are found by a scanner of our own rather than by an analyzer of bleve: C++, .NET, R&D and CI/CD must stay
// whole, and the list of regular expressions with which bleve can do that is too slow for a company's communities
// (see [Tokenize]).
//
// French and English are stemmed side by side, since most companies write in both, often in one sentence. Accents and
// ligatures are folded first, so that a text typed without them is analyzed alike.
//
// The index holds words in the form in which they are written. A [Vocabulary] beside it knows which of them share a
// stem, so that a document is indexed with a third of the terms.
package text
