// Package search finds experts for a query, and says why. [Finder.FindExperts] goes through these stages,
// a file each:
//
//   - retrieve.go: package index finds the documents that match the words best, and the edges around
//     them are read from the graph: who wrote, declared and asked what;
//   - evidence.go: each becomes evidence for a person;
//   - conditions.go: people who do not match the query's fields and operators are left out;
//   - facets.go: people are counted by unit and site, and those outside the ones wanted left out;
//   - finder.go: package rank orders the people who can be on the page;
//   - explain.go: the evidence shown gets its titles, excerpts and sources.
//
// What the viewer may not see. Documents carry labels of their audience, so the index leaves out nearly
// all that is hidden; what it finds is then read through the viewer's access.View, which leaves out the
// rest. A declaration is found through its skill, whose document is the same whether ten or ten thousand
// people declare it: how rare a skill's words are says nothing about who declares it.
//
// How many people are read. Thousands may have something to do with a query, and ten are shown. A
// [rank.Accumulator] adds up everybody's evidence on the topic into bounds of their scores, assuming that
// all likes count and that there are as many followers as there can be. Only people whose upper bound
// reaches the page, usually about eleven, are scored with all evidence. The number of reads of the graph
// does not grow with what is found.
//
// Why time is a day. Likes, follows, acceptance and expiry are known by the day in what is imported.
// Ranking as of the end of a day gives the same answer all day long, and on every machine.
package search
