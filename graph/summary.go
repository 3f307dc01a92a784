package graph

// DeclarationSummary holds what ranking and maps of skills read of a declaration. Levels must not be changed. The same
// viewers see a field as in [Declares].
type DeclarationSummary struct {
	Held         *Level `see:"self manager hr published"`
	Required     *Level `see:"self manager hr"`
	SelfAssessed *Level `see:"self manager hr"`
	On           Day    `see:"self manager hr published"`
	ValidUntil   Day    `see:"self manager hr published"`
	ValidatedOn  Day    `see:"self manager hr published"`
	Possessed    bool   `see:"self manager hr published"`
	Validated    bool   `see:"self manager hr published"`
	Published    bool   `see:"self manager hr published"`
}

// Summary returns the summary of the declaration. One that is contested says nothing.
func (d Declares) Summary() DeclarationSummary {
	if d.ContestedOn != "" {
		return DeclarationSummary{On: d.On.Day()}
	}
	return DeclarationSummary{
		Held: d.Held, Required: d.Required, SelfAssessed: d.SelfAssessed, Possessed: d.Possessed,
		On: d.On.Day(), ValidUntil: d.ValidUntil.Day(),
		Validated: d.Validated, ValidatedOn: d.ValidatedOn.Day(), Published: d.Published,
	}
}

// ContributionSummary holds what ranking reads of a contribution. Who may see a field is as in
// [Contribution], who may see On as PublishedAt.
type ContributionSummary struct {
	Type string
	// On is the day when it was published.
	On Day
	// HasTallies says that it has Likes or Dislikes, which only its [Value] holds.
	HasTallies bool
}

// AuthoredContribution is the summary of a contribution with one of its authors and the question that it answers. Ids are
// 0 where there is none.
type AuthoredContribution struct {
	ContributionSummary
	Node, Author NodeID
	// Question is the first, in key order, of those that it answers, and Asker the first of that one's authors.
	// Accepted says that the asker accepted the answer, AcceptedOn when; 0 where unknown.
	Question, Asker NodeID
	Accepted        bool
	AcceptedOn      Day
	// Likes is how many likes there are at most: those that are hidden are counted too.
	Likes uint32
}

// Acceptance says that the author of a question accepted an answer to it. Question and Asker are those of an
// [AuthoredContribution].
type Acceptance struct {
	Asker, Question, Answer, Author NodeID
	On                              Day // 0 where unknown
}

// Reply says that somebody answered a question of somebody else, and when. Question and Asker are those of an
// [AuthoredContribution].
type Reply struct {
	Asker, Question, Answer, Author NodeID
	On                              Day
}

// Summary returns the summary of the contribution.
func (c Contribution) Summary() ContributionSummary {
	return ContributionSummary{Type: c.Type, On: DayOf(c.PublishedAt), HasTallies: len(c.Likes)+len(c.Dislikes) > 0}
}
