// Package slack reads exports of Slack, a zip or the folder that it unpacks to.
//
// Read are channels.json, users.json and, of each channel that channels.json lists, CHANNEL/YYYY-MM-DD.json. What a full export
// holds besides, such as dms.json, mpims.json and groups.json with the folders of their messages, is never opened: their files
// are counted. Without channels.json, or where it is damaged, nothing is read, since what is public is not known.
//
// A channel is a community with its members and its purpose. A message is a note, a reply in a thread too; its id is the channel
// and "ts". Reactions that say so are likes ([message.IsLike]), at the time of the message, since the export holds no other. A
// message with "edited" was changed on that day; a tombstone takes back what an earlier import stored. Joins, topics, calls and
// other messages of the system are dropped and counted, and so is what bots write.
//
// Accounts are the ids of users; with Options.TrustEmail people are found by the e-mail address of their profile.
package slack
