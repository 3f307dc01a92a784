// Package tabular reads contributions out of tables: a list as CSV or XLSX ([List]), and Messages.csv of an export of Viva Engage,
// once Yammer ([Viva]).
//
// A list has a row for each contribution and these columns, under the headers that [Columns] lists or that a mapping names:
//
//	author      the id of the account, or its e-mail address; empty is nobody
//	mail, name  of the author, where author is an id
//	kind        question, answer, note, article or comment, in French too; empty is a note. Other kinds are dropped and counted
//	time        2026-01-14T09:30:00+01:00, 2026-01-14 09:30, 14/01/2026 09:30 or a day; without a zone it is UTC
//	topic       one or several, separated by | or ;
//	title, text
//	id          unique in the source; without the column it is the address, else made of author, time, title and text
//	reply       for an answer, the id of its question, which may stand in an earlier file of the same source
//	accepted    yes or no, of an answer
//	url, community, score
//	visibility  a word for everybody, as "public"; anything else is private, and empty too: the row is dropped and counted, and
//	            what an earlier import stored of it is taken back. Without the column every row is public
//	deleted     a day, yes, or another word that does not say no: what an earlier import stored is taken back
//
// Needed are time, and text or title. Without the column community everything is in one open community, named after the source.
// What replies to something and is no answer is a contribution of its own.
//
// Of Viva Engage only messages are read of which the export says that they stand in no private group and in no private
// conversation; without these two columns nothing is, since what is private is not known. What is private is taken back where it was
// read before. Messages are notes, groups communities.
package tabular
