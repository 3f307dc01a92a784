// Package discourse reads forums of Discourse.
//
// A folder of what the API of a forum gives, files that end in .json, in folders below it too: topics with their posts
// (/t/ID.json, and /t/ID/posts.json for those after the first twenty), lists of topics or of posts (/posts.json), and
// categories (/categories.json, /site.json). The first post of a topic is a question with the topic's tags, the others
// are answers. Read are title, text ("cooked", else "raw") without quotations, likes (action 2, one tally on the day of
// the post), the solution of the topic unless it is of who asked, and of users the id and the name. What the forum
// itself writes (ids below 1) has no author. Left out and counted are private messages, topics that are unlisted or
// deleted or in a category that a file marks "read_restricted", posts that are hidden or deleted, and what moderators
// did or whispered: export as a visitor, or keep the categories beside the topics. The folder is one open community.
//
// A forum is also read from its [Server]: the categories first, then the topics by their day, then each with its posts, twenty
// at a time. A topic of a category that is restricted, or that the categories do not list, is not even asked for. The forum's
// limits are kept: after 429 the next request waits as long as Retry-After says.
//
// What was read before and is hidden, deleted or private now is taken back, where the folder holds it. A [Server] is read whole, so
// that every stored post which it does not give to this reader is taken back, unless an answer was not understood.
//
// Accounts, people and identifiers are as in the package activity.
package discourse
