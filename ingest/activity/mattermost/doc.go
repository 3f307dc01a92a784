// Package mattermost reads bulk exports of Mattermost, as "mmctl export create" and "mattermost export bulk" write them: a file
// of JSON lines, or the zip that holds one.
//
// Read are lines of the types channel, user, bot and post, each with its replies. Only channels of the type O are public: what is
// written in others, and lines of the types direct_channel and direct_post, are dropped and counted. A channel that was public in
// an earlier import and is private now becomes a secret community. What is written in a channel that no line before describes is
// held back.
//
// A channel is a community with its members and its purpose. A post is a note, a reply too. The export has no ids of posts: one is
// its team, channel, user and time. Words with # before them are tags. Reactions that say so are likes ([message.IsLike]).
// "edit_at" is when somebody changed it; "delete_at" takes back what an earlier import stored. Posts of the system, of bots and of
// webhooks are dropped and counted.
//
// Accounts are user names; with Options.TrustEmail people are found by their e-mail address.
package mattermost
