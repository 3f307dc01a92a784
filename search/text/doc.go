// Package text turns text into terms: it tokenizes, folds, stems, corrects spelling and highlights.
//
// Tokens are found by a scanner of our own rather than by an analyzer of bleve: C++, .NET, R&D and CI/CD must stay
// whole, and the list of regular expressions with which bleve can do that is too slow for a company's communities
// (see [Tokenize]).
//
// French and English are stemmed side by side, since most companies write in both, often in one sentence. Words are
// folded first, in folding.go, so that one is found however it is written: accents, ligatures, raised digits, kinds of
// apostrophes, signs that show nothing. Compounds and names of technology are joined, and found by their parts, which
// add up; two neighbours of a label are found joined; runs without spaces are found by pairs of letters.
//
// The names of people are found as they are written only. Their words are marked in the index, so that no stem and no
// correction of another word finds them.
//
// The index holds words in the form in which they are written. A [Vocabulary] beside it knows which of them share a
// stem, so that a document is indexed with a third of the terms.
package text
