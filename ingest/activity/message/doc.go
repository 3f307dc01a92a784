// Package message turns what people write in channels, as exports of chats and lists of contributions hold it, into facts.
//
// A reader tells a [Writer] the channels, then the accounts, then the messages; the Writer decides what of it may be stored. A
// channel is a community. What is written in a private channel is dropped and counted, and taken back where an earlier import
// stored it; a channel that was public in an earlier import becomes a secret community. What is written in a channel that nothing describes is held back and counted, since
// that channel may be private. What bots and the system itself write is dropped and counted, and so is what has no text.
//
// A message is a note, unless its reader says otherwise: a thread of a chat is no question with its answers, since nobody said
// so. Only a contribution whose source calls it an answer answers something.
package message
