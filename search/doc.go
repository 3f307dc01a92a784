// Package search keeps an index of words in step with the graph, understands a query, and
// finds experts.
//
// What is found by words are contributions, skills, and people's profiles. Each is a
// document labelled with its own audience, so that a query leaves out nearly everything a viewer
// may not see by a set operation; what is found is then read through the viewer's access.View,
// which leaves out the rest. A declaration is found through its skill: thousands who declare the
// same share one document, which a skill that gets another name renews once, and how rare its
// words are tells nothing of who declares it. A word that only hidden documents hold is, to the
// viewer, a word that nobody ever wrote: it is neither found nor suggested, and how rare words
// are is counted over what the viewer may see.
//
// Why we score documents ourselves. The index is kept by bleve; but bleve's scores depend on how
// documents were batched and merged, since its average lengths do, and two installations with the
// same facts must rank the same. So [Index] reads bleve's lists of documents by term and computes
// BM25 with constants in place of averages, counting live documents only. That also tells which
// words a text holds, and several words held together weigh far more than one.
//
// Why lists are kept, and no answers. The lists of the words looked for last are kept in memory, in
// segments as bleve wrote them, so that an edit costs only what is new (see shelf); which of a
// document's holders matter is decided anew by each query, from bounds on what a list still can
// give (see race). Everybody's query goes through the same lists: whom a document is for is one
// number, so it costs the same to see little as to see all.
//
// Why a text is cut by our own scanner rather than by an analyser of bleve: C++, .NET, R&D and CI/CD
// have to stay whole, and the list of regular expressions with which bleve can do that is too slow
// for a company's communities (see scan). French and English are stemmed side by side, as most
// companies write in both, often in one sentence. Accents and ligatures are folded before
// anything else, so that a text typed without them meets the same fate.
// The index holds words as they are written; which of them share a stem is known beside it (see
// vocabulary), so that a company's communities are indexed with a third of the words.
//
// Why time is a day. Likes, follows, acceptance and expiry are known by the day in what we
// import; ranking as of the end of a day gives the same answer all day long, and the same on
// every machine.
//
// From documents to people: package search/rank weighs evidence and says why. This package finds
// that evidence, in a number of reads that does not grow with what is found. Thousands may have
// something to do with a query, of whom ten are shown. So it looks at everybody once, by number,
// and only adds up: what speaks for them on the topic, and what likes and followers could add
// at most. Who can stand on the page by that, usually eleven people, is then ranked by all that
// there is. That the thousands cost little, the index remembers which number the graph has for each
// document, a list of edges says itself what is asked of its edges, and what is written down on the way
// is written where it was for the last answer.
package search
