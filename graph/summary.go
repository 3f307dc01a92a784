package graph

// DeclarationSummary is a declaration in short: what it comes to for whoever weighs many. Levels must not be
// changed. Who may see a field is as in [Declares].
type DeclarationSummary struct {
	Held         *Level `see:"self manager hr published"`
	SelfAssessed *Level `see:"self manager hr"`
	On           Day    `see:"self manager hr published"`
	ValidUntil   Day    `see:"self manager hr published"`
	ValidatedOn  Day    `see:"self manager hr published"`
	Possessed    bool   `see:"self manager hr published"`
	Validated    bool   `see:"self manager hr published"`
	Published    bool   `see:"self manager hr published"`
}

// Summary is the declaration in short.
func (d Declares) Summary() DeclarationSummary {
	return DeclarationSummary{
		Held: d.Held, SelfAssessed: d.SelfAssessed, Possessed: d.Possessed,
		On: d.On.Day(), ValidUntil: d.ValidUntil.Day(),
		Validated: d.Validated, ValidatedOn: d.ValidatedOn.Day(), Published: d.Published,
	}
}
// ContributionSummary is a contribution in short: what it is to whoever weighs many. Who may see a field is as in
// [Contribution], who may see On as PublishedAt.
type ContributionSummary struct {
	// Type is that of the contribution.
	Type string
	// On is the day when it was published.
	On Day
	// HasTallies: it has Likes or Dislikes, which only its [Value] tells.
	HasTallies bool
	// Exists: the node is a contribution. The rest of what is none is empty.
	Exists bool
}

// Summary is the contribution in short.
func (c Contribution) Summary() ContributionSummary {
	return ContributionSummary{Type: c.Type, On: DayOf(c.PublishedAt), HasTallies: len(c.Likes)+len(c.Dislikes) > 0, Exists: true}
}
