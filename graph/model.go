package graph

import (
	"slices"
	"strings"
	"time"
)

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
	KindWish         Kind = "wish"
)

// The kinds of edges, each with what it joins.
const (
	KindIs        Kind = "is"          // account → person
	KindReportsTo Kind = "reports_to"  // person → person
	KindInUnit    Kind = "in_unit"     // person → unit
	KindWasInUnit Kind = "was_in_unit" // person → unit, tagged with the day on which they left it
	KindAtSite    Kind = "at_site"     // person → site
	KindDeclares  Kind = "declares"    // person → skill, tagged with its source: "self" or an interview
	KindFollows   Kind = "follows"     // person → person
	KindMemberOf  Kind = "member_of"   // person → community
	KindAuthored  Kind = "authored"    // person → contribution
	KindAnswers   Kind = "answers"     // contribution → contribution, answer to question
	KindAbout     Kind = "about"       // contribution → skill
	KindIn        Kind = "in"          // contribution → community
	KindLikes     Kind = "likes"       // person → contribution
	KindConcerns  Kind = "concerns"    // interview → person
	KindWishedBy  Kind = "wished_by"   // wish → person
	KindConsents  Kind = "consents"    // person → the same person, tagged with the purpose
	KindObjectsTo Kind = "objects_to"  // person → the same person, tagged with what they object to
	KindRequires  Kind = "requires"    // role → skill
	KindHoldsRole Kind = "holds_role"  // person → role
)

// The tags of fields: `json` is the name in the codec, the API and Neo4j; `see` says who sees the field,
// as words of "company", "self", "manager", "hr" and "published" (the company, once the person has
// published it), or "none"; `choose` lets the person say who sees it; `long` keeps a text out of [Brief] reads.

// Person is a current or former member of the company. Field names are those of inetOrgPerson and SCIM.
type Person struct {
	DisplayName string `json:"displayName,omitempty" see:"company"`
	GivenName   string `json:"givenName,omitempty" see:"company"`
	FamilyName  string `json:"familyName,omitempty" see:"company"`
	Title       string `json:"title,omitempty" see:"company"`
	Mail        string `json:"mail,omitempty" see:"company" choose:"person"`
	// MailAlternateAddress are further addresses by which the person is known, to sign in and in other sources.
	MailAlternateAddress []string `json:"mailAlternateAddress,omitempty" see:"self hr"`
	// UserName are the names of the person's accounts in the directory, to sign in.
	UserName          []string `json:"userName,omitempty" see:"self"`
	TelephoneNumber   string   `json:"telephoneNumber,omitempty" see:"company" choose:"person"`
	RoomNumber        string   `json:"roomNumber,omitempty" see:"company" choose:"person"`
	PreferredLanguage string   `json:"preferredLanguage,omitempty" see:"company" choose:"person"`
	// Pronouns are what the person says they are spoken of with; no source says it, and nothing is ranked or found by it.
	Pronouns string `json:"pronouns,omitempty" see:"company" choose:"person"`
	// EmployeeNumber joins the directory to HR's files: text, its leading zeros kept.
	EmployeeNumber string `json:"employeeNumber,omitempty" see:"self hr"`
	// Hidden persons are shown to nobody but themselves, by law or by wish.
	Hidden bool `json:"hidden,omitempty" see:"self"`
	// HiddenBy is what hides the person, such as the attributes of a directory; empty where that is not known.
	HiddenBy []string `json:"hiddenBy,omitempty" see:"none"`
	// Absent persons were missing from a complete run of their source: kept, and shown to nobody.
	Absent bool `json:"absent,omitempty" see:"none"`
	// AbsentSince is the day from which the retention of what is known of them counts.
	AbsentSince Date `json:"absentSince,omitempty" see:"none"`
}

// Keeping returns the person as a source describes them, with what they said themselves.
func (p Person) Keeping(stored Person) Person {
	p.Pronouns = stored.Pronouns
	return p
}

// Addresses returns the e-mail addresses of the person, in the form in which they are compared.
func (p Person) Addresses() []string {
	var addresses []string
	for _, address := range append([]string{p.Mail}, p.MailAlternateAddress...) {
		if address = strings.ToLower(strings.TrimSpace(address)); address != "" && !slices.Contains(addresses, address) {
			addresses = append(addresses, address)
		}
	}
	return addresses
}

// Account is one identity in one source. What identifies it is hashed into its key.
type Account struct {
	Source string `json:"source,omitempty" see:"self hr"`
	// Attribute that identifies it there, such as "entryUUID".
	Attribute string `json:"attribute,omitempty" see:"self hr"`
	// DisplayName of a community account, where it differs from the person's.
	DisplayName string `json:"displayName,omitempty" see:"self"`
	// Roster marks an account in a source that lists all members of the company: its owner is
	// present as long as the account is, and it decides their name.
	Roster bool `json:"roster,omitempty" see:"none"`
	// Fallback: its source describes its owner only while no other roster has them, as HR's file does those who are in no
	// directory.
	Fallback bool `json:"fallback,omitempty" see:"none"`
	// Title is the post and JobCodes its codes, the company's own first, as HR's file says them.
	Title    string   `json:"title,omitempty" see:"self hr"`
	JobCodes []string `json:"jobCodes,omitempty" see:"self hr"`
	// HiredOn, ContractEnd and LeavesOn are the days that HR's file says.
	HiredOn     Date `json:"hiredOn,omitempty" see:"hr"`
	ContractEnd Date `json:"contractEnd,omitempty" see:"hr"`
	LeavesOn    Date `json:"leavesOn,omitempty" see:"hr"`
	Absent      bool `json:"absent,omitempty" see:"none"`
	// Resource is the account as the client of SCIM that provisions it states it, in JSON; empty where none does.
	Resource string `json:"resource,omitempty" see:"none" long:"true"`
}

// Site is a workplace.
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
	// Critical: human resources say that the company cannot do without it.
	Critical bool `json:"critical,omitempty" see:"hr"`
}

// Keeping returns the skill as a source describes it, with what human resources said of the stored one.
func (s Skill) Keeping(stored Skill) Skill {
	s.Critical = s.Critical || stored.Critical
	return s
}

// Community is a group in which members ask and answer. A secret one is visible to its members only; of a closed one, see
// [Community.IsClosed], the others see that it exists.
type Community struct {
	Name    string `json:"name,omitempty" see:"company"`
	Summary string `json:"summary,omitempty" see:"company"`
	// Type is one of [CommunityTypes], Admission one of [Admissions]; empty is open.
	Type      string `json:"type,omitempty" see:"company"`
	Admission string `json:"admission,omitempty" see:"company"`
	Secret    bool   `json:"secret,omitempty" see:"company"`
	// Sensitive: it is about health, a union, a faith or the like. It feeds no ranking, suggestion or count, nor what human
	// resources and recruiters see.
	Sensitive bool `json:"sensitive,omitempty" see:"company"`
	// NonProfessional: it is not about work.
	NonProfessional bool `json:"nonProfessional,omitempty" see:"company"`
	// SecretAt is when the latest description that says so was published: only a newer one opens the community.
	SecretAt time.Time `json:"secretAt,omitzero" see:"none"`
	// SecretChosen: its managers decided that it is secret, and no description of a source opens it.
	SecretChosen bool `json:"secretChosen,omitempty" see:"none"`
	// AnonymousQuestions: members may ask without being named.
	AnonymousQuestions bool `json:"anonymousQuestions,omitempty" see:"company"`
	// ExternalID is what the source that provisions the community as a group calls it; empty where none does.
	ExternalID string `json:"externalId,omitempty" see:"none"`
}

// The types of contributions: those of ActivityStreams 2.0, and answer.
const (
	TypeQuestion = "question"
	TypeAnswer   = "answer"
	TypeNote     = "note"
	TypeArticle  = "article"
	TypeComment  = "comment"
	// TypeTombstone is what is left of a contribution that its author deleted.
	TypeTombstone = "tombstone"
)

// MarkdownType is the media type of texts that are written here.
const MarkdownType = "text/markdown"

// Contribution is a text that a member wrote.
type Contribution struct {
	Type        string    `json:"type,omitempty" see:"company"`
	Title       string    `json:"title,omitempty" see:"company"`
	Language    string    `json:"language,omitempty" see:"company"`
	URL         string    `json:"url,omitempty" see:"company"`
	PublishedAt time.Time `json:"publishedAt,omitzero" see:"company"`
	// UpdatedOn is when its author changed it, DeletedOn when they deleted it; FormerType is then the type that it had.
	UpdatedOn  Date   `json:"updatedOn,omitempty" see:"company"`
	DeletedOn  Date   `json:"deletedOn,omitempty" see:"company"`
	FormerType string `json:"formerType,omitempty" see:"company"`
	// MediaType of the content is plain text where it is empty.
	MediaType string `json:"mediaType,omitempty" see:"company"`
	// Likes and Dislikes count by day those whose authors the source does not name; a like with a
	// known author is a `likes` edge.
	Likes    []Tally `json:"likes,omitempty" see:"company"`
	Dislikes []Tally `json:"dislikes,omitempty" see:"company"`
	// Content is of the MediaType.
	Content string `json:"content,omitempty" see:"company" long:"true"`
}

// Tally is the number of anonymous likes or dislikes of one day.
type Tally struct {
	On    Date `json:"on,omitempty"`
	Count int  `json:"count,omitempty"`
}

// Is joins an account to the person that it belongs to.
type Is struct{}

// ReportsTo joins a person to their manager.
type ReportsTo struct{}

// AtSite joins a person to their workplace.
type AtSite struct{}

// Level is the level of a skill on the common scale of all sources: 0 none, 1 notions, 2 practice,
// 3 mastery, 4 expert, in steps of a half.
type Level float64

// Declares is a statement about a skill that a person has or needs. The tag of its edge names the source.
type Declares struct {
	Held     *Level `json:"held,omitempty" see:"self manager hr published"`
	Required *Level `json:"required,omitempty" see:"self manager hr"`
	// SelfAssessed is the person's own estimate in an interview.
	SelfAssessed *Level `json:"selfAssessed,omitempty" see:"self manager hr"`
	// HeldRaw, RequiredRaw and SelfAssessedRaw are the levels as the source words them, on its Scale.
	HeldRaw         string `json:"heldRaw,omitempty" see:"self manager hr"`
	RequiredRaw     string `json:"requiredRaw,omitempty" see:"self manager hr"`
	SelfAssessedRaw string `json:"selfAssessedRaw,omitempty" see:"self manager hr"`
	Scale           string `json:"scale,omitempty" see:"self manager hr"`
	// Possessed marks a skill that is held without a level, such as a licence.
	Possessed bool `json:"possessed,omitempty" see:"self manager hr published"`
	// On is the day of the statement, ValidUntil the last day on which it is valid.
	On         Date `json:"on,omitempty" see:"self manager hr published"`
	ValidUntil Date `json:"validUntil,omitempty" see:"self manager hr published"`
	// Validated marks a statement that a manager or HR confirmed.
	Validated   bool `json:"validated,omitempty" see:"self manager hr published"`
	ValidatedOn Date `json:"validatedOn,omitempty" see:"self manager hr published"`
	// Published marks a statement that the person lets colleagues see. Chosen: they decided so here, or against it,
	// and no source decides it any more.
	Published bool `json:"published,omitempty" see:"self manager hr published"`
	Chosen    bool `json:"chosen,omitempty" see:"self hr"`
	// ContestedOn is when the person contested the statement, until that is settled: meanwhile it counts for nothing.
	ContestedOn Date `json:"contestedOn,omitempty" see:"self manager hr"`
}

// Follows joins a person to a colleague whose contributions they follow.
type Follows struct {
	At time.Time `json:"at,omitzero" see:"company"`
}

// MemberOf joins a person to a community.
type MemberOf struct {
	Role string    `json:"role,omitempty" see:"company"`
	At   time.Time `json:"at,omitzero" see:"company"`
	// Until is the last day of a guest.
	Until Date `json:"until,omitempty" see:"company"`
	// Chosen: the role and the end were decided here, and no source decides them any more.
	Chosen bool `json:"chosen,omitempty" see:"none"`
}

// Authored joins a person to a contribution that they wrote.
type Authored struct{}

// Answers joins an answer to its question.
type Answers struct {
	Accepted   bool      `json:"accepted,omitempty" see:"company"`
	AcceptedAt time.Time `json:"acceptedAt,omitzero" see:"company"`
}

// About joins a contribution to a skill that it deals with.
type About struct{}

// In joins a contribution to its community.
type In struct{}

// Likes joins a person to a contribution that they found useful.
type Likes struct {
	At time.Time `json:"at,omitzero" see:"company"`
}

// Concerns joins an interview to the person interviewed. That person may see it, and it is deleted with
// them.
type Concerns struct{}

// The kind of each domain struct.
func (Person) Kind() Kind       { return KindPerson }
func (Account) Kind() Kind      { return KindAccount }
func (Site) Kind() Kind         { return KindSite }
func (Skill) Kind() Kind        { return KindSkill }
func (Community) Kind() Kind    { return KindCommunity }
func (Contribution) Kind() Kind { return KindContribution }
func (Interview) Kind() Kind    { return KindInterview }
func (Is) Kind() Kind           { return KindIs }
func (ReportsTo) Kind() Kind    { return KindReportsTo }
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
func (Wish) Kind() Kind         { return KindWish }
func (WishedBy) Kind() Kind     { return KindWishedBy }
func (Consents) Kind() Kind     { return KindConsents }
func (ObjectsTo) Kind() Kind    { return KindObjectsTo }
func (Requires) Kind() Kind     { return KindRequires }
func (HoldsRole) Kind() Kind    { return KindHoldsRole }

// Unit is a part of the organisation; its name may be a path such as "DSI/Exploitation".
type Unit struct {
	Name string `json:"name,omitempty" see:"company"`
	// Code is that of the company's list of units, and Former are the paths that the unit had before reorganisations.
	Code   string   `json:"code,omitempty" see:"company"`
	Former []string `json:"former,omitempty" see:"company"`
	// FormerUntil are the days of these reorganisations, path by path: on each, the unit got its next path.
	FormerUntil []Date `json:"formerUntil,omitempty" see:"company"`
}

// IsDescribed reports whether a list of units or a reorganisation says what the unit is called. What other sources call it is
// then no name of it.
func (u Unit) IsDescribed() bool { return u.Code != "" || len(u.Former) > 0 }

// Keeping returns the unit as a list describes it, with the paths that the stored one had.
func (u Unit) Keeping(stored Unit) Unit {
	if len(u.Former) == 0 {
		u.Former, u.FormerUntil = stored.Former, stored.FormerUntil
	}
	return u
}

// Moved returns the unit with another path from a day on.
func (u Unit) Moved(path string, on Date) Unit {
	until := append([]Date(nil), u.FormerUntil...)
	for len(until) < len(u.Former) { // of reorganisations whose days were not kept
		until = append(until, "")
	}
	u.Former, u.FormerUntil = append(append([]string(nil), u.Former...), u.Name), append(until, on)
	u.Name = path
	return u
}

// PathOn returns the path that the unit had on a day: its name where it is not known to have had another one, or no day is given.
func (u Unit) PathOn(day Date) string {
	for i, until := range u.FormerUntil {
		if i < len(u.Former) && day != "" && day < until {
			return u.Former[i]
		}
	}
	return u.Name
}

// InUnit joins a person to their part of the organisation.
type InUnit struct{}

// WasInUnit joins a person to a unit that they left for another one, or for none.
type WasInUnit struct {
	// Until is the first day on which they were not there any more, as far as the source tells: that of the import that said so.
	Until Date `json:"until,omitempty" see:"self hr"`
}

// The kind of each domain struct.
func (Unit) Kind() Kind      { return KindUnit }
func (InUnit) Kind() Kind    { return KindInUnit }
func (WasInUnit) Kind() Kind { return KindWasInUnit }
