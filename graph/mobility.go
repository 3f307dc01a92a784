package graph

import (
	"slices"
	"strings"
)

// The kinds of nodes and edges of internal mobility.
const (
	KindOpening   Kind = "opening"
	KindShortlist Kind = "shortlist"
	// KindSavedSearch is that of a search of people by criteria.
	KindSavedSearch Kind = "search"

	KindOfferedAs    Kind = "offered_as"    // opening → role
	KindOfferedIn    Kind = "offered_in"    // opening → unit
	KindOfferedAt    Kind = "offered_at"    // opening → site
	KindDemands      Kind = "demands"       // opening → skill
	KindInvites      Kind = "invites"       // opening → person
	KindInterestedIn Kind = "interested_in" // person → opening
	KindRecommends   Kind = "recommends"    // opening → person, for the person alone
)

// The states of openings.
const (
	OpeningDraft  = "draft"
	OpeningOpen   = "open"
	OpeningFilled = "filled"
	OpeningClosed = "closed"
)

// OpeningStates returns the states in which an opening can be, in the order in which it takes them.
func OpeningStates() []string {
	return []string{OpeningDraft, OpeningOpen, OpeningFilled, OpeningClosed}
}

// Opening is a post to be filled, as a JobPosting of schema.org. Colleagues see it while it is open.
type Opening struct {
	// Reference is what the company calls it by, unique among openings.
	Reference string `json:"reference,omitempty" see:"company"`
	Title     string `json:"title,omitempty" see:"company"`
	// Contract is its type in the company's words; Mission marks a mission, which is limited and after which people return,
	// Mentoring the mentoring of a colleague beside one's own post. An opening is one of them at most.
	Contract  string `json:"contract,omitempty" see:"company"`
	Mission   bool   `json:"mission,omitempty" see:"company"`
	Mentoring bool   `json:"mentoring,omitempty" see:"company"`
	State     string `json:"state,omitempty" see:"company"`
	// PostedOn and ClosesOn are the first and last day on which people may show interest, StartsOn when the work begins.
	PostedOn Date `json:"postedOn,omitempty" see:"company"`
	ClosesOn Date `json:"closesOn,omitempty" see:"company"`
	StartsOn Date `json:"startsOn,omitempty" see:"company"`
	// Contact says who to ask, as it was written.
	Contact string `json:"contact,omitempty" see:"company"`
	// Description is plain text.
	Description string `json:"description,omitempty" see:"company" long:"true"`
}

// IsOpen reports whether people may show interest on a day.
func (o Opening) IsOpen(today Date) bool {
	return o.State == OpeningOpen && (o.ClosesOn == "" || o.ClosesOn >= today)
}

// OfferedAs joins an opening to the role of the post.
type OfferedAs struct{}

// OfferedIn joins an opening to the unit of the post.
type OfferedIn struct{}

// OfferedAt joins an opening to the workplace of the post.
type OfferedAt struct{}

// Demands joins an opening to a skill that the post needs.
type Demands struct {
	// Level is the least one, nil where any will do. Raw is it as the source words it, on its Scale.
	Level *Level `json:"level,omitempty" see:"company"`
	Raw   string `json:"raw,omitempty" see:"company"`
	Scale string `json:"scale,omitempty" see:"company"`
	// Must: nobody can do the work without it; else it is nice to have.
	Must bool `json:"must,omitempty" see:"company"`
}

// The answers to an invitation.
const (
	AnswerYes    = "yes"
	AnswerNotNow = "not_now"
	AnswerNever  = "never"
)

// Invites joins an opening to a person who was asked whether they would take it.
type Invites struct {
	// By is the key of the person who asks.
	By string `json:"by,omitempty" see:"self hr recruiter"`
	On Date   `json:"on,omitempty" see:"self hr recruiter"`
	// Answer is empty until they answer.
	Answer     string `json:"answer,omitempty" see:"self hr recruiter"`
	AnsweredOn Date   `json:"answeredOn,omitempty" see:"self hr recruiter"`
}

// InterestedIn joins a person to an opening that they would take.
type InterestedIn struct {
	On Date `json:"on,omitempty" see:"self hr recruiter"`
	// RecommendedBy is the key of the colleague who recommended them for it.
	RecommendedBy string `json:"recommendedBy,omitempty" see:"self hr recruiter"`
}

// Recommends joins an opening to a person that a colleague recommends for it. The person is asked first, and alone sees it.
type Recommends struct {
	// By is the key of the colleague.
	By string `json:"by,omitempty" see:"self"`
	On Date   `json:"on,omitempty" see:"self"`
	// Answer is empty until they answer: yes or not_now.
	Answer string `json:"answer,omitempty" see:"self"`
}

// Shortlist is a list of people for a purpose, until a day. Its people stand in it and not at edges, so that the log never
// holds who was on it, and nothing is left of it once it is deleted.
type Shortlist struct {
	Purpose string `json:"purpose,omitempty" see:"company"`
	// Opening is the key of the opening that it is for.
	Opening string `json:"opening,omitempty" see:"company"`
	// ExpiresOn is the last day of the list.
	ExpiresOn Date `json:"expiresOn,omitempty" see:"company"`
	// Owner and SharedWith are keys of the people who see it.
	Owner      string   `json:"owner,omitempty" see:"company"`
	SharedWith []string `json:"sharedWith,omitempty" see:"company"`
	// Members are the keys of the people on the list.
	Members []string `json:"members,omitempty" see:"company"`
	// Secret makes the handles by which the list names people who are not on it.
	Secret string `json:"secret,omitempty" see:"none"`
}

// SavedSearch is a search of people by criteria that somebody keeps for a purpose, until a day. It holds
// nobody, and finds people anew each time.
type SavedSearch struct {
	Purpose string `json:"purpose,omitempty" see:"company"`
	// Criteria are as JSON of the input PeopleFilter of the API.
	Criteria string `json:"criteria,omitempty" see:"company"`
	// ExpiresOn is its last day, Owner the key of the person who sees it.
	ExpiresOn Date   `json:"expiresOn,omitempty" see:"company"`
	Owner     string `json:"owner,omitempty" see:"company"`
}

// The kinds of moves to which people consent, each a purpose of its own: see [PurposeOfMove].
const (
	MoveSameRole  = "same_role"  // the same role elsewhere
	MoveNewRole   = "new_role"   // another role
	MoveOtherSite = "other_site" // another workplace
	MoveMission   = "mission"    // a limited mission
	MoveMentoring = "mentoring"  // to mentor, or to be mentored
)

// Moves returns the kinds of moves to which people consent.
func Moves() []string {
	return []string{MoveSameRole, MoveNewRole, MoveOtherSite, MoveMission, MoveMentoring}
}

const movePrefix = "move/"

// PurposeOfMove returns the purpose of a consent to be listed and asked for moves of a kind.
func PurposeOfMove(move string) string { return movePrefix + move }

// MoveOf returns the kind of moves that a purpose is about, "" where it is about none.
func MoveOf(purpose string) string {
	move, is := strings.CutPrefix(purpose, movePrefix)
	if !is || !slices.Contains(Moves(), move) {
		return ""
	}
	return move
}

// The two sides of mentoring that somebody may wish.
const (
	MentoringGive = "give"
	MentoringGet  = "get"
)

// The kind of each.
func (Opening) Kind() Kind      { return KindOpening }
func (OfferedAs) Kind() Kind    { return KindOfferedAs }
func (OfferedIn) Kind() Kind    { return KindOfferedIn }
func (OfferedAt) Kind() Kind    { return KindOfferedAt }
func (Demands) Kind() Kind      { return KindDemands }
func (Invites) Kind() Kind      { return KindInvites }
func (InterestedIn) Kind() Kind { return KindInterestedIn }
func (Recommends) Kind() Kind   { return KindRecommends }
func (Shortlist) Kind() Kind    { return KindShortlist }
func (SavedSearch) Kind() Kind  { return KindSavedSearch }
