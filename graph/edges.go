package graph

import "time"

// The kinds of edges, each with what it joins.
const (
	KindIs        Kind = "is"         // account → person
	KindReportsTo Kind = "reports_to" // person → person
	KindInUnit    Kind = "in_unit"    // person → unit
	KindAtSite    Kind = "at_site"    // person → site
	KindDeclares  Kind = "declares"   // person → skill, tagged by who states it: "self" or an interview
	KindFollows   Kind = "follows"    // person → person
	KindMemberOf  Kind = "member_of"  // person → community
	KindAuthored  Kind = "authored"   // person → contribution
	KindAnswers   Kind = "answers"    // contribution → contribution, answer to question
	KindAbout     Kind = "about"      // contribution → skill
	KindIn        Kind = "in"         // contribution → community
	KindLikes     Kind = "likes"      // person → contribution
	KindConcerns  Kind = "concerns"   // interview → person
)

// Is says that an account belongs to a person.
type Is struct{}

// ReportsTo says who somebody's manager is.
type ReportsTo struct{}

// InUnit says where in the organisation somebody works.
type InUnit struct{}

// AtSite says where somebody works.
type AtSite struct{}

// Level of a skill on the pivot scale: 0 none, 1 notions, 2 practice, 3 mastery, 4 expert;
// halves are kept.
type Level float64

// Declares says that a person has, or needs, a skill, on whose word and since when.
type Declares struct {
	Held     *Level `json:"held,omitempty" see:"self manager hr published"`
	Required *Level `json:"required,omitempty" see:"self manager hr"`
	// SelfAssessed is the person's own estimate in an interview.
	SelfAssessed *Level `json:"selfAssessed,omitempty" see:"self manager hr"`
	// HeldRaw, RequiredRaw and SelfAssessedRaw are the words of the source, on its Scale.
	HeldRaw         string `json:"heldRaw,omitempty" see:"self manager hr"`
	RequiredRaw     string `json:"requiredRaw,omitempty" see:"self manager hr"`
	SelfAssessedRaw string `json:"selfAssessedRaw,omitempty" see:"self manager hr"`
	Scale           string `json:"scale,omitempty" see:"self manager hr"`
	// Possessed: held, without a level (a licence to work, "Oui").
	Possessed bool `json:"possessed,omitempty" see:"self manager hr published"`
	// On is the day it was stated; ValidUntil the last day it is worth anything.
	On         Date `json:"on,omitempty" see:"self manager hr published"`
	ValidUntil Date `json:"validUntil,omitempty" see:"self manager hr published"`
	// Validated: a manager or HR vouches for it.
	Validated   bool `json:"validated,omitempty" see:"self manager hr published"`
	ValidatedOn Date `json:"validatedOn,omitempty" see:"self manager hr published"`
	// Published: the person lets colleagues see it.
	Published bool `json:"published,omitempty" see:"self manager hr published"`
}

// Follows says that somebody follows a colleague's contributions.
type Follows struct {
	At time.Time `json:"at,omitzero" see:"company"`
}

// MemberOf says that a person belongs to a community.
type MemberOf struct {
	Role string    `json:"role,omitempty" see:"company"`
	At   time.Time `json:"at,omitzero" see:"company"`
}

// Authored says who wrote a contribution.
type Authored struct{}

// Answers says which question an answer answers.
type Answers struct {
	Accepted   bool      `json:"accepted,omitempty" see:"company"`
	AcceptedAt time.Time `json:"acceptedAt,omitzero" see:"company"`
}

// About says which skill a contribution deals with.
type About struct{}

// In says in which community something was said.
type In struct{}

// Likes says who found a contribution useful.
type Likes struct {
	At time.Time `json:"at,omitzero" see:"company"`
}

// Concerns says whose interview it was; so an interview can be shown to them, and goes with them.
type Concerns struct{}
