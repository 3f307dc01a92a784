package graph

import (
	"cmp"
	"slices"
	"strings"
)

// Interview is a GPEC/GEPP interview. Type distinguishes a career interview, which by law does not
// assess work, from a yearly appraisal.
type Interview struct {
	Type      string `json:"type,omitempty" see:"self manager hr"`
	On        Date   `json:"on,omitempty" see:"self manager hr"`
	Evaluator string `json:"evaluator,omitempty" see:"hr"`
	// SignedOn is when the person signed the report, ManagerSignedOn when their manager did.
	SignedOn        Date `json:"signedOn,omitempty" see:"self manager hr"`
	ManagerSignedOn Date `json:"managerSignedOn,omitempty" see:"self manager hr"`
	// NextDue is when the next interview is due, where the HR system says so.
	NextDue Date `json:"nextDue,omitempty" see:"self manager hr"`
}

// Keeping returns the interview, with what a stored description of it says and this one does not.
func (i Interview) Keeping(stored Interview) Interview {
	return Interview{
		Type: cmp.Or(i.Type, stored.Type), On: cmp.Or(i.On, stored.On), Evaluator: keptName(i.Evaluator, stored.Evaluator),
		SignedOn: cmp.Or(i.SignedOn, stored.SignedOn), ManagerSignedOn: cmp.Or(i.ManagerSignedOn, stored.ManagerSignedOn),
		NextDue: cmp.Or(i.NextDue, stored.NextDue),
	}
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

// keptName returns the stored form of a name that has the same words in another order, so that two files which say
// "MARTIN Paul" and "Paul Martin" do not change it in turn.
func keptName(said, stored string) string {
	words := func(name string) string {
		all := strings.Fields(strings.ToLower(name))
		slices.Sort(all)
		return strings.Join(all, " ")
	}
	if said == "" || words(said) == words(stored) {
		return stored
	}
	return said
}

// Wish is what a person wants of their career, as they said in an interview or wrote on their own page. Only they see it until
// they consent to [PurposeWishes].
type Wish struct {
	// Jobs, Places and Trainings are those that are wanted, as they were written.
	Jobs      []string `json:"jobs,omitempty" see:"self hr recruiter"`
	Places    []string `json:"places,omitempty" see:"self hr recruiter"`
	Trainings []string `json:"trainings,omitempty" see:"self hr recruiter"`
	// Moves are the kinds of change that are wanted.
	Moves []string `json:"moves,omitempty" see:"self hr recruiter"`
	// Horizon is within which years the person wants to move, Priority that of the trainings.
	Horizon  string `json:"horizon,omitempty" see:"self hr recruiter"`
	Priority string `json:"priority,omitempty" see:"self hr recruiter"`
	// Project is what the person plans, in their words.
	Project string `json:"project,omitempty" see:"self hr recruiter"`
	On      Date   `json:"on,omitempty" see:"self hr recruiter"`
	// Mentoring is whether the person wants to mentor, to be mentored, or both.
	Mentoring []string `json:"mentoring,omitempty" see:"self hr recruiter"`
}

// The kinds of moves, the horizons in years and the priorities of wishes.
const (
	MoveFunctional   = "functional"
	MoveGeographic   = "geographic"
	HorizonYear      = "0-1"
	HorizonTwoYears  = "1-2"
	HorizonFiveYears = "3-5"
	HorizonLater     = "5+"
	PriorityHigh     = "high"
	PriorityMedium   = "medium"
	PriorityLow      = "low"
)

// WishedBy joins a wish to the person whose it is. It is deleted with them.
type WishedBy struct{}

// Consents joins a person to themselves: they agree that what the tag names is used for its purpose.
type Consents struct {
	On Date `json:"on,omitempty" see:"self hr recruiter"`
	// TextVersion names the text that the person agreed to.
	TextVersion string `json:"textVersion,omitempty" see:"self hr recruiter"`
}

// ObjectsTo joins a person to themselves: they object to what the tag names (GDPR, article 21).
type ObjectsTo struct {
	On Date `json:"on,omitempty" see:"self"`
}

// ObjectionToRanking is the objection to be found as somebody who knows. The person stays in the directory.
const ObjectionToRanking = "ranking"

// ObjectionToProfile is the objection that the title, the name, the unit and the site that the directory has of the person
// count for them where people are ranked. By the name, they are found as before.
const ObjectionToProfile = "profile"

// PurposeWishes is the consent that HR and recruiters see what a person wishes.
const PurposeWishes = "wishes"

// IsPublished reports whether colleagues may see the statement. What is contested they may not.
func (d Declares) IsPublished() bool { return d.Published && d.ContestedOn == "" }

// Keeping returns the statement of a source, with what the person decided about the stored one. What is contested stays
// so until the source says something else.
func (d Declares) Keeping(stored Declares) Declares {
	if stored.Chosen {
		d.Chosen, d.Published = true, stored.Published
	}
	if stored.ContestedOn != "" && d.saysAgain(stored) {
		d.ContestedOn = stored.ContestedOn
	}
	return d
}

// saysAgain reports whether a source says of the level what it said before.
func (d Declares) saysAgain(stored Declares) bool {
	same := func(a, b *Level) bool { return a == b || a != nil && b != nil && *a == *b }
	return same(d.Held, stored.Held) && same(d.Required, stored.Required) && same(d.SelfAssessed, stored.SelfAssessed) && d.Possessed == stored.Possessed
}

// Requires joins a role to a skill that those who hold it need, at a level.
type Requires struct {
	// Level is nil where the skill is required without one, such as a licence. Raw is it as the source words it, on its Scale.
	Level *Level `json:"level,omitempty" see:"company"`
	Raw   string `json:"raw,omitempty" see:"company"`
	Scale string `json:"scale,omitempty" see:"company"`
}

// HoldsRole joins a person to the role of their post.
type HoldsRole struct {
	// Title is the words or the code by which the source of the edge names the post.
	Title string `json:"title,omitempty" see:"self manager hr"`
}
