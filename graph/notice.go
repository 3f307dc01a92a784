package graph

import "time"

// The kinds of what people are told of openings without asking.
const (
	KindSubscribes Kind = "subscribes" // person → the same person, tagged with what they are told of by mail
	KindLookedAt   Kind = "looked_at"  // person → the same person, tagged with what they looked at
	KindMailed     Kind = "mailed"     // opening → person, tagged with why
	KindPosted     Kind = "posted"     // contribution → community, tagged with the webhook
)

// What people are told of, the tags of [Subscribes] and [LookedAt].
const (
	TopicOpenings = "openings" // new openings that fit
	TopicFeed     = "feed"     // what is new in what they follow, for a reader of feeds
	TopicDigest   = "digest"   // the same by mail
	TopicSearch   = "search"   // what searches that they keep find; the tag of each goes on with an id
)

// How often people are told of something.
const (
	EveryNever = "off"
	EveryTime  = "on" // whenever something is new
	EveryDay   = "daily"
	EveryWeek  = "weekly"
)

// Frequencies returns how often people can be told of a topic that they choose on the page of their subscriptions.
func Frequencies(topic string) []string {
	switch topic {
	case TopicFeed:
		return []string{EveryNever, EveryTime}
	case TopicSearch:
		return []string{EveryNever, EveryTime}
	case TopicDigest:
		return []string{EveryNever, EveryDay, EveryWeek}
	}
	return nil
}

// Subscribes joins a person to themselves: they want to be told of what the tag names. That is for them alone.
type Subscribes struct {
	On Date `json:"on,omitempty" see:"self"`
	// Every is how often, "" whenever something is new; SentOn is the day until which they were told.
	Every  string `json:"every,omitempty" see:"self"`
	SentOn Date   `json:"sentOn,omitempty" see:"self"`
	// Words are those of a search that they keep, SeenAt when they last said that they have seen what it finds.
	Words  string    `json:"words,omitempty" see:"self"`
	SeenAt time.Time `json:"seenAt,omitzero" see:"self"`
	// Nonce is a secret from which addresses of the subscription are signed.
	Nonce string `json:"nonce,omitempty" see:"none"`
}

// LookedAt joins a person to themselves: when they last said that they have looked at what the tag names. That is for them
// alone.
type LookedAt struct {
	At time.Time `json:"at,omitzero" see:"self"`
}

// Why a mail about an opening is sent, the tag of [Mailed].
const (
	MailAsked = "asked" // they are asked whether they would take it
	MailFits  = "fits"  // it fits them, and they subscribe
)

// The states of a mail.
const (
	MailSending = "sending" // it is being sent, or was when the server ended: whether it arrived is not known
	MailSent    = "sent"
	MailFailed  = "failed"  // it was not sent, and is tried again
	MailRefused = "refused" // it is not tried again
)

// Mailed joins an opening to a person who is sent a mail about it, once for each reason.
type Mailed struct {
	State string `json:"state,omitempty" see:"self"`
	// Attempts is how often it was tried, At when it last was.
	Attempts int       `json:"attempts,omitempty" see:"self"`
	At       time.Time `json:"at,omitzero" see:"self"`
}

// Posted joins a question to its community: it was posted to the webhook that the tag stands for. Nobody sees it.
type Posted struct {
	At time.Time `json:"at,omitzero" see:"none"`
}

// The kind of each.
func (Posted) Kind() Kind     { return KindPosted }
func (Subscribes) Kind() Kind { return KindSubscribes }
func (LookedAt) Kind() Kind   { return KindLookedAt }
func (Mailed) Kind() Kind     { return KindMailed }
