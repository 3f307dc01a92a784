package graph

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// The kinds of nodes and edges of what people decide about what is known of them.
const (
	KindRequest      Kind = "request"      // what somebody asks for by the law
	KindRequestedBy  Kind = "requested_by" // request → person
	KindHold         Kind = "hold"         // person → the same person, tagged with why: a legal one
	KindAcknowledges Kind = "acknowledges" // person → the same person, tagged with the text
	KindUnavailable  Kind = "unavailable"  // person → the same person

	KindRestricted Kind = "restricted" // person → the same person

	KindObjectsToEvidence Kind = "objects_to_evidence" // person → a contribution of theirs, tagged with the part
)

// The rights that somebody may ask for (GDPR, articles 15 to 21).
const (
	RightAccess   = "access"
	RightRectify  = "rectify"
	RightErase    = "erase"
	RightRestrict = "restrict"
	RightObject   = "object"
	RightWithdraw = "withdraw"
)

// Rights returns the rights that somebody may ask for.
func Rights() []string {
	return []string{RightAccess, RightRectify, RightErase, RightRestrict, RightObject, RightWithdraw}
}

// The states of requests.
const (
	RequestOpen    = "open"
	RequestDone    = "done"
	RequestRefused = "refused"
)

// Request is what somebody asks for by the law, for the data protection officer to answer.
type Request struct {
	// Right is one of [Rights], Text what the person says about it.
	Right string `json:"right,omitempty" see:"self dpo"`
	Text  string `json:"text,omitempty" see:"self dpo"`
	On    Date   `json:"on,omitempty" see:"self dpo"`
	// DueOn is the last day on which it may be answered, a month later.
	DueOn      Date   `json:"dueOn,omitempty" see:"self dpo"`
	State      string `json:"state,omitempty" see:"self dpo"`
	AnsweredOn Date   `json:"answeredOn,omitempty" see:"self dpo"`
	Answer     string `json:"answer,omitempty" see:"self dpo"`
}

// RequestedBy joins a request to its author.
type RequestedBy struct{}

// HoldLegal is the tag of a legal hold.
const HoldLegal = "legal"

// Hold says that somebody may not be erased, because a law or a court has what is known of them kept.
type Hold struct {
	Reason string `json:"reason,omitempty" see:"dpo"`
	On     Date   `json:"on,omitempty" see:"dpo"`
	// By is the key of the data protection officer who says so.
	By string `json:"by,omitempty" see:"dpo"`
}

// Acknowledges says that somebody read a text, in a version of it.
type Acknowledges struct {
	On      Date   `json:"on,omitempty" see:"self dpo"`
	Version string `json:"version,omitempty" see:"self dpo"`
}

// Unavailable says until when somebody does not want to be asked. It is a wish and no absence.
type Unavailable struct {
	Until Date `json:"until,omitempty" see:"company"`
}

// Restricted says that what is known of somebody is kept and not used, until the data protection officer lifts it (GDPR,
// article 18).
type Restricted struct {
	On Date `json:"on,omitempty" see:"self dpo"`
}

// PartAcceptance is the tag of an objection to the acceptance of an answer alone.
const PartAcceptance = "acceptance"

// ObjectsToEvidence says that a contribution of somebody does not count for them when people are ranked; the tag names the
// part of it, "" is all (GDPR, article 21).
type ObjectsToEvidence struct {
	On Date `json:"on,omitempty" see:"self"`
}

// The kind of each.
func (ObjectsToEvidence) Kind() Kind { return KindObjectsToEvidence }
func (Restricted) Kind() Kind        { return KindRestricted }
func (Request) Kind() Kind           { return KindRequest }
func (RequestedBy) Kind() Kind       { return KindRequestedBy }
func (Hold) Kind() Kind              { return KindHold }
func (Acknowledges) Kind() Kind      { return KindAcknowledges }
func (Unavailable) Kind() Kind       { return KindUnavailable }

// KindErasure is that of the notes that somebody was erased.
const KindErasure Kind = "erasure"

// Erasure notes that a person was erased. Its id is a hash of their key, so that it tells nobody who they were.
type Erasure struct {
	On Date      `json:"on,omitempty" see:"company"`
	At time.Time `json:"at,omitzero" see:"none"`
	// Contributions says what became of what they wrote: "keep" or "delete".
	Contributions string `json:"contributions,omitempty" see:"company"`
}

// Kind returns the kind.
func (Erasure) Kind() Kind { return KindErasure }

// KindDiscloses is the kind of edge by which somebody says who sees a field of theirs.
const KindDiscloses Kind = "discloses" // person → the same person, tagged with the field in small letters

// The audiences among which people choose who sees a field of theirs. Each holds those before it.
const (
	ToSelf    = "self"
	ToManager = "manager"
	ToTeam    = "team" // colleagues with the same manager
	ToHR      = "hr"
	ToCompany = "company"
)

// DisclosureAudiences returns the audiences, each wider than the one before.
func DisclosureAudiences() []string { return []string{ToSelf, ToManager, ToTeam, ToHR, ToCompany} }

// Discloses says who sees a field of somebody, in the words of [DisclosureAudiences].
type Discloses struct {
	To string `json:"to,omitempty" see:"self"`
	On Date   `json:"on,omitempty" see:"self"`
}

// DisclosureKey returns the key of what somebody says about who sees a field; its tag is the field's name in small letters.
func DisclosureKey(person Key, field string) Key {
	return EdgeKey(person, KindDiscloses, strings.ToLower(field), person)
}

// Kind implements [Value].
func (Discloses) Kind() Kind { return KindDiscloses }

// DisclosedFields returns the fields of a person, by their names in the codec, of which the person says who sees them: those
// that the whole company sees otherwise, tagged `choose:"person"`.
func DisclosedFields() []string { return disclosedFields() }

var disclosedFields = sync.OnceValue(func() (names []string) {
	of := reflect.TypeFor[Person]()
	for i := range of.NumField() {
		if field := of.Field(i); field.Tag.Get("choose") == "person" {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
})

// IsDisclosedField reports whether a person says who sees a field of theirs.
func IsDisclosedField(name string) bool { return slices.Contains(DisclosedFields(), name) }
