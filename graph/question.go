package graph

import "time"

// The kinds of edges of questions that people ask here.
const (
	KindAsked             Kind = "asked"              // contribution → person that the question goes to
	KindAskedBy           Kind = "asked_by"           // contribution → person who asked it without being named
	KindCommentsOn        Kind = "comments_on"        // contribution → contribution
	KindAnswersQuestions  Kind = "answers_questions"  // person → the same person: how many they take
	KindReceivedQuestions Kind = "received_questions" // person → the same person: when they were asked
	KindThanks            Kind = "thanks"             // person → contribution that helped them
	KindTagged            Kind = "tagged"             // contribution → person whose name it has after an @
	KindReferred          Kind = "referred"           // person → accepted answer of a colleague that they named
	KindEscalated         Kind = "escalated"          // contribution → the same contribution, tagged with the step
	KindNotified          Kind = "notified"           // contribution → person, tagged with why
)

// The states of a request to answer a question.
const (
	RequestedAnswer = "asked"    // the person has not replied
	RequestLater    = "later"    // they will look at it later
	RequestDeclined = "declined" // it is not for them
	RequestReferred = "referred" // they named a colleague
	RequestAnswered = "answered"
)

// Why a question goes to somebody, besides the reasons of routing.
const (
	AskedByChoice   = "chosen"   // the asker chose them
	AskedByReferral = "referred" // a colleague who was asked named them
)

// Asked joins a question to a person who is asked to answer it. That is for them, and the asker is told of it.
type Asked struct {
	State string `json:"state,omitempty" see:"self asker"`
	// Reason says why they are asked: one of routing, or AskedByChoice or AskedByReferral.
	Reason string `json:"reason,omitempty" see:"self asker"`
	// On is the day on which they were asked, At when the state last changed.
	On Date      `json:"on,omitempty" see:"self asker"`
	At time.Time `json:"at,omitzero" see:"self"`
	// ReferredBy is the key of the colleague who named them.
	ReferredBy string `json:"referredBy,omitempty" see:"self asker"`
	// Widened: they were asked after nobody of the first circle had answered.
	Widened bool `json:"widened,omitempty" see:"self asker"`
}

// IsOpen reports whether the person may still reply.
func (a Asked) IsOpen() bool { return a.State == RequestedAnswer || a.State == RequestLater }

// AskedBy joins a question to the person who asked it without being named. It is for them alone; there is no authored edge.
type AskedBy struct{}

// CommentsOn joins a comment to what it is about.
type CommentsOn struct{}

// AnswersQuestions says how many questions a week go to a person at most. It is for them alone.
type AnswersQuestions struct {
	// PerWeek is 0 for somebody who takes none.
	PerWeek int `json:"perWeek,omitempty" see:"self"`
}

// ReceivedQuestions holds the days of the last year on which questions went to a person, in order, one for each question. It
// is written with every request, so that two at once do not exceed what they take.
type ReceivedQuestions struct {
	Days []Date `json:"days,omitempty" see:"self"`
}

// Thanks joins a person to a contribution that helped them. Who thanks likes it too, and only that counts where people are ranked.
type Thanks struct {
	At time.Time `json:"at,omitzero" see:"company"`
}

// Tagged joins a contribution to a person whose name its text has after an @: an ActivityStreams Mention.
type Tagged struct {
	On Date `json:"on,omitempty" see:"company"`
}

// Referred joins a person to an accepted answer: they had handed the question on to its author.
type Referred struct {
	On Date `json:"on,omitempty" see:"company"`
}

// The steps that a question takes which nobody answers, the tags of [Escalated].
const (
	StepReminder = "reminder" // the people asked are reminded
	StepWider    = "wider"    // more people are asked
	StepManager  = "manager"  // it is the turn of who looks after the community
)

// Escalated says that a question that nobody answered took a step. There is one for each step, so it is taken once.
type Escalated struct {
	At time.Time `json:"at,omitzero" see:"company"`
}

// Why somebody gets a mail about a question or another contribution, the beginning of the tag of [Notified].
const (
	NotifyAsked    = "asked"
	NotifyReminder = "reminder"
	NotifyManager  = "manager"
	NotifyAnswer   = "answer"   // of their question
	NotifyAccepted = "accepted" // their answer
	NotifyTagged   = "tagged"   // in a text of somebody else
	NotifyMeasure  = "measure"  // of moderation, about what they wrote
)

// Notified joins a contribution to a person who is sent a mail about it, once for each reason. The states are those of [Mailed].
type Notified struct {
	State    string    `json:"state,omitempty" see:"self"`
	Attempts int       `json:"attempts,omitempty" see:"self"`
	At       time.Time `json:"at,omitzero" see:"self"`
}

// The kind of each.
func (Asked) Kind() Kind             { return KindAsked }
func (AskedBy) Kind() Kind           { return KindAskedBy }
func (CommentsOn) Kind() Kind        { return KindCommentsOn }
func (AnswersQuestions) Kind() Kind  { return KindAnswersQuestions }
func (ReceivedQuestions) Kind() Kind { return KindReceivedQuestions }
func (Referred) Kind() Kind          { return KindReferred }
func (Thanks) Kind() Kind            { return KindThanks }
func (Tagged) Kind() Kind            { return KindTagged }
func (Escalated) Kind() Kind         { return KindEscalated }
func (Notified) Kind() Kind          { return KindNotified }
