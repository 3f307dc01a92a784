// Package stackexchange reads dumps in the form of Stack Exchange.
//
// A folder with Posts.xml, and Users.xml and Votes.xml where the dump has them, names in any
// case, each a list of <row .../>. Read are posts of type 1 (question) and 2 (answer) with
// their tags, score and accepted answer; of users the id and the name that they show, nothing
// else (such dumps hold ages and places too); of votes those up (2), down (3) and of acceptance
// (1). Votes become tallies by day on the contribution, or `likes` edges where the dump names the
// voter; without Votes.xml the score is one tally on the day of the post. Posts of the Community
// user (negative ids), or of nobody, are kept without author. The folder is one open community,
// named after the source.
//
// With Reader.All two more files are read, where the dump has them: Comments.xml, of which a comment on a post of the dump is a
// comment, with its score and its author, that neither search nor ranking reads; and Tags.xml, by which the excerpt that
// describes a tag becomes the definition of a skill that the import makes. Tags that no post has make no skills.
//
// Accounts, people and identifiers are as in the package activity.
package stackexchange
