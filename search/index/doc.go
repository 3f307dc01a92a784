// Package index keeps a search index of bleve in step with the graph's log, and finds the documents that match a
// query best, as far as a viewer may see them.
//
// Documents are contributions, skills and people's profiles. Each is labelled with its audience, so that a query
// leaves out nearly everything hidden by a set operation. A word that only hidden documents hold is, to the viewer, a
// word that does not occur: it is neither found nor suggested, and how rare words are is counted over the documents
// that the viewer may see.
//
// Why documents are scored here. The scores of bleve depend on how documents were batched and merged, since its
// average lengths do, and two installations with the same facts must rank the same. So postings are read from bleve
// and scored by BM25 with constants in place of averages, over live documents only. That also gives the words that a
// document holds; several together weigh far more than one.
//
// Why postings are cached, and not answers. The postings of recent queries stay in memory, by the segments of bleve,
// so that an edit costs only what is new. Every query selects the best documents anew, by bounds on what a posting
// list can still add. All viewers use the same postings: a document's audience is one number, so it costs the
// same to see little as to see all.
package index
