// Package eval measures the ranking on real questions: who would have been found for a question, with what was known
// the day before, and who then answered it best. It takes the product's own way: a source is imported, indexed and
// searched through the View of a colleague, with [search.Query.AsOf]. Published ways to rank are computed from the
// same statements, for comparison.
//
// # Protocol
//
// Questions are in the order of time, those of one time in the order of the source. The oldest are only known; the
// latest percent are asked. Everything that was said up to the end of the day before a question is known when it is
// asked; an acceptance without a date, and who gave the best answer, from [ContestDays] after its question. Scores of
// dumps without votes are those of the end, dated like the post.
//
// Answers to one's own question and posts of nobody count nowhere. Candidates are those who gave an answer before, but
// the asker. Gold are the authors of the accepted answer and of the answers with the highest score, if that is 1 or
// more, who gave 5 answers or more before; a question without any is not asked. Relevant for nDCG and R are these, with
// a gain of 2, and others who answered with a score of 1 or more after 5 answers or more, with a gain of 1. PairAcc
// compares those of Gold with the others who answered after 5 answers or more. Equal scores are ordered by the number
// of earlier answers. Sachant is asked for the first 100 people; others have a score of 0.
//
// Baselines are asked with title (twice), tags (twice) and text, whatever Sachant is asked with.
package eval
