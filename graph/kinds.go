package graph

import (
	"reflect"
	"slices"
	"sync"
	"time"
)

// Descriptor describes a kind of fact. Its keys, codec, label in Neo4j, number in the replica and object
// type in the API are derived from this and from the fields of its struct.
type Descriptor struct {
	// Value is the zero value; its type is what facts of the kind hold, its Kind the kind.
	Value Value
	// From and To are the kinds of node that an edge joins; both are empty for a node.
	From, To Kind
	// Audience names who may see facts of the kind, in the words of `see` tags: "company", "hr", "recruiter", "dpo", "self"
	// and "manager" of the person that the fact belongs to, and "moderator" of the community that an edge leads to. Nodes whose audience is "mention" are for those who
	// may see an edge that leads to them. It is empty where the audience depends on the contents of a fact: then
	// package access has a rule for the kind, or nobody sees it.
	Audience string
	// Type is the GraphQL type of the facts, empty where the API has none.
	Type string
}

// Kind returns the kind that the row describes.
func (d Descriptor) Kind() Kind { return d.Value.Kind() }

// Descriptors returns the table of kinds, nodes first.
func Descriptors() []Descriptor { return slices.Concat(nodes(), edges(), membership()) }

func nodes() []Descriptor {
	return []Descriptor{
		{Value: Person{}, Type: "Person"},
		{Value: Account{}, Audience: "hr self"},
		{Value: Unit{}, Audience: "mention", Type: "Unit"},
		{Value: Site{}, Audience: "mention", Type: "Site"},
		{Value: Skill{}, Audience: "mention", Type: "Skill"},
		{Value: Community{}, Type: "Community"},
		{Value: Contribution{}, Type: "Contribution"},
		{Value: Interview{}, Audience: "hr manager self", Type: "Interview"},
		{Value: Wish{}, Type: "Wish"},
		{Value: Scheme{}, Audience: "company"},
		{Value: Concept{}, Audience: "company"},
		{Value: Role{}, Audience: "company"},
		{Value: Merge{}},
		{Value: Opening{}, Type: "Opening"},
		{Value: Shortlist{}},
		{Value: SavedSearch{}},
		{Value: Erasure{}},
		{Value: Request{}, Audience: "self dpo"},
		{Value: Measure{}},
	}
}

func edges() []Descriptor {
	return []Descriptor{
		{Value: Is{}, From: KindAccount, To: KindPerson, Audience: "hr self"},
		{Value: ReportsTo{}, From: KindPerson, To: KindPerson, Audience: "company"},
		{Value: InUnit{}, From: KindPerson, To: KindUnit, Audience: "company"},
		{Value: WasInUnit{}, From: KindPerson, To: KindUnit, Audience: "hr self"},
		{Value: AtSite{}, From: KindPerson, To: KindSite, Audience: "company"},
		{Value: Declares{}, From: KindPerson, To: KindSkill, Type: "Declaration"},
		{Value: Follows{}, From: KindPerson, To: KindPerson, Audience: "company"},
		{Value: MemberOf{}, From: KindPerson, To: KindCommunity},
		{Value: Authored{}, From: KindPerson, To: KindContribution, Audience: "company"},
		{Value: Answers{}, From: KindContribution, To: KindContribution, Audience: "company"},
		{Value: About{}, From: KindContribution, To: KindSkill, Audience: "company"},
		{Value: In{}, From: KindContribution, To: KindCommunity, Audience: "company"},
		{Value: Likes{}, From: KindPerson, To: KindContribution, Audience: "company"},
		{Value: Concerns{}, From: KindInterview, To: KindPerson, Audience: "hr manager self"},
		{Value: WishedBy{}, From: KindWish, To: KindPerson, Audience: "hr recruiter self"},
		{Value: Requires{}, From: KindRole, To: KindSkill, Audience: "company"},
		{Value: HoldsRole{}, From: KindPerson, To: KindRole, Audience: "company"},
		{Value: Consents{}, From: KindPerson, To: KindPerson, Audience: "hr recruiter self", Type: "Consent"},
		{Value: ObjectsTo{}, From: KindPerson, To: KindPerson, Audience: "self", Type: "Objection"},
		{Value: RequestedBy{}, From: KindRequest, To: KindPerson, Audience: "self dpo"},
		{Value: Hold{}, From: KindPerson, To: KindPerson, Audience: "dpo"},
		{Value: Acknowledges{}, From: KindPerson, To: KindPerson, Audience: "self dpo"},
		{Value: Restricted{}, From: KindPerson, To: KindPerson, Audience: "self dpo"},
		{Value: Unavailable{}, From: KindPerson, To: KindPerson, Audience: "company"},
		{Value: Discloses{}, From: KindPerson, To: KindPerson, Audience: "self"},
		{Value: ObjectsToEvidence{}, From: KindPerson, To: KindContribution, Audience: "self"},
		{Value: Broader{}, From: KindConcept, To: KindConcept, Audience: "company"},
		{Value: Related{}, From: KindConcept, To: KindConcept, Audience: "company"},
		{Value: CallsFor{}, From: KindRole, To: KindConcept, Audience: "company"},
		{Value: LeadsTo{}, From: KindRole, To: KindRole, Audience: "company"},
		{Value: SameAs{}, From: KindSkill, To: KindConcept, Audience: "company"},
		{Value: DiffersFrom{}, From: KindSkill, To: KindConcept, Audience: "company"},
		{Value: MayBe{}, From: KindSkill, To: KindConcept, Audience: "company"},
		{Value: ExactMatch{}, From: KindConcept, To: KindConcept, Audience: "company"},
		{Value: OfferedAs{}, From: KindOpening, To: KindRole, Audience: "company"},
		{Value: OfferedIn{}, From: KindOpening, To: KindUnit, Audience: "company"},
		{Value: OfferedAt{}, From: KindOpening, To: KindSite, Audience: "company"},
		{Value: Demands{}, From: KindOpening, To: KindSkill, Audience: "company", Type: "Requirement"},
		{Value: Invites{}, From: KindOpening, To: KindPerson, Audience: "hr recruiter self"},
		{Value: Recommends{}, From: KindOpening, To: KindPerson, Audience: "self"},
		{Value: Subscribes{}, From: KindPerson, To: KindPerson, Audience: "self"},
		{Value: LookedAt{}, From: KindPerson, To: KindPerson, Audience: "self"},
		{Value: Posted{}, From: KindContribution, To: KindCommunity},
		{Value: Mailed{}, From: KindOpening, To: KindPerson, Audience: "self"},
		{Value: InterestedIn{}, From: KindPerson, To: KindOpening, Audience: "hr recruiter self"},
		{Value: Asked{}, From: KindContribution, To: KindPerson, Audience: "self"},
		{Value: AskedBy{}, From: KindContribution, To: KindPerson, Audience: "self"},
		{Value: CommentsOn{}, From: KindContribution, To: KindContribution, Audience: "company"},
		{Value: AnswersQuestions{}, From: KindPerson, To: KindPerson, Audience: "self"},
		{Value: ReceivedQuestions{}, From: KindPerson, To: KindPerson, Audience: "self"},
		{Value: Referred{}, From: KindPerson, To: KindContribution, Audience: "company"},
		{Value: Thanks{}, From: KindPerson, To: KindContribution, Audience: "company"},
		{Value: Tagged{}, From: KindContribution, To: KindPerson, Audience: "company"},
		{Value: Escalated{}, From: KindContribution, To: KindContribution, Audience: "company"},
		{Value: Notified{}, From: KindContribution, To: KindPerson, Audience: "self"},
	}
}

// membership are the edges by which people come to be in communities, and are kept out of them.
func membership() []Descriptor {
	return []Descriptor{
		{Value: AsksToJoin{}, From: KindPerson, To: KindCommunity, Audience: "self moderator"},
		{Value: InvitedTo{}, From: KindPerson, To: KindCommunity, Audience: "self moderator"},
		{Value: SuspendedFrom{}, From: KindPerson, To: KindCommunity, Audience: "self moderator"},
		{Value: HiddenIn{}, From: KindContribution, To: KindCommunity, Audience: "moderator"},
		{Value: Reports{}, From: KindPerson, To: KindContribution, Audience: "self"},
		{Value: ImposedOn{}, From: KindMeasure, To: KindPerson, Audience: "self"},
	}
}

// Kinds returns every kind, nodes first.
func Kinds() []Kind {
	var kinds []Kind
	for _, row := range Descriptors() {
		kinds = append(kinds, row.Kind())
	}
	return kinds
}

// Values returns the zero value of every kind, nodes first.
func Values() []Value {
	var values []Value
	for _, row := range Descriptors() {
		values = append(values, row.Value)
	}
	return values
}

// Describe returns the row of a kind, and whether there is such a kind.
func Describe(kind Kind) (Descriptor, bool) {
	described, known := describe(kind)
	return described.Descriptor, known
}

// IsEdge reports whether facts of the kind join two nodes.
func (k Kind) IsEdge() bool {
	described, _ := describe(k)
	return described.From != ""
}

// Ends returns the kinds of node that an edge of this kind joins; both are empty for a node.
func (k Kind) Ends() (from, to Kind) {
	described, _ := describe(k)
	return described.From, described.To
}

// HasLong reports whether values of the kind have fields tagged long:"true", so that a [Brief] read of
// one is not the whole of it.
func (k Kind) HasLong() bool {
	described, _ := describe(k)
	return len(described.long) > 0
}

// description is a row of the table with what the codec needs to know of the struct.
type description struct {
	Descriptor
	fields int
	times  []int // fields of type [time.Time], by index
	long   []int // fields tagged long:"true"
}

func describe(kind Kind) (*description, bool) {
	if found := descriptions()[kind]; found != nil {
		return found, true
	}
	return &description{}, false
}

// descriptions returns the table by kind. It is made once and never changed, because every key and every
// value that is read or written is looked up in it: millions in an import.
var descriptions = sync.OnceValue(func() map[Kind]*description {
	all := map[Kind]*description{}
	for _, row := range Descriptors() {
		of := reflect.TypeOf(row.Value)
		described := &description{Descriptor: row, fields: of.NumField()}
		for i := range of.NumField() {
			field := of.Field(i)
			if field.Type == reflect.TypeFor[time.Time]() {
				described.times = append(described.times, i)
			}
			if field.Tag.Get("long") == "true" {
				described.long = append(described.long, i)
			}
		}
		all[row.Kind()] = described
	}
	return all
})
