package graph

import "time"

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
