package graph

import "slices"

// The kinds of nodes and edges of communities besides the community, its members and what they write.
const (
	KindMeasure Kind = "measure" // what a moderator decided against somebody

	KindAsksToJoin    Kind = "asks_to_join"   // person → community
	KindInvitedTo     Kind = "invited_to"     // person → community
	KindSuspendedFrom Kind = "suspended_from" // person → community
	KindHiddenIn      Kind = "hidden_in"      // contribution → community
	KindReports       Kind = "reports"        // person → contribution, for the person alone
	KindImposedOn     Kind = "imposed_on"     // measure → person
)

// What communities are for.
const (
	CommunityPractice = "practice" // a trade or a subject
	CommunityProject  = "project"
	CommunityInterest = "interest"
	CommunityLearning = "learning"
	CommunityHelp     = "help" // helping each other
)

// CommunityTypes returns what communities are for.
func CommunityTypes() []string {
	return []string{CommunityPractice, CommunityProject, CommunityInterest, CommunityLearning, CommunityHelp}
}

// How people become members of a community. Anybody may join an open one.
const (
	AdmissionOpen       = "open"
	AdmissionRequest    = "request"
	AdmissionInvitation = "invitation"
)

// Admissions returns the ways in which people become members.
func Admissions() []string { return []string{AdmissionOpen, AdmissionRequest, AdmissionInvitation} }

// IsClosed reports whether what is written in the community, and who is in it, is for its members alone.
func (c Community) IsClosed() bool {
	return c.Secret || c.Sensitive || c.Admission != "" && c.Admission != AdmissionOpen
}

// Keeping returns the community as a source describes it, with what was decided here of the stored one, of which sources say
// nothing.
func (c Community) Keeping(stored Community) Community {
	c.Type, c.Admission, c.Sensitive, c.NonProfessional = stored.Type, stored.Admission, stored.Sensitive, stored.NonProfessional
	c.AnonymousQuestions = stored.AnonymousQuestions
	if stored.SecretChosen {
		c.Secret, c.SecretAt, c.SecretChosen = true, stored.SecretAt, true
	}
	return c
}

// The roles of members that this package knows; a source may call others as it likes.
const (
	MemberManager   = "manager"   // admits and removes members, and moderates
	MemberModerator = "moderator" // moderates
	MemberGuest     = "guest"     // until a day, and longer only where they are confirmed again
)

// MemberRoles returns the roles that managers give; "" is a member without one.
func MemberRoles() []string { return []string{"", MemberModerator, MemberManager} }

// IsCurrent reports whether somebody is a member on a day: a guest is none after their last one.
func (m MemberOf) IsCurrent(today Date) bool { return m.Until == "" || m.Until >= today }

// Moderates reports whether a member decides about reports.
func (m MemberOf) Moderates() bool {
	return slices.Contains([]string{MemberManager, MemberModerator}, m.Role)
}

// Keeping returns the membership as a source states it, with the role and the end that were decided here.
func (m MemberOf) Keeping(stored MemberOf) MemberOf {
	if stored.Chosen {
		m.Role, m.Until, m.Chosen = stored.Role, stored.Until, true
	}
	return m
}

// AsksToJoin says that somebody asks to become a member.
type AsksToJoin struct {
	On   Date   `json:"on,omitempty" see:"company"`
	Text string `json:"text,omitempty" see:"company"`
}

// InvitedTo says that somebody was invited to become a member, or a guest until a day.
type InvitedTo struct {
	On Date `json:"on,omitempty" see:"company"`
	// By is the key of the manager who invites.
	By    string `json:"by,omitempty" see:"company"`
	Until Date   `json:"until,omitempty" see:"company"`
}

// SuspendedFrom says that somebody has no part in a community until a day; without one, for good.
type SuspendedFrom struct {
	Until Date `json:"until,omitempty" see:"company"`
}

// Outlasts reports whether a suspension holds as long as another, or longer.
func (s SuspendedFrom) Outlasts(other SuspendedFrom) bool {
	return s.Until == "" || other.Until != "" && s.Until >= other.Until
}

// IsInForce reports whether a suspension holds on a day.
func (s SuspendedFrom) IsInForce(today Date) bool { return s.Until == "" || s.Until >= today }

// HiddenIn says that the moderators of a community hid a contribution.
type HiddenIn struct {
	On Date `json:"on,omitempty" see:"company"`
}

// The reasons for which contributions are reported and measures taken.
const (
	ReasonInsult       = "insult"
	ReasonConfidential = "confidential"
	ReasonPersonal     = "personal_data"
	ReasonAdvertising  = "advertising"
	ReasonOffTopic     = "off_topic"
	ReasonOther        = "other"
)

// ReportReasons returns the reasons for which contributions are reported and measures taken.
func ReportReasons() []string {
	return []string{ReasonInsult, ReasonConfidential, ReasonPersonal, ReasonAdvertising, ReasonOffTopic, ReasonOther}
}

// The states of reports.
const (
	ReportOpen      = "open"
	ReportUpheld    = "upheld"
	ReportDismissed = "dismissed"
)

// Reports says why somebody reports a contribution. Who it was is told to nobody.
type Reports struct {
	// Reason is one of [ReportReasons], Text what the person says about it.
	Reason    string `json:"reason,omitempty" see:"company"`
	Text      string `json:"text,omitempty" see:"company"`
	On        Date   `json:"on,omitempty" see:"company"`
	State     string `json:"state,omitempty" see:"company"`
	DecidedOn Date   `json:"decidedOn,omitempty" see:"company"`
}

// The measures that moderators take.
const (
	MeasureHide    = "hide"    // a contribution is hidden
	MeasureWarn    = "warn"    // its author is warned
	MeasureSuspend = "suspend" // they have no part in the community until a day
	MeasureExclude = "exclude" // or for good
)

// MeasureActions returns the measures that moderators take, the mildest first.
func MeasureActions() []string {
	return []string{MeasureHide, MeasureWarn, MeasureSuspend, MeasureExclude}
}

// The states of measures.
const (
	MeasureInForce  = "in_force"
	MeasureAppealed = "appealed" // in force until the appeal is decided
	MeasureUpheld   = "upheld"
	MeasureLifted   = "lifted"
)

// Measure is what a moderator decided against somebody. They are told, and may appeal once.
type Measure struct {
	// Action is one of [MeasureActions]; Community and Contribution are keys of what it is about.
	Action       string `json:"action,omitempty" see:"company"`
	Community    string `json:"community,omitempty" see:"company"`
	Contribution string `json:"contribution,omitempty" see:"company"`
	// Reason is one of [ReportReasons], Text what the moderator says about it.
	Reason string `json:"reason,omitempty" see:"company"`
	Text   string `json:"text,omitempty" see:"company"`
	// By is the key of the moderator.
	By    string `json:"by,omitempty" see:"none"`
	On    Date   `json:"on,omitempty" see:"company"`
	Until Date   `json:"until,omitempty" see:"company"`
	State string `json:"state,omitempty" see:"company"`
	// Appeal is what the person says against it, Answer what another moderator answers.
	Appeal     string `json:"appeal,omitempty" see:"company"`
	AppealedOn Date   `json:"appealedOn,omitempty" see:"company"`
	Answer     string `json:"answer,omitempty" see:"company"`
	AnsweredOn Date   `json:"answeredOn,omitempty" see:"company"`
}

// ImposedOn joins a measure to the person that it is taken against.
type ImposedOn struct{}

// The kind of each.
func (AsksToJoin) Kind() Kind    { return KindAsksToJoin }
func (InvitedTo) Kind() Kind     { return KindInvitedTo }
func (SuspendedFrom) Kind() Kind { return KindSuspendedFrom }
func (HiddenIn) Kind() Kind      { return KindHiddenIn }
func (Reports) Kind() Kind       { return KindReports }
func (Measure) Kind() Kind       { return KindMeasure }
func (ImposedOn) Kind() Kind     { return KindImposedOn }
