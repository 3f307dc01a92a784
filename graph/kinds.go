package graph

// Value is the domain struct inside a fact, always a plain value, never a pointer.
type Value interface{ Kind() Kind }

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

// Values is one empty value of every kind: nodes, then edges. A new kind is a line here,
// a line in [Kind.ends], and its audience in package access.
func Values() []Value {
	return []Value{
		Person{}, Account{}, Unit{}, Site{}, Skill{}, Community{}, Contribution{}, Interview{},
		Is{}, ReportsTo{}, InUnit{}, AtSite{}, Declares{}, Follows{}, MemberOf{}, Authored{},
		Answers{}, About{}, In{}, Likes{}, Concerns{},
	}
}

// Kinds is every kind, nodes first.
func Kinds() []Kind {
	values := Values()
	kinds := make([]Kind, len(values))
	for i, value := range values {
		kinds[i] = value.Kind()
	}
	return kinds
}

// IsEdge reports whether facts of the kind join two nodes.
func (k Kind) IsEdge() bool {
	ends, known := k.ends()
	return known && ends.isEdge()
}

// Ends are the kinds of node that an edge of this kind joins; both empty for a node.
func (k Kind) Ends() (from, to Kind) {
	ends, _ := k.ends()
	return ends.from, ends.to
}

type edgeEnds struct{ from, to Kind }

func (e edgeEnds) isEdge() bool { return e.from != "" }

func (k Kind) ends() (edgeEnds, bool) {
	switch k {
	case KindPerson, KindAccount, KindUnit, KindSite, KindSkill, KindCommunity, KindContribution, KindInterview:
		return edgeEnds{}, true
	case KindIs:
		return edgeEnds{KindAccount, KindPerson}, true
	case KindReportsTo, KindFollows:
		return edgeEnds{KindPerson, KindPerson}, true
	case KindInUnit:
		return edgeEnds{KindPerson, KindUnit}, true
	case KindAtSite:
		return edgeEnds{KindPerson, KindSite}, true
	case KindDeclares:
		return edgeEnds{KindPerson, KindSkill}, true
	case KindMemberOf:
		return edgeEnds{KindPerson, KindCommunity}, true
	case KindAuthored, KindLikes:
		return edgeEnds{KindPerson, KindContribution}, true
	case KindAnswers:
		return edgeEnds{KindContribution, KindContribution}, true
	case KindAbout:
		return edgeEnds{KindContribution, KindSkill}, true
	case KindIn:
		return edgeEnds{KindContribution, KindCommunity}, true
	case KindConcerns:
		return edgeEnds{KindInterview, KindPerson}, true
	}
	return edgeEnds{}, false
}
