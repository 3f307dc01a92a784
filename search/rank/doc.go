// Package rank orders people by evidence and says why.
//
// It is pure: evidence in, scores and reasons out; it reads no graph, no clock and no index.
// What it may look at is what [Evidence] holds, and nothing else: it has no field for age,
// sex, origin, absence, photo or place in the hierarchy.
//
// The rules it keeps, each of them a test:
//
//   - the score is the sum of its reasons, and a reason's points are the sum of its evidence's;
//   - the same evidence in any order gives the same people, scores and reasons;
//   - likes and followers alone never outrank one current proof, validated or demonstrated;
//   - likes of one's own and favours returned weigh nothing, so a ring gains nothing;
//   - evidence is scaled by constants, never by the best of the candidates, so what happens
//     to one person moves nobody else's score;
//   - evidence fades with its class's half-life, and what has expired weighs nothing.
package rank
