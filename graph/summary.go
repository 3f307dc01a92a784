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

// Statement is what a source says of a person's skill: the summary of a declaration, and whether it was made in an
// interview.
type Statement struct {
	DeclarationSummary
	OfInterview bool
}

// Says reports whether the statement says that the skill is held, at a level or without one.
func (s Statement) Says() bool { return s.Held != nil || s.Possessed }

// Decides reports whether the statement decides over another one about the same skill of the same person: what an
// interview says goes before what the person says themselves, and what was said later before what was said earlier.
func (s Statement) Decides(other Statement) bool {
	if s.OfInterview != other.OfInterview {
		return s.OfInterview
	}
	return s.On >= other.On
}

// Holds reports whether the person holds the skill on a day, at any level above 0.
func (s Statement) Holds(on Day) bool {
	return (s.Possessed || s.Held != nil && *s.Held > 0) && (s.ValidUntil == 0 || s.ValidUntil >= on)
}

// Decisive are the statements that decide about a skill of a person, of those that were noted: about what is held, and what is
// required.
type Decisive struct{ Held, Required Statement }

// Note notes a statement, and reports about what it decides so far. Of statements that are alike the last one decides.
func (d *Decisive) Note(said Statement) (held, required bool) {
	if held = said.Says() && (!d.Held.Says() || said.Decides(d.Held)); held {
		d.Held = said
	}
	if required = said.Required != nil && (d.Required.Required == nil || said.Decides(d.Required)); required {
		d.Required = said
	}
	return held, required
}
