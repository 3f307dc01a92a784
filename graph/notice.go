package graph

import "time"

// The kinds of what people are told of openings without asking.
const (
	KindSubscribes Kind = "subscribes" // person → the same person, tagged with what they are told of by mail
	KindLookedAt   Kind = "looked_at"  // person → the same person, tagged with what they looked at
	KindMailed     Kind = "mailed"     // opening → person, tagged with why
)

// TopicOpenings is the tag of what concerns openings.
const TopicOpenings = "openings"

// Subscribes joins a person to themselves: they want a mail about what the tag names. That is for them alone.
type Subscribes struct {
	On Date `json:"on,omitempty" see:"self"`
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

// The kind of each.
func (Subscribes) Kind() Kind { return KindSubscribes }
func (LookedAt) Kind() Kind   { return KindLookedAt }
func (Mailed) Kind() Kind     { return KindMailed }
