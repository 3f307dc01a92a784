package graph

import "time"

// Value is the domain struct inside a fact, always a plain value, never a pointer.
type Value interface{ Kind() Kind }

// The kinds of nodes.
const (
	KindPerson       Kind = "person"
	KindAccount      Kind = "account"
	KindUnit         Kind = "unit"
	KindSite         Kind = "site"
	KindSkill        Kind = "skill"
	KindCommunity    Kind = "community"
	KindContribution Kind = "contribution"
	KindInterview    Kind = "interview"
)

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

// Person is somebody who works here, or did. Names are inetOrgPerson's and SCIM's.
type Person struct {
	DisplayName       string `json:"displayName,omitempty" see:"company"`
	GivenName         string `json:"givenName,omitempty" see:"company"`
	FamilyName        string `json:"familyName,omitempty" see:"company"`
	Title             string `json:"title,omitempty" see:"company"`
	Mail              string `json:"mail,omitempty" see:"company"`
	TelephoneNumber   string `json:"telephoneNumber,omitempty" see:"company"`
	RoomNumber        string `json:"roomNumber,omitempty" see:"company"`
	PreferredLanguage string `json:"preferredLanguage,omitempty" see:"company"`
	// EmployeeNumber joins the directory to HR's files: text, its leading zeros kept.
	EmployeeNumber string `json:"employeeNumber,omitempty" see:"self hr"`
	// Hidden: by law or by wish this person is shown to nobody but themselves.
	Hidden bool `json:"hidden,omitempty" see:"self"`
	// Absent: missing from a complete run of their source, so shown to nobody; kept.
	Absent bool `json:"absent,omitempty" see:"none"`
}

// Account is one identity in one source. What identifies it is hashed into its key.
type Account struct {
	Source string `json:"source,omitempty" see:"self hr"`
	// Attribute that identifies it there, such as "entryUUID".
	Attribute string `json:"attribute,omitempty" see:"self hr"`
	// DisplayName of a community account, where it differs from the person's.
	DisplayName string `json:"displayName,omitempty" see:"self"`
	// Roster: the source lists all who work here, so that whoever has a present account in it
	// is present, and it says what they are called.
	Roster bool `json:"roster,omitempty" see:"none"`
	Absent bool `json:"absent,omitempty" see:"none"`
}

// Unit is a part of the organisation; its name may be a path such as "DSI/Exploitation".
type Unit struct {
	Name string `json:"name,omitempty" see:"company"`
}

// Site is a place of work.
type Site struct {
	Name string `json:"name,omitempty" see:"company"`
}

// Skill is a concept in the sense of SKOS.
type Skill struct {
	PrefLabel  string   `json:"prefLabel,omitempty" see:"company"`
	AltLabel   []string `json:"altLabel,omitempty" see:"company"`
	Notation   string   `json:"notation,omitempty" see:"company"`
	Definition string   `json:"definition,omitempty" see:"company"`
	Domain     string   `json:"domain,omitempty" see:"company"`
	Type       string   `json:"type,omitempty" see:"company"`
}

// Community is where people ask and answer. A secret one exists for its members only.
type Community struct {
	Name    string `json:"name,omitempty" see:"company"`
	Summary string `json:"summary,omitempty" see:"company"`
	Secret  bool   `json:"secret,omitempty" see:"company"`
}

// The types of contributions, after ActivityStreams 2.0; Answer is ours.
const (
	TypeQuestion = "question"
	TypeAnswer   = "answer"
	TypeNote     = "note"
	TypeArticle  = "article"
)

// Contribution is something that somebody wrote.
type Contribution struct {
	Type        string    `json:"type,omitempty" see:"company"`
	Title       string    `json:"title,omitempty" see:"company"`
	Language    string    `json:"language,omitempty" see:"company"`
	URL         string    `json:"url,omitempty" see:"company"`
	PublishedAt time.Time `json:"publishedAt,omitzero" see:"company"`
	// Likes and Dislikes whose authors the source does not tell, by day; those with a known
	// author are `likes` edges.
	Likes    []Tally `json:"likes,omitempty" see:"company"`
	Dislikes []Tally `json:"dislikes,omitempty" see:"company"`
	// Content is plain text.
	Content string `json:"content,omitempty" see:"company" long:"true"`
}

// Tally counts what was given anonymously on one day.
type Tally struct {
	On    Date `json:"on,omitempty"`
	Count int  `json:"count,omitempty"`
}

// Interview is a GPEC/GEPP interview; Type tells a professional-path one, which must not
// assess work, from a yearly appraisal.
type Interview struct {
	Type      string `json:"type,omitempty" see:"self manager hr"`
	On        Date   `json:"on,omitempty" see:"self manager hr"`
	Evaluator string `json:"evaluator,omitempty" see:"hr"`
}

// The types of interviews.
const (
	InterviewParcours      = "parcours"
	InterviewParcoursBilan = "parcours_bilan"
	InterviewMidCareer     = "mi_carriere"
	InterviewEndCareer     = "fin_carriere"
	InterviewReturn        = "retour_absence"
	InterviewAnnual        = "annuel"
	InterviewCREP          = "crep"
	InterviewOther         = "autre"
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

// The kind of each domain struct.
func (Person) Kind() Kind       { return KindPerson }
func (Account) Kind() Kind      { return KindAccount }
func (Unit) Kind() Kind         { return KindUnit }
func (Site) Kind() Kind         { return KindSite }
func (Skill) Kind() Kind        { return KindSkill }
func (Community) Kind() Kind    { return KindCommunity }
func (Contribution) Kind() Kind { return KindContribution }
func (Interview) Kind() Kind    { return KindInterview }
func (Is) Kind() Kind           { return KindIs }
func (ReportsTo) Kind() Kind    { return KindReportsTo }
func (InUnit) Kind() Kind       { return KindInUnit }
func (AtSite) Kind() Kind       { return KindAtSite }
func (Declares) Kind() Kind     { return KindDeclares }
func (Follows) Kind() Kind      { return KindFollows }
func (MemberOf) Kind() Kind     { return KindMemberOf }
func (Authored) Kind() Kind     { return KindAuthored }
func (Answers) Kind() Kind      { return KindAnswers }
func (About) Kind() Kind        { return KindAbout }
func (In) Kind() Kind           { return KindIn }
func (Likes) Kind() Kind        { return KindLikes }
func (Concerns) Kind() Kind     { return KindConcerns }
