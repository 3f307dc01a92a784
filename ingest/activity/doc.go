// Package activity reads what people do in communities, one ActivityStreams 2.0 activity a line: questions and answers,
// notes and articles, likes, follows, memberships. Packages below it read dumps of Stack Exchange and forums of Discourse.
//
// # Activity lines: [JSONLines]
//
// A file of JSON, one activity a line, in the vocabulary of ActivityStreams 2.0. "@context" and
// other members are ignored, as are blank lines; a line may hold 1 MB.
//
//	{"type":"Create","actor":"mailto:zoe@exemple.fr","published":"2026-01-05T09:00:00Z","object":{"type":"Group","id":"achats","name":"Achats responsables","summary":"Acheter mieux","secret":true}}
//	{"type":"Create","actor":{"type":"Person","id":"u-7","name":"Zoé Lefèvre"},"published":"2026-01-14T09:30:00+01:00","object":{"type":"Question","id":"q-17","name":"Comment négocier un contrat-cadre ?","content":"<p>Nous avons trois fournisseurs…</p>","tag":["négociation",{"type":"Hashtag","name":"#achats"}],"audience":"achats","url":"https://intranet.exemple/q/17"}}
//	{"type":"Create","actor":"u-9","published":"2026-01-14T11:00:00Z","object":{"type":"Answer","id":"a-18","inReplyTo":"q-17","content":"Commencez par les volumes."}}
//	{"type":"Create","actor":"u-9","published":"2026-01-15T08:00:00Z","object":{"type":"Note","id":"n-19","content":"Salon des achats le 3 mars","audience":{"type":"Group","id":"achats","name":"Achats responsables"}}}
//	{"type":"Create","actor":"u-9","published":"2026-01-16T08:00:00Z","object":{"type":"Article","id":"d-20","name":"Bonnes clauses","content":"…","mediaType":"text/plain"}}
//	{"type":"Like","actor":"u-7","published":"2026-01-14T12:00:00Z","object":"a-18"}
//	{"type":"Follow","actor":"u-7","published":"2026-01-14T12:01:00Z","object":"u-9"}
//	{"type":"Join","actor":"u-9","published":"2026-01-10T08:00:00Z","object":"achats","role":"moderator"}
//	{"type":"Accept","actor":"u-7","published":"2026-01-14T12:02:00Z","object":"a-18"}
//	{"type":"Undo","actor":"u-7","published":"2026-01-14T13:00:00Z","object":{"type":"Like","actor":"u-7","object":"a-18"}}
//	{"type":"Update","actor":"mailto:zoe@exemple.fr","published":"2026-02-01T09:00:00Z","object":{"type":"Group","id":"achats","name":"Achats responsables","secret":true}}
//	{"type":"Create","actor":"u-9","published":"2026-01-16T09:00:00Z","to":["achats","mailto:zoe@exemple.fr"],"object":{"type":"Note","id":"n-22","content":"Réunion à 14 h"}}
//	{"id":"like-21","type":"Like","actor":"u-9","published":"2026-01-14T12:05:00Z","object":"q-17"}
//	{"type":"Undo","actor":"u-9","published":"2026-01-14T13:05:00Z","object":"like-21"}
//	{"type":"Update","actor":"u-7","published":"2026-01-15T10:00:00Z","object":{"type":"Question","id":"q-17","name":"Comment négocier un contrat-cadre de transport ?","content":"Nous avons trois transporteurs…","tag":"transport","audience":"achats"}}
//	{"type":"Leave","actor":"u-9","published":"2026-01-20T08:00:00Z","object":"achats"}
//	{"type":"Delete","actor":"u-9","published":"2026-01-17T08:00:00Z","object":{"type":"Tombstone","id":"n-19"}}
//
// Actors and objects are an id, or an object with an id; a list of them is an activity of each.
// "published" is RFC 3339, and needed for what somebody wrote or liked. Content is plain text or
// HTML, as "mediaType" says, else as it looks; HTML becomes plain text. Tags become skills. Lists of
// types, "nameMap" and "contentMap", links with "href", "attributedTo" and Page, which is an Article,
// are understood as well. What is of no matter here, such as an Announce or an Image, is dropped and
// counted, and so is an address that is none of a page. Lines may come in any order, an answer
// before its question.
//
// "secret" is the one word of ours; what is neither true nor false means true. "private", "visibility" and
// the like close a group too, and make a text private; an empty list of recipients is nobody, not everybody. Tags used in a secret group find
// skills that are stored, but make none: everybody sees the list of skills, and it would reveal the group.
//
// # Who sees it
//
// Recipients are read from "to", "cc", "bto", "bcc", "audience" and "context", of the activity and of its object: an id,
// an object, or a list. What is addressed to a secret group is for its members, whatever else it is addressed to. What is
// addressed to persons only ("mailto:", "acct:", a Person, an actor, the followers of somebody) is a private message: it
// is dropped and counted, with what refers to it. "as:Public" and its long form are everybody, as is no recipient at all;
// but what replies to something, and has no recipients, is where that is, and an answer is always in the secret groups of
// its question.
//
// A group exists once a line of this file or of an earlier one of the same source describes it. What refers to another one
// is held back and counted, since that group may be secret; the same lines are taken later, once it is described. With
// JSONLines.CreateCommunities it is made instead, open, with the name that the line gives it, else its id. What refers to
// what a rejected line may describe, close or take back is held back even then.
//
// A group that was secret stays so where a description does not say otherwise: it is opened by "secret":false alone, in a
// line that is newer than all that say secret (by the "updated" of the group, else "published"; a secret line without a
// date is as new as its file), and the report names it. An Update describes a group anew; of several Creates the first
// counts and the others are rejected, though one that says secret is heard.
//
// What is not in the file cannot be known: a line that is missing, or cut before it says "Group" or "secret", closes
// nothing, and what was stored before stays until a line that can be read closes it. A reply that names everybody itself
// is for everybody, wherever its parent is; only answers are not.
//
// # Several files
//
// Files may follow each other: a like, an answer or an acceptance may concern what an earlier
// file created. Only what nobody ever described is rejected, with its line. A file that creates
// an answer anew does not undo its acceptance.
//
// An Accept counts by who asked, and never by the author of the answer; with JSONLines.ModeratorsAccept, by anybody but
// the author. Others are dropped and counted, and their Undo takes nothing back.
//
// An Update gives what was said a new title, text and tags; time, authors and communities stay, and
// it may go to fewer, never to more. Of several the latest counts. A Leave takes back a Join.
//
// An Undo takes back a Like, Follow, Join or Accept of its own actor, given by its object or by the
// id that the activity has in the same file. It undoes what was published up to its own
// "published" (everything, where it has none), so it may stand before what it undoes, and what
// is liked again later stays liked. Of several activities about one relation the latest counts.
//
// A Delete removes a contribution with its edges, such as likes. It
// is final, wherever in the file it stands: neither a Create nor a like in the same file restores
// the text. Answers to a deleted question stay, without it. Deleting or undoing what does not exist
// is no error. No record is kept of what was deleted, so importing an older file again restores
// it: import files in the order in which they were written.
//
// # Accounts and people
//
// Each user id or actor is an account. It is matched to a person by a [source.Mapping] (accounts to
// employee numbers or e-mail addresses) or, for actors such as "mailto:zoe@exemple.fr" or "acct:zoe@exemple.fr" where
// JSONLines.TrustEmail is set, by the address; never by name. The contributions of accounts
// without a person are kept without author; their likes, follows and memberships are dropped
// and counted.
//
// # Identifiers
//
// Ids of accounts, contributions and groups are made from the source's name and the source's
// id, so several communities live in one store without collisions, and the same file imported
// again changes nothing.
package activity
